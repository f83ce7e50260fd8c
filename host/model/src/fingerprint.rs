//! Which failures are the same one.

use std::fmt;
use std::str::FromStr;

use crate::text::as_text;

/// What people think of a failure that came again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ErrorState {
    /// It is to be looked at.
    #[default]
    Open,
    /// It is known, and nobody wants to hear of it.
    Muted,
    /// It should not come again. If it does, it is open again.
    Resolved,
}

/// The text is no such state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no state of an error: write open, muted or resolved")]
pub struct ParseErrorStateError(String);

impl ErrorState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Muted, Self::Resolved];

    /// The state after the failure came again.
    #[must_use]
    pub const fn on_recurrence(self) -> Self {
        match self {
            Self::Open | Self::Resolved => Self::Open,
            Self::Muted => Self::Muted,
        }
    }

    /// The name as clients see it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Muted => "muted",
            Self::Resolved => "resolved",
        }
    }
}

impl fmt::Display for ErrorState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ErrorState {
    type Err = ParseErrorStateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| ParseErrorStateError(text.chars().take(40).collect()))
    }
}

as_text!(ErrorState);

/// How much of a message tells one failure from another.
const LONGEST: usize = 300;

/// What is the same about messages of the same failure: its words, with `#` for numbers and ids. White space is one
/// blank, and only the beginning counts.
pub fn pattern_of(message: &str) -> String {
    let mut pattern = String::new();
    for word in message.split_whitespace() {
        if !pattern.is_empty() {
            pattern.push(' ');
        }
        push_word(&mut pattern, word);
        if pattern.len() >= LONGEST {
            break;
        }
    }
    let end = (0..=LONGEST.min(pattern.len()))
        .rev()
        .find(|end| pattern.is_char_boundary(*end))
        .unwrap_or(0);
    pattern.truncate(end);
    pattern
}

/// Runs of letters and digits are kept unless they have a digit; what stands between them is kept.
fn push_word(pattern: &mut String, word: &str) {
    let is_part = |c: char| c.is_alphanumeric();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c| is_part(c) != is_part(first))
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if !is_part(first) {
            // The hyphens of an id vanish with it.
            if !(run == "-" && pattern.ends_with('#') && after.contains(|c: char| c.is_numeric())) {
                pattern.push_str(run);
            }
        } else if !run.contains(char::is_numeric) {
            pattern.push_str(run);
        } else if !pattern.ends_with('#') {
            pattern.push('#');
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_and_ids_make_no_difference() {
        for (message, pattern) in [
            ("line 17: no field `age`", "line #: no field `age`"),
            (
                "job 0190163d-8694-739b-aea5-966c26f8ad91 is gone",
                "job # is gone",
            ),
            ("took 3.5s  of\n 2s", "took #.# of #"),
            ("sha256:0f3a9b is wrong", "#:# is wrong"),
            ("", ""),
        ] {
            assert_eq!(pattern_of(message), pattern);
        }
        assert_ne!(pattern_of("no field `age`"), pattern_of("no field `name`"));
    }

    #[test]
    fn a_resolved_failure_that_comes_again_is_open() {
        assert_eq!(ErrorState::Resolved.on_recurrence(), ErrorState::Open);
        assert_eq!(ErrorState::Muted.on_recurrence(), ErrorState::Muted);
    }

    proptest! {
        #[test]
        fn a_pattern_is_short_and_has_no_digit(message: String, number: u64) {
            let pattern = pattern_of(&message);
            prop_assert!(pattern.len() <= LONGEST);
            prop_assert!(!pattern.contains(|c: char| c.is_ascii_digit()));
            let one = format!("{message} n {number}");
            let other = format!("{message} n {}", number / 3);
            prop_assert_eq!(pattern_of(&one), pattern_of(&other));
        }
    }
}
