//! What records cost, without the odd digits of floating point.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::pointer::text_of;

/// How many parts one unit of the currency has.
const PARTS: i64 = 10_000;

/// An amount, in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Money(i64);

impl Money {
    /// Reads an amount: a number, or a text such as `$1,234.50`.
    pub(crate) fn read(value: &RawValue) -> Option<Self> {
        let text = text_of(value)?;
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, '$' | ',' | ' '))
            .collect();
        let amount: f64 = digits.parse().ok()?;
        let parts = (amount * PARTS as f64).round();
        // Beyond that a float does not know every unit; no invoice is as long.
        (parts.abs() < 9e15).then_some(Self(parts as i64))
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub(crate) fn amount(self) -> f64 {
        self.0 as f64 / PARTS as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_apis_write_them_and_add_up() {
        let read = |text: &str| {
            let raw: Box<RawValue> = serde_json::from_str(text).expect("it is JSON");
            Money::read(&raw).map(Money::amount)
        };
        assert_eq!(read("0.1"), Some(0.1));
        assert_eq!(read("\"$1,234.50\""), Some(1234.5));
        assert_eq!(read("\"0.00\""), Some(0.0));
        for none in ["null", "\"free\"", "{}", "1e300"] {
            assert_eq!(read(none), None, "{none}");
        }
        let tenth = Money(1_000);
        let sum = (0..10).fold(Money::default(), |sum, _| sum.plus(tenth));
        assert_eq!(sum.amount(), 1.0);
    }
}
