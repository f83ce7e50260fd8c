//! Reads a data set: a look at its first rows for the columns' types, then all of it, once.

mod pass;
mod records;

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use runner_tables::{Format, Nulls, RowError, detect};

use self::pass::Pass;
use self::records::{Delimited, Objects, Stream, sample};
use super::column::{Bounds, Column};
use super::error::Error;
use super::guess::{Guess, Kind};
use super::rows::Row;
use crate::document::Value;

/// How much input lies between two reports of progress, in bytes.
const EVERY: u64 = 1024 * 1024;

/// How many columns are described. More are there for whoever names them.
const DESCRIBED: usize = 100;

/// How many different values all columns together are counted exactly for, and how many numbers are kept for
/// percentiles.
const DISTINCT: usize = 768 * 1024;
const VALUES: usize = 5 * 1024 * 1024;

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
    Delimited(Box<Delimited<R>>),
    Objects(Box<Objects<R>>),
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
    let (rows, names, guesses) = match format {
        Format::Csv | Format::Tsv => {
            let records = Delimited::open(window, format, options.delimiter).map_err(failed)?;
            sampled(records, &nulls, Rows::Delimited)
        }
        Format::Json | Format::Jsonl => {
            sampled(Objects::open(window, format), &nulls, Rows::Objects)
        }
    }
    .map_err(failed)?;
    let given = |name: &String| options.types.get(name).copied();
    let kinds = names
        .iter()
        .zip(&guesses)
        .map(|(name, guess)| given(name).unwrap_or_else(|| guess.kind()))
        .collect();
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

type Sampled<R> = (Rows<R>, Vec<String>, Vec<Guess>);

fn sampled<R, S: Stream>(
    mut records: S,
    nulls: &Nulls,
    rows: impl FnOnce(Box<S>) -> Rows<R>,
) -> Result<Sampled<R>, runner_tables::Error> {
    let guesses = sample(&mut records, nulls)?;
    let names = records.names().to_vec();
    Ok((rows(Box::new(records)), names, guesses))
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
            Rows::Delimited(records) => pass.run(*records),
            Rows::Objects(records) => pass.run(*records),
        }
    }
}
