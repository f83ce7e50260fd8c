//! How figures are written.

/// How a value is written. A value that the style is not for is written plainly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Style {
    /// As it is: whole numbers in groups, numbers with as many digits as say something, texts as they came.
    #[default]
    Plain,
    /// As it is and without groups: years, identifiers, postal codes.
    Raw,
    /// A number with so many decimals.
    Decimal(u8),
    /// An amount of money: the symbol or code, and how many decimals.
    Currency(String, u8),
    /// A share of 1, as a percentage with so many decimals.
    Percent(u8),
    /// A length in bytes, as kB, MB and so on.
    Bytes,
    /// Milliseconds, as seconds, minutes and hours.
    Duration,
    /// A day or time by a pattern of strftime, such as `%d.%m.%Y`.
    Date(String),
}

/// What separates the parts of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locale {
    /// Between whole part and decimals.
    pub decimal: char,
    /// Between groups of three digits.
    pub group: Option<char>,
}

impl Default for Locale {
    fn default() -> Self {
        Self {
            decimal: '.',
            group: Some(','),
        }
    }
}
