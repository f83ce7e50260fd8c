//! Methods of HTTP requests.

use std::fmt;
use std::str::FromStr;

use crate::text::as_text;

/// A method that can be granted, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpMethod(String);

/// The text is no method that can be granted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseMethodError {
    /// No method at all.
    #[error("`{0}` is no method: write one as `GET` or `POST`, a flag for each")]
    Form(String),
    /// It would open a tunnel.
    #[error("CONNECT cannot be granted: it would open a way past every check")]
    Connect,
    /// It would give back what the host puts in.
    #[error("TRACE cannot be granted: the answer would show the plugin the headers of the grant")]
    Trace,
}

impl HttpMethod {
    /// The method as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HttpMethod {
    type Err = ParseMethodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.to_ascii_uppercase();
        let fits = (1..=32).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
        match name.as_str() {
            "CONNECT" => Err(ParseMethodError::Connect),
            "TRACE" => Err(ParseMethodError::Trace),
            _ if fits => Ok(Self(name)),
            _ => Err(ParseMethodError::Form(
                text.chars().take(40).flat_map(char::escape_debug).collect(),
            )),
        }
    }
}

impl fmt::Display for HttpMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

as_text!(HttpMethod);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_words_in_capitals_and_two_are_never_granted() {
        assert_eq!("post".parse::<HttpMethod>().unwrap().as_str(), "POST");
        for wrong in ["", "GET,POST", "G T", "get\n", "connect", "TRACE"] {
            assert!(wrong.parse::<HttpMethod>().is_err(), "{wrong}");
        }
    }
}
