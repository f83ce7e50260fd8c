//! What type a column has, from its first rows.

use runner_tables::Cell;

use super::number;
use super::time;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// `true` and `false`.
    Boolean,
    /// Days.
    Day,
    /// Days with a time.
    Time,
    /// Texts.
    Text,
}

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "whole number",
            Self::Number => "number",
            Self::Boolean => "true or false",
            Self::Day => "date",
            Self::Time => "time",
            Self::Text => "text",
        }
    }

    /// Whether it holds numbers.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }

    /// Whether it holds days or times.
    pub fn is_date(self) -> bool {
        matches!(self, Self::Day | Self::Time)
    }
}

/// Of so many cells one may be of another type than the rest.
const TOLERANCE: u64 = 20;

/// What was seen of a column.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Guess {
    seen: u64,
    integers: u64,
    numbers: u64,
    booleans: u64,
    days: u64,
    times: u64,
    /// Digits that are no number: `00123`.
    codes: u64,
}

impl Guess {
    /// Sees a cell. `text` says that it is one whatever it looks like, as a string of JSON is.
    pub(crate) fn see(&mut self, cell: Cell<'_>, is_text: bool) {
        let text = cell.text();
        if text.is_empty() || means_nothing(text) || is_infinite(text) {
            return;
        }
        self.seen += 1;
        if text[0].is_ascii_digit()
            && let Some(moment) = time::parse(text)
        {
            *(if moment.micros.is_some() {
                &mut self.times
            } else {
                &mut self.days
            }) += 1;
            return;
        }
        if is_text {
            return;
        }
        if cell.is_integer() {
            self.integers += 1;
        } else if text.len() > 1 && text[0] == b'0' && text.iter().all(u8::is_ascii_digit) {
            self.codes += 1;
        } else if number::parse(text).is_some() {
            self.numbers += 1;
        } else if cell.as_boolean().is_some() {
            self.booleans += 1;
        }
    }

    /// The type that nearly all of it has. A column of which nothing was seen holds texts.
    pub(crate) fn kind(&self) -> Kind {
        let nearly_all = |count: u64| count > 0 && (self.seen - count) * TOLERANCE <= self.seen;
        if nearly_all(self.integers + self.numbers) && self.codes == 0 {
            if self.numbers == 0 {
                Kind::Integer
            } else {
                Kind::Number
            }
        } else if nearly_all(self.booleans) {
            Kind::Boolean
        } else if nearly_all(self.days + self.times) {
            if self.times == 0 {
                Kind::Day
            } else {
                Kind::Time
            }
        } else {
            Kind::Text
        }
    }
}

/// Texts that mean that there is no value, in a column that holds no texts.
#[inline]
pub(crate) fn means_nothing(text: &[u8]) -> bool {
    text.len() <= 4
        && matches!(
            text,
            b"" | b"-"
                | b"?"
                | b"."
                | b"NA"
                | b"na"
                | b"N/A"
                | b"n/a"
                | b"NaN"
                | b"nan"
                | b"NAN"
                | b"-nan"
                | b"-NaN"
                | b"#N/A"
                | b"null"
                | b"NULL"
                | b"Null"
                | b"None"
                | b"none"
                | b"nil"
                | b"\\N"
        )
}

/// Texts that are written for numbers without end.
pub(crate) fn is_infinite(text: &[u8]) -> bool {
    let text = match text {
        [b'-' | b'+', rest @ ..] => rest,
        _ => text,
    };
    text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity")
}
