//! Values as Excel holds them.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};

use super::format::{Class, DAY, code};
use crate::document::{Locale, Style, Value, show};

/// The most UTF-16 code units that a cell holds.
pub(super) const LONGEST: usize = 32_767;

/// What is written into a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Blank,
    Text(String),
    Boolean(bool),
    Figure(f64, Class),
    Time(DateTime, Class),
}

/// A value as a cell. What Excel would change is a text: whole numbers of more than 15 digits, days before 1900, days in
/// patterns it does not know.
pub(super) fn cell(value: &Value, style: &Style, locale: Locale) -> Cell {
    let text = || Cell::Text(show::value(value, style, locale));
    let duration = |milliseconds: f64| match milliseconds {
        // Excel shows no negative times.
        ..0.0 => text(),
        _ => Cell::Figure(milliseconds / DAY, Class::Part),
    };
    match value {
        Value::Null => Cell::Blank,
        Value::Integer(integer) if *style == Style::Duration => duration(*integer as f64),
        Value::Number(number) if number.is_finite() && *style == Style::Duration => {
            duration(*number)
        }
        Value::Boolean(truth) => Cell::Boolean(*truth),
        Value::Integer(integer) if integer.unsigned_abs() < 1_000_000_000_000_000 => {
            Cell::Figure(*integer as f64, Class::Whole)
        }
        Value::Integer(integer) => Cell::Text(integer.to_string()),
        Value::Number(number) if number.is_finite() => Cell::Figure(*number, Class::of(*number)),
        Value::Number(_) => Cell::Blank,
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Date(day) => match (holds(*day), code(style, Class::Day, locale)) {
            (true, Some(_)) => Cell::Time(day.at(0, 0, 0, 0), Class::Day),
            _ => text(),
        },
        Value::Time(time) => match (holds(time.date()), code(style, Class::Time, locale)) {
            (true, Some(_)) => Cell::Time(*time, Class::Time),
            _ => text(),
        },
    }
}

/// Whether Excel has this day.
fn holds(day: Date) -> bool {
    (1900..=9999).contains(&day.year())
}

/// A text without what XML cannot say: control characters but tab and line feed, and the two signs that are none.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let bad = |sign: char| {
        (sign.is_control() && !matches!(sign, '\t' | '\n'))
            || matches!(sign, '\u{fffe}' | '\u{ffff}')
    };
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace(bad, "\u{fffd}"),
    )
}

/// A text of at most so many UTF-16 code units; its end is `…` where it was longer.
pub(super) fn short(text: &str, length: usize) -> String {
    // No text has more code units than bytes.
    if text.len() <= length || text.encode_utf16().count() <= length {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text
        .chars()
        .take_while(|sign| {
            used += sign.len_utf16();
            used <= length
        })
        .map(char::len_utf8)
        .sum();
    format!("{}…", &text[..kept])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_excel_would_change_is_a_text() {
        let plain = |value: Value| cell(&value, &Style::Plain, Locale::default());
        assert_eq!(
            plain(Value::Integer(999_999_999_999_999)),
            Cell::Figure(999_999_999_999_999.0, Class::Whole)
        );
        assert_eq!(
            plain(Value::Integer(i64::MIN)),
            Cell::Text("-9223372036854775808".to_owned())
        );
        assert_eq!(
            plain(Value::Date(date(1899, 12, 31))),
            Cell::Text("1899-12-31".to_owned())
        );
        assert_eq!(
            cell(
                &Value::Date(date(2026, 1, 5)),
                &Style::Date("week %V".to_owned()),
                Locale::default()
            ),
            Cell::Text("week 02".to_owned())
        );
        assert_eq!(plain(Value::Number(f64::NAN)), Cell::Blank);
        let duration = |value: Value| cell(&value, &Style::Duration, Locale::default());
        assert_eq!(
            duration(Value::Integer(43_200_000)),
            Cell::Figure(0.5, Class::Part)
        );
        assert_eq!(
            duration(Value::Number(-5000.0)),
            Cell::Text("-5\u{a0}s".to_owned())
        );
    }

    #[test]
    fn texts_are_cut_between_characters_and_lose_what_xml_cannot_say() {
        assert_eq!(short("🦀🦀🦀", 5), "🦀🦀…");
        assert_eq!(short("🦀🦀", 4), "🦀🦀");
        assert_eq!(short(&"é".repeat(LONGEST), LONGEST), "é".repeat(LONGEST));
        assert_eq!(clean("a\0b\r\nc\td\u{ffff}"), "a\u{fffd}b\nc\td\u{fffd}");
    }
}
