//! The figures along an axis: short, and all of them alike.

use super::digits::{fixed, scientific};
use super::{Locale, SPACE, Style, bytes, duration, money, percent, ungrouped};

/// How the figures along one axis are written.
#[derive(Debug, Clone)]
pub struct Tick<'a> {
    style: &'a Style,
    locale: Locale,
    unit: f64,
    suffix: &'static str,
    decimals: Option<u8>,
}

impl<'a> Tick<'a> {
    /// The figures of an axis whose largest, either way, is `top` and which lie `step` apart.
    pub fn new(step: f64, top: f64, style: &'a Style, locale: Locale) -> Self {
        let (unit, suffix) = match style {
            Style::Percent(_) => (0.01, ""),
            Style::Bytes if top >= 1e12 => (1e12, "TB"),
            Style::Bytes if top >= 1e9 => (1e9, "GB"),
            Style::Bytes if top >= 1e6 => (1e6, "MB"),
            Style::Bytes if top >= 1e3 => (1e3, "kB"),
            Style::Bytes => (1.0, "B"),
            Style::Raw | Style::Duration => (1.0, ""),
            _ if top >= 1e12 => (1e12, "T"),
            _ if top >= 1e9 => (1e9, "B"),
            _ if top >= 1e6 => (1e6, "M"),
            _ if top >= 1e5 => (1e3, "K"),
            _ => (1.0, ""),
        };
        let locale = if matches!(style, Style::Raw) {
            ungrouped(locale)
        } else {
            locale
        };
        Self {
            style,
            locale,
            unit,
            suffix,
            decimals: if top >= 1e15 {
                None
            } else {
                decimals(step / unit)
            },
        }
    }

    /// One of the figures.
    pub fn text(&self, number: f64) -> String {
        let number = if number == 0.0 { 0.0 } else { number };
        let Some(decimals) = self.decimals else {
            return match self.style {
                Style::Duration => duration(number, self.locale),
                Style::Bytes => bytes(number, self.locale),
                _ => scientific(number, self.locale),
            };
        };
        // A zero needs no unit of thousands.
        let suffix = if number == 0.0 { "" } else { self.suffix };
        let digits = fixed(
            number / self.unit,
            if number == 0.0 { 0 } else { decimals },
            self.locale,
        );
        match self.style {
            Style::Duration => duration(number, self.locale),
            Style::Bytes if number == 0.0 => format!("0{SPACE}B"),
            Style::Bytes => format!("{digits}{SPACE}{suffix}"),
            Style::Percent(_) => percent(&digits, self.locale),
            Style::Currency(symbol, _) => money(&format!("{digits}{suffix}"), symbol, self.locale),
            _ => format!("{digits}{suffix}"),
        }
    }
}

/// How many decimals tell multiples of a step apart; none where an exponent serves better.
fn decimals(step: f64) -> Option<u8> {
    if !(step.is_finite() && step >= 1e-7) {
        return None;
    }
    (0..=8).find(|decimals| {
        let scaled = step * 10_f64.powi((*decimals).into());
        (scaled - scaled.round()).abs() < 1e-6 * scaled && scaled > 0.5
    })
}
