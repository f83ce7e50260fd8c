//! What a cell's text is: an integer, a number, a truth value. The text is never turned into a number.

use crate::lanes::{self, LANES};

/// A text inside a padded buffer.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    padded: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Cell<'a> {
    /// The text that lies there; the buffer has [`PAD`](crate::lanes::PAD) bytes behind its end.
    #[inline(always)]
    pub fn new(padded: &'a [u8], start: usize, end: usize) -> Self {
        Self { padded, start, end }
    }

    /// The buffer the text lies in, and where.
    #[inline(always)]
    pub fn place(self) -> (&'a [u8], usize, usize) {
        (self.padded, self.start, self.end)
    }

    /// Its length in bytes.
    #[inline(always)]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether there is nothing in it.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Its bytes.
    #[inline(always)]
    pub fn text(self) -> &'a [u8] {
        &self.padded[self.start..self.end]
    }

    /// Whether this is an integer as JSON writes it: no plus sign, no leading zeros.
    #[inline(always)]
    pub fn is_integer(self) -> bool {
        if self.len() > LANES || self.is_empty() {
            return is_long_integer(self.text());
        }
        let block = lanes::block(self.padded, self.start);
        let signs = lanes::non_digits(block) & lanes::first(self.len());
        let digits = match signs {
            0 => 0,
            1 if block[0] == b'-' => 1,
            _ => return false,
        };
        self.len() == digits + 1 || (self.len() > digits && block[digits] != b'0')
    }

    /// Whether this is a number as JSON writes it.
    #[inline(always)]
    pub fn is_number(self) -> bool {
        if self.len() > LANES || self.is_empty() {
            return is_any_number(self.text());
        }
        let block = lanes::block(self.padded, self.start);
        let others = lanes::non_digits(block) & lanes::first(self.len());
        let digits = usize::from(block[0] == b'-');
        // Most numbers have digits and at most one point between them.
        let points = others >> digits;
        let whole = points.trailing_zeros() as usize;
        if points & points.wrapping_sub(1) == 0
            && points != 0
            && whole > 0
            && digits + whole + 1 < self.len()
            && block[(digits + whole) % LANES] == b'.'
        {
            return whole == 1 || block[digits] != b'0';
        }
        is_any_number(self.text())
    }

    /// `true` or `false`, in any mix of upper and lower case.
    #[inline(always)]
    pub fn as_boolean(self) -> Option<bool> {
        match self.len() {
            4 if self.text().eq_ignore_ascii_case(b"true") => Some(true),
            5 if self.text().eq_ignore_ascii_case(b"false") => Some(false),
            _ => None,
        }
    }
}

fn is_long_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    match digits {
        [] => false,
        [b'0', _, ..] => false,
        _ => digits.iter().all(u8::is_ascii_digit),
    }
}

/// The grammar of RFC 8259, section 6.
fn is_any_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let (whole, rest) = split_digits(text);
    if whole == 0 || (whole > 1 && text[0] == b'0') {
        return false;
    }
    let rest = match rest {
        [b'.', fraction @ ..] => match split_digits(fraction) {
            (0, _) => return false,
            (_, rest) => rest,
        },
        _ => rest,
    };
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => {
            matches!(split_digits(exponent), (1.., []))
        }
        _ => false,
    }
}

fn split_digits(text: &[u8]) -> (usize, &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count, &text[count..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lanes::PAD;

    fn with_cell<T>(text: &str, test: impl Fn(Cell<'_>) -> T) -> T {
        let mut padded = format!("9{text}").into_bytes();
        // Padding that would mislead whoever looked at it.
        padded.resize(1 + text.len() + PAD, b'7');
        test(Cell::new(&padded, 1, 1 + text.len()))
    }

    #[test]
    fn integers_are_those_that_json_can_write() {
        for text in [
            "0",
            "-0",
            "7",
            "-12",
            "9007199254740993",
            "123456789012345678901234567890",
        ] {
            assert!(with_cell(text, |cell| cell.is_integer()), "{text}");
        }
        for text in [
            "",
            "-",
            "007",
            "-07",
            "+5",
            "1.0",
            "1_000",
            " 5",
            "5 ",
            "0x10",
            "--1",
            "1-",
            "00000000000000001",
        ] {
            assert!(!with_cell(text, |cell| cell.is_integer()), "{text}");
        }
    }

    #[test]
    fn booleans_have_any_case() {
        assert_eq!(with_cell("True", |cell| cell.as_boolean()), Some(true));
        assert_eq!(with_cell("FALSE", |cell| cell.as_boolean()), Some(false));
        assert_eq!(with_cell("yes", |cell| cell.as_boolean()), None);
    }

    proptest! {
        #[test]
        fn numbers_are_those_that_a_json_parser_takes(text in "[-+0-9.eE_xa ]{0,20}|-?[0-9]{1,9}\\.?[0-9]{0,9}") {
            // The parser passes over blanks, and refuses exponents that are too large for f64; a raw value takes them.
            let expected = !text.contains(' ')
                && serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
            prop_assert_eq!(with_cell(&text, |cell| cell.is_number()), expected, "{}", text);
            let whole = expected && !text.contains(['.', 'e', 'E']);
            prop_assert_eq!(with_cell(&text, |cell| cell.is_integer()), whole, "{}", text);
        }
    }
}
