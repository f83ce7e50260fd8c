//! Where HTTP may go to, as a pattern.

use std::fmt;
use std::str::FromStr;

use super::host::{HostPattern, ParseHostError};
use super::network::Network;
use super::origin::Origin;
use super::path;
use crate::text::as_text;

/// With or without TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// `http`
    Http,
    /// `https`
    Https,
}

/// Which ports are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PortPattern {
    /// This one.
    Exact(u16),
    /// Every port: `*`.
    Any,
}

/// Where HTTP may go to: scheme, host, port, and perhaps what the path begins with.
///
/// `https://api.example.com` · `https://*.example.com` (every name below, not itself) · `http://127.0.0.1:8080` ·
/// `http://[::1]:8080` · `http://10.0.0.0/8:*` (a network, every port) · `http://[fd00::/8]` ·
/// `https://api.example.com/v1` (that path and what is below it) · `https://*`. Without a port it is the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpTarget {
    scheme: Scheme,
    host: HostPattern,
    port: PortPattern,
    path: Option<String>,
}

/// The text says no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseTargetError {
    /// It does not begin with a scheme.
    #[error("`{0}` says neither http nor https: write it as `https://{0}`")]
    NoScheme(String),
    /// It begins with another scheme.
    #[error("`{0}://` cannot be granted: only http and https can")]
    Scheme(String),
    /// A name or password before the host.
    #[error(
        "a target has no user name or password in it: put them into a header of the grant, as `authorization = \"Basic ${{secret:NAME}}\"`"
    )]
    User,
    /// A query or fragment.
    #[error("a target ends with its path: leave out what follows `{0}`")]
    Query(char),
    /// The host is none.
    #[error(transparent)]
    Host(#[from] ParseHostError),
    /// The port is none.
    #[error("`{0}` is no port: write a number from 1 to 65535, or `*` for every port")]
    Port(String),
    /// The path can be read in more than one way.
    #[error(
        "`{0}` is no path of a grant: write what paths begin with, as `/v1`, without `*`, `..` and escaped separators"
    )]
    Path(String),
}

impl Scheme {
    /// The scheme as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// The port that is meant when none is said.
    pub const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }

    /// The scheme of a name, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Http, Self::Https]
            .into_iter()
            .find(|scheme| scheme.as_str().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl HttpTarget {
    /// Exactly that origin.
    pub fn of(origin: &Origin) -> Self {
        Self {
            scheme: origin.scheme(),
            host: HostPattern::Exact(origin.host().clone()),
            port: PortPattern::Exact(origin.port()),
            path: None,
        }
    }

    /// With or without TLS.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Which hosts.
    pub const fn host(&self) -> &HostPattern {
        &self.host
    }

    /// Which ports.
    pub const fn port(&self) -> PortPattern {
        self.port
    }

    /// What the path begins with, if that matters.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Whether an origin is meant, whatever the path.
    pub fn covers_origin(&self, origin: &Origin) -> bool {
        self.scheme == origin.scheme()
            && self.port.covers(origin.port())
            && self.host.covers(origin.host())
    }

    /// Whether a request to that path of an origin is meant.
    pub fn covers(&self, origin: &Origin, path: &str) -> bool {
        let covers_path = |prefix: &String| path::is_below(path, prefix);
        self.covers_origin(origin) && self.path.as_ref().is_none_or(covers_path)
    }

    /// Whether the other one means everything that this one means.
    pub fn is_within(&self, other: &Self) -> bool {
        let path_is_within = match (&self.path, &other.path) {
            (_, None) => true,
            (Some(inner), Some(outer)) => path::is_below(inner, outer),
            (None, Some(_)) => false,
        };
        self.scheme == other.scheme
            && self.port.is_within(other.port)
            && self.host.is_within(&other.host)
            && path_is_within
    }

    /// Whether some request is meant by both. Patterns of hosts, ports and paths are such that one of two that meet lies
    /// within the other.
    pub fn overlaps(&self, other: &Self) -> bool {
        let paths_meet = match (&self.path, &other.path) {
            (Some(one), Some(two)) => path::is_below(one, two) || path::is_below(two, one),
            _ => true,
        };
        self.scheme == other.scheme
            && (self.port.is_within(other.port) || other.port.is_within(self.port))
            && (self.host.is_within(&other.host) || other.host.is_within(&self.host))
            && paths_meet
    }

    /// How closely it says what is meant: the larger, the closer.
    pub(super) fn closeness(&self) -> (usize, usize, bool) {
        (
            self.host.closeness(),
            self.path.as_ref().map_or(0, String::len),
            self.port != PortPattern::Any,
        )
    }
}

impl PortPattern {
    /// Whether a port is meant.
    pub fn covers(self, port: u16) -> bool {
        self == Self::Any || self == Self::Exact(port)
    }

    fn is_within(self, other: Self) -> bool {
        other == Self::Any || self == other
    }
}

/// Takes the host off the start; a network's `/` is part of it.
fn split_host(rest: &str) -> Result<(HostPattern, &str), ParseTargetError> {
    if rest.starts_with('[') {
        let end = rest.find(']').map_or(rest.len(), |at| at + 1);
        return Ok((rest[..end].parse()?, &rest[end..]));
    }
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    let (host, after) = rest.split_at(end);
    if let Some(bits) = after.strip_prefix('/')
        && host.parse::<std::net::Ipv4Addr>().is_ok()
    {
        let digits = bits.bytes().take_while(u8::is_ascii_digit).count();
        let ends = matches!(bits[digits..].chars().next(), None | Some(':' | '/'));
        if digits > 0 && ends {
            let network: Network = rest[..end + 1 + digits]
                .parse()
                .map_err(ParseHostError::from)?;
            return Ok((HostPattern::of_network(network), &bits[digits..]));
        }
    }
    Ok((host.parse()?, after))
}

impl FromStr for HttpTarget {
    type Err = ParseTargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shown = || text.chars().take(64).flat_map(char::escape_debug).collect();
        let (scheme, rest) = text
            .split_once("://")
            .ok_or_else(|| ParseTargetError::NoScheme(shown()))?;
        let scheme = Scheme::from_name(scheme).ok_or_else(|| {
            ParseTargetError::Scheme(
                scheme
                    .chars()
                    .take(20)
                    .flat_map(char::escape_debug)
                    .collect(),
            )
        })?;
        if let Some(at) = rest.find(['?', '#']) {
            return Err(ParseTargetError::Query(if rest[at..].starts_with('?') {
                '?'
            } else {
                '#'
            }));
        }
        if rest
            .split('/')
            .next()
            .is_some_and(|authority| authority.contains('@'))
        {
            return Err(ParseTargetError::User);
        }
        let (host, rest) = split_host(rest)?;
        let (port, path) = match rest.strip_prefix(':') {
            None => (PortPattern::Exact(scheme.port()), rest),
            Some(rest) => {
                let (port, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                (port_of(port)?, path)
            }
        };
        let path = match path {
            "" | "/" => None,
            path if path::is_plain(path) => Some(path.to_owned()),
            path => {
                let shown = path.chars().take(64).flat_map(char::escape_debug);
                return Err(ParseTargetError::Path(shown.collect()));
            }
        };
        Ok(Self {
            scheme,
            host,
            port,
            path,
        })
    }
}

fn port_of(text: &str) -> Result<PortPattern, ParseTargetError> {
    if text == "*" {
        return Ok(PortPattern::Any);
    }
    let wrong =
        || ParseTargetError::Port(text.chars().take(20).flat_map(char::escape_debug).collect());
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    match text.parse() {
        Ok(port) if port > 0 => Ok(PortPattern::Exact(port)),
        _ => Err(wrong()),
    }
}

impl fmt::Display for HttpTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        let path = self.path.as_deref().unwrap_or_default();
        // Behind an address, a path of digits alone would be read as a network.
        let is_odd = matches!(self.host, HostPattern::Exact(_))
            && path[path.len().min(1)..].starts_with(|c: char| c.is_ascii_digit());
        match self.port {
            PortPattern::Any => f.write_str(":*")?,
            PortPattern::Exact(port) if port != self.scheme.port() || is_odd => {
                write!(f, ":{port}")?
            }
            PortPattern::Exact(_) => {}
        }
        f.write_str(path)
    }
}

as_text!(HttpTarget);

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> HttpTarget {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn targets_are_written_in_one_way() {
        for (written, meant) in [
            ("https://api.example.com", "https://api.example.com"),
            ("HTTPS://API.example.com.:443/", "https://api.example.com"),
            ("https://api.example.com:80", "https://api.example.com:80"),
            ("http://127.1:8080", "http://127.0.0.1:8080"),
            ("http://10.0.0.0/8:*", "http://10.0.0.0/8:*"),
            ("http://10.0.0.0/8", "http://10.0.0.0/8"),
            ("http://10.0.0.0/8/v1", "http://10.0.0.0/8/v1"),
            ("http://10.0.0.1/32:81", "http://10.0.0.1:81"),
            ("http://10.0.0.1:80/8", "http://10.0.0.1:80/8"),
            ("http://10.0.0.1/v8", "http://10.0.0.1/v8"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://[FD00::/8]:*/x", "http://[fd00::/8]:*/x"),
            (
                "https://*.Bücher.example",
                "https://*.xn--bcher-kva.example",
            ),
            ("https://*", "https://*"),
            ("https://*:*", "https://*:*"),
            ("https://a.com/v1/", "https://a.com/v1/"),
        ] {
            assert_eq!(target(written).to_string(), meant);
            assert_eq!(target(meant).to_string(), meant);
            assert_eq!(target(written), target(meant));
        }
    }

    #[test]
    fn what_is_no_target_is_refused_with_what_to_write() {
        let said = |text: &str| text.parse::<HttpTarget>().unwrap_err().to_string();
        assert_eq!(
            said("api.example.com"),
            "`api.example.com` says neither http nor https: write it as `https://api.example.com`"
        );
        assert_eq!(
            said("ftp://a.com"),
            "`ftp://` cannot be granted: only http and https can"
        );
        assert_eq!(
            said("https://joe:pw@a.com"),
            "a target has no user name or password in it: put them into a header of the grant, as `authorization = \"Basic ${secret:NAME}\"`"
        );
        assert_eq!(
            said("https://a.com/x?y=1"),
            "a target ends with its path: leave out what follows `?`"
        );
        assert_eq!(said("https://"), "the host is missing");
        assert_eq!(
            said("https://a.com:0"),
            "`0` is no port: write a number from 1 to 65535, or `*` for every port"
        );
        assert_eq!(
            said("https://a.com/v1/*"),
            "`/v1/*` is no path of a grant: write what paths begin with, as `/v1`, without `*`, `..` and escaped separators"
        );
        assert_eq!(
            said("http://10.1.2.3/8:*"),
            "`10.1.2.3/8` is no network, because its last bits are not zero: did you mean 10.0.0.0/8?"
        );
        for wrong in [
            "https://a.com:",
            "https://a.com:+1",
            "https://a.com:99999",
            "https://a b",
            "https://a.com /x",
            "https://[::1",
            "https://[10.0.0.0/8]",
            "https://a.com/../x",
            "https://10.0.0.0/33",
            "//a.com",
            "https:a.com",
            "https://a.com\\b",
            "https://a.com:80:80",
            "http://fd00::/8",
        ] {
            assert!(wrong.parse::<HttpTarget>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn two_targets_meet_where_neither_lies_within_the_other() {
        for (one, two, is) in [
            ("https://*.example.com", "https://a.example.com:*", true),
            ("https://a.com/v1", "https://*:*", true),
            ("https://a.com:*/v1", "https://a.com", true),
            ("https://a.com/v1", "https://a.com/v2", false),
            ("https://a.com", "http://a.com", false),
            ("https://a.com:1", "https://a.com:2", false),
            ("https://*.a.com", "https://*.b.com", false),
            ("http://10.0.0.0/8", "http://10.1.0.0/16:*", true),
        ] {
            assert_eq!(target(one).overlaps(&target(two)), is, "{one} and {two}");
            assert_eq!(target(two).overlaps(&target(one)), is, "{two} and {one}");
        }
    }

    #[test]
    fn one_target_lies_within_another() {
        for (inner, outer, is) in [
            ("https://a.example.com", "https://*.example.com", true),
            ("https://*.b.example.com", "https://*.example.com", true),
            ("https://*.example.com", "https://a.example.com", false),
            ("https://example.com", "https://*.example.com", false),
            ("http://a.com", "https://a.com", false),
            ("https://a.com:1", "https://a.com:*", true),
            ("https://a.com:*", "https://a.com", false),
            ("https://a.com/v1/x", "https://a.com/v1", true),
            ("https://a.com", "https://a.com/v1", false),
            ("http://10.1.0.0/16", "http://10.0.0.0/8", true),
            ("http://10.1.2.3", "http://10.0.0.0/8", true),
            ("http://11.1.2.3", "http://10.0.0.0/8", false),
            ("https://*", "https://*", true),
            ("https://*.a.com", "https://*", true),
        ] {
            assert_eq!(
                target(inner).is_within(&target(outer)),
                is,
                "{inner} in {outer}"
            );
        }
    }
}
