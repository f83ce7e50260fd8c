//! Figures and values as texts, by their style and the report's locale. Every format writes them this way.
//!
//! Nothing here is escaped, and nothing here is missing: a value that its style is not for is written plainly.

mod digits;
mod tick;

use jiff::civil::{Date, DateTime};

use self::digits::{fixed, plain, scientific, whole};
use super::{Locale, Style, Value};

pub use self::tick::Tick;

/// Between a number and its unit: a space that no line is broken at.
const SPACE: char = '\u{a0}';

/// A value as text; nothing is an empty text.
pub fn value(value: &Value, style: &Style, locale: Locale) -> String {
    match value {
        Value::Null => String::new(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(integer) => self::integer(*integer, style, locale),
        Value::Number(number) => self::number(*number, style, locale),
        Value::Text(text) => text.clone(),
        Value::Date(day) => date(*day, style),
        Value::Time(instant) => time(*instant, style),
    }
}

/// A number as text; what is none, or infinite, is an empty text.
pub fn number(number: f64, style: &Style, locale: Locale) -> String {
    if !number.is_finite() {
        return String::new();
    }
    match style {
        Style::Plain | Style::Date(_) => plain(number, locale),
        Style::Raw => plain(number, ungrouped(locale)),
        Style::Decimal(decimals) => fixed(number, *decimals, locale),
        Style::Currency(symbol, decimals) => {
            money(&fixed(number, *decimals, locale), symbol, locale)
        }
        Style::Percent(decimals) => match number * 100.0 {
            hundredths if hundredths.is_finite() => {
                percent(&fixed(hundredths, *decimals, locale), locale)
            }
            _ => scientific(number, locale),
        },
        Style::Bytes => bytes(number, locale),
        Style::Duration => duration(number, locale),
    }
}

/// A whole number as text. All its digits are there, also where a float has fewer.
fn integer(integer: i64, style: &Style, locale: Locale) -> String {
    match style {
        Style::Plain | Style::Date(_) => whole(integer, 0, locale),
        Style::Raw => integer.to_string(),
        Style::Decimal(decimals) => whole(integer, *decimals, locale),
        Style::Currency(symbol, decimals) => {
            money(&whole(integer, *decimals, locale), symbol, locale)
        }
        Style::Percent(_) | Style::Bytes | Style::Duration => number(integer as f64, style, locale),
    }
}

fn date(day: Date, style: &Style) -> String {
    match style {
        // A pattern that asks for a time of day has midnight.
        Style::Date(pattern) => jiff::fmt::strtime::format(pattern, day.at(0, 0, 0, 0))
            .unwrap_or_else(|_| day.to_string()),
        _ => day.to_string(),
    }
}

fn time(instant: DateTime, style: &Style) -> String {
    let plain = || {
        let text = instant.to_string().replace('T', " ");
        match text.strip_suffix(":00") {
            Some(minutes) if minutes.len() > 13 => minutes.to_owned(),
            _ => text,
        }
    };
    match style {
        Style::Date(pattern) => {
            jiff::fmt::strtime::format(pattern, instant).unwrap_or_else(|_| plain())
        }
        _ => plain(),
    }
}

fn ungrouped(locale: Locale) -> Locale {
    Locale {
        group: None,
        ..locale
    }
}

/// An amount: a symbol stands before its number where decimals have a point, as in `$1.50`; else, and if it is a code,
/// behind it, as in `1,50 €` and `1.50 CHF`.
fn money(amount: &str, symbol: &str, locale: Locale) -> String {
    if symbol.is_empty() {
        return amount.to_owned();
    }
    if locale.decimal == ',' || symbol.chars().all(char::is_alphabetic) {
        return format!("{amount}{SPACE}{symbol}");
    }
    match amount.strip_prefix('-') {
        Some(amount) => format!("-{symbol}{amount}"),
        None => format!("{symbol}{amount}"),
    }
}

fn percent(hundredths: &str, locale: Locale) -> String {
    if locale.decimal == ',' {
        format!("{hundredths}{SPACE}%")
    } else {
        format!("{hundredths}%")
    }
}

/// A length as people write it: `512 B`, `1.5 kB`, `20 MB`.
fn bytes(number: f64, locale: Locale) -> String {
    const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let mut unit = 0;
    let mut size = number;
    // What would be rounded to 1,000 is one of the next unit.
    while size.abs() >= 999.95 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    let decimals = if unit == 0 || size.abs() >= 99.95 {
        0
    } else {
        1
    };
    let text = digits::trimmed(&fixed(size, decimals, locale), locale);
    format!("{text}{SPACE}{}", UNITS[unit])
}

/// Milliseconds as people say them: `0.5 ms`, `350 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`, `5 d 3 h`.
fn duration(milliseconds: f64, locale: Locale) -> String {
    let sign = if milliseconds < 0.0 { "-" } else { "" };
    let length = milliseconds.abs();
    if length == 0.0 {
        return format!("0{SPACE}s");
    }
    if length.round() < 1000.0 {
        let decimals = if length < 9.95 { 1 } else { 0 };
        let text = digits::trimmed(&fixed(length, decimals, locale), locale);
        return format!("{sign}{text}{SPACE}ms");
    }
    if (length / 100.0).round() < 600.0 {
        let text = digits::trimmed(&fixed(length / 1000.0, 1, locale), locale);
        return format!("{sign}{text}{SPACE}s");
    }
    let (rounded, parts, large, small) = if (length / 1000.0).round() < 3600.0 {
        ((length / 1000.0).round(), 60.0, "min", "s")
    } else if (length / 60_000.0).round() < 48.0 * 60.0 {
        ((length / 60_000.0).round(), 60.0, "h", "min")
    } else {
        ((length / 3_600_000.0).round(), 24.0, "d", "h")
    };
    let (first, rest) = ((rounded / parts).floor(), rounded % parts);
    let first = plain(first, locale);
    if rest == 0.0 {
        format!("{sign}{first}{SPACE}{large}")
    } else {
        format!("{sign}{first}{SPACE}{large} {rest:.0}{SPACE}{small}")
    }
}

#[cfg(test)]
mod tests;
