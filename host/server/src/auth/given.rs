//! What a request shows to be let in: a token in its header, or the cookie of a browser that signed in.

use axum::http::{HeaderMap, Method, Uri, header};

use super::watch::PREFIX;

/// The name of the cookie, and what browsers keep from everybody but the server that set it (RFC 6265bis, 4.1.3.2).
const COOKIE: &str = "runner_session";
const SECURE_COOKIE: &str = "__Host-runner_session";

/// What is spoken on a WebSocket, and what a token is behind that stands among the names of what may be.
pub(crate) const SUBPROTOCOL: &str = "runner.v1";
const TOKEN_PROTOCOL: &str = "runner.token.";

/// Whether what goes over the wire is safe from those who listen there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Plain,
    Tls,
}

/// What a request shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given<'a> {
    Token(&'a str),
    Cookie(&'a str),
    Nothing,
}

impl<'a> Given<'a> {
    /// A token goes before a cookie, which browsers send by themselves.
    pub(super) fn of(uri: &'a Uri, headers: &'a HeaderMap, wire: Wire) -> Self {
        let token = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        if let Some(token) = token {
            return Self::Token(token.trim());
        }
        if let Some(token) = of_socket(uri, headers) {
            return Self::Token(token);
        }
        let find = |name: &str| {
            let all = headers.get_all(header::COOKIE).into_iter();
            let mut pairs = all
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(';'))
                .filter_map(|pair| pair.trim().split_once('='));
            pairs.find_map(|(other, value)| (other == name).then_some(value))
        };
        let cookie = match wire {
            Wire::Tls => find(SECURE_COOKIE),
            // A proxy may do TLS for it.
            Wire::Plain => find(SECURE_COOKIE).or_else(|| find(COOKIE)),
        };
        cookie.map_or(Self::Nothing, Self::Cookie)
    }
}

/// The token of a page that connects a WebSocket, with which browsers send no header that a script sets: a subprotocol, or, of
/// a watch token alone, a part of the address.
fn of_socket<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    if !headers.contains_key(header::UPGRADE) || !uri.path().ends_with("/ws") {
        return None;
    }
    let all = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).into_iter();
    let mut names = all
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let named = names.find_map(|name| name.trim().strip_prefix(TOKEN_PROTOCOL));
    let mut pairs = uri.query().unwrap_or_default().split('&');
    let mut watching = || pairs.find_map(|pair| pair.strip_prefix("watch_token="));
    named.or_else(|| watching().filter(|token| token.starts_with(PREFIX)))
}

/// Whether a request may change something, or reads what another site's page could read: to a WebSocket browsers let pages
/// of all sites connect.
pub(super) fn must_be_of_own_page(method: &Method, headers: &HeaderMap) -> bool {
    !method.is_safe() || headers.contains_key(header::UPGRADE)
}

/// Whether a page of this server's own sent a request, as its browser says: by `Sec-Fetch-Site`, which browsers send to
/// servers by TLS and on the same machine, and else by `Origin`.
pub(super) fn is_of_own_page(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => match (text(header::ORIGIN), text(header::HOST)) {
            (Some(origin), Some(host)) => origin
                .split_once("://")
                .is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host)),
            _ => false,
        },
    }
}

/// The header that gives a browser its cookie, for so many seconds. `None` takes it away.
pub(crate) fn set_cookie(headers: &HeaderMap, wire: Wire, cookie: Option<(&str, i64)>) -> String {
    // A page that came by https has a proxy before this server.
    let origin = headers.get(header::ORIGIN).map(|value| value.as_bytes());
    let is_secure =
        wire == Wire::Tls || origin.is_some_and(|origin| origin.starts_with(b"https://"));
    let (name, secure) = match is_secure {
        true => (SECURE_COOKIE, "; Secure"),
        false => (COOKIE, ""),
    };
    let (value, seconds) = cookie.unwrap_or(("", 0));
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    header::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn a_token_goes_before_a_cookie_and_the_guarded_cookie_before_the_other() {
        use Wire::{Plain, Tls};
        let both = "a=b; runner_session=one; __Host-runner_session=two";
        for (given, wire, found) in [
            (
                headers(&[("authorization", "Bearer  t "), ("cookie", both)]),
                Tls,
                Given::Token("t"),
            ),
            (headers(&[("cookie", both)]), Tls, Given::Cookie("two")),
            (headers(&[("cookie", both)]), Plain, Given::Cookie("two")),
            (
                headers(&[("cookie", "runner_session=one")]),
                Plain,
                Given::Cookie("one"),
            ),
            // Whoever can meddle with http can set it for https as well.
            (
                headers(&[("cookie", "runner_session=one")]),
                Tls,
                Given::Nothing,
            ),
            (
                headers(&[("cookie", "xrunner_session=one; runner_session")]),
                Plain,
                Given::Nothing,
            ),
            (
                headers(&[("authorization", "Basic t")]),
                Plain,
                Given::Nothing,
            ),
        ] {
            let uri = Uri::from_static("/jobs");
            assert_eq!(Given::of(&uri, &given, wire), found, "{given:?} {wire:?}");
        }
    }

    #[test]
    fn a_page_that_connects_has_its_token_among_the_protocols_and_a_watch_token_in_the_address() {
        let socket = |more: &[(&'static str, &'static str)]| {
            headers(&[&[("upgrade", "websocket")], more].concat())
        };
        let named = ("sec-websocket-protocol", "runner.v1, runner.token.t");
        let cookie = ("cookie", "runner_session=one");
        let watching = "/ws?watch_token=runner_watch_x.y";
        for (uri, given, found) in [
            ("/ws", socket(&[named, cookie]), Given::Token("t")),
            (
                "/ws",
                socket(&[named, ("authorization", "Bearer other")]),
                Given::Token("other"),
            ),
            (
                watching,
                socket(&[cookie]),
                Given::Token("runner_watch_x.y"),
            ),
            ("/ws?watch_token=runner_x", socket(&[]), Given::Nothing),
            ("/ws?watch_token=", socket(&[cookie]), Given::Cookie("one")),
            // Elsewhere it is no way to say who one is.
            (watching, headers(&[named]), Given::Nothing),
            (
                "/events?watch_token=runner_watch_x",
                socket(&[named]),
                Given::Nothing,
            ),
        ] {
            let uri = Uri::from_static(uri);
            assert_eq!(
                Given::of(&uri, &given, Wire::Plain),
                found,
                "{uri} {given:?}"
            );
        }
    }

    #[test]
    fn a_page_is_our_own_only_if_its_browser_says_so() {
        for (given, is_own) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (
                &[
                    ("sec-fetch-site", "same-site"),
                    ("origin", "http://h"),
                    ("host", "h"),
                ],
                false,
            ),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (
                &[("origin", "http://runner:7070"), ("host", "Runner:7070")],
                true,
            ),
            // Another port is another origin, though it is the same site.
            (
                &[("origin", "http://runner:3000"), ("host", "runner:7070")],
                false,
            ),
            (&[("origin", "null"), ("host", "runner:7070")], false),
            (&[("host", "runner:7070")], false),
            (&[], false),
        ] {
            assert_eq!(is_of_own_page(&headers(given)), is_own, "{given:?}");
        }
    }

    #[test]
    fn a_cookie_is_for_the_page_alone() {
        let none = headers(&[]);
        assert_eq!(
            set_cookie(&none, Wire::Plain, Some(("x", 60))),
            "runner_session=x; Path=/; Max-Age=60; HttpOnly; SameSite=Strict"
        );
        let secure = "__Host-runner_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure";
        assert_eq!(set_cookie(&none, Wire::Tls, None), secure);
        let behind_proxy = headers(&[("origin", "https://runner.example.com")]);
        assert_eq!(set_cookie(&behind_proxy, Wire::Plain, None), secure);
    }
}
