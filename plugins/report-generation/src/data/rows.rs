//! A row, whatever format it came in.

use std::collections::HashMap;

use std::io::{Read, Seek};

use runner_tables::csv::{Records, Scratch};
use runner_tables::json::{compact, leaves, unescape};
use runner_tables::lanes::PAD;
use runner_tables::{Cell, Fault};

/// A row whose cells can be looked at.
pub trait Row {
    /// A cell; empty where the row has none. The scratch is room for texts that must be rewritten.
    fn cell<'a>(&'a self, column: usize, scratch: &'a mut Scratch) -> Cell<'a>;
}

/// The row at hand of CSV or TSV.
impl<R: Read + Seek> Row for Records<R> {
    fn cell<'a>(&'a self, column: usize, scratch: &'a mut Scratch) -> Cell<'a> {
        Self::cell(self, column, scratch)
    }
}

/// The most columns that records of JSON are looked for.
pub(crate) const MAX_COLUMNS: usize = 20_000;

/// The most that their names may take, in bytes.
const MAX_NAMES: usize = 4 * 1024 * 1024;

/// Where a cell lies in the arena.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    start: usize,
    end: usize,
    is_text: bool,
}

/// The columns of records of JSON, and the record at hand as a row of cells. Nested objects become dotted columns, arrays
/// cells of JSON text.
#[derive(Debug, Default)]
pub(crate) struct JsonRow {
    names: Vec<String>,
    index: HashMap<String, usize>,
    bytes: usize,
    expected: usize,
    slots: Vec<Slot>,
    arena: Vec<u8>,
    path: Vec<u8>,
    /// Whether values had names for which there is no room.
    pub(crate) has_more: bool,
}

impl JsonRow {
    /// The columns so far, in order of first sight.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Takes a record apart.
    pub(crate) fn take(&mut self, object: &[u8]) -> Result<(), Fault> {
        self.slots.fill(Slot::default());
        self.arena.clear();
        self.expected = 0;
        let mut path = std::mem::take(&mut self.path);
        let taken = leaves(object, 1, &mut path, &mut |path, value| {
            self.put(path, value)
        });
        self.path = path;
        self.arena.resize(self.arena.len() + PAD, 0);
        taken
    }

    fn put(&mut self, path: &[u8], value: &[u8]) -> Result<(), Fault> {
        let Some(column) = self.find_or_add(path) else {
            self.has_more = true;
            return Ok(());
        };
        let start = self.arena.len();
        match value.first() {
            Some(b'n') => {}
            Some(b'"') => self.arena.extend_from_slice(&unescape(value)?),
            Some(b'[' | b'{') => compact(value, &mut self.arena).expect("a vector takes all"),
            _ => self.arena.extend_from_slice(value),
        }
        self.slots[column] = Slot {
            start,
            end: self.arena.len(),
            is_text: matches!(value.first(), Some(b'"' | b'[' | b'{')),
        };
        Ok(())
    }

    /// Records mostly have the same keys in the same order, so the column behind the last one found is tried first.
    fn find_or_add(&mut self, name: &[u8]) -> Option<usize> {
        let expected = self.expected;
        if self
            .names
            .get(expected)
            .is_some_and(|known| known.as_bytes() == name)
        {
            self.expected += 1;
            return Some(expected);
        }
        let name = std::str::from_utf8(name).ok()?;
        let found = match self.index.get(name) {
            Some(&found) => found,
            None if self.names.len() >= MAX_COLUMNS || self.bytes + name.len() > MAX_NAMES => {
                return None;
            }
            None => {
                self.bytes += name.len();
                self.index.insert(name.to_owned(), self.names.len());
                self.names.push(name.to_owned());
                self.slots.push(Slot::default());
                self.names.len() - 1
            }
        };
        self.expected = found + 1;
        Some(found)
    }

    /// A cell, and whether it is a text whatever it looks like.
    pub(crate) fn typed_cell(&self, column: usize) -> (Cell<'_>, bool) {
        let slot = self.slots.get(column).copied().unwrap_or_default();
        (Cell::new(&self.arena, slot.start, slot.end), slot.is_text)
    }
}

impl Row for JsonRow {
    fn cell<'a>(&'a self, column: usize, _: &'a mut Scratch) -> Cell<'a> {
        self.typed_cell(column).0
    }
}
