//! Where one request goes: scheme, host and port, as they are judged and as they are sent.

use std::fmt;

use super::host::{Host, ParseHostError};
use super::target::Scheme;

/// Where one request goes. What is connected to, what the `Host` header says and what a certificate is checked
/// against are all made of this, never of what the guest wrote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    scheme: Scheme,
    host: Host,
    port: u16,
}

/// The request goes nowhere that could be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Neither http nor https.
    #[error("only http and https requests can be sent")]
    Scheme,
    /// A name or password before the host.
    #[error(
        "a request has no user name or password in its address: use the `authorization` header"
    )]
    User,
    /// The host is none.
    #[error(transparent)]
    Host(#[from] ParseHostError),
    /// The port is none.
    #[error("its port is no number from 1 to 65535")]
    Port,
}

impl Origin {
    /// Reads the scheme and the authority (`host`, `host:port`) of a request.
    pub fn parse(scheme: &str, authority: &str) -> Result<Self, OriginError> {
        let scheme = Scheme::from_name(scheme).ok_or(OriginError::Scheme)?;
        if authority.contains('@') {
            return Err(OriginError::User);
        }
        let brackets = authority.rfind(']').unwrap_or(0);
        let (host, port) = match authority[brackets..].rfind(':') {
            Some(at) => (
                &authority[..brackets + at],
                Some(&authority[brackets + at + 1..]),
            ),
            None => (authority, None),
        };
        let host = host.parse()?;
        let port = match port {
            // An empty port is that of the scheme (RFC 3986, 3.2.3).
            None | Some("") => scheme.port(),
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits
                .parse()
                .ok()
                .filter(|port| *port > 0)
                .ok_or(OriginError::Port)?,
            Some(_) => return Err(OriginError::Port),
        };
        Ok(Self { scheme, host, port })
    }

    /// With or without TLS.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host.
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// The port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Host and port as the `Host` header has them: the port only if it is not the scheme's own.
    pub fn authority(&self) -> String {
        if self.port == self.scheme.port() {
            self.host.to_string()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_in_one_way() {
        for (scheme, authority, meant) in [
            ("https", "A.com", "https://a.com"),
            ("https", "a.com.:443", "https://a.com"),
            ("http", "a.com:443", "http://a.com:443"),
            ("http", "a.com:", "http://a.com"),
            ("http", "[::1]:8080", "http://[::1]:8080"),
            ("HTTP", "[::1]", "http://[::1]"),
            ("http", "0177.0.0.1:080", "http://127.0.0.1"),
        ] {
            assert_eq!(Origin::parse(scheme, authority).unwrap().to_string(), meant);
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for wrong in [
            "",
            ":80",
            "a.com:0",
            "a.com:65536",
            "a.com:+80",
            "a.com:80:80",
            "u@a.com",
            "u:p@a.com",
            "a.com@b.com",
            "::1",
            "[::1]80",
            "a.com:８０",
            "a.com/",
            "a.com?b",
            "a.com#b",
        ] {
            assert!(Origin::parse("http", wrong).is_err(), "{wrong}");
        }
        assert_eq!(Origin::parse("ftp", "a.com"), Err(OriginError::Scheme));
    }
}
