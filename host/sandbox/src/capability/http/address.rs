//! Which addresses are refused unless a grant names them: whatever is not of the public internet.
//!
//! Sources: the special-purpose registries of IANA (RFC 6890 and what followed it).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What kind of address it is, if it is one that a name must not lead to; none for a public one.
pub(super) fn kind(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => kind_of_v4(address),
        IpAddr::V6(address) => kind_of_v6(address),
    }
}

fn kind_of_v4(address: Ipv4Addr) -> Option<&'static str> {
    match address.octets() {
        [0, ..] => Some("an unspecified"),
        [127, ..] => Some("a loopback"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some("a private"),
        [100, 64..=127, ..] => Some("a carrier's private"),
        [169, 254, ..] => Some("a link-local"),
        [192, 0, 0, _] | [192, 88, 99, _] => Some("a reserved"),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Some("a documentation"),
        [198, 18..=19, ..] => Some("a benchmarking"),
        [224..=239, ..] => Some("a multicast"),
        [240..=255, ..] => Some("a reserved"),
        // Azure's platform answers there, to every machine of it, like the link-local address elsewhere.
        [168, 63, 129, 16] => Some("a cloud platform's own"),
        _ => None,
    }
}

fn kind_of_v6(address: Ipv6Addr) -> Option<&'static str> {
    let parts = address.segments();
    match parts {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some("an unspecified"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some("a loopback"),
        [0, 0, 0, 0, 0, 0xffff, ..] => Some("an IPv4-mapped"),
        [0, 0, 0, 0, 0, 0, ..] => Some("an IPv4-compatible"),
        // NAT64: where there is IPv6 alone, all of IPv4 is behind it, the public part too.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            kind_of_v4(Ipv4Addr::new(a, b, c, d))
        }
        [0x64, 0xff9b, ..] => Some("a local NAT64"),
        [0x2001, 0, ..] => Some("a Teredo"),
        [0x2002, ..] => Some("a 6to4"),
        [0x2001, 2, 0, ..] => Some("a benchmarking"),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Some("a documentation"),
        // The rest of 2001::/23 is the IETF's own.
        [0x2001, 1..=0x1ff, ..] => Some("a reserved"),
        [0xfc00..=0xfdff, ..] => Some("a private"),
        [0xfe80..=0xfebf, ..] => Some("a link-local"),
        [0xfec0..=0xfeff, ..] => Some("a site-local"),
        [0xff00..=0xffff, ..] => Some("a multicast"),
        [0x2000..=0x3fff, ..] => None,
        _ => Some("a reserved"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_of_the_public_internet_is_told_by_its_kind() {
        for (address, of) in [
            ("0.0.0.0", "an unspecified"),
            ("127.0.0.1", "a loopback"),
            ("127.255.255.255", "a loopback"),
            ("10.0.0.1", "a private"),
            ("172.16.0.1", "a private"),
            ("172.31.255.255", "a private"),
            ("192.168.1.1", "a private"),
            ("100.64.0.1", "a carrier's private"),
            ("100.127.255.255", "a carrier's private"),
            ("169.254.169.254", "a link-local"),
            ("192.0.0.192", "a reserved"),
            ("192.0.2.1", "a documentation"),
            ("198.18.0.1", "a benchmarking"),
            ("198.19.255.255", "a benchmarking"),
            ("224.0.0.1", "a multicast"),
            ("255.255.255.255", "a reserved"),
            ("168.63.129.16", "a cloud platform's own"),
            ("::", "an unspecified"),
            ("::1", "a loopback"),
            ("::ffff:127.0.0.1", "an IPv4-mapped"),
            ("::ffff:8.8.8.8", "an IPv4-mapped"),
            ("::127.0.0.1", "an IPv4-compatible"),
            ("64:ff9b::7f00:1", "a loopback"),
            ("64:ff9b::a9fe:a9fe", "a link-local"),
            ("64:ff9b:1::1", "a local NAT64"),
            ("2002:7f00:1::", "a 6to4"),
            ("2001:0:1::1", "a Teredo"),
            ("2001:db8::1", "a documentation"),
            ("fc00::1", "a private"),
            ("fd00:ec2::254", "a private"),
            ("fe80::1", "a link-local"),
            ("febf::1", "a link-local"),
            ("fec0::1", "a site-local"),
            ("ff02::1", "a multicast"),
            ("100::1", "a reserved"),
            ("4000::1", "a reserved"),
        ] {
            assert_eq!(kind(address.parse().unwrap()), Some(of), "{address}");
        }
    }

    #[test]
    fn public_addresses_are_let_through() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.0.1",
            "172.15.255.255",
            "172.32.0.0",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860:4860::8888",
            "64:ff9b::808:808",
        ] {
            assert_eq!(kind(address.parse().unwrap()), None, "{address}");
        }
    }
}
