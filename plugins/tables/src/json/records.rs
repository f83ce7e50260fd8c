//! Where the records of JSON and JSON Lines lie in the input.

use std::io::{Read, Seek};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::error::{Error, Fault, shortened};
use crate::format::Format;
use crate::position::Position;
use crate::window::{Filled, Window};

/// Where the reader is in its grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonPlace {
    /// In front of the first value of JSON.
    Start,
    /// In an array that opened at this offset; `first` until a value was read.
    Array {
        /// Where its bracket is.
        opened: u64,
        /// Whether no value was read yet.
        first: bool,
    },
    /// Between values that follow one another.
    Stream,
    /// Behind the end of the array.
    Done,
    /// Between lines of JSON Lines.
    Lines,
}

/// Records of JSON or JSON Lines. The record at hand is whole in the window until the next
/// [`advance`](Self::advance).
#[derive(Debug)]
pub struct JsonRecords<R> {
    window: Window<R>,
    begin: u64,
    format: Format,
    place: JsonPlace,
    row: u64,
    text: Range<usize>,
    next: usize,
    fault: Option<Fault>,
}

impl<R: Read + Seek> JsonRecords<R> {
    /// Reads from where the window is, which must be the input's start.
    pub fn new(window: Window<R>, format: Format) -> Self {
        let start = window.range().start;
        Self {
            begin: window.offset(),
            window,
            format,
            place: Self::start_of(format),
            row: 0,
            text: start..start,
            next: start,
            fault: None,
        }
    }

    fn start_of(format: Format) -> JsonPlace {
        match format {
            Format::Jsonl => JsonPlace::Lines,
            _ => JsonPlace::Start,
        }
    }

    /// Goes back to the first record.
    pub fn restart(&mut self) -> Result<(), Error> {
        self.window.seek_to(self.begin)?;
        self.next = self.window.range().start;
        self.place = Self::start_of(self.format);
        self.row = 0;
        Ok(())
    }

    /// Goes on at a place between two records.
    pub fn resume(&mut self, position: Position) -> Result<(), Error> {
        self.window.seek_to(position.offset)?;
        self.next = self.window.range().start;
        self.place = position.place.ok_or(Error::OtherPosition)?;
        self.row = position.row;
        Ok(())
    }

    /// Between which records this is.
    pub fn position(&self) -> Position {
        Position {
            offset: self.next_offset(),
            row: self.row,
            place: Some(self.place),
        }
    }

    /// The number of the record at hand, from 1.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// Where the record at hand begins in the input.
    pub fn offset(&self) -> u64 {
        self.window.offset_of(self.text.start)
    }

    /// Where to go on in the input.
    pub fn next_offset(&self) -> u64 {
        self.window.offset_of(self.next)
    }

    /// The record's text, without blanks around it.
    pub fn text(&self) -> &[u8] {
        &self.window.padded()[self.text.clone()]
    }

    /// The record as the text of an object that was checked, or what is wrong with it.
    pub fn object(&self) -> Result<&[u8], Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let text = self.text();
        let found = match text.first() {
            Some(b'{') => return Ok(text),
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        };
        Err(Fault::NotAnObject {
            found,
            text: shortened(text),
        })
    }

    /// Goes to the next record. `false` when there is none.
    pub fn advance(&mut self) -> Result<bool, Error> {
        self.window.consume_to(self.next);
        self.fault = None;
        let found = match self.place {
            JsonPlace::Lines => self.next_line()?,
            _ => self.next_value()?,
        };
        if found {
            self.row += 1;
        }
        Ok(found)
    }

    fn next_line(&mut self) -> Result<bool, Error> {
        let mut searched = 0;
        loop {
            let Range { start, end } = self.window.range();
            let unread = self.window.unread();
            let line_end = match memchr::memchr(b'\n', &unread[searched..]) {
                Some(at) => start + searched + at,
                None if !self.window.at_end() => {
                    searched = unread.len();
                    self.fill()?;
                    continue;
                }
                None if start == end => {
                    self.next = end;
                    return Ok(false);
                }
                None => end,
            };
            self.next = end.min(line_end + 1);
            let line = &self.window.padded()[start..line_end];
            let text = start + (line.len() - line.trim_ascii_start().len());
            let trimmed = line.trim_ascii();
            if trimmed.is_empty() {
                self.window.consume_to(self.next);
                searched = 0;
                continue;
            }
            self.text = text..text + trimmed.len();
            if let Err(error) = serde_json::from_slice::<&RawValue>(trimmed) {
                self.fault = Some(Fault::Syntax {
                    offset: self.window.offset_of(text + place_of(&error, trimmed)),
                    message: message_of(&error),
                });
            }
            return Ok(true);
        }
    }

    fn next_value(&mut self) -> Result<bool, Error> {
        loop {
            let next = self.skip_blanks()?;
            match (self.place, next) {
                (
                    JsonPlace::Start | JsonPlace::Stream | JsonPlace::Done | JsonPlace::Lines,
                    None,
                ) => {
                    return Ok(false);
                }
                (JsonPlace::Array { opened, .. }, None) => {
                    let message =
                        format!("the input ends inside the array that opens at byte {opened}");
                    return Err(self.broken(0, message));
                }
                (JsonPlace::Start, Some(b'[')) => {
                    let opened = self.window.offset();
                    self.consume(1);
                    self.place = JsonPlace::Array {
                        opened,
                        first: true,
                    };
                }
                (JsonPlace::Start, Some(_)) => self.place = JsonPlace::Stream,
                (JsonPlace::Done, Some(_)) => {
                    return Err(self.broken(0, "text behind the end of the array".to_owned()));
                }
                (JsonPlace::Array { .. }, Some(b']')) => {
                    self.consume(1);
                    self.place = JsonPlace::Done;
                }
                (JsonPlace::Array { opened, first }, Some(byte)) => {
                    if !first {
                        if byte != b',' {
                            return Err(self.broken(0, "expected `,` or `]`".to_owned()));
                        }
                        self.consume(1);
                        self.skip_blanks()?;
                    }
                    self.place = JsonPlace::Array {
                        opened,
                        first: false,
                    };
                    return self.value();
                }
                (JsonPlace::Stream | JsonPlace::Lines, Some(_)) => return self.value(),
            }
        }
    }

    /// Finds the end of the value that begins here.
    fn value(&mut self) -> Result<bool, Error> {
        loop {
            let Range { start, end } = self.window.range();
            let unread = self.window.unread();
            let mut values = Deserializer::from_slice(unread).into_iter::<&RawValue>();
            let found = values.next();
            let length = values.byte_offset();
            match found {
                // A number that ends with the buffer may go on behind it.
                Some(Ok(_)) if start + length < end || self.window.at_end() => {
                    self.text = start..start + length;
                    self.next = start + length;
                    return Ok(true);
                }
                Some(Err(error)) if self.window.at_end() || !at_edge(&error, unread) => {
                    return Err(self.broken(place_of(&error, unread), message_of(&error)));
                }
                None if self.window.at_end() => {
                    return Err(self.broken(unread.len(), "expected a value".to_owned()));
                }
                _ => self.fill()?,
            }
        }
    }

    /// Passes over blanks and tells what comes next.
    fn skip_blanks(&mut self) -> Result<Option<u8>, Error> {
        loop {
            let unread = self.window.unread();
            let blanks = unread
                .iter()
                .take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))
                .count();
            let next = unread.get(blanks).copied();
            self.consume(blanks);
            if next.is_some() || self.window.at_end() {
                return Ok(next);
            }
            self.fill()?;
        }
    }

    fn consume(&mut self, count: usize) {
        let place = self.window.range().start + count;
        self.window.consume_to(place);
        self.next = place;
    }

    #[cold]
    fn fill(&mut self) -> Result<(), Error> {
        let offset = self.window.offset();
        if self.window.fill()? == Filled::Full {
            return Err(Error::TooLong {
                row: self.row + 1,
                offset,
                quote: None,
            });
        }
        self.next = self.window.range().start;
        Ok(())
    }

    /// An error that many bytes behind the start of the unread part.
    #[cold]
    fn broken(&self, place: usize, message: String) -> Error {
        Error::Json {
            row: self.row + 1,
            offset: self.window.offset() + place as u64,
            message,
        }
    }
}

/// Whether the parser may have stopped only because the text ends. It calls `-` or `1.` at the end an invalid
/// number, not an end that came too early.
fn at_edge(error: &serde_json::Error, text: &[u8]) -> bool {
    error.is_eof() || place_of(error, text) + 2 >= text.len()
}

/// Where in a text the parser stopped. It tells a line and a column; the column counts bytes.
pub(crate) fn place_of(error: &serde_json::Error, text: &[u8]) -> usize {
    let line_start = match error.line().checked_sub(2) {
        None => 0,
        Some(feeds) => memchr::memchr_iter(b'\n', text)
            .nth(feeds)
            .map_or(0, |feed| feed + 1),
    };
    (line_start + error.column().saturating_sub(1)).min(text.len())
}

/// What the parser says, without the line and column, which count from the record's start and so tell nobody
/// anything.
pub(crate) fn message_of(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    }
}
