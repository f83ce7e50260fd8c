//! The rows of CSV, one after another: checked, typed, and given to a sink or to the rejects.
use std::io::{Read, Seek, Write};

use runner_tables::csv::{Records, Scratch};
use runner_tables::{Cell, CellType, ColumnRef, Fault, Nulls, RowError, is_date, shortened};

use crate::checkpoint::{Stage, Written};
use crate::context::Context;
use crate::error::Error;
use crate::plan::Planned;
use crate::report::{ColumnReport, Tally};
use crate::sink::Sink;

/// What a cell is in its column.
enum Value {
    Null,
    Number,
    Boolean(bool),
    Text,
    Misfit,
}

/// A column of the output and what was counted of it.
#[derive(Debug)]
struct Column {
    source: usize,
    kind: CellType,
    name: String,
    nulls: u64,
    misfits: u64,
}

/// All that is needed to convert rows.
pub(crate) struct Rows<'a> {
    /// The names in the input.
    names: &'a [String],
    nulls: Nulls,
    columns: Vec<Column>,
    /// The columns whose type was given: a cell that does not fit rejects its row.
    strict: Vec<(usize, CellType)>,
}

impl<'a> Rows<'a> {
    /// `kinds` has a type for every column of the input.
    pub(crate) fn new(
        names: &'a [String],
        kinds: &[CellType],
        planned: Vec<Planned>,
        nulls: Nulls,
    ) -> Self {
        let strict = planned
            .iter()
            .filter_map(|column| Some((column.source, column.given?)))
            .filter(|&(_, kind)| kind != CellType::String)
            .collect();
        let columns = planned
            .into_iter()
            .map(|column| Column {
                source: column.source,
                kind: column.given.unwrap_or(kinds[column.source]),
                name: column.name,
                nulls: 0,
                misfits: 0,
            })
            .collect();
        Self {
            names,
            nulls,
            columns,
            strict,
        }
    }

    /// Takes what was counted by an earlier conversion.
    pub(crate) fn resume(&mut self, counted: &[(u64, u64)]) -> Result<(), Error> {
        if counted.len() != self.columns.len() {
            return Err(Error::OtherCheckpoint);
        }
        for (column, &(nulls, misfits)) in self.columns.iter_mut().zip(counted) {
            (column.nulls, column.misfits) = (nulls, misfits);
        }
        Ok(())
    }

    /// Converts all rows from where the records stand. `written` is how many are in the output already.
    pub(crate) fn run<R: Read + Seek, S: Sink, J: Write>(
        mut self,
        records: &mut Records<R>,
        sink: &mut S,
        context: &mut Context<'_, '_, J>,
        mut written: u64,
    ) -> Result<Tally, Error> {
        let mut scratch = Scratch::default();
        loop {
            if context.is_due(records.next_offset()) {
                let bytes = sink.hand_on().map_err(Error::data)?;
                let rows = written;
                let stage = Stage::Cells(Written { rows, bytes }, self.counted());
                context.save(records.position(), stage)?;
            }
            if !records.advance()? {
                break;
            }
            let checked = records
                .check(self.names)
                .and_then(|()| self.check_types(records, &mut scratch));
            if let Err(fault) = checked {
                let row = RowError {
                    row: records.row(),
                    offset: records.offset(),
                    fault,
                };
                context.rejects.reject(row, records.text())?;
                continue;
            }
            self.write(records, sink, &mut scratch)
                .map_err(Error::data)?;
            written += 1;
        }
        Ok(Tally {
            rows_read: records.row(),
            rows_written: written,
            columns: self.columns.into_iter().map(Column::report).collect(),
        })
    }

    fn counted(&self) -> Vec<(u64, u64)> {
        let columns = self.columns.iter();
        columns
            .map(|column| (column.nulls, column.misfits))
            .collect()
    }

    /// Nothing of a row is written before its last cell is known to fit.
    fn check_types<R: Read + Seek>(
        &self,
        records: &Records<R>,
        scratch: &mut Scratch,
    ) -> Result<(), Fault> {
        for &(source, kind) in &self.strict {
            let cell = records.cell(source, scratch);
            if let Value::Misfit = value(cell, kind, &self.nulls) {
                return Err(Fault::Unfit {
                    column: ColumnRef {
                        number: source + 1,
                        name: Some(self.names[source].clone()),
                    },
                    offset: records.offset_of_field(source),
                    expected: kind,
                    text: shortened(cell.text()),
                });
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn write<R: Read + Seek, S: Sink>(
        &mut self,
        records: &Records<R>,
        sink: &mut S,
        scratch: &mut Scratch,
    ) -> std::io::Result<()> {
        sink.begin_row()?;
        for (index, column) in self.columns.iter_mut().enumerate() {
            let cell = records.cell(column.source, scratch);
            match value(cell, column.kind, &self.nulls) {
                Value::Text => sink.text(index, cell)?,
                Value::Number => sink.number(index, cell)?,
                Value::Boolean(value) => sink.boolean(index, value, cell)?,
                Value::Null => {
                    column.nulls += 1;
                    sink.null(index)?;
                }
                Value::Misfit => {
                    column.misfits += 1;
                    sink.text(index, cell)?;
                }
            }
        }
        sink.end_row()
    }
}

#[inline(always)]
fn value(cell: Cell<'_>, kind: CellType, nulls: &Nulls) -> Value {
    if nulls.contains(cell) || (cell.is_empty() && kind != CellType::String) {
        return Value::Null;
    }
    let fits = match kind {
        CellType::String => return Value::Text,
        CellType::Date if is_date(cell.text()) => return Value::Text,
        CellType::Date => false,
        CellType::Boolean => match cell.as_boolean() {
            Some(value) => return Value::Boolean(value),
            None => false,
        },
        CellType::Integer => cell.is_integer(),
        CellType::Number => cell.is_integer() || cell.is_number(),
    };
    if fits { Value::Number } else { Value::Misfit }
}

impl Column {
    fn report(self) -> ColumnReport {
        ColumnReport {
            name: self.name,
            kind: self.kind.into(),
            nulls: self.nulls,
            misfits: self.misfits,
        }
    }
}
