//! One column while it is read: its cells typed, counted and summed up.

use runner_tables::{Cell, shortened};

use super::days::Days;
use super::distinct::HowMany;
use super::guess::{Kind, is_infinite, means_nothing};
use super::number::{self, Num};
use super::numbers::Numbers;
use super::texts::Texts;
use super::time::{self, Moment};
use crate::document::Value;

/// What a cell is in its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Datum<'a> {
    /// Nothing.
    Missing,
    /// Something that is not of the column's type.
    Misfit(&'a [u8]),
    /// A number.
    Number(Num),
    /// A truth value.
    Boolean(bool),
    /// A day or time.
    Moment(Moment),
    /// A text.
    Text(&'a [u8]),
}

impl<'a> Datum<'a> {
    /// Types a cell.
    #[inline]
    pub(crate) fn of(cell: Cell<'a>, kind: Kind) -> Self {
        let text = cell.text();
        if text.is_empty() {
            return Self::Missing;
        }
        let found = match kind {
            Kind::Text => return Self::Text(text),
            Kind::Integer | Kind::Number => number::parse(text).map(Self::Number),
            Kind::Boolean => cell.as_boolean().map(Self::Boolean),
            Kind::Day | Kind::Time => time::parse(text).map(Self::Moment),
        };
        match found {
            Some(datum) => datum,
            None if means_nothing(text) => Self::Missing,
            None => Self::Misfit(text),
        }
    }

    /// The value as a report shows it; texts are cut.
    pub(crate) fn to_value(self) -> Value {
        match self {
            Self::Missing => Value::Null,
            Self::Misfit(text) | Self::Text(text) => Value::Text(cut(text)),
            Self::Number(Num::Integer(whole)) => Value::Integer(whole),
            Self::Number(Num::Float(value)) => Value::number(value),
            Self::Boolean(value) => Value::Boolean(value),
            Self::Moment(moment) if moment.micros.is_some() => Value::Time(moment.time()),
            Self::Moment(moment) => Value::Date(moment.date()),
        }
    }
}

/// The most characters of a text that a report shows.
const SHOWN: usize = 160;

/// Cuts a text to what is shown.
pub(crate) fn cut(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(&text[..text.len().min(SHOWN * 4)]);
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into_owned(),
    }
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// How many rows have no value.
    pub missing: u64,
    /// How many have one of another type.
    pub misfits: u64,
    /// How many of those are numbers without end.
    pub infinite: u64,
    /// The first of another type, shortened.
    pub misfit: Option<String>,
    /// What is known of the values.
    pub body: Body,
}

/// What is known of a column's values.
#[derive(Debug, Clone)]
pub enum Body {
    /// Numbers.
    Numbers(Numbers),
    /// How many are false, and how many true.
    Booleans([u64; 2]),
    /// Days or times.
    Days(Days),
    /// Texts.
    Texts(Texts),
}

/// How much a column may keep.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Different values.
    pub(crate) distinct: usize,
    /// Numbers, for percentiles.
    pub(crate) values: usize,
}

impl Column {
    pub(crate) fn new(name: String, kind: Kind, bounds: Bounds) -> Self {
        let body = match kind {
            Kind::Integer | Kind::Number => {
                Body::Numbers(Numbers::new(bounds.distinct, bounds.values))
            }
            Kind::Boolean => Body::Booleans([0; 2]),
            Kind::Day | Kind::Time => Body::Days(Days::new(bounds.distinct)),
            Kind::Text => Body::Texts(Texts::new(bounds.distinct)),
        };
        Self {
            name,
            kind,
            missing: 0,
            misfits: 0,
            infinite: 0,
            misfit: None,
            body,
        }
    }

    /// Takes a cell.
    #[inline]
    pub(crate) fn add(&mut self, datum: Datum<'_>) {
        match (datum, &mut self.body) {
            (Datum::Text(text), Body::Texts(texts)) => texts.add(text),
            (Datum::Number(num), Body::Numbers(numbers)) => numbers.add(num),
            (Datum::Moment(moment), Body::Days(days)) => days.add(moment),
            (Datum::Boolean(value), Body::Booleans(counts)) => counts[usize::from(value)] += 1,
            (Datum::Missing, _) => self.missing += 1,
            (Datum::Misfit(text), _) => self.add_misfit(text),
            _ => unreachable!("a datum is typed by its column"),
        }
    }

    #[cold]
    fn add_misfit(&mut self, text: &[u8]) {
        self.misfits += 1;
        self.infinite += u64::from(is_infinite(text));
        self.misfit.get_or_insert_with(|| shortened(text));
    }

    /// How many rows have a value of the column's type.
    pub fn count(&self) -> u64 {
        match &self.body {
            Body::Numbers(numbers) => numbers.moments().count(),
            Body::Booleans([no, yes]) => no + yes,
            Body::Days(days) => days.count(),
            Body::Texts(texts) => texts.count(),
        }
    }

    /// How many different values there are.
    pub fn how_many(&self) -> HowMany {
        let found = match &self.body {
            Body::Numbers(numbers) if numbers.is_rising() => HowMany::Exactly(self.count()),
            Body::Numbers(numbers) => numbers.how_many(),
            Body::Booleans(counts) => {
                HowMany::Exactly(counts.iter().filter(|&&count| count > 0).count() as u64)
            }
            Body::Days(days) => days.how_many(),
            Body::Texts(texts) => texts.tally().how_many(),
        };
        match found {
            // There are no more than there are values.
            HowMany::About(count) => HowMany::About(count.min(self.count())),
            exact => exact,
        }
    }
}
