//! Headers, on their way out and in: what is dropped, what the host sets, how much there may be.

use http::header::{HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use runner_model::{HeaderField, HttpGrant, Origin, SecretName};
use wasmtime_wasi_http::Error;

use super::access::Secrets;
use crate::tight::MOST_HEADER_BYTES;

/// How many headers an answer may have.
pub(super) const MOST_HEADERS: usize = 128;

/// The longest path with its query, in bytes.
pub(super) const LONGEST_TARGET: usize = 8 * 1024;

/// What two neighbours on the wire say to each other alone (RFC 9110, 7.6.1), and what frames a message. What follows
/// `content-length` is hyper's to write and to read.
const HOP_BY_HOP: [&str; 10] = [
    "connection",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Who sends, where the guest does not say.
pub(super) const AGENT: &str = concat!("runner/", env!("CARGO_PKG_VERSION"));

/// A header of the grant that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Its secret is not known.
    Missing(SecretName),
    /// Its secret cannot stand in a header.
    Malformed(HeaderField),
}

/// Whether a guest may neither set nor see a header.
pub(super) fn is_forbidden(name: &HeaderName) -> bool {
    *name == HOST || *name == "expect" || is_hop_by_hop(name)
}

fn is_hop_by_hop(name: &HeaderName) -> bool {
    HOP_BY_HOP.contains(&name.as_str())
}

/// Makes a guest's headers those that are sent.
pub(super) fn outgoing(
    headers: &mut HeaderMap,
    origin: &Origin,
    grant: &HttpGrant,
    secrets: &dyn Secrets,
) -> Result<(), Unfit> {
    drop_hop_by_hop(headers);
    headers.remove("expect");
    let host = HeaderValue::try_from(origin.authority()).expect("a host is ASCII without controls");
    headers.insert(HOST, host);
    if !headers.contains_key(USER_AGENT) {
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    }
    for (field, template) in &grant.headers {
        let malformed = || Unfit::Malformed(field.clone());
        let name = HeaderName::try_from(field.as_str()).map_err(|_| malformed())?;
        let mut value = zeroize::Zeroizing::new(String::new());
        let filling = std::cell::RefCell::new(&mut *value);
        template.fill(
            |part| filling.borrow_mut().push_str(part),
            |secret| {
                let found = secrets
                    .get(secret)
                    .ok_or_else(|| Unfit::Missing(secret.clone()))?;
                filling.borrow_mut().push_str(found.reveal());
                Ok(())
            },
        )?;
        let mut value = HeaderValue::from_str(&value).map_err(|_| malformed())?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(())
}

/// Takes away what is between the server and us alone.
pub(super) fn drop_hop_by_hop(headers: &mut HeaderMap) {
    // What `Connection` names is of the same kind.
    let named: Vec<HeaderName> = headers
        .get_all(http::header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named {
        headers.remove(name);
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
}

/// How much headers have, in bytes.
pub(super) fn size(headers: &HeaderMap) -> usize {
    headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len())
        .sum()
}

/// Refuses a request whose head is too large.
pub(super) fn check_request(uri: &http::Uri, headers: &HeaderMap) -> Result<(), Error> {
    if uri
        .path_and_query()
        .is_some_and(|target| target.as_str().len() > LONGEST_TARGET)
    {
        return Err(Error::HttpRequestUriTooLong);
    }
    let size = size(headers);
    if size > MOST_HEADER_BYTES {
        let size = u32::try_from(size).ok();
        return Err(Error::HttpRequestHeaderSectionSize(size));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use runner_model::SecretString;

    use super::*;

    struct One;

    impl Secrets for One {
        fn get(&self, name: &SecretName) -> Option<SecretString> {
            match name.as_str() {
                "key" => Some(SecretString::new("s3cret".to_owned())),
                "lines" => Some(SecretString::new("a\r\nx: y".to_owned())),
                _ => None,
            }
        }
    }

    fn sent(grant: &str, headers: &[(&'static str, &'static str)]) -> Result<Vec<String>, Unfit> {
        let origin = Origin::parse("http", "A.example:81").unwrap();
        let grant = HttpGrant {
            headers: serde_json::from_str(grant).unwrap(),
            ..HttpGrant::to("http://a.example:81".parse().unwrap())
        };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        outgoing(&mut map, &origin, &grant, &One)?;
        map.remove(USER_AGENT).unwrap();
        Ok(map
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect())
    }

    #[test]
    fn the_grants_headers_win_and_the_host_is_the_one_that_was_judged() {
        let headers = [
            ("host", "evil.example"),
            ("authorization", "mine"),
            ("authorization", "and mine"),
            ("connection", "close, x-secret-hop"),
            ("x-secret-hop", "1"),
            ("transfer-encoding", "chunked"),
            ("te", "trailers"),
            ("expect", "100-continue"),
            ("x-kept", "2"),
        ];
        let mut sent = sent(r#"{"Authorization": "Bearer ${secret:key}"}"#, &headers).unwrap();
        sent.sort();
        assert_eq!(
            sent,
            [
                "authorization: Bearer s3cret",
                "host: a.example:81",
                "x-kept: 2"
            ]
        );
    }

    #[test]
    fn a_secret_that_is_missing_or_has_lines_sends_nothing() {
        let missing = sent(r#"{"a": "${secret:other}"}"#, &[]).unwrap_err();
        assert_eq!(
            missing,
            Unfit::Missing(SecretName::try_from("other".to_owned()).unwrap())
        );
        let malformed = sent(r#"{"a": "${secret:lines}"}"#, &[]).unwrap_err();
        assert!(matches!(malformed, Unfit::Malformed(_)));
    }
}
