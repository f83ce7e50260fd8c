//! All that a plugin is allowed, and the decision over one request.

use serde::{Deserialize, Serialize};

use super::http::HttpGrant;
use super::origin::Origin;
use super::wants::HttpWants;

/// All that a plugin is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grants {
    /// HTTP, from the file and from the database together. The order does not matter.
    #[serde(default)]
    pub http: Vec<HttpGrant>,
}

/// One request, as it is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpAsk<'a> {
    /// Where to.
    pub origin: &'a Origin,
    /// The method, as it is sent.
    pub method: &'a str,
    /// The path, without the query.
    pub path: &'a str,
}

/// Why a request is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The plugin itself does not ask for it, so that nobody could have granted it.
    Unwanted,
    /// No grant leads there.
    Target,
    /// A grant leads there, but not to that path.
    Path,
    /// A grant leads there, but not with that method.
    Method,
    /// Nobody can grant it: a tunnel, or a request whose answer would show the headers of the grant.
    Never,
}

impl Grants {
    /// Nothing.
    pub const fn none() -> Self {
        Self { http: Vec::new() }
    }

    /// Decides over one request: the grant under which it is sent, which is the closest of those that allow it.
    pub fn allow(&self, wants: &HttpWants, ask: HttpAsk<'_>) -> Result<&HttpGrant, Refusal> {
        let HttpAsk {
            origin,
            method,
            path,
        } = ask;
        if method.eq_ignore_ascii_case("CONNECT") || method.eq_ignore_ascii_case("TRACE") {
            return Err(Refusal::Never);
        }
        if !wants.cover(origin, path) {
            return Err(Refusal::Unwanted);
        }
        let allowing = self
            .http
            .iter()
            .filter(|grant| grant.to.covers(origin, path) && grant.allows_method(method));
        // Of two that are as close, the order of the grants themselves decides, not that of their list.
        let closest = allowing.max_by_key(|grant| (grant.to.closeness(), *grant));
        closest.ok_or_else(|| {
            if self.http.iter().any(|grant| grant.to.covers(origin, path)) {
                Refusal::Method
            } else if self.http.iter().any(|grant| grant.to.covers_origin(origin)) {
                Refusal::Path
            } else {
                Refusal::Target
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grants(targets: &[&str]) -> Grants {
        let http = targets.iter().map(|to| HttpGrant::to(to.parse().unwrap()));
        Grants {
            http: http.collect(),
        }
    }

    fn allowed<'g>(
        grants: &'g Grants,
        wants: &str,
        authority: &str,
        path: &str,
    ) -> Result<&'g HttpGrant, Refusal> {
        let wants: HttpWants = wants
            .split_whitespace()
            .map(|want| want.parse().unwrap())
            .collect();
        let origin = Origin::parse("https", authority).unwrap();
        let ask = HttpAsk {
            origin: &origin,
            method: "GET",
            path,
        };
        grants.allow(&wants, ask)
    }

    #[test]
    fn only_what_is_both_wanted_and_granted_is_allowed() {
        let grants = grants(&["https://api.example.com", "https://*.other.com/v1"]);
        let ask = |wants, authority, path| {
            allowed(&grants, wants, authority, path).map(|grant| grant.to.to_string())
        };
        assert_eq!(
            ask("*", "api.example.com", "/"),
            Ok("https://api.example.com".to_owned())
        );
        assert_eq!(ask("", "api.example.com", "/"), Err(Refusal::Unwanted));
        assert_eq!(
            ask("https://a.other.com", "api.example.com", "/"),
            Err(Refusal::Unwanted)
        );
        assert_eq!(
            ask("https://*.other.com", "a.other.com", "/v1/x"),
            Ok("https://*.other.com/v1".to_owned())
        );
        assert_eq!(ask("*", "a.other.com", "/v2"), Err(Refusal::Path));
        assert_eq!(ask("*", "example.com", "/"), Err(Refusal::Target));
    }

    #[test]
    fn the_closest_grant_is_the_one_that_counts() {
        let closest = |targets: &[&str]| {
            let mut grants = grants(targets);
            let found = allowed(&grants, "*", "a.b.com", "/v1/x")
                .unwrap()
                .to
                .to_string();
            grants.http.reverse();
            assert_eq!(
                allowed(&grants, "*", "a.b.com", "/v1/x")
                    .unwrap()
                    .to
                    .to_string(),
                found
            );
            found
        };
        assert_eq!(
            closest(&["https://*", "https://*.b.com", "https://a.b.com"]),
            "https://a.b.com"
        );
        assert_eq!(
            closest(&["https://*", "https://*.com", "https://*.b.com"]),
            "https://*.b.com"
        );
        assert_eq!(
            closest(&["https://a.b.com", "https://a.b.com/v1"]),
            "https://a.b.com/v1"
        );
        assert_eq!(
            closest(&["https://a.b.com:*", "https://a.b.com"]),
            "https://a.b.com"
        );
    }

    #[test]
    fn a_method_that_is_not_granted_is_told_apart() {
        let mut grants = grants(&["https://a.com"]);
        grants.http[0].methods.insert("POST".parse().unwrap());
        assert_eq!(allowed(&grants, "*", "a.com", "/"), Err(Refusal::Method));
        let origin = Origin::parse("https", "a.com").unwrap();
        let wants = [super::super::HttpWant::Any].into_iter().collect();
        grants.http[0].methods.clear();
        for method in ["CONNECT", "TRACE", "trace"] {
            let ask = HttpAsk {
                origin: &origin,
                method,
                path: "/",
            };
            assert_eq!(grants.allow(&wants, ask), Err(Refusal::Never));
        }
    }
}
