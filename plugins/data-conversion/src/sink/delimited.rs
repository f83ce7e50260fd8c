//! Writes rows as CSV or TSV, with quotes where they are needed and nowhere else.
use std::io::{self, Write};

use runner_tables::Cell;

use crate::out::Out;
use crate::sink::Sink;

/// Rows as CSV or TSV.
#[derive(Debug)]
pub(crate) struct Delimited<W> {
    out: Out<W>,
    delimiter: u8,
    width: usize,
    /// Whether a byte makes quotes necessary.
    special: [bool; 256],
}

impl<W: Write> Delimited<W> {
    /// Writes rows of so many cells.
    pub(crate) fn new(out: Out<W>, delimiter: u8, width: usize) -> Self {
        let mut special = [false; 256];
        for byte in [delimiter, b'"', b'\n', b'\r'] {
            special[usize::from(byte)] = true;
        }
        Self {
            out,
            delimiter,
            width,
            special,
        }
    }

    /// Writes the header row.
    pub(crate) fn header<'a>(&mut self, names: impl Iterator<Item = &'a str>) -> io::Result<()> {
        for (column, name) in names.enumerate() {
            self.delimit(column)?;
            if self.needs_quotes(name.as_bytes()) {
                self.quoted(name.as_bytes())?;
            } else {
                self.out.put(name.as_bytes())?;
            }
        }
        self.end_row()
    }

    #[inline(always)]
    fn delimit(&mut self, column: usize) -> io::Result<()> {
        if column > 0 {
            self.out.byte(self.delimiter)?;
        }
        Ok(())
    }

    /// An empty line would be no row, so the empty text of an only column has quotes.
    #[inline(always)]
    fn needs_quotes(&self, text: &[u8]) -> bool {
        text.iter().any(|&byte| self.special[usize::from(byte)])
            || (self.width == 1 && text.is_empty())
    }

    fn quoted(&mut self, text: &[u8]) -> io::Result<()> {
        self.out.byte(b'"')?;
        let mut rest = text;
        while let Some(quote) = memchr::memchr(b'"', rest) {
            self.out.put(&rest[..=quote])?;
            self.out.byte(b'"')?;
            rest = &rest[quote + 1..];
        }
        self.out.put(rest)?;
        self.out.byte(b'"')
    }
}

impl<W: Write> Sink for Delimited<W> {
    #[inline(always)]
    fn begin_row(&mut self) -> io::Result<()> {
        Ok(())
    }

    #[inline(always)]
    fn null(&mut self, column: usize) -> io::Result<()> {
        self.delimit(column)?;
        if self.width == 1 {
            self.out.put(b"\"\"")?;
        }
        Ok(())
    }

    #[inline(always)]
    fn number(&mut self, column: usize, cell: Cell<'_>) -> io::Result<()> {
        self.text(column, cell)
    }

    #[inline(always)]
    fn boolean(&mut self, column: usize, _: bool, cell: Cell<'_>) -> io::Result<()> {
        self.text(column, cell)
    }

    #[inline(always)]
    fn text(&mut self, column: usize, cell: Cell<'_>) -> io::Result<()> {
        self.delimit(column)?;
        if self.needs_quotes(cell.text()) {
            return self.quoted(cell.text());
        }
        let (padded, start, end) = cell.place();
        self.out.slice(padded, start, end)
    }

    #[inline(always)]
    fn end_row(&mut self) -> io::Result<()> {
        if self.width == 0 {
            return Ok(());
        }
        self.out.byte(b'\n')
    }

    fn hand_on(&mut self) -> io::Result<u64> {
        self.out.hand_on()?;
        Ok(self.out.written())
    }

    fn finish(&mut self) -> io::Result<u64> {
        self.out.finish()
    }
}
