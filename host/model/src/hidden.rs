//! Characters of strangers' texts that are shown to nobody.

/// Whether a character is to be left out where a text is shown: a terminal would obey it, or it turns the direction of
/// the text around, so that a line reads as another. Line ends and tabs may stay.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::is_hidden;

    #[test]
    fn what_a_terminal_obeys_is_hidden_and_text_is_not() {
        for c in [
            '\u{1b}', '\r', '\0', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}',
        ] {
            assert!(is_hidden(c), "{c:?}");
        }
        for c in ['a', '\n', '\t', ' ', 'é', '☎', '\u{200d}'] {
            assert!(!is_hidden(c), "{c:?}");
        }
    }
}
