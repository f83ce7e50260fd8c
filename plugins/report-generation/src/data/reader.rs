//! Reads a data set: a look at its first rows for the columns' types, then all of it, once.

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use runner_tables::csv::{Header, Records, Scratch, read_columns};
use runner_tables::json::JsonRecords;
use runner_tables::{Cell, Format, Nulls, RowError, Window, detect};

use super::column::{Bounds, Column, Datum};
use super::error::Error;
use super::guess::{Guess, Kind};
use super::rows::{JsonRow, Row};
use crate::document::Value;

/// How many rows types are found from, and how many bytes of them, at most.
const SAMPLE: (u64, u64) = (10_000, 8 * 1024 * 1024);

/// How much input lies between two reports of progress, in bytes.
const EVERY: u64 = 1024 * 1024;

/// How many columns are described. More are there for whoever names them.
const DESCRIBED: usize = 100;

/// How many rows are kept as they are.
const FIRST_ROWS: usize = 20;

/// How many columns of those.
const FIRST_COLUMNS: usize = 12;

/// How many different values all columns together are counted exactly for, and how many numbers are kept for
/// percentiles.
const DISTINCT: usize = 768 * 1024;
const VALUES: usize = 5 * 1024 * 1024;

/// So many faults are put down to the data; if most rows have one, it is no table.
const FAULTS: u64 = 1_000;

/// An input, and what is known of it.
#[derive(Debug)]
pub struct Source<'a, R> {
    /// Its bytes.
    pub reader: R,
    /// What messages call it.
    pub name: &'a str,
    /// Its media type, if known.
    pub media_type: Option<&'a str>,
}

/// How to read it.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format, if it is not to be found out.
    pub format: Option<Format>,
    /// What separates the fields of CSV, if it is not to be found out.
    pub delimiter: Option<u8>,
    /// Texts that stand for no value.
    pub nulls: Vec<String>,
    /// Types of columns, by name.
    pub types: BTreeMap<String, Kind>,
}

/// Whoever watches.
pub trait Watcher {
    /// Hears how far it has come: rows, and bytes of all.
    fn progress(&mut self, rows: u64, done: u64, total: u64);
}

impl<F: FnMut(u64, u64, u64)> Watcher for F {
    fn progress(&mut self, rows: u64, done: u64, total: u64) {
        self(rows, done, total);
    }
}

/// Sees each row, until it breaks off.
pub type Visit<'v> = dyn FnMut(&dyn Row) -> ControlFlow<()> + 'v;

/// A data set whose columns are known.
#[derive(Debug)]
pub struct Table<R> {
    name: String,
    format: Format,
    size: u64,
    names: Vec<String>,
    kinds: Vec<Kind>,
    nulls: Nulls,
    has_nulls: bool,
    rows: Rows<R>,
}

#[derive(Debug)]
enum Rows<R> {
    Csv(Box<Records<R>>),
    Json(Box<JsonRecords<R>>, Box<JsonRow>),
}

/// What a data set holds.
#[derive(Debug)]
pub struct Summary {
    /// What messages call it.
    pub name: String,
    /// How many rows there are.
    pub rows: u64,
    /// How many columns.
    pub width: usize,
    /// The columns that are described, in order.
    pub columns: Vec<Column>,
    /// Rows that could not be read.
    pub faults: u64,
    /// The first of them.
    pub fault: Option<RowError>,
    /// The first rows, as far as they are kept.
    pub first: Vec<Vec<Value>>,
    /// Whether there were more columns than are looked for.
    pub has_more_columns: bool,
}

/// Opens a data set and finds its columns and their types.
pub fn open<R: Read + Seek>(source: Source<'_, R>, options: &Options) -> Result<Table<R>, Error> {
    let name = source.name.to_owned();
    let failed = |source| Error::Table {
        name: name.clone(),
        source,
    };
    let window = detect::open(source.reader).map_err(failed)?;
    let format = options
        .format
        .unwrap_or_else(|| detect::format(None, source.media_type, window.unread()));
    let size = window.size();
    let nulls = Nulls::new(Some(&options.nulls));
    let mut table = match format {
        Format::Csv | Format::Tsv => csv(window, format, options, &nulls).map_err(failed)?,
        Format::Json | Format::Jsonl => json(window, format, &nulls).map_err(failed)?,
    };
    for (name, kind) in table.1.iter().zip(&mut table.2) {
        if let Some(&given) = options.types.get(name) {
            *kind = given;
        }
    }
    let (rows, names, kinds) = table;
    Ok(Table {
        name,
        format,
        size,
        names,
        kinds,
        nulls,
        has_nulls: !options.nulls.is_empty(),
        rows,
    })
}

type Opened<R> = (Rows<R>, Vec<String>, Vec<Kind>);

fn csv<R: Read + Seek>(
    window: Window<R>,
    format: Format,
    options: &Options,
    nulls: &Nulls,
) -> Result<Opened<R>, runner_tables::Error> {
    let delimiter = match (format, options.delimiter) {
        (Format::Tsv, _) => b'\t',
        (_, Some(delimiter)) => delimiter,
        _ => delimiter_of(window.unread()),
    };
    let mut records = Records::new(window, delimiter);
    let columns = read_columns(&mut records, &Header::Row(true))?;
    records.restart_count();
    let mut guesses = vec![Guess::default(); columns.names.len()];
    let mut scratch = Scratch::default();
    let (most, most_bytes) = SAMPLE;
    for _ in 0..most {
        if records.next_offset() - columns.first_row >= most_bytes || !records.advance()? {
            break;
        }
        if records.check(&columns.names).is_err() {
            continue;
        }
        for (column, guess) in guesses.iter_mut().enumerate() {
            let cell = records.cell(column, &mut scratch);
            if !nulls.contains(cell) {
                guess.see(cell, false);
            }
        }
    }
    records.seek_to(columns.first_row)?;
    let kinds = guesses.iter().map(Guess::kind).collect();
    Ok((Rows::Csv(Box::new(records)), columns.names, kinds))
}

/// The one of the usual delimiters that the first line has most of.
fn delimiter_of(head: &[u8]) -> u8 {
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| line.iter().filter(|&&byte| byte == delimiter).count();
    let mut best = b',';
    for delimiter in [b';', b'|'] {
        if count(delimiter) > count(best) {
            best = delimiter;
        }
    }
    best
}

fn json<R: Read + Seek>(
    window: Window<R>,
    format: Format,
    nulls: &Nulls,
) -> Result<Opened<R>, runner_tables::Error> {
    let mut records = JsonRecords::new(window, format);
    let mut row = JsonRow::default();
    let mut guesses: Vec<Guess> = Vec::new();
    let begin = records.next_offset();
    let (most, most_bytes) = SAMPLE;
    for _ in 0..most {
        if records.next_offset() - begin >= most_bytes || !records.advance()? {
            break;
        }
        let taken = records.object().and_then(|object| row.take(object));
        if taken.is_err() {
            continue;
        }
        guesses.resize(row.names().len(), Guess::default());
        for (column, guess) in guesses.iter_mut().enumerate() {
            let (cell, is_text) = row.typed_cell(column);
            if !nulls.contains(cell) {
                guess.see(cell, is_text);
            }
        }
    }
    guesses.resize(row.names().len(), Guess::default());
    records.restart()?;
    let kinds = guesses.iter().map(Guess::kind).collect();
    let names = row.names().to_vec();
    Ok((Rows::Json(Box::new(records), Box::new(row)), names, kinds))
}

impl<R: Read + Seek> Table<R> {
    /// The format it is in.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Its columns. Records of JSON may have more, further on.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The type of each.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The texts that stand for no value.
    pub fn nulls(&self) -> &Nulls {
        &self.nulls
    }

    /// Its length in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads all of it. `visit` sees each row until it breaks off.
    pub fn read<'v>(
        self,
        visit: Option<&'v mut Visit<'v>>,
        watcher: &'v mut (dyn Watcher + 'v),
    ) -> Result<Summary, Error> {
        let Self {
            name,
            size,
            names,
            kinds,
            nulls,
            has_nulls,
            rows,
            ..
        } = self;
        let bounds = Bounds {
            distinct: (DISTINCT / kinds.len().clamp(1, DESCRIBED)).clamp(1024, 64 * 1024),
            values: {
                let numbers = kinds.iter().take(DESCRIBED).filter(|kind| kind.is_number());
                (VALUES / numbers.count().max(1)).clamp(16 * 1024, 1024 * 1024)
            },
        };
        let columns = names
            .iter()
            .zip(&kinds)
            .take(DESCRIBED)
            .map(|(name, &kind)| Column::new(name.clone(), kind, bounds))
            .collect();
        let pass = Pass {
            name,
            size,
            bounds,
            nulls: if has_nulls { Some(nulls) } else { None },
            columns,
            rows: 0,
            faults: 0,
            fault: None,
            first: Vec::new(),
            next_report: EVERY,
            visit,
            watcher,
        };
        match rows {
            Rows::Csv(records) => pass.csv(*records, &names),
            Rows::Json(records, row) => pass.json(*records, *row),
        }
    }
}

/// One pass over all rows.
struct Pass<'a> {
    name: String,
    size: u64,
    bounds: Bounds,
    nulls: Option<Nulls>,
    columns: Vec<Column>,
    rows: u64,
    faults: u64,
    fault: Option<RowError>,
    first: Vec<Vec<Value>>,
    next_report: u64,
    visit: Option<&'a mut Visit<'a>>,
    watcher: &'a mut (dyn Watcher + 'a),
}

impl Pass<'_> {
    fn csv<R: Read + Seek>(
        mut self,
        mut records: Records<R>,
        names: &[String],
    ) -> Result<Summary, Error> {
        let mut scratch = Scratch::default();
        loop {
            self.report(records.next_offset());
            match records.advance() {
                Ok(true) => {}
                Ok(false) => break,
                Err(source) => return Err(self.failed(source)),
            }
            if let Err(fault) = records.check(names) {
                self.pass_over(records.row(), records.offset(), fault)?;
                continue;
            }
            self.rows += 1;
            for (at, column) in self.columns.iter_mut().enumerate() {
                let cell = records.cell(at, &mut scratch);
                let datum = datum(cell, column.kind, self.nulls.as_ref());
                column.add(datum);
            }
            if self.first.len() < FIRST_ROWS {
                self.keep(&records);
            }
            if self.show(&records).is_break() {
                break;
            }
        }
        Ok(self.finish(names.len(), false))
    }

    fn json<R: Read + Seek>(
        mut self,
        mut records: JsonRecords<R>,
        mut row: JsonRow,
    ) -> Result<Summary, Error> {
        loop {
            self.report(records.next_offset());
            match records.advance() {
                Ok(true) => {}
                Ok(false) => break,
                Err(source) => return Err(self.failed(source)),
            }
            let taken = records.object().and_then(|object| row.take(object));
            if let Err(fault) = taken {
                self.pass_over(records.row(), records.offset(), fault)?;
                continue;
            }
            if row.names().len() > self.columns.len() && self.columns.len() < DESCRIBED {
                self.add_columns(&row);
            }
            self.rows += 1;
            for (at, column) in self.columns.iter_mut().enumerate() {
                let (cell, _) = row.typed_cell(at);
                let datum = datum(cell, column.kind, self.nulls.as_ref());
                column.add(datum);
            }
            if self.first.len() < FIRST_ROWS {
                self.keep(&row);
            }
            if self.show(&row).is_break() {
                break;
            }
        }
        let width = row.names().len();
        Ok(self.finish(width, row.has_more))
    }

    /// Columns that the first rows did not have: their first value tells the type.
    #[cold]
    fn add_columns(&mut self, row: &JsonRow) {
        for at in self.columns.len()..row.names().len().min(DESCRIBED) {
            let (cell, is_text) = row.typed_cell(at);
            let mut guess = Guess::default();
            guess.see(cell, is_text);
            let kind = match guess.kind() {
                Kind::Integer => Kind::Number,
                Kind::Day => Kind::Time,
                kind => kind,
            };
            let mut column = Column::new(row.names()[at].clone(), kind, self.bounds);
            column.missing = self.rows;
            self.columns.push(column);
        }
    }

    #[inline]
    fn report(&mut self, offset: u64) {
        if offset >= self.next_report {
            self.next_report = offset + EVERY;
            self.watcher.progress(self.rows, offset, self.size);
        }
    }

    #[cold]
    fn pass_over(
        &mut self,
        row: u64,
        offset: u64,
        fault: runner_tables::Fault,
    ) -> Result<(), Error> {
        self.faults += 1;
        let error = RowError { row, offset, fault };
        if self.faults > FAULTS && self.faults > self.rows {
            return Err(Error::TooManyFaults {
                name: self.name.clone(),
                limit: FAULTS,
                last: error,
            });
        }
        self.fault.get_or_insert(error);
        Ok(())
    }

    #[inline]
    fn show(&mut self, row: &dyn Row) -> ControlFlow<()> {
        match (&mut self.visit, &self.nulls) {
            (None, _) => ControlFlow::Continue(()),
            (Some(visit), None) => visit(row),
            (Some(visit), Some(nulls)) => visit(&WithoutNulls { row, nulls }),
        }
    }

    #[cold]
    fn keep(&mut self, row: &dyn Row) {
        let mut scratch = Scratch::default();
        let mut values = Vec::new();
        for (at, column) in self.columns.iter().enumerate().take(FIRST_COLUMNS) {
            let cell = row.cell(at, &mut scratch);
            values.push(datum(cell, column.kind, self.nulls.as_ref()).to_value());
        }
        self.first.push(values);
    }

    fn failed(&self, source: runner_tables::Error) -> Error {
        Error::Table {
            name: self.name.clone(),
            source,
        }
    }

    fn finish(mut self, width: usize, has_more_columns: bool) -> Summary {
        self.watcher.progress(self.rows, self.size, self.size);
        let shown = self.columns.len().min(FIRST_COLUMNS);
        for values in &mut self.first {
            values.resize(shown, Value::Null);
        }
        Summary {
            name: self.name,
            rows: self.rows,
            width,
            columns: self.columns,
            faults: self.faults,
            fault: self.fault,
            first: self.first,
            has_more_columns,
        }
    }
}

/// A row in which texts that stand for no value are none.
struct WithoutNulls<'a> {
    row: &'a dyn Row,
    nulls: &'a Nulls,
}

impl Row for WithoutNulls<'_> {
    fn cell<'a>(&'a self, column: usize, scratch: &'a mut Scratch) -> Cell<'a> {
        let cell = self.row.cell(column, scratch);
        if self.nulls.contains(cell) {
            let (padded, start, _) = cell.place();
            return Cell::new(padded, start, start);
        }
        cell
    }
}

#[inline(always)]
fn datum<'a>(cell: Cell<'a>, kind: Kind, nulls: Option<&Nulls>) -> Datum<'a> {
    match nulls {
        Some(nulls) if nulls.contains(cell) => Datum::Missing,
        _ => Datum::of(cell, kind),
    }
}
