//! One pass over all records: the figures of each column, the first rows, and whoever looks at each row.

use std::ops::ControlFlow;

use runner_tables::csv::Scratch;
use runner_tables::{Cell, Nulls, RowError};

use super::records::Stream;
use super::{DESCRIBED, EVERY, Summary, Visit, Watcher};
use crate::data::column::{Bounds, Column, Datum};
use crate::data::error::Error;
use crate::data::guess::{Guess, Kind};
use crate::data::rows::Row;
use crate::document::Value;

/// How many rows are kept as they are.
const FIRST_ROWS: usize = 20;

/// How many columns of those.
const FIRST_COLUMNS: usize = 12;

/// So many faults are put down to the data; if most rows have one, it is no table.
const FAULTS: u64 = 1_000;

/// One pass over all rows.
pub(super) struct Pass<'a> {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) bounds: Bounds,
    pub(super) nulls: Option<Nulls>,
    pub(super) columns: Vec<Column>,
    pub(super) rows: u64,
    pub(super) faults: u64,
    pub(super) fault: Option<RowError>,
    pub(super) first: Vec<Vec<Value>>,
    pub(super) next_report: u64,
    pub(super) visit: Option<&'a mut Visit<'a>>,
    pub(super) watcher: &'a mut (dyn Watcher + 'a),
}

impl Pass<'_> {
    /// Reads all records.
    pub(super) fn run(mut self, mut stream: impl Stream) -> Result<Summary, Error> {
        let mut scratch = Scratch::default();
        loop {
            self.report(stream.next_offset());
            match stream.advance() {
                Ok(true) => {}
                Ok(false) => break,
                Err(source) => return Err(self.failed(source)),
            }
            if let Err(fault) = stream.take() {
                self.pass_over(stream.place(), fault)?;
                continue;
            }
            if stream.names().len() > self.columns.len() && self.columns.len() < DESCRIBED {
                self.add_columns(&stream);
            }
            self.rows += 1;
            for (at, column) in self.columns.iter_mut().enumerate() {
                let (cell, _) = stream.typed_cell(at, &mut scratch);
                let datum = datum(cell, column.kind, self.nulls.as_ref());
                column.add(datum);
            }
            if self.first.len() < FIRST_ROWS {
                self.keep(stream.row());
            }
            if self.show(stream.row()).is_break() {
                break;
            }
        }
        Ok(self.finish(stream.names().len(), stream.has_more()))
    }

    /// Columns that the first rows did not have: their first value tells the type.
    #[cold]
    fn add_columns(&mut self, stream: &impl Stream) {
        let mut scratch = Scratch::default();
        for at in self.columns.len()..stream.names().len().min(DESCRIBED) {
            let (cell, is_text) = stream.typed_cell(at, &mut scratch);
            let mut guess = Guess::default();
            guess.see(cell, is_text);
            let kind = match guess.kind() {
                Kind::Integer => Kind::Number,
                Kind::Day => Kind::Time,
                kind => kind,
            };
            let mut column = Column::new(stream.names()[at].clone(), kind, self.bounds);
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
        (row, offset): (u64, u64),
        fault: runner_tables::Fault,
    ) -> Result<(), Error> {
        self.faults += 1;
        let error = RowError { row, offset, fault };
        if self.faults > FAULTS && self.faults > self.rows {
            return Err(Error::TooManyFaults {
                name: self.name.clone(),
                limit: FAULTS,
                last: Box::new(error),
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
