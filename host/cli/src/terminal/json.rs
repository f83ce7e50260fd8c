//! JSON with texts of strangers in it.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use runner_model::is_hidden;
use serde_json::value::RawValue;

use super::{Audience, data};

/// The same document without characters that a terminal would obey or that turn text around: JSON has an escape for
/// each, and so it says the same to a program.
pub(crate) fn escaped(document: &str) -> Cow<'_, str> {
    // Below that, JSON itself has them escaped, and what is left stands between values.
    let is_escaped = |c: char| c >= '\u{7f}' && is_hidden(c);
    if !document.contains(is_escaped) {
        return document.into();
    }
    let mut escaped = String::with_capacity(document.len() + 16);
    for c in document.chars() {
        if is_escaped(c) {
            // All of them have four digits. Writing to a String cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped.into()
}

/// Prints a document.
pub(crate) fn json(document: &str) -> io::Result<Audience> {
    data(&escaped(document))
}

/// Prints the items of a list as JSON Lines, as the server wrote them.
pub(crate) fn json_items(list: &str) -> anyhow::Result<()> {
    #[derive(serde::Deserialize)]
    struct List<'a> {
        #[serde(borrow)]
        items: Vec<&'a RawValue>,
    }
    let list: List<'_> = serde_json::from_str(list)?;
    for item in list.items {
        if json(item.get())? == Audience::Gone {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn what_is_escaped_says_the_same_and_is_harmless() {
        let document = "{\r\n\t\"a\u{9b}31m\": [\"\u{202e}x\u{7f}\u{2069}\", \"\\u001b é☎\", 1.0]}";
        let escaped = escaped(document);
        assert!(
            !escaped.contains(|c| c != '\r' && is_hidden(c)),
            "{escaped:?}"
        );
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(read(&escaped), read(document));
    }

    #[test]
    fn what_needs_no_escape_stays_as_it_is() {
        assert!(matches!(escaped("[\"a\\n\"]"), Cow::Borrowed(_)));
    }
}
