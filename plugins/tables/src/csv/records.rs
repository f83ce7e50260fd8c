//! The rows of an input, one after another.

use std::io::{Read, Seek};
use std::ops::Range;

use crate::cell::Cell;
use crate::csv::split::{Field, Form, Split, Splitter};
use crate::error::{ColumnRef, Error, Fault, shortened};
use crate::lanes::PAD;
use crate::position::Position;
use crate::window::{Filled, Window};

/// Rows of CSV. The row at hand is whole in the window until the next [`advance`](Self::advance).
#[derive(Debug)]
pub struct Records<R> {
    window: Window<R>,
    splitter: Splitter,
    fields: Vec<Field>,
    row: u64,
    text: Range<usize>,
    next: usize,
    /// Up to where the window is known to be UTF-8, rows and all. What lies behind is checked row by row.
    sound_to: usize,
}

/// Where fields with doubled quotes are written without.
#[derive(Debug, Default)]
pub struct Scratch(Vec<u8>);

impl<R: Read + Seek> Records<R> {
    /// Reads from where the window is.
    pub fn new(window: Window<R>, delimiter: u8) -> Self {
        let start = window.range().start;
        let mut splitter = Splitter::new(delimiter);
        splitter.reset(start);
        let sound_to = sound_to(&window);
        Self {
            window,
            splitter,
            fields: Vec::new(),
            row: 0,
            text: start..start,
            next: start,
            sound_to,
        }
    }

    /// Goes to the next row. `false` when there is none.
    #[inline]
    pub fn advance(&mut self) -> Result<bool, Error> {
        self.window.consume_to(self.next);
        loop {
            let Range { start, end } = self.window.range();
            let last = self.window.at_end();
            let buffer = self.window.padded();
            match self
                .splitter
                .split(buffer, start, end, last, &mut self.fields)
            {
                Split::Row { end, next } => {
                    self.text = start..end;
                    self.next = next;
                    self.row += 1;
                    return Ok(true);
                }
                Split::Blank { next } => self.window.consume_to(next),
                Split::More => self.fill()?,
                Split::End => {
                    self.next = start;
                    return Ok(false);
                }
                Split::OpenQuote { at } => {
                    return Err(Error::OpenQuote {
                        row: self.row + 1,
                        column: self.fields.len() + 1,
                        offset: self.window.offset_of(at),
                    });
                }
            }
        }
    }

    #[cold]
    fn fill(&mut self) -> Result<(), Error> {
        let quote = self
            .splitter
            .open_quote()
            .map(|at| self.window.offset_of(at));
        let offset = self.window.offset();
        if self.window.fill()? == Filled::Full {
            return Err(Error::TooLong {
                row: self.row + 1,
                offset,
                quote,
            });
        }
        self.splitter.reset(self.window.range().start);
        self.sound_to = sound_to(&self.window);
        Ok(())
    }

    /// Goes on at a place between two rows.
    pub fn resume(&mut self, position: Position) -> Result<(), Error> {
        self.seek_to(position.offset)?;
        self.row = position.row;
        Ok(())
    }

    /// Between which rows this is.
    pub fn position(&self) -> Position {
        Position {
            offset: self.next_offset(),
            row: self.row,
            place: None,
        }
    }

    /// Goes back to a place where a row begins, and counts rows from there.
    pub fn seek_to(&mut self, offset: u64) -> Result<(), Error> {
        self.window.seek_to(offset)?;
        self.next = self.window.range().start;
        self.splitter.reset(self.next);
        self.sound_to = self.next;
        self.restart_count();
        Ok(())
    }

    /// Counts rows from here.
    pub fn restart_count(&mut self) {
        self.row = 0;
    }

    /// The number of the row at hand, from 1.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// Where the row at hand begins in the input.
    pub fn offset(&self) -> u64 {
        self.window.offset_of(self.text.start)
    }

    /// Where the next row begins in the input.
    #[inline(always)]
    pub fn next_offset(&self) -> u64 {
        self.window.offset_of(self.next)
    }

    /// The row's text, without its line end.
    pub fn text(&self) -> &[u8] {
        &self.window.padded()[self.text.clone()]
    }

    /// How many fields the row has.
    #[inline(always)]
    pub fn width(&self) -> usize {
        self.fields.len()
    }

    /// Whether the row can be read at all: as many fields as it should have, UTF-8, and sound quotes.
    #[inline]
    pub fn check(&self, names: &[String]) -> Result<(), Fault> {
        if self.fields.len() != names.len() {
            return Err(Fault::Ragged {
                expected: names.len(),
                found: self.fields.len(),
            });
        }
        self.check_text(names)
    }

    /// The part of [`check`](Self::check) that does not need to know how many columns there are.
    #[inline]
    pub fn check_text(&self, names: &[String]) -> Result<(), Fault> {
        if self.fields.iter().any(|field| field.form == Form::Broken) {
            return Err(self.broken(names));
        }
        if self.text.end <= self.sound_to {
            return Ok(());
        }
        match std::str::from_utf8(self.text()) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.not_utf8(names, error.valid_up_to())),
        }
    }

    #[cold]
    fn broken(&self, names: &[String]) -> Fault {
        let column = self
            .fields
            .iter()
            .position(|field| field.form == Form::Broken)
            .unwrap_or_default();
        Fault::AfterQuote {
            column: column_ref(names, column),
            offset: self.offset_of_field(column),
        }
    }

    #[cold]
    fn not_utf8(&self, names: &[String], valid: usize) -> Fault {
        let place = self.text.start + valid;
        let column = self
            .fields
            .iter()
            .position(|field| place <= field.end as usize)
            .unwrap_or(self.fields.len().saturating_sub(1));
        let field = self.fields[column];
        let text = &self.window.padded()[field.start as usize..field.end as usize];
        Fault::NotUtf8 {
            column: column_ref(names, column),
            offset: self.window.offset_of(place),
            text: shortened(text),
        }
    }

    /// Where a field's text begins in the input.
    pub fn offset_of_field(&self, column: usize) -> u64 {
        self.window.offset_of(self.fields[column].start as usize)
    }

    /// A field's text, without quotes.
    #[inline(always)]
    pub fn cell<'a>(&'a self, column: usize, scratch: &'a mut Scratch) -> Cell<'a> {
        let field = self.fields[column];
        let (start, end) = (field.start as usize, field.end as usize);
        if field.form == Form::Doubled {
            return scratch.undouble(&self.window.padded()[start..end]);
        }
        Cell::new(self.window.padded(), start, end)
    }
}

impl Scratch {
    #[cold]
    fn undouble(&mut self, text: &[u8]) -> Cell<'_> {
        self.0.clear();
        self.0.reserve(text.len() + PAD);
        let mut rest = text;
        while let Some(quote) = memchr::memchr(b'"', rest) {
            self.0.extend_from_slice(&rest[..=quote]);
            rest = &rest[(quote + 2).min(rest.len())..];
        }
        self.0.extend_from_slice(rest);
        let end = self.0.len();
        self.0.resize(end + PAD, 0);
        Cell::new(&self.0, 0, end)
    }
}

/// Up to where what was read is UTF-8: the last line's end if all of it is, else nowhere. One look at everything is a
/// good deal faster than one at each row.
fn sound_to<R: Read + Seek>(window: &Window<R>) -> usize {
    let Range { start, end } = window.range();
    let lines = match memchr::memrchr(b'\n', window.unread()) {
        _ if window.at_end() => end - start,
        Some(last) => last + 1,
        None => 0,
    };
    match simdutf8::basic::from_utf8(&window.unread()[..lines]) {
        Ok(_) => start + lines,
        Err(_) => start,
    }
}

/// Names a column in a message.
fn column_ref(names: &[String], index: usize) -> ColumnRef {
    ColumnRef {
        number: index + 1,
        name: names.get(index).cloned(),
    }
}
