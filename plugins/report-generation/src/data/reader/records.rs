//! Records of either sort, one after another, and what the first of them say of their columns.

use std::io::{Read, Seek};

use runner_tables::csv::{Header, Records, Scratch, read_columns};
use runner_tables::json::JsonRecords;
use runner_tables::{Cell, Error, Fault, Format, Nulls, Window};

use crate::data::guess::Guess;
use crate::data::rows::{JsonRow, Row};

/// How many rows types are found from, and how many bytes of them, at most.
const SAMPLE: (u64, u64) = (10_000, 8 * 1024 * 1024);

/// Records, one after another.
pub(super) trait Stream {
    /// Goes to the next, if there is one.
    fn advance(&mut self) -> Result<bool, Error>;

    /// Makes the record at hand a row, if it can be read.
    fn take(&mut self) -> Result<(), Fault>;

    /// The columns that are known so far.
    fn names(&self) -> &[String];

    /// Whether there were more than are looked for.
    fn has_more(&self) -> bool;

    /// The row at hand.
    fn row(&self) -> &dyn Row;

    /// A cell of it, and whether that is a text whatever it looks like.
    fn typed_cell<'a>(&'a self, column: usize, scratch: &'a mut Scratch) -> (Cell<'a>, bool);

    /// Which one the record at hand is, from 1, and where it begins.
    fn place(&self) -> (u64, u64);

    /// Where the next one begins.
    fn next_offset(&self) -> u64;

    /// Goes back to the first.
    fn restart(&mut self) -> Result<(), Error>;
}

/// Rows of CSV or TSV.
#[derive(Debug)]
pub(super) struct Delimited<R> {
    records: Records<R>,
    names: Vec<String>,
    first_row: u64,
}

impl<R: Read + Seek> Delimited<R> {
    /// Reads the header.
    pub(super) fn open(
        window: Window<R>,
        format: Format,
        delimiter: Option<u8>,
    ) -> Result<Self, Error> {
        let delimiter = match (format, delimiter) {
            (Format::Tsv, _) => b'\t',
            (_, Some(delimiter)) => delimiter,
            _ => delimiter_of(window.unread()),
        };
        let mut records = Records::new(window, delimiter);
        let columns = read_columns(&mut records, &Header::Row(true))?;
        records.restart_count();
        Ok(Self {
            records,
            names: columns.names,
            first_row: columns.first_row,
        })
    }
}

impl<R: Read + Seek> Stream for Delimited<R> {
    #[inline]
    fn advance(&mut self) -> Result<bool, Error> {
        self.records.advance()
    }

    #[inline]
    fn take(&mut self) -> Result<(), Fault> {
        self.records.check(&self.names)
    }

    fn names(&self) -> &[String] {
        &self.names
    }

    fn has_more(&self) -> bool {
        false
    }

    fn row(&self) -> &dyn Row {
        &self.records
    }

    #[inline(always)]
    fn typed_cell<'a>(&'a self, column: usize, scratch: &'a mut Scratch) -> (Cell<'a>, bool) {
        (self.records.cell(column, scratch), false)
    }

    fn place(&self) -> (u64, u64) {
        (self.records.row(), self.records.offset())
    }

    #[inline]
    fn next_offset(&self) -> u64 {
        self.records.next_offset()
    }

    fn restart(&mut self) -> Result<(), Error> {
        self.records.seek_to(self.first_row)
    }
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

/// Records of JSON or JSON Lines.
#[derive(Debug)]
pub(super) struct Objects<R> {
    records: JsonRecords<R>,
    row: JsonRow,
}

impl<R: Read + Seek> Objects<R> {
    pub(super) fn open(window: Window<R>, format: Format) -> Self {
        Self {
            records: JsonRecords::new(window, format),
            row: JsonRow::default(),
        }
    }
}

impl<R: Read + Seek> Stream for Objects<R> {
    #[inline]
    fn advance(&mut self) -> Result<bool, Error> {
        self.records.advance()
    }

    #[inline]
    fn take(&mut self) -> Result<(), Fault> {
        self.row.take(self.records.object()?)
    }

    fn names(&self) -> &[String] {
        self.row.names()
    }

    fn has_more(&self) -> bool {
        self.row.has_more
    }

    fn row(&self) -> &dyn Row {
        &self.row
    }

    #[inline(always)]
    fn typed_cell<'a>(&'a self, column: usize, _: &'a mut Scratch) -> (Cell<'a>, bool) {
        self.row.typed_cell(column)
    }

    fn place(&self) -> (u64, u64) {
        (self.records.row(), self.records.offset())
    }

    #[inline]
    fn next_offset(&self) -> u64 {
        self.records.next_offset()
    }

    fn restart(&mut self) -> Result<(), Error> {
        self.records.restart()
    }
}

/// Finds the type of each column from the first records, and goes back to the first.
pub(super) fn sample(stream: &mut impl Stream, nulls: &Nulls) -> Result<Vec<Guess>, Error> {
    let mut guesses = vec![Guess::default(); stream.names().len()];
    let mut scratch = Scratch::default();
    let begin = stream.next_offset();
    let (most, most_bytes) = SAMPLE;
    for _ in 0..most {
        if stream.next_offset() - begin >= most_bytes || !stream.advance()? {
            break;
        }
        if stream.take().is_err() {
            continue;
        }
        guesses.resize(stream.names().len(), Guess::default());
        for (column, guess) in guesses.iter_mut().enumerate() {
            let (cell, is_text) = stream.typed_cell(column, &mut scratch);
            if !nulls.contains(cell) {
                guess.see(cell, is_text);
            }
        }
    }
    guesses.resize(stream.names().len(), Guess::default());
    stream.restart()?;
    Ok(guesses)
}
