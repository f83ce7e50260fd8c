//! Texts from data made harmless for HTML, XML and Markdown. Nothing is lost from view: what has no place in these formats is
//! shown by a sign that stands for it.

use std::fmt::{self, Display, Write};

/// A text in HTML or XML: between tags, or within quotes in one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Html<'a>(pub(crate) &'a str);

impl Display for Html<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        // What needs no escaping is written in one piece.
        while let Some((at, sign)) = rest.char_indices().find(|(_, sign)| special(*sign)) {
            out.write_str(&rest[..at])?;
            match sign {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\'' => out.write_str("&#39;")?,
                other => out.write_char(visible(other))?,
            }
            rest = &rest[at + sign.len_utf8()..];
        }
        out.write_str(rest)
    }
}

fn special(sign: char) -> bool {
    matches!(sign, '&' | '<' | '>' | '"' | '\'') || visible(sign) != sign
}

/// What is shown of a sign that HTML and XML forbid, or that nobody would see: pictures of control characters, and the
/// replacement character.
fn visible(sign: char) -> char {
    match sign {
        '\t' | '\n' | '\r' => sign,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(sign)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => '\u{fffd}',
        other if u32::from(other) & 0xfffe == 0xfffe => '\u{fffd}',
        other => other,
    }
}

/// A text in Markdown, within a line: no links, emphasis, code, HTML, mathematics or mentions come of it, and no end of a
/// table's cell. Line breaks are spaces.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Markdown<'a>(pub(crate) &'a str);

impl Display for Markdown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, word) in self
            .0
            .split([' ', '\t', '\n', '\r'])
            .filter(|word| !word.is_empty())
            .enumerate()
        {
            if number > 0 {
                out.write_char(' ')?;
            }
            word_of_markdown(word, number == 0, out)?;
        }
        Ok(())
    }
}

fn word_of_markdown(word: &str, first: bool, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    // At the beginning of a line, `1.`, `-`, `+` and `=` would begin a list or end a heading.
    let digits = word.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let number = (first && digits.len() < word.len()).then_some(word.len() - digits.len());
    for (at, sign) in word.char_indices() {
        let after = &word[at + sign.len_utf8()..];
        match sign {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '#' | '{'
            | '}' => {
                out.write_char('\\')?;
                out.write_char(sign)?;
            }
            '-' | '+' | '=' if first && at == 0 => {
                out.write_char('\\')?;
                out.write_char(sign)?;
            }
            '.' | ')' if number == Some(at) && after.is_empty() => {
                out.write_char('\\')?;
                out.write_char(sign)?;
            }
            // `https:`, `mailto:` and `:smile:`, but not `10:30`.
            ':' if after.starts_with(|next: char| !next.is_ascii_digit()) => {
                out.write_str("\\:")?
            }
            '.' if word[..at].to_ascii_lowercase().ends_with("www") => out.write_str("\\.")?,
            // Addresses and mentions are found after everything else, so an escape does not save from them: what parts
            // them is a space that has no width.
            '@' => out.write_str("@&#8203;")?,
            // Signs that turn the direction of what follows, out of the cell they stand in.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.write_char('\u{fffd}')?,
            other => out.write_char(visible(other))?,
        }
    }
    Ok(())
}

/// A text that is cut after so many characters, and how many there were if it was.
pub(crate) fn cut(text: &str, most: usize) -> (&str, Option<usize>) {
    // A character has four bytes at most, so that what is short need not be counted.
    match text.char_indices().nth(most) {
        Some((end, _)) => (&text[..end], Some(text.chars().count())),
        None => (text, None),
    }
}
