//! What holds for every target, host and request, found by trying many.

use proptest::prelude::*;

use super::{Grants, Host, HttpAsk, HttpGrant, HttpTarget, HttpWant, HttpWants, Origin};

fn name() -> impl Strategy<Value = String> {
    // A last label such as `0xab` makes the whole a number, and no name.
    let is_number = |label: &String| {
        let digits = label.to_lowercase();
        let digits = digits.strip_prefix("0x");
        digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    proptest::collection::vec("[a-zA-Z0-9][a-zA-Z0-9-]{0,5}[a-z]", 1..4)
        .prop_filter("it is a number", move |labels| {
            !labels.last().is_some_and(is_number)
        })
        .prop_map(|labels| labels.join("."))
}

fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => name(),
        1 => any::<[u8; 4]>().prop_map(|[a, b, c, d]| format!("{a}.{b}.{c}.{d}")),
        1 => any::<u32>().prop_map(|number| number.to_string()),
        1 => any::<u32>().prop_map(|number| format!("0x{number:X}")),
        1 => any::<u128>().prop_map(|number| format!("[{}]", std::net::Ipv6Addr::from(number))),
    ]
}

fn pattern() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => host(),
        3 => name().prop_map(|name| format!("*.{name}")),
        1 => Just("*".to_owned()),
        1 => (0..=32_u32).prop_map(|bits| {
            let address = std::net::Ipv4Addr::from(u32::MAX.checked_shl(32 - bits).unwrap_or(0));
            format!("{address}/{bits}")
        }),
        1 => (0..=128_u32).prop_map(|bits| {
            let address = std::net::Ipv6Addr::from(u128::MAX.checked_shl(128 - bits).unwrap_or(0));
            format!("[{address}/{bits}]")
        }),
    ]
}

fn target() -> impl Strategy<Value = String> {
    let port = prop_oneof![
        Just(String::new()),
        Just(":*".to_owned()),
        (1..=u16::MAX).prop_map(|port| format!(":{port}"))
    ];
    // Behind an address, digits alone would be read as the bits of a network.
    let path = prop_oneof![2 => Just(String::new()), 1 => "(/[a-z][a-z0-9]{0,2}){1,3}/?"];
    (
        prop_oneof![Just("http"), Just("HTTPS")],
        pattern(),
        port,
        path,
    )
        .prop_map(|(scheme, host, port, path)| format!("{scheme}://{host}{port}{path}"))
}

proptest! {
    #[test]
    fn a_target_reads_as_it_is_shown(text in target()) {
        let target: HttpTarget = text.parse().unwrap();
        let shown = target.to_string();
        prop_assert_eq!(shown.parse::<HttpTarget>().unwrap(), target, "{}", shown);
    }

    #[test]
    fn whatever_the_text_reading_it_ends_and_what_was_read_reads_again(text in "\\PC{0,40}") {
        for text in [text.clone(), format!("https://{text}")] {
            if let Ok(target) = text.parse::<HttpTarget>() {
                prop_assert_eq!(target.to_string().parse::<HttpTarget>(), Ok(target));
            }
            if let Ok(host) = text.parse::<Host>() {
                prop_assert_eq!(host.to_string().parse::<Host>(), Ok(host));
            }
            // What is judged is what is sent.
            if let Ok(origin) = Origin::parse("http", &text) {
                prop_assert_eq!(Origin::parse("http", &origin.authority()), Ok(origin));
            }
        }
    }

    #[test]
    fn case_a_dot_at_the_end_and_the_usual_port_change_nothing(host in host(), path in "(/[a-z]{1,3}){0,2}") {
        let target: HttpTarget = format!("https://{host}{path}").parse().unwrap();
        let dot = if host.starts_with('[') { "" } else { "." };
        for authority in [host.clone(), host.to_uppercase(), format!("{host}{dot}"), format!("{host}:443"), format!("{host}:")] {
            let origin = Origin::parse("https", &authority).unwrap();
            prop_assert!(target.covers(&origin, &path), "{target} {authority}");
            prop_assert!(!target.covers(&Origin::parse("http", &authority).unwrap(), &path));
        }
        let elsewhere = format!("{host}:444");
        prop_assert!(!target.covers(&Origin::parse("https", &elsewhere).unwrap(), &path));
    }

    #[test]
    fn a_name_is_covered_by_itself_and_by_what_is_above_it_alone(parent in name(), child in name(), other in name()) {
        let below: HttpTarget = format!("https://*.{parent}").parse().unwrap();
        let covers = |host: &str| below.covers_origin(&Origin::parse("https", host).unwrap());
        let under = format!("{child}.{parent}");
        let glued = format!("{child}{parent}");
        let behind = format!("{parent}.{other}");
        prop_assert!(covers(&under));
        prop_assert!(!covers(&parent));
        prop_assert_eq!(covers(&glued), glued.to_lowercase().ends_with(&format!(".{}", parent.to_lowercase())));
        prop_assert_eq!(covers(&behind), behind.to_lowercase().ends_with(&format!(".{}", parent.to_lowercase())));
    }

    #[test]
    fn what_lies_within_a_target_allows_nothing_more(inner in target(), outer in target(), host in host(), port in 1..=u16::MAX, path in "(/[a-z0-9]{1,2}){0,3}") {
        let inner: HttpTarget = inner.parse().unwrap();
        let outer: HttpTarget = outer.parse().unwrap();
        prop_assert!(inner.is_within(&inner));
        if inner.is_within(&outer) {
            let origin = Origin::parse(inner.scheme().as_str(), &format!("{host}:{port}")).unwrap();
            prop_assert!(!inner.covers(&origin, &path) || outer.covers(&origin, &path));
        }
    }

    #[test]
    fn a_want_limits_and_never_widens(grants in proptest::collection::vec(target(), 0..4), want in target(), host in host(), path in "(/[a-z0-9]{1,2}){0,2}") {
        let http = grants.iter().map(|grant| HttpGrant::to(grant.parse().unwrap()));
        let grants = Grants { http: http.collect() };
        let origin = Origin::parse("https", &host).unwrap();
        let ask = HttpAsk { origin: &origin, method: "GET", path: &path };
        let any: HttpWants = [HttpWant::Any].into_iter().collect();
        let one: HttpWants = [want.parse().unwrap()].into_iter().collect();
        let granted = grants.allow(&any, ask);
        let is_granted = grants.http.iter().any(|grant| grant.to.covers(&origin, &path));
        prop_assert_eq!(granted.is_ok(), is_granted);
        prop_assert_eq!(grants.allow(&one, ask).is_ok(), is_granted && one.cover(&origin, &path));
        prop_assert!(grants.allow(&HttpWants::default(), ask).is_err());
    }
}
