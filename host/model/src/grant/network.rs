//! Networks: an address and how many of its first bits count.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::text::as_text;

/// A network such as `10.0.0.0/8` or `fd00::/8`; a single address is one whose every bit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

/// The text is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseNetworkError {
    /// Neither an address nor a network.
    #[error("`{0}` is no address or network: write one as `10.1.2.3`, `10.0.0.0/8` or `fd00::/8`")]
    Form(String),
    /// Bits are set that do not count.
    #[error("`{0}` is no network, because its last bits are not zero: did you mean {1}?")]
    Bits(String, Network),
}

impl Network {
    /// A network of an address's first bits; none if the address has fewer bits.
    pub fn new(address: IpAddr, bits: u8) -> Option<Self> {
        let first = match address {
            IpAddr::V4(v4) if bits <= 32 => {
                let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from(u32::from(v4) & mask))
            }
            IpAddr::V6(v6) if bits <= 128 => {
                let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from(u128::from(v6) & mask))
            }
            _ => return None,
        };
        Some(Self { first, bits })
    }

    /// The one address, if it is one.
    pub fn address(self) -> Option<IpAddr> {
        (self.bits == self.most_bits()).then_some(self.first)
    }

    /// Whether an address is of the network.
    pub fn contains(self, address: IpAddr) -> bool {
        Self::new(address, self.bits).is_some_and(|of_it| of_it == self)
    }

    /// Whether every address of this network is of the other one.
    pub fn is_within(self, other: Self) -> bool {
        self.bits >= other.bits && other.contains(self.first)
    }

    fn most_bits(self) -> u8 {
        if self.first.is_ipv4() { 32 } else { 128 }
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        Self {
            first: address,
            bits,
        }
    }
}

impl FromStr for Network {
    type Err = ParseNetworkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseNetworkError::Form(text.chars().take(64).collect());
        let Some((address, bits)) = text.split_once('/') else {
            return text.parse::<IpAddr>().map(Self::from).map_err(|_| wrong());
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        // `u8` itself would take `+8`.
        if !bits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let bits = bits.parse().map_err(|_| wrong())?;
        let network = Self::new(address, bits).ok_or_else(wrong)?;
        if network.first == address {
            Ok(network)
        } else {
            Err(ParseNetworkError::Bits(text.to_owned(), network))
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address() {
            Some(address) => write!(f, "{address}"),
            None => write!(f, "{}/{}", self.first, self.bits),
        }
    }
}

as_text!(Network);

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_ends_where_its_bits_say() {
        for (of, inside, outside) in [
            ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"),
            ("100.64.0.0/10", "100.127.255.255", "100.128.0.0"),
            ("127.0.0.1", "127.0.0.1", "127.0.0.2"),
            ("fe80::/10", "febf::1", "fec0::"),
            ("0.0.0.0/0", "255.255.255.255", "::ffff:1.2.3.4"),
            ("::/0", "::ffff:1.2.3.4", "1.2.3.4"),
        ] {
            assert!(network(of).contains(inside.parse().unwrap()), "{of}");
            assert!(!network(of).contains(outside.parse().unwrap()), "{of}");
        }
        assert!(network("10.1.0.0/16").is_within(network("10.0.0.0/8")));
        assert!(!network("10.0.0.0/8").is_within(network("10.1.0.0/16")));
        assert!(!network("11.0.0.0/8").is_within(network("10.0.0.0/8")));
    }

    #[test]
    fn what_is_no_network_is_refused_with_what_may_be_meant() {
        assert_eq!(
            "10.1.2.3/8".parse::<Network>().unwrap_err().to_string(),
            "`10.1.2.3/8` is no network, because its last bits are not zero: did you mean 10.0.0.0/8?"
        );
        for wrong in [
            "",
            "10.0.0.0/33",
            "10.0.0/8",
            "x",
            "10.0.0.0/+8",
            "::/129",
            "[::]/0",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
