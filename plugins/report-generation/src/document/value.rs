//! A value of a report: a figure, a text, a time.

use jiff::civil::{Date, DateTime};

/// What stands in a cell or is a figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: a missing value, or a figure of no values.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number that is finite: [`Value::number`] makes it.
    Number(f64),
    /// A text, as it came.
    Text(String),
    /// A day.
    Date(Date),
    /// A time, in UTC where the data said its offset, else as it came.
    Time(DateTime),
}

impl Value {
    /// A number; what is none, or infinite, is nothing.
    pub fn number(number: f64) -> Self {
        if number.is_finite() {
            Self::Number(number)
        } else {
            Self::Null
        }
    }
}
