//! Quantities with a unit, as people write and read them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A number of bytes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ByteSize(pub u64);

/// An amount of fuel: wasmtime's measure of work, about one unit an operator.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fuel(pub u64);

/// The text is no quantity of the unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseUnitError {
    /// No number of bytes.
    #[error("`{0}` is no size: write bytes (`1048576`), or `64MiB`, `1.5GB`")]
    Bytes(String),
    /// No amount of fuel.
    #[error(
        "`{0}` is no amount of fuel: write a number (`5000000`), or `200k`, `5M`, `2.5G`, `1T`"
    )]
    Fuel(String),
}

impl ByteSize {
    /// That many times 1024 bytes.
    pub const fn kib(count: u64) -> Self {
        Self(count * 1024)
    }

    /// That many times 1024 × 1024 bytes.
    pub const fn mib(count: u64) -> Self {
        Self::kib(count * 1024)
    }

    /// That many times 1024 × 1024 × 1024 bytes.
    pub const fn gib(count: u64) -> Self {
        Self::mib(count * 1024)
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&bytesize::ByteSize(self.0).display().iec().to_string())
    }
}

impl FromStr for ByteSize {
    type Err = ParseUnitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<bytesize::ByteSize>()
            .map(|size| Self(size.as_u64()))
            .map_err(|_| ParseUnitError::Bytes(text.to_owned()))
    }
}

const FUEL_UNITS: [(char, u64, &str); 4] = [
    ('T', 1_000_000_000_000, "trillion"),
    ('G', 1_000_000_000, "billion"),
    ('M', 1_000_000, "million"),
    ('k', 1_000, "thousand"),
];

impl fmt::Display for Fuel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match FUEL_UNITS.iter().find(|(_, size, _)| self.0 >= *size) {
            Some((_, size, name)) => {
                let hundredths = self.0 / (size / 100);
                match (hundredths / 100, hundredths % 100) {
                    (whole, 0) => format!("{whole} {name}"),
                    (whole, part) if part % 10 == 0 => format!("{whole}.{} {name}", part / 10),
                    (whole, part) => format!("{whole}.{part:02} {name}"),
                }
            }
            None => self.0.to_string(),
        };
        f.pad(&text)
    }
}

impl FromStr for Fuel {
    type Err = ParseUnitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseUnitError::Fuel(text.to_owned());
        let plain = text.replace('_', "");
        if let Ok(fuel) = plain.parse() {
            return Ok(Self(fuel));
        }
        let unit = plain.chars().last().ok_or_else(wrong)?;
        let (_, size, _) = FUEL_UNITS
            .iter()
            .find(|(letter, ..)| letter.eq_ignore_ascii_case(&unit))
            .ok_or_else(wrong)?;
        let number: f64 = plain[..plain.len() - unit.len_utf8()]
            .parse()
            .map_err(|_| wrong())?;
        let fuel = number * *size as f64;
        // The largest f64 below 2⁶⁴; also refuses what is no number.
        if !(0.0..=18_446_744_073_709_549_568.0).contains(&fuel) {
            return Err(wrong());
        }
        Ok(Self(fuel as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuel_is_written_with_three_digits_or_so() {
        let written = |fuel| Fuel(fuel).to_string();
        assert_eq!(written(0), "0");
        assert_eq!(written(999), "999");
        assert_eq!(written(1_500), "1.5 thousand");
        assert_eq!(written(500_000_000_000), "500 billion");
        assert_eq!(written(12_345_678_900), "12.34 billion");
        assert_eq!(written(u64::MAX), "18446744.07 trillion");
    }

    #[test]
    fn fuel_is_read_with_and_without_a_unit() {
        assert_eq!("5_000_000".parse(), Ok(Fuel(5_000_000)));
        assert_eq!("2.5G".parse(), Ok(Fuel(2_500_000_000)));
        assert_eq!("10m".parse(), Ok(Fuel(10_000_000)));
        for wrong in ["", "-1", "5X", "é", "NaNG", "-5G", "1e30T"] {
            assert!(wrong.parse::<Fuel>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_are_read_and_written_in_powers_of_1024() {
        assert_eq!("64MiB".parse(), Ok(ByteSize::mib(64)));
        assert_eq!("1048576".parse(), Ok(ByteSize::mib(1)));
        assert_eq!(ByteSize::mib(256).to_string(), "256.0 MiB");
        assert!("lots".parse::<ByteSize>().is_err());
    }
}
