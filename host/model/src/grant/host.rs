//! Hosts, written in one way: what a URL may write in many is compared as one.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::network::{Network, ParseNetworkError};

/// The host of a request: a name in lower-case ASCII without a dot at its end, or an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// A name; what is not ASCII is punycode.
    Name(String),
    /// An IPv4 address, however it was written: `0x7f.1` is `127.0.0.1`.
    V4(Ipv4Addr),
    /// An IPv6 address, written in brackets.
    V6(Ipv6Addr),
}

/// Which hosts are meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostPattern {
    /// This one.
    Exact(Host),
    /// Every address of a network, when the request names it as an address.
    Network(Network),
    /// Every name below this one, at any depth, and not the name itself: `*.example.com`.
    Below(String),
    /// Every host: `*`.
    Any,
}

/// The text is no host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseHostError {
    /// There is none.
    #[error("the host is missing")]
    Missing,
    /// Neither a name nor an address.
    #[error(
        "`{0}` is no host: write a name (`api.example.com`), an address (`127.0.0.1`, `[::1]`) or `*.example.com`"
    )]
    Form(String),
    /// A star where none can be.
    #[error(
        "`{0}` has a `*` in an odd place: write `*.example.com` for every name below it, or `*` for every host"
    )]
    Star(String),
    /// A network that is none.
    #[error(transparent)]
    Network(#[from] ParseNetworkError),
}

/// The longest name in the DNS (RFC 1035), and the longest part of one between dots.
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

impl Host {
    /// The address, if it is one.
    pub const fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Name(_) => None,
            Self::V4(address) => Some(IpAddr::V4(*address)),
            Self::V6(address) => Some(IpAddr::V6(*address)),
        }
    }

    /// The host of an address.
    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6(address),
        }
    }
}

fn wrong(text: &str) -> ParseHostError {
    ParseHostError::Form(text.chars().take(64).flat_map(char::escape_debug).collect())
}

/// Whether a name can be looked up, and nothing else can be read out of it.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
    };
    text.len() <= LONGEST_NAME && text.split('.').all(is_label)
}

impl FromStr for Host {
    type Err = ParseHostError;

    /// Normalises as the URL standard does for `http` and `https`: case, punycode, odd spellings of IPv4.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(ParseHostError::Missing);
        }
        // The URL standard decodes these before it looks; nobody needs them, and they hide what is meant.
        if text.contains('%') {
            return Err(wrong(text));
        }
        let rooted = if text.starts_with('[') {
            text
        } else {
            text.strip_suffix(['.', '。']).unwrap_or(text)
        };
        match url::Host::parse(rooted).map_err(|_| wrong(text))? {
            url::Host::Domain(name) if is_name(&name) => Ok(Self::Name(name)),
            url::Host::Domain(_) => Err(wrong(text)),
            url::Host::Ipv4(address) => Ok(Self::V4(address)),
            url::Host::Ipv6(address) => Ok(Self::V6(address)),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::V4(address) => write!(f, "{address}"),
            Self::V6(address) => write!(f, "[{address}]"),
        }
    }
}

impl HostPattern {
    /// Whether a host is meant.
    pub fn covers(&self, host: &Host) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(only) => only == host,
            Self::Network(network) => host
                .address()
                .is_some_and(|address| network.contains(address)),
            Self::Below(parent) => {
                matches!(host, Host::Name(name) if is_below(name, parent))
            }
        }
    }

    /// Whether the other one means every host that this one means.
    pub fn is_within(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Any) => true,
            (Self::Exact(host), other) => other.covers(host),
            (Self::Network(inner), Self::Network(outer)) => inner.is_within(*outer),
            (Self::Below(inner), Self::Below(outer)) => inner == outer || is_below(inner, outer),
            _ => false,
        }
    }

    /// The address or network that it names.
    pub fn network(&self) -> Option<Network> {
        match self {
            Self::Exact(host) => host.address().map(Network::from),
            Self::Network(network) => Some(*network),
            Self::Below(_) | Self::Any => None,
        }
    }

    /// How closely it says which host is meant: the larger, the closer.
    pub(super) fn closeness(&self) -> usize {
        match self {
            Self::Any => 0,
            Self::Below(parent) => 1 + parent.len(),
            Self::Network(_) => 1_000,
            Self::Exact(_) => 1_001,
        }
    }

    /// A network, or the one address that it is.
    pub(super) fn of_network(network: Network) -> Self {
        network.address().map_or(Self::Network(network), |address| {
            Self::Exact(Host::of(address))
        })
    }
}

fn is_below(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent)
        .is_some_and(|rest| rest.ends_with('.'))
}

impl FromStr for HostPattern {
    type Err = ParseHostError;

    /// Reads all but IPv4 networks, whose `/` only [`HttpTarget`](super::HttpTarget) can tell from that of a path.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "*" {
            return Ok(Self::Any);
        }
        if let Some(inside) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'))
            && inside.contains('/')
        {
            let network: Network = inside.parse()?;
            if network.is_within(
                Network::new(Ipv6Addr::UNSPECIFIED.into(), 0).expect("no bits are few enough"),
            ) {
                return Ok(Self::of_network(network));
            }
            return Err(wrong(text));
        }
        if let Some(parent) = text.strip_prefix("*.") {
            return match parent.parse() {
                Ok(Host::Name(parent)) => Ok(Self::Below(parent)),
                Err(_) if parent.contains('*') => Err(ParseHostError::Star(text.to_owned())),
                _ => Err(wrong(text)),
            };
        }
        if text.contains('*') {
            return Err(ParseHostError::Star(text.chars().take(64).collect()));
        }
        text.parse().map(Self::Exact)
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Below(parent) => write!(f, "*.{parent}"),
            Self::Exact(host) => write!(f, "{host}"),
            Self::Network(network) if network.to_string().contains(':') => write!(f, "[{network}]"),
            Self::Network(network) => write!(f, "{network}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_spellings_are_one_host() {
        for (written, meant) in [
            ("API.Example.COM", "api.example.com"),
            ("api.example.com.", "api.example.com"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("ｅｘａｍｐｌｅ.com", "example.com"),
            ("example。com", "example.com"),
            ("0x7f.1", "127.0.0.1"),
            ("2130706433", "127.0.0.1"),
            ("017700000001", "127.0.0.1"),
            ("127.1", "127.0.0.1"),
            ("127.0.0.1.", "127.0.0.1"),
            ("[::FFFF:7f00:1]", "[::ffff:127.0.0.1]"),
            ("[0:0::1]", "[::1]"),
        ] {
            assert_eq!(
                written.parse::<Host>().unwrap().to_string(),
                meant,
                "{written}"
            );
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_no_host() {
        for wrong in [
            "",
            ".",
            "a..b",
            "a.com..",
            "a b",
            "a%2ecom",
            "%31",
            "user@a.com",
            "a.com:80",
            "a/b",
            "a\\b",
            "a#b",
            "a?b",
            "::1",
            "[::1",
            "[::1%25eth0]",
            "256.1.1.1",
            "1.2.3.4.5",
            "a.0x",
            "a!b",
            "*",
            "*.a.com",
            "a,b",
            "\u{0}a",
            "a\tb",
        ] {
            assert!(wrong.parse::<Host>().is_err(), "{wrong:?}");
        }
        assert!("a".repeat(64).parse::<Host>().is_err());
        assert!("a.".repeat(127).parse::<Host>().is_ok());
        assert!("a.".repeat(128).parse::<Host>().is_err());
    }

    #[test]
    fn a_star_stands_for_whole_parts_of_a_name_and_never_for_none() {
        let below: HostPattern = "*.Example.com".parse().unwrap();
        let covers = |host: &str| below.covers(&host.parse().unwrap());
        assert!(covers("a.example.com") && covers("a.b.example.com"));
        assert!(!covers("example.com") && !covers("badexample.com") && !covers("example.com.evil"));
        for wrong in [
            "*.",
            "*.*",
            "a*.com",
            "api.*.com",
            "**",
            "*.127.0.0.1",
            "*com",
        ] {
            assert!(wrong.parse::<HostPattern>().is_err(), "{wrong}");
        }
    }
}
