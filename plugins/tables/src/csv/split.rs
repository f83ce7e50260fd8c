//! Finds the fields of one row.
//!
//! First the places of all delimiters, line feeds and quotes in a stretch of input are listed, block by block;
//! then rows are made from the list. Commas and line feeds between quotes are passed over in the list.

use crate::lanes::{self, STRIDE};

/// How much input is listed at a time, in bytes: the list stays in the processor's first cache.
const STRETCH: usize = 4 * 1024;

/// One field, as places in the buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// Where its text begins, behind the quote if there is one.
    pub(crate) start: u32,
    /// Where its text ends, in front of the quote if there is one.
    pub(crate) end: u32,
    pub(crate) form: Form,
}

/// How a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is.
    Plain,
    /// Between quotes, with doubled quotes inside.
    Doubled,
    /// Wrongly: something follows the closing quote.
    Broken,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Split {
    /// A row: where its text ends and where the next begins.
    Row { end: usize, next: usize },
    /// A blank line, and where the next row begins.
    Blank { next: usize },
    /// The row goes on behind what was read.
    More,
    /// The input is over.
    End,
    /// The input is over and this quote still open.
    OpenQuote { at: usize },
}

/// What ended a quoted field.
enum Closed {
    Delimiter,
    Line { end: usize, next: usize },
    Broken,
    More,
    Open,
}

/// Finds rows in a buffer. After every change to the buffer it must be [`reset`](Self::reset).
#[derive(Debug)]
pub(crate) struct Splitter {
    delimiter: u8,
    /// Places of delimiters, line feeds and quotes.
    places: Box<[u32; STRETCH]>,
    count: usize,
    at: usize,
    /// Up to where the buffer was listed.
    listed: usize,
    /// The quote that opened last, if it was not closed.
    open: Option<usize>,
}

impl Splitter {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            places: Box::new([0; STRETCH]),
            count: 0,
            at: 0,
            listed: 0,
            open: None,
        }
    }

    /// Begins anew at a place where a row begins.
    pub(crate) fn reset(&mut self, start: usize) {
        self.count = 0;
        self.at = 0;
        self.listed = start;
    }

    /// The quote that was open when [`Split::More`] was the answer.
    pub(crate) fn open_quote(&self) -> Option<usize> {
        self.open
    }

    /// Finds the row that begins at `start`. `end` is where the input read so far ends, and `last` whether
    /// nothing follows.
    pub(crate) fn split(
        &mut self,
        buffer: &[u8],
        start: usize,
        end: usize,
        last: bool,
        fields: &mut Vec<Field>,
    ) -> Split {
        fields.clear();
        self.open = None;
        let mut field = start;
        let mut form = Form::Plain;
        loop {
            let Some(place) = self.next_place(buffer, end) else {
                return if !last {
                    Split::More
                } else if start == end {
                    Split::End
                } else {
                    push(fields, field, without_cr(buffer, field, end), form);
                    row_or_blank(fields, end, end)
                };
            };
            let byte = buffer[place];
            if byte == self.delimiter {
                push(fields, field, place, form);
                form = Form::Plain;
                field = place + 1;
            } else if byte == b'\n' {
                let text_end = without_cr(buffer, field, place);
                push(fields, field, text_end, form);
                return row_or_blank(fields, text_end, place + 1);
            } else if place == field && form == Form::Plain {
                match self.quoted(buffer, place, end, last, fields) {
                    Closed::Delimiter => {
                        let closing = fields.last().map_or(place, |field| field.end as usize);
                        field = closing + 2;
                    }
                    Closed::Line { end, next } => return Split::Row { end, next },
                    Closed::Broken => form = Form::Broken,
                    Closed::More => return Split::More,
                    Closed::Open => return Split::OpenQuote { at: place },
                }
            }
        }
    }

    /// Finds the end of the field whose quote opens at `opening`.
    fn quoted(
        &mut self,
        buffer: &[u8],
        opening: usize,
        end: usize,
        last: bool,
        fields: &mut Vec<Field>,
    ) -> Closed {
        let mut form = Form::Plain;
        self.open = Some(opening);
        let closing = loop {
            let Some(place) = self.next_place(buffer, end) else {
                return if last { Closed::Open } else { Closed::More };
            };
            if buffer[place] != b'"' {
                continue;
            }
            if place + 1 == end && !last {
                return Closed::More;
            }
            if place + 1 < end && buffer[place + 1] == b'"' {
                form = Form::Doubled;
                // The second of the two is next in the list.
                self.next_place(buffer, end);
                continue;
            }
            break place;
        };
        self.open = None;
        let after = closing + 1;
        let closed = if after == end {
            Closed::Line { end, next: end }
        } else if buffer[after] == self.delimiter {
            self.next_place(buffer, end);
            Closed::Delimiter
        } else if buffer[after] == b'\n' {
            self.next_place(buffer, end);
            Closed::Line {
                end: after,
                next: after + 1,
            }
        } else if buffer[after] == b'\r' && after + 1 == end {
            if !last {
                return Closed::More;
            }
            Closed::Line {
                end: after,
                next: end,
            }
        } else if buffer[after] == b'\r' && buffer[after + 1] == b'\n' {
            self.next_place(buffer, end);
            Closed::Line {
                end: after,
                next: after + 2,
            }
        } else {
            return Closed::Broken;
        };
        push(fields, opening + 1, closing, form);
        closed
    }

    #[inline(always)]
    fn next_place(&mut self, buffer: &[u8], end: usize) -> Option<usize> {
        while self.at == self.count {
            if self.listed >= end {
                return None;
            }
            self.list(buffer, end);
        }
        let place = self.places[self.at];
        self.at += 1;
        Some(place as usize)
    }

    /// Lists the next stretch.
    fn list(&mut self, buffer: &[u8], end: usize) {
        let stop = end.min(self.listed + STRETCH);
        let mut count = 0;
        let mut at = self.listed;
        while at < stop {
            let mut found = lanes::structure_of_stride(buffer, at, self.delimiter);
            if stop - at < STRIDE {
                found &= (1 << (stop - at)) - 1;
            }
            while found != 0 {
                self.places[count] = (at + found.trailing_zeros() as usize) as u32;
                count += 1;
                found &= found - 1;
            }
            at += STRIDE;
        }
        self.count = count;
        self.at = 0;
        self.listed = stop;
    }
}

#[inline(always)]
fn push(fields: &mut Vec<Field>, start: usize, end: usize, form: Form) {
    fields.push(Field {
        start: start as u32,
        end: end as u32,
        form,
    });
}

/// A row of one empty field without quotes is a blank line.
#[inline(always)]
fn row_or_blank(fields: &[Field], end: usize, next: usize) -> Split {
    match fields {
        [only] if only.start == only.end => Split::Blank { next },
        _ => Split::Row { end, next },
    }
}

#[inline(always)]
fn without_cr(buffer: &[u8], start: usize, end: usize) -> usize {
    if end > start && buffer[end - 1] == b'\r' {
        end - 1
    } else {
        end
    }
}
