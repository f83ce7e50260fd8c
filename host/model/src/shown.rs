//! Strangers' text in front of people.

/// Whether showing a character does something: a control character other than a line's end and a tab, which a terminal
/// would obey, or a mark that turns the direction of text around, which makes a line read as another.
pub fn is_obeyed(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
