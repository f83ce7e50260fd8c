//! Names that lead where they should not.

use runner_model::FailureCode;
use runner_testkit::{Lies, Site};
use serde_json::json;

use crate::support::{access, bench, code, failure, fetch, result, said};

#[tokio::test]
async fn a_name_that_leads_to_an_address_of_our_own_is_refused() {
    // It listens on every address that this machine has.
    let site = Site::at("0.0.0.0:0".parse().unwrap()).unwrap();
    for (address, kind) in [
        ("127.0.0.1", "a loopback"),
        ("::1", "a loopback"),
        ("::ffff:127.0.0.1", "an IPv4-mapped"),
        ("::127.0.0.1", "an IPv4-compatible"),
        ("64:ff9b::7f00:1", "a loopback"),
        ("2002:7f00:1::", "a 6to4"),
        ("169.254.169.254", "a link-local"),
        ("0.0.0.0", "an unspecified"),
        ("::", "an unspecified"),
        ("100.64.0.1", "a carrier's private"),
        ("10.0.0.1", "a private"),
        ("192.168.0.1", "a private"),
        ("198.18.0.1", "a benchmarking"),
        ("fc00::1", "a private"),
        ("fe80::1", "a link-local"),
        ("224.0.0.1", "a multicast"),
    ] {
        let lies = Lies::default();
        lies.tell("api.example.com", &[address]);
        let bench = bench(&lies);
        let url = site.url_of("api.example.com", "/");
        let report = fetch(
            &bench,
            &json!({"url": url}),
            access(&[json!({"to": "http://*.example.com:*"})]),
        )
        .await;
        assert_eq!(code(&report), FailureCode::Denied, "{address}");
        let message = failure(&report).message;
        let shown: std::net::IpAddr = address.parse().unwrap();
        assert!(
            message.contains(&format!(" leads to {shown}, {kind} address,")),
            "{message}"
        );
        assert!(message.contains(&format!("--address {shown}")), "{message}");
    }
    assert_eq!(site.seen().connections, 0);
}

#[tokio::test]
async fn an_address_that_the_grant_names_is_allowed() {
    let site = Site::start();
    let lies = Lies::default();
    lies.tell("intranet.example", &["127.0.0.1"]);
    let bench = bench(&lies);
    let url = site.url_of("Intranet.Example.", "/echo");
    let to = site.url_of("intranet.example", "");
    for named in ["127.0.0.1", "127.0.0.0/8"] {
        let grant = json!({"to": to, "addresses": [named]});
        let report = fetch(&bench, &json!({"url": url}), access(&[grant])).await;
        let head = result(&report)[0]["text"].as_str().unwrap().to_owned();
        let port = site.address().port();
        assert!(
            head.contains(&format!("\r\nhost: intranet.example:{port}\r\n")),
            "{head}"
        );
    }
    let grant = json!({"to": to, "addresses": ["10.0.0.0/8"]});
    let report = fetch(&bench, &json!({"url": url}), access(&[grant])).await;
    insta::assert_snapshot!(said(&report, &site), @r#"
    denied: http://intranet.example:PORT leads to 127.0.0.1, a loopback address, which the grant of http://intranet.example:PORT to fetch does not name; an operator may allow it by

        runner plugin grant fetch http://intranet.example:PORT --address 10.0.0.0/8 --address 127.0.0.1

    or in runner.toml by

        [[plugin.fetch.http]]
        to = "http://intranet.example:PORT"
        addresses = ["10.0.0.0/8", "127.0.0.1"]
    --
    http://Intranet.Example.:PORT/echo is not granted
    "#);
}

#[tokio::test]
async fn what_changes_between_the_check_and_the_connection_is_not_looked_at() {
    // Two servers at one port of two addresses of this machine.
    let (allowed, other) = loop {
        let allowed = Site::at("127.0.0.2:0".parse().unwrap()).unwrap();
        let same_port = (std::net::Ipv4Addr::LOCALHOST, allowed.address().port());
        if let Ok(other) = Site::at(same_port.into()) {
            break (allowed, other);
        }
    };
    let lies = Lies::default();
    lies.tell("rebind.example", &["127.0.0.2"]);
    lies.tell("rebind.example", &["127.0.0.1"]);
    let bench = bench(&lies);
    let grant = json!({"to": allowed.url_of("rebind.example", ""), "addresses": ["127.0.0.2"]});
    let params = json!({"url": allowed.url_of("rebind.example", "/")});
    let report = fetch(&bench, &params, access(std::slice::from_ref(&grant))).await;
    assert_eq!(result(&report)[0]["status"], 200);
    assert_eq!(lies.asked(), ["rebind.example"], "it is looked up once");
    assert_eq!(allowed.seen().connections, 1);
    // The next attempt is told another address, and that is judged again.
    let report = fetch(&bench, &params, access(&[grant])).await;
    assert_eq!(code(&report), FailureCode::Denied);
    assert_eq!(other.seen().connections, 0);
}

#[tokio::test]
async fn of_several_addresses_the_private_ones_are_passed_over() {
    let site = Site::at("127.0.0.2:0".parse().unwrap()).unwrap();
    let lies = Lies::default();
    lies.tell("two.example", &["10.0.0.1", "127.0.0.2"]);
    let bench = bench(&lies);
    let grant = json!({"to": site.url_of("two.example", ""), "addresses": ["127.0.0.2"]});
    let report = fetch(
        &bench,
        &json!({"url": site.url_of("two.example", "/")}),
        access(&[grant]),
    )
    .await;
    assert_eq!(result(&report)[0]["status"], 200);
}

#[tokio::test]
async fn other_spellings_of_an_address_are_the_address() {
    let site = Site::start();
    let bench = bench(&Lies::default());
    let port = site.address().port();
    for spelling in ["127.1", "0x7f.1", "2130706433", "017700000001"] {
        let url = format!("http://{spelling}:{port}/echo");
        let report = fetch(
            &bench,
            &json!({"url": url}),
            access(&[json!({"to": "http://*:*"})]),
        )
        .await;
        assert_eq!(code(&report), FailureCode::Denied, "{spelling}");
        let granted = json!({"to": site.url("")});
        let report = fetch(&bench, &json!({"url": url}), access(&[granted])).await;
        let head = result(&report)[0]["text"].as_str().unwrap().to_owned();
        assert!(
            head.contains(&format!("\r\nhost: 127.0.0.1:{port}\r\n")),
            "{head}"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let site = Site::start();
    let other = Site::start();
    let bench = bench(&Lies::default());
    let url = site.url(&format!("/redirect?{}", other.url("/secret")));
    let both = [json!({"to": site.url("")}), json!({"to": other.url("")})];
    let report = fetch(&bench, &json!({"url": url}), access(&both)).await;
    let came = &result(&report)[0];
    assert_eq!(came["status"], 302);
    assert_eq!(came["headers"]["location"], other.url("/secret"));
    assert_eq!(other.seen().connections, 0);
    // A guest that follows it by itself is judged again.
    let report = fetch(
        &bench,
        &json!({"url": other.url("/secret")}),
        access(&both[..1]),
    )
    .await;
    assert_eq!(code(&report), FailureCode::Denied);
}

#[tokio::test]
async fn a_name_that_is_not_found_may_be_found_later() {
    let bench = bench(&Lies::default());
    let grant = json!({"to": "https://nowhere.example"});
    let report = fetch(
        &bench,
        &json!({"url": "https://nowhere.example/"}),
        access(&[grant]),
    )
    .await;
    assert_eq!(code(&report), FailureCode::Transient);
    assert!(
        failure(&report).message.contains("dns error"),
        "{:?}",
        report.outcome
    );
}
