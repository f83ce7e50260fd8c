//! Records of JSON to rows of cells: nested objects become dotted columns, arrays cells of JSON text.
use std::io::{Read, Seek, Write};

use runner_tables::json::{JsonRecords, compact, leaves, unescape};
use runner_tables::lanes::PAD;
use runner_tables::{Cell, Fault, RowError};

use crate::checkpoint::{Stage, Written};
use crate::context::Context;
use crate::error::Error;
use crate::json::JsonColumns;
use crate::json::columns::{Kinds, MAX_COLUMNS};
use crate::plan::Planned;
use crate::report::Tally;
use crate::sink::Sink;

/// The text of a cell in the row's arena, and what it was in JSON.
#[derive(Debug, Clone, Copy)]
struct Slot {
    start: usize,
    end: usize,
    kinds: Kinds,
}

/// Reads all records once to find the columns. Records that cannot be read are passed over; the second reading
/// reports them.
pub(crate) fn discover<R: Read + Seek, J: Write>(
    records: &mut JsonRecords<R>,
    columns: &mut JsonColumns,
    context: &mut Context<'_, '_, J>,
) -> Result<(), Error> {
    let mut path = Vec::new();
    loop {
        if context.is_due(records.next_offset()) {
            context.save(records.position(), Stage::Discovering(columns.saved()))?;
        }
        if !records.advance()? {
            break;
        }
        let Ok(object) = records.object() else {
            continue;
        };
        columns.begin_record();
        let mut full = false;
        let walked = leaves(object, 1, &mut path, &mut |path, _| {
            full |= columns.find_or_add(path).is_none();
            Ok(())
        });
        if full {
            return Err(Error::TooManyColumns {
                limit: MAX_COLUMNS,
                row: records.row(),
            });
        }
        // The fault is found again when the record is converted.
        drop(walked);
    }
    Ok(())
}

/// Converts all records from where the reader stands. The columns must be known. `written` is how many are in the
/// output already.
pub(crate) fn run<R: Read + Seek, S: Sink, J: Write>(
    records: &mut JsonRecords<R>,
    mut columns: JsonColumns,
    planned: &[Planned],
    sink: &mut S,
    context: &mut Context<'_, '_, J>,
    mut written: u64,
) -> Result<Tally, Error> {
    let mut row = Row::new(columns.names().len(), planned);
    let mut path = Vec::new();
    loop {
        if context.is_due(records.next_offset()) {
            let bytes = sink.hand_on().map_err(Error::data)?;
            let rows = written;
            let stage = Stage::Records(Written { rows, bytes }, columns.saved());
            context.save(records.position(), stage)?;
        }
        if !records.advance()? {
            break;
        }
        row.clear();
        columns.begin_record();
        let gathered = records.object().and_then(|object| {
            leaves(
                object,
                1,
                &mut path,
                &mut |path, value| match columns.find(path) {
                    Some(column) => {
                        columns.check(column, value)?;
                        row.gather(column, value)
                    }
                    None => Ok(()),
                },
            )
        });
        if let Err(fault) = gathered {
            let error = RowError {
                row: records.row(),
                offset: records.offset(),
                fault,
            };
            context.rejects.reject(error, records.text())?;
            continue;
        }
        row.write(planned, &mut columns, sink)
            .map_err(Error::data)?;
        written += 1;
    }
    Ok(Tally {
        rows_read: records.row(),
        rows_written: written,
        columns: planned
            .iter()
            .map(|column| columns.report(column.source, &column.name))
            .collect(),
    })
}

/// One row while it is gathered.
struct Row {
    /// For each column of the input, its place in the output.
    output_of: Vec<Option<usize>>,
    slots: Vec<Option<Slot>>,
    arena: Vec<u8>,
}

impl Row {
    fn new(width: usize, planned: &[Planned]) -> Self {
        let mut output_of = vec![None; width];
        for (output, column) in planned.iter().enumerate() {
            output_of[column.source] = Some(output);
        }
        Self {
            output_of,
            slots: vec![None; planned.len()],
            arena: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.slots.fill(None);
        self.arena.clear();
    }

    /// Takes a value. Of two with the same key, the later stays.
    fn gather(&mut self, column: usize, value: &[u8]) -> Result<(), Fault> {
        let Some(output) = self.output_of[column] else {
            return Ok(());
        };
        let start = self.arena.len();
        let kinds = Kinds::of(value);
        match value.first() {
            Some(b'"') => self.arena.extend_from_slice(&unescape(value)?),
            Some(b'[' | b'{') => compact(value, &mut self.arena).expect("a vector takes all"),
            _ => self.arena.extend_from_slice(value),
        }
        self.slots[output] = Some(Slot {
            start,
            end: self.arena.len(),
            kinds,
        });
        Ok(())
    }

    fn write<S: Sink>(
        &mut self,
        planned: &[Planned],
        columns: &mut JsonColumns,
        sink: &mut S,
    ) -> std::io::Result<()> {
        self.arena.resize(self.arena.len() + PAD, 0);
        sink.begin_row()?;
        for (output, slot) in self.slots.iter().enumerate() {
            let Some(slot) = slot else {
                sink.null(output)?;
                continue;
            };
            columns.count(planned[output].source, slot.kinds);
            if slot.kinds == Kinds::NULL {
                sink.null(output)?;
            } else {
                sink.text(output, Cell::new(&self.arena, slot.start, slot.end))?;
            }
        }
        sink.end_row()
    }
}
