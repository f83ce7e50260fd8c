//! Which format an input has when nobody said: by its media type, then its name, then its first bytes.

use std::io::{Read, Seek};

use serde_json::value::RawValue;

use crate::error::Error;
use crate::format::Format;
use crate::window::Window;

/// The UTF-8 byte order mark.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// How much of an input is looked at, in bytes.
const HEAD: usize = 64 * 1024;

/// Opens an input: reads its beginning, refuses UTF-16, and passes over a byte order mark.
pub fn open<R: Read + Seek>(reader: R) -> Result<Window<R>, Error> {
    let mut window = Window::new(reader)?;
    while window.unread().len() < HEAD && !window.at_end() {
        window.fill()?;
    }
    refuse_utf16(window.unread())?;
    if window.unread().starts_with(BOM) {
        window.consume_to(BOM.len());
    }
    Ok(window)
}

/// Refuses an input that begins with a UTF-16 byte order mark.
fn refuse_utf16(head: &[u8]) -> Result<(), Error> {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(Error::Utf16);
    }
    Ok(())
}

/// Finds the format from what is known of the input. `head` is its beginning, without a byte order mark.
pub fn format(name: Option<&str>, media_type: Option<&str>, head: &[u8]) -> Format {
    media_type
        .and_then(Format::of_media_type)
        .or_else(|| name.and_then(Format::of_name))
        .unwrap_or_else(|| of_bytes(head))
}

fn of_bytes(head: &[u8]) -> Format {
    let text = head.trim_ascii_start();
    match text.first() {
        Some(b'[') => Format::Json,
        Some(b'{') => of_objects(text),
        _ => of_line(text),
    }
}

/// An object that ends with its line says JSON Lines; one that goes on over lines says JSON.
fn of_objects(text: &[u8]) -> Format {
    let Some(end) = memchr::memchr(b'\n', text) else {
        return Format::Jsonl;
    };
    match serde_json::from_slice::<&RawValue>(&text[..end]) {
        Ok(_) => Format::Jsonl,
        Err(_) => Format::Json,
    }
}

fn of_line(text: &[u8]) -> Format {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    let count = |byte| memchr::memchr_iter(byte, &text[..end]).count();
    if count(b'\t') > count(b',') {
        Format::Tsv
    } else {
        Format::Csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_type_wins_over_name_and_name_over_content() {
        let json = b"[1]";
        assert_eq!(
            format(Some("a.tsv"), Some("text/csv; charset=utf-8"), json),
            Format::Csv
        );
        assert_eq!(
            format(Some("a.TSV"), Some("application/octet-stream"), json),
            Format::Tsv
        );
        assert_eq!(format(Some("data"), None, json), Format::Json);
    }

    #[test]
    fn content_tells_the_format() {
        for (head, expected) in [
            ("", Format::Csv),
            ("a,b\n1,2\n", Format::Csv),
            ("a\tb,c\td\n", Format::Tsv),
            (" \n[{\"a\":1}]", Format::Json),
            ("{\n  \"a\": 1\n}\n", Format::Json),
            ("{\"a\":1}\n{\"a\":2}\n", Format::Jsonl),
            ("{\"a\":1}", Format::Jsonl),
        ] {
            assert_eq!(format(None, None, head.as_bytes()), expected, "{head:?}");
        }
    }
}
