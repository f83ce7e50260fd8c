//! Walks over the text of an object that was checked: its members, and where values end.

use std::borrow::Cow;

use crate::error::Fault;
use crate::json::MAX_DEPTH;

/// A member of an object: the texts of its key, with quotes, and of its value.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The key.
    pub key: &'a [u8],
    /// The value.
    pub value: &'a [u8],
}

/// The members of an object, in order.
#[derive(Debug)]
pub struct Members<'a> {
    text: &'a [u8],
    at: usize,
    /// How deep the object is nested; 1 for a record.
    depth: usize,
}

impl<'a> Members<'a> {
    /// Walks over an object whose text was checked.
    pub fn new(object: &'a [u8], depth: usize) -> Self {
        Self {
            text: object,
            at: 1,
            depth,
        }
    }
}

/// Gives members, or the fault if a value is nested too deep.
impl<'a> Iterator for Members<'a> {
    type Item = Result<Member<'a>, Fault>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let mut at = skip(self.text, self.at, |byte| is_blank(byte) || byte == b',');
        if self.text.get(at).is_none_or(|&byte| byte != b'"') {
            return None;
        }
        let key_end = string_end(self.text, at);
        let key = &self.text[at..key_end];
        at = skip(self.text, key_end, |byte| is_blank(byte) || byte == b':');
        Some(value_end(self.text, at, self.depth).map(|end| {
            self.at = end;
            Member {
                key,
                value: &self.text[at..end],
            }
        }))
    }
}

#[inline(always)]
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

#[inline(always)]
fn skip(text: &[u8], from: usize, over: impl Fn(u8) -> bool) -> usize {
    let mut at = from;
    while at < text.len() && over(text[at]) {
        at += 1;
    }
    at
}

/// Where the string whose quote opens at `start` ends, closing quote included.
#[inline]
pub(crate) fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &text[at..]) {
        at += found;
        if text[at] == b'"' {
            return at + 1;
        }
        at = (at + 2).min(text.len());
    }
    text.len()
}

/// Where the value that begins at `start`, inside `depth` levels, ends.
#[inline]
fn value_end(text: &[u8], start: usize, depth: usize) -> Result<usize, Fault> {
    match text.get(start) {
        Some(b'"') => Ok(string_end(text, start)),
        Some(b'{' | b'[') => nested_end(text, start, depth),
        _ => Ok(skip(text, start, |byte| {
            !is_blank(byte) && !matches!(byte, b',' | b'}' | b']')
        })),
    }
}

fn nested_end(text: &[u8], start: usize, outside: usize) -> Result<usize, Fault> {
    let mut depth = outside;
    let mut at = start;
    while at < text.len() {
        match text[at] {
            b'"' => {
                at = string_end(text, at);
                continue;
            }
            b'{' | b'[' if depth == MAX_DEPTH => return Err(Fault::TooDeep { limit: MAX_DEPTH }),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == outside {
                    return Ok(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    Ok(at)
}

/// The text that a JSON string stands for.
pub fn unescape(string: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    let inner = string
        .get(1..string.len().saturating_sub(1))
        .unwrap_or_default();
    if memchr::memchr(b'\\', inner).is_none() {
        return Ok(Cow::Borrowed(inner));
    }
    // The parser that checked the string left its escapes alone: half a surrogate pair shows only now.
    serde_json::from_slice::<String>(string)
        .map(|text| Cow::Owned(text.into_bytes()))
        .map_err(|error| Fault::BadString {
            message: super::records::message_of(&error),
            text: crate::error::shortened(string),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(text: &str) -> Vec<(String, String)> {
        let text_of = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Members::new(text.as_bytes(), 1)
            .map(|member| member.expect("not too deep"))
            .map(|Member { key, value }| (text_of(key), text_of(value)))
            .collect()
    }

    #[test]
    fn members_are_found_whatever_is_in_them() {
        assert_eq!(members("{}"), []);
        assert_eq!(members("{ \n }"), []);
        assert_eq!(
            members("{ \"a\\\"}\" : 1.10 ,\n\"b\":{\"c\":[\"]}\\\\\"]} ,\"d\":[ ] , \"e\":null}"),
            [
                ("\"a\\\"}\"", "1.10"),
                ("\"b\"", "{\"c\":[\"]}\\\\\"]}"),
                ("\"d\"", "[ ]"),
                ("\"e\"", "null")
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn nesting_beyond_the_limit_is_a_fault() {
        let nested =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        let fault = |text: &str| {
            Members::new(text.as_bytes(), 1)
                .next()
                .and_then(Result::err)
        };
        assert_eq!(fault(&nested(MAX_DEPTH - 1)), None);
        assert_eq!(
            fault(&nested(MAX_DEPTH)),
            Some(Fault::TooDeep { limit: MAX_DEPTH })
        );
    }
}
