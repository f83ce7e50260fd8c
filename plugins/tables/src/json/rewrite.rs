//! Writes JSON that was checked with other blanks: none, or indented. All else stays as it is.

use std::io::{self, Write};

use crate::json::walk::{is_blank, string_end};

/// Writes a value without blanks.
pub fn compact<W: Write>(text: &[u8], out: &mut W) -> io::Result<()> {
    let (mut run, mut at) = (0, 0);
    while at < text.len() {
        let byte = text[at];
        if byte == b'"' {
            at = string_end(text, at);
        } else if is_blank(byte) {
            out.write_all(&text[run..at])?;
            at += 1;
            run = at;
        } else {
            at += 1;
        }
    }
    out.write_all(&text[run..])
}

/// Writes a value indented by two blanks per level, beginning at a level.
pub fn indented<W: Write>(text: &[u8], level: usize, out: &mut W) -> io::Result<()> {
    let (mut level, mut at) = (level, 0);
    while at < text.len() {
        let byte = text[at];
        match byte {
            b'"' => {
                let end = string_end(text, at);
                out.write_all(&text[at..end])?;
                at = end;
                continue;
            }
            b'{' | b'[' => {
                let next = at + 1 + text[at + 1..].iter().take_while(|&&b| is_blank(b)).count();
                if let Some(&close @ (b'}' | b']')) = text.get(next) {
                    out.write_all(&[byte, close])?;
                    at = next + 1;
                    continue;
                }
                level += 1;
                out.write_all(&[byte])?;
                new_line(level, out)?;
            }
            b'}' | b']' => {
                level = level.saturating_sub(1);
                new_line(level, out)?;
                out.write_all(&[byte])?;
            }
            b',' => {
                out.write_all(b",")?;
                new_line(level, out)?;
            }
            b':' => out.write_all(b": ")?,
            _ if is_blank(byte) => {}
            _ => out.write_all(&[byte])?,
        }
        at += 1;
    }
    Ok(())
}

fn new_line<W: Write>(level: usize, out: &mut W) -> io::Result<()> {
    const BLANKS: &[u8; 64] = &[b' '; 64];
    out.write_all(b"\n")?;
    let mut left = 2 * level;
    while left > 0 {
        let count = left.min(BLANKS.len());
        out.write_all(&BLANKS[..count])?;
        left -= count;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_outside_strings_change() {
        let text = br#"{ "a b" : [ 1.10 , "x , \" y" , { } , [ ] ] , "c" : { "d" : null } }"#;
        let mut short = Vec::new();
        compact(text, &mut short).expect("a vector takes all");
        insta::assert_snapshot!(
            String::from_utf8_lossy(&short),
            @r#"{"a b":[1.10,"x , \" y",{},[]],"c":{"d":null}}"#
        );
        let mut long = Vec::new();
        indented(text, 0, &mut long).expect("a vector takes all");
        let value: serde_json::Value = serde_json::from_slice(text).expect("valid JSON");
        let expected = serde_json::to_string_pretty(&value).expect("a value is JSON");
        assert_eq!(
            String::from_utf8_lossy(&long),
            expected.replace("1.1,", "1.10,")
        );
    }
}
