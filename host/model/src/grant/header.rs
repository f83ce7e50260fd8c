//! Headers that a grant adds to a request, with places for secrets in them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::name::SecretName;
use crate::text::as_text;

/// The name of a header that a grant may set, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HeaderField(String);

/// The value of a header, with `${secret:NAME}` where the value of a secret goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeaderTemplate(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Piece {
    Text(String),
    Secret(SecretName),
}

/// The text is no header that a grant may set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseHeaderError {
    /// No name of a header.
    #[error("`{0}` is no name of a header: use letters, digits and `-`")]
    Name(String),
    /// A header that is the host's own business.
    #[error("the header `{0}` is set by the host and cannot be granted")]
    Reserved(String),
    /// No value of a header.
    #[error(
        "the value of a header has no line breaks or characters beyond ASCII, and at most 4096 bytes"
    )]
    Value,
    /// A placeholder that is none.
    #[error("`{0}` is no placeholder: write `${{secret:NAME}}`")]
    Placeholder(String),
    /// Not the two parts of a header.
    #[error("`{0}` is no header: write it as `authorization: Bearer ${{secret:NAME}}`")]
    Form(String),
}

/// What a proxy or the connection itself decides: RFC 9110, 7.6.1, and what frames a message.
const RESERVED: [&str; 12] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

const LONGEST_VALUE: usize = 4096;

fn shown(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_debug).collect()
}

impl HeaderField {
    /// The name, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for HeaderField {
    type Error = ParseHeaderError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let name = text.to_ascii_lowercase();
        let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if RESERVED.contains(&name.as_str()) {
            Err(ParseHeaderError::Reserved(name))
        } else if (1..=64).contains(&name.len()) && name.bytes().all(is_token) {
            Ok(Self(name))
        } else {
            Err(ParseHeaderError::Name(shown(&text)))
        }
    }
}

impl From<HeaderField> for String {
    fn from(field: HeaderField) -> Self {
        field.0
    }
}

impl fmt::Display for HeaderField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HeaderTemplate {
    /// The secrets that it needs.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretName> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Secret(name) => Some(name),
            Piece::Text(_) => None,
        })
    }

    /// Puts the secrets in: `text` is given each part of the value in turn, `secret` each name. The first error ends it.
    pub fn fill<E>(
        &self,
        mut text: impl FnMut(&str),
        mut secret: impl FnMut(&SecretName) -> Result<(), E>,
    ) -> Result<(), E> {
        for piece in &self.0 {
            match piece {
                Piece::Text(part) => text(part),
                Piece::Secret(name) => secret(name)?,
            }
        }
        Ok(())
    }

    /// Reads a header as one text: `name: value`.
    pub fn parse_header(text: &str) -> Result<(HeaderField, Self), ParseHeaderError> {
        let (name, value) = text
            .split_once(':')
            .ok_or_else(|| ParseHeaderError::Form(shown(text)))?;
        Ok((
            HeaderField::try_from(name.trim().to_owned())?,
            value.trim().parse()?,
        ))
    }
}

impl FromStr for HeaderTemplate {
    type Err = ParseHeaderError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_value = |b: u8| b == b'\t' || (b' '..=b'~').contains(&b);
        if text.len() > LONGEST_VALUE || !text.bytes().all(is_value) {
            return Err(ParseHeaderError::Value);
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            let (before, from) = rest.split_at(at);
            let end = from.find('}').map_or(from.len(), |end| end + 1);
            let placeholder = &from[..end];
            let name = placeholder
                .strip_prefix("${secret:")
                .and_then(|name| name.strip_suffix('}'))
                .and_then(|name| SecretName::try_from(name.to_owned()).ok())
                .ok_or_else(|| ParseHeaderError::Placeholder(shown(placeholder)))?;
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Secret(name));
            rest = &from[end..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self(pieces))
    }
}

impl fmt::Display for HeaderTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Secret(name) => write!(f, "${{secret:{name}}}"),
        })
    }
}

as_text!(HeaderTemplate);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_says_its_secrets_and_reads_as_it_was_written() {
        for text in [
            "Bearer ${secret:api-key}",
            "",
            "a $ b }",
            "${secret:a}:${secret:B_2}x",
        ] {
            assert_eq!(text.parse::<HeaderTemplate>().unwrap().to_string(), text);
        }
        let template: HeaderTemplate = "Basic ${secret:user}${secret:key}".parse().unwrap();
        let names: Vec<&str> = template.secrets().map(SecretName::as_str).collect();
        assert_eq!(names, ["user", "key"]);
    }

    #[test]
    fn what_would_be_sent_wrongly_is_refused() {
        let said = |text: &str| HeaderTemplate::parse_header(text).unwrap_err().to_string();
        assert_eq!(
            said("authorization Bearer x"),
            "`authorization Bearer x` is no header: write it as `authorization: Bearer ${secret:NAME}`"
        );
        assert_eq!(
            said("Host: a.com"),
            "the header `host` is set by the host and cannot be granted"
        );
        assert_eq!(
            said("x: ${env:HOME}"),
            "`${env:HOME}` is no placeholder: write `${secret:NAME}`"
        );
        for wrong in [
            "a b: c",
            ": c",
            "x: a\r\ny: b",
            "x: é",
            "x: ${secret:a",
            "x: ${secret:}",
            "x: ${secret:a b}",
        ] {
            assert!(HeaderTemplate::parse_header(wrong).is_err(), "{wrong}");
        }
    }
}
