//! Text as HTML.

use std::fmt::Write as _;

use serde_json::Value;

/// Text that is nothing but text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text with code in backticks, on one line.
pub(super) fn marked_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        let _ = match index % 2 {
            0 => write!(out, "{}", escaped(part)),
            _ => write!(out, "<code>{}</code>", escaped(part)),
        };
    }
    out
}

/// Text with paragraphs, lists and code in backticks: all that our own descriptions have of Markdown.
pub(super) fn marked(text: &str) -> String {
    let mut out = String::new();
    for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
        if block.starts_with("- ") {
            let items = block.lines().map(|line| line.trim_start_matches("- "));
            let items: String = items
                .map(|item| format!("<li>{}</li>", marked_line(item)))
                .collect();
            let _ = write!(out, "<ul>{items}</ul>");
        } else {
            let _ = write!(out, "<p>{}</p>", marked_line(&block.replace('\n', " ")));
        }
    }
    out
}

/// JSON as it is shown: text alone as it is, so that streams and lines read well.
pub(super) fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    };
    format!("<pre><code>{}</code></pre>", escaped(text.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            marked("a `<b>` & c\nd\n\n- one\n- `two`"),
            "<p>a <code>&lt;b&gt;</code> &amp; c d</p><ul><li>one</li><li><code>two</code></li></ul>"
        );
    }
}
