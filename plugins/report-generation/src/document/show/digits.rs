//! Numbers as digits: groups, decimals, and as many digits as say something.

use super::super::Locale;

/// From here on a number is written with an exponent: its digits would say nothing.
const HUGE: f64 = 1e15;

/// A whole number with so many decimals, which are zeros.
pub(super) fn whole(integer: i64, decimals: u8, locale: Locale) -> String {
    let mut text = integer.to_string();
    if decimals > 0 {
        text.push('.');
        text.extend(std::iter::repeat_n('0', decimals.min(20).into()));
    }
    grouped(&text, locale)
}

/// A number with so many decimals.
pub(super) fn fixed(number: f64, decimals: u8, locale: Locale) -> String {
    if number.abs() >= 1e21 {
        return scientific(number, locale);
    }
    let text = format!("{number:.*}", usize::from(decimals.min(20)));
    grouped(unsigned_zero(&text), locale)
}

/// A number with as many digits as say something: whole numbers whole, others to some six digits.
pub(super) fn plain(number: f64, locale: Locale) -> String {
    let size = number.abs();
    if size >= HUGE || (size > 0.0 && size < 1e-4) {
        return scientific(number, locale);
    }
    let decimals = match size {
        _ if number.fract() == 0.0 => 0,
        1000.0.. => 2,
        100.0.. => 3,
        1.0.. => 4,
        0.01.. => 5,
        _ => 7,
    };
    trimmed(&fixed(number, decimals, locale), locale)
}

/// A number as `1.5e18`.
pub(super) fn scientific(number: f64, locale: Locale) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let text = format!("{number:.4e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = grouped(mantissa, locale);
    format!("{}e{exponent}", trimmed(&mantissa, locale))
}

/// Without zeros at the end of the decimals.
pub(super) fn trimmed(text: &str, locale: Locale) -> String {
    if text.contains(locale.decimal) && !text.contains('e') {
        text.trim_end_matches('0')
            .trim_end_matches(locale.decimal)
            .to_owned()
    } else {
        text.to_owned()
    }
}

/// What was rounded to zero has no sign.
fn unsigned_zero(text: &str) -> &str {
    match text.strip_prefix('-') {
        Some(digits) if digits.bytes().all(|byte| matches!(byte, b'0' | b'.')) => digits,
        _ => text,
    }
}

/// Digits as Rust writes them, in the groups and with the decimal sign of the locale.
fn grouped(text: &str, locale: Locale) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let mut written = String::with_capacity(text.len() + text.len() / 3 + 1);
    written.push_str(sign);
    for (place, digit) in whole.chars().enumerate() {
        if let Some(group) = locale.group
            && place > 0
            && (whole.len() - place) % 3 == 0
        {
            written.push(group);
        }
        written.push(digit);
    }
    if let Some(decimals) = decimals {
        written.push(locale.decimal);
        written.push_str(decimals);
    }
    written
}
