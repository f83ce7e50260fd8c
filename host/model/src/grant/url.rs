//! A whole address that requests go to, as somebody gave it.

use std::fmt;
use std::str::FromStr;

use url::Url;

use super::origin::{Origin, OriginError};
use crate::text::as_text;

/// The longest address, in bytes.
const LONGEST: usize = 2_048;

/// An address of `http` or `https`, written in one way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpUrl {
    text: String,
    origin: Origin,
    target: String,
}

/// The text is no address that requests could go to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseHttpUrlError {
    /// It is none at all.
    #[error("it is no address: write all of it, as `https://example.com/hook`")]
    Form,
    /// It is too long.
    #[error("an address has at most {LONGEST} bytes")]
    TooLong,
    /// It has a part that is never sent.
    #[error("what stands behind a `#` is never sent: leave it out")]
    Fragment,
    /// It has a name or password in it.
    #[error("an address has no user name or password in it here")]
    User,
    /// Where it leads is nowhere.
    #[error(transparent)]
    Origin(#[from] OriginError),
}

impl HttpUrl {
    /// Scheme, host and port.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Path and query, as they stand in the first line of a request.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for HttpUrl {
    type Err = ParseHttpUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > LONGEST {
            return Err(ParseHttpUrlError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| ParseHttpUrlError::Form)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(OriginError::Scheme.into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ParseHttpUrlError::User);
        }
        if url.fragment().is_some() {
            return Err(ParseHttpUrlError::Fragment);
        }
        let host = url.host_str().ok_or(ParseHttpUrlError::Form)?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let origin = Origin::parse(url.scheme(), &authority)?;
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        Ok(Self {
            text: format!("{origin}{target}"),
            origin,
            target,
        })
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

as_text!(HttpUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_in_one_way() {
        for (text, meant, target) in [
            ("https://A.com", "https://a.com/", "/"),
            ("https://a.com:443/x?y=1", "https://a.com/x?y=1", "/x?y=1"),
            (
                "http://127.1:9000/x/../ü",
                "http://127.0.0.1:9000/%C3%BC",
                "/%C3%BC",
            ),
            ("HTTP://[::1]:80/", "http://[::1]/", "/"),
        ] {
            let url: HttpUrl = text.parse().unwrap();
            assert_eq!((url.as_str(), url.target()), (meant, target), "{text}");
            assert_eq!(url.as_str().parse(), Ok(url));
        }
    }

    #[test]
    fn what_no_request_could_go_to_is_refused() {
        for (text, why) in [
            ("", "it is no address"),
            ("a.com/hook", "it is no address"),
            ("ftp://a.com", "only http and https"),
            ("file:///etc/passwd", "only http and https"),
            ("https://ann:hush@a.com", "no user name or password"),
            ("https://a.com/#x", "behind a `#`"),
            ("https://a.com:0/", "its port"),
            (&format!("https://a.com/{}", "x".repeat(2_048)), "at most"),
        ] {
            let said = text.parse::<HttpUrl>().unwrap_err().to_string();
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
