//! Numbers in JSON that would not stay what they are.
//!
//! A number is kept as a 64-bit integer if it is one, and as a binary fraction of 64 bits otherwise. What has more digits
//! than that would be rounded, silently and for good: an id of 25 digits would be another id. So it is refused, and
//! whoever sends it can send it as text.

/// How many characters a number may have and is sure to be kept: no fraction of 15 digits is rounded.
const SURE: usize = 15;

/// Finds the first number in a JSON text that would be rounded. In text that is no JSON, what it finds means nothing.
pub fn first_rounded_number(json: &[u8]) -> Option<&str> {
    let mut at = 0;
    while let Some(&byte) = json.get(at) {
        match byte {
            b'"' => at = string_end(json, at + 1),
            b'-' | b'0'..=b'9' => {
                let end = json[at..]
                    .iter()
                    .position(|byte| {
                        !matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
                    })
                    .map_or(json.len(), |length| at + length);
                let number = std::str::from_utf8(&json[at..end]).unwrap_or_default();
                if is_rounded(number) {
                    return Some(number);
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    None
}

/// Where a string ends whose opening quote stands before a place.
fn string_end(json: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = json.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

fn is_rounded(number: &str) -> bool {
    if number.len() <= SURE && !number.contains(['e', 'E']) {
        return false;
    }
    // What is no number, or too large for any, is an error of its own.
    match serde_json::from_str::<serde_json::Number>(number) {
        Ok(kept) => Decimal::of(number) != Decimal::of(&kept.to_string()),
        Err(_) => false,
    }
}

/// A number as it is written, without what does not change it.
#[derive(PartialEq)]
struct Decimal {
    is_negative: bool,
    /// From the first that is not zero to the last.
    digits: String,
    /// The power of ten of the digit in front of the first.
    exponent: i64,
}

impl Decimal {
    fn of(number: &str) -> Self {
        let (mantissa, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let unsigned = mantissa.strip_prefix('-');
        let (whole, fraction) = unsigned
            .unwrap_or(mantissa)
            .split_once('.')
            .unwrap_or((unsigned.unwrap_or(mantissa), ""));
        let all = format!("{whole}{fraction}");
        let leading = all.len() - all.trim_start_matches('0').len();
        let digits = all.trim_matches('0').to_owned();
        let power: i64 = power.parse().unwrap_or(i64::MAX / 2);
        Self {
            is_negative: unsigned.is_some() && !digits.is_empty(),
            exponent: if digits.is_empty() {
                0
            } else {
                whole.len() as i64 - leading as i64 + power
            },
            digits,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_has_too_many_digits_is_found() {
        for (json, expected) in [
            (
                "{\"id\":123456789012345678901234567890}",
                "123456789012345678901234567890",
            ),
            ("[1, 18446744073709551617]", "18446744073709551617"),
            ("-9223372036854775809", "-9223372036854775809"),
            ("[0.12345678901234567890123]", "0.12345678901234567890123"),
            (
                "{\"a\":\"\\\"1\",\"b\":3.14159265358979323846}",
                "3.14159265358979323846",
            ),
            ("1e-400", "1e-400"),
        ] {
            assert_eq!(
                first_rounded_number(json.as_bytes()),
                Some(expected),
                "{json}"
            );
        }
    }

    #[test]
    fn what_stays_what_it_is_is_left_alone() {
        for json in [
            "18446744073709551615",
            "-9223372036854775808",
            "0.1",
            "-0.0",
            "-0",
            "0.000000000000000000001",
            "1.10",
            "100000000000000000000000",
            "1e300",
            "6.02214076E+23",
            "0e99999999999999999999",
            "{\"text\":\"123456789012345678901234567890\",\"\\\\\":1}",
            "no JSON 12 at - all",
            "\"never closed 123456789012345678901234567890",
        ] {
            assert_eq!(first_rounded_number(json.as_bytes()), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_was_written_from_a_number_is_never_refused(int: i64, long: u64, text in "[a-z\"\\\\0-9]{0,20}") {
            let json = serde_json::json!({ "int": int, "long": long, "text": text }).to_string();
            prop_assert_eq!(first_rounded_number(json.as_bytes()), None);
        }

        #[test]
        fn an_integer_is_found_exactly_if_it_is_written_otherwise(digits in "[1-9][0-9]{0,30}") {
            let kept: serde_json::Number = serde_json::from_str(&digits).expect("it is a number");
            let is_same = match kept.as_u64() {
                Some(kept) => kept.to_string() == digits,
                None => format!("{:.0}", kept.as_f64().expect("it is finite")) == digits
                    || digits.trim_end_matches('0').len() <= 15,
            };
            // A fraction of 64 bits may stand for the very number and be written with fewer digits.
            if first_rounded_number(digits.as_bytes()).is_none() {
                prop_assert!(is_same, "{}", digits);
            }
        }
    }
}
