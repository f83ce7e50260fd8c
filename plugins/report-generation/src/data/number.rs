//! Numbers from texts.

/// A number as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Num {
    /// Digits alone, that fit.
    Integer(i64),
    /// Anything else; finite.
    Float(f64),
}

impl Num {
    /// The nearest number with a point.
    #[inline]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Integer(whole) => whole as f64,
            Self::Float(value) => value,
        }
    }
}

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Reads a number: a sign, digits, a point, an exponent. A few digits are done here, exactly (Clinger, "How to read
/// floating point numbers accurately", 1990); the rest by the standard library.
#[inline]
pub(crate) fn parse(text: &[u8]) -> Option<Num> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 19 {
        return parse_long(text);
    }
    let mut mantissa: u64 = 0;
    let mut point = None;
    for (at, &byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else if byte == b'.' && point.is_none() && digits.len() > 1 {
            point = Some(at);
        } else {
            return parse_long(text);
        }
    }
    match point {
        None if digits.len() < 19 => {
            let whole = mantissa as i64;
            Some(Num::Integer(if negative { -whole } else { whole }))
        }
        Some(at) if mantissa < 1 << 53 => {
            let value = mantissa as f64 / POWERS[digits.len() - 1 - at];
            Some(Num::Float(if negative { -value } else { value }))
        }
        _ => parse_long(text),
    }
}

#[cold]
fn parse_long(text: &[u8]) -> Option<Num> {
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
    // The library also reads `inf` and `nan`.
    if text.len() > 400 || !text.iter().all(is_part) {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    if let Ok(whole) = text.parse() {
        return Some(Num::Integer(whole));
    }
    let value: f64 = text.parse().ok()?;
    value.is_finite().then_some(Num::Float(value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_finite_number_is_none() {
        for text in [
            "",
            "-",
            ".",
            "inf",
            "-Infinity",
            "nan",
            "NaN",
            "1e999",
            "1,5",
            "12 ",
            "1e",
            "0x1",
            "--1",
            "1.2.3",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse(b"007"), Some(Num::Integer(7)));
        assert_eq!(parse(b"-9223372036854775808"), Some(Num::Integer(i64::MIN)));
        assert_eq!(
            parse(b"9223372036854775808"),
            Some(Num::Float(9_223_372_036_854_775_808.0))
        );
    }

    proptest! {
        #[test]
        fn numbers_are_those_of_the_standard_library(text in "[-+]?[0-9]{1,20}(\\.[0-9]{0,20})?(e-?[0-9]{1,2})?") {
            let expected: f64 = text.parse().expect("a number");
            prop_assert_eq!(parse(text.as_bytes()).map(Num::as_f64), Some(expected));
        }
    }
}
