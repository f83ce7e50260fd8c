//! A request that was refused, and what would allow it.

use std::fmt;
use std::net::IpAddr;

use runner_model::{HttpGrant, HttpTarget, Network, Origin, ProcessorName, Refusal};

use super::access::Remedy;

/// A request that was refused. Shown, it says why, and what would allow it: a command and a block of a file to paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// The processor that sent it.
    pub processor: ProcessorName,
    /// The method, such as `GET`.
    pub method: String,
    /// Scheme, host and port.
    pub origin: Origin,
    /// The path, without the query.
    pub path: String,
    /// Why.
    pub reason: DenialReason,
    /// How it could be allowed.
    pub remedy: Remedy,
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DenialReason {
    /// Nobody granted it.
    Refused(Refusal),
    /// The name leads to an address that the grant does not name.
    Address {
        /// The address.
        address: IpAddr,
        /// What kind of address it is, with its article: `a loopback`.
        kind: &'static str,
        /// The grant under which it would have been sent.
        grant: Box<HttpGrant>,
    },
}

impl Denial {
    /// The grant that would allow it, if one can.
    fn grant(&self) -> Option<HttpGrant> {
        match &self.reason {
            DenialReason::Refused(Refusal::Unwanted | Refusal::Never) => None,
            DenialReason::Refused(_) => {
                let mut grant = HttpGrant::to(HttpTarget::of(&self.origin));
                grant.methods.insert(self.method.parse().ok()?);
                Some(grant)
            }
            DenialReason::Address { address, grant, .. } => {
                let mut grant = grant.as_ref().clone();
                grant.addresses.insert(Network::from(*address));
                Some(grant)
            }
        }
    }

    fn why(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            processor,
            method,
            origin,
            path,
            ..
        } = self;
        match &self.reason {
            DenialReason::Refused(Refusal::Unwanted) => write!(
                f,
                "{method} {origin} is not among what {processor} asks for, so that no grant can allow it; its author may add it to what it wants, as by\n\
                 \n    .wants_http(\"{origin}\")"
            ),
            DenialReason::Refused(Refusal::Never) => write!(
                f,
                "{method} {origin} cannot be granted to anybody: {}",
                if method.eq_ignore_ascii_case("CONNECT") {
                    "it would open a way past every check"
                } else {
                    "the answer would show the headers of the grant"
                }
            ),
            DenialReason::Refused(Refusal::Target) => {
                write!(f, "{method} {origin} is not granted to {processor}")
            }
            DenialReason::Refused(Refusal::Method) => write!(
                f,
                "{origin} is granted to {processor}, but not with {method}"
            ),
            DenialReason::Refused(Refusal::Path) => write!(
                f,
                "{origin} is granted to {processor}, but not the path {path} of it"
            ),
            DenialReason::Address {
                address,
                kind,
                grant,
            } => write!(
                f,
                "{origin} leads to {address}, {kind} address, which the grant of {} to {processor} does not name",
                grant.to
            ),
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.remedy == Remedy::None {
            let Self { method, origin, .. } = self;
            return write!(
                f,
                "{method} {origin} is refused: while a plugin says what it is, it reaches nothing"
            );
        }
        self.why(f)?;
        let Some(grant) = self.grant() else {
            return Ok(());
        };
        match self.remedy {
            Remedy::None => Ok(()),
            Remedy::Server => {
                let command = grant.command(&self.processor);
                let toml = grant.toml(&self.processor).replace('\n', "\n    ");
                write!(
                    f,
                    "; an operator may allow it by\n\n    {command}\n\nor in runner.toml by\n\n    {toml}"
                )
            }
            Remedy::Flags => {
                write!(f, "; allow it by\n\n    --allow {}", grant.to)?;
                for method in &grant.methods {
                    write!(f, " --allow-method {method}")?;
                }
                for network in &grant.addresses {
                    write!(f, " --allow-address {network}")?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denial(reason: DenialReason, remedy: Remedy) -> Denial {
        Denial {
            processor: ProcessorName::try_from("weather".to_owned()).unwrap(),
            method: "GET".to_owned(),
            origin: Origin::parse("https", "api.example.com").unwrap(),
            path: "/v2/now".to_owned(),
            reason,
            remedy,
        }
    }

    #[test]
    fn a_refusal_names_the_grant_that_would_allow_it() {
        insta::assert_snapshot!(denial(DenialReason::Refused(Refusal::Target), Remedy::Server), @r#"
        GET https://api.example.com is not granted to weather; an operator may allow it by

            runner plugin grant weather https://api.example.com --method GET

        or in runner.toml by

            [[plugin.weather.http]]
            to = "https://api.example.com"
            methods = ["GET"]
        "#);
        insta::assert_snapshot!(denial(DenialReason::Refused(Refusal::Target), Remedy::Flags), @r"
        GET https://api.example.com is not granted to weather; allow it by

            --allow https://api.example.com --allow-method GET
        ");
    }

    #[test]
    fn a_refusal_says_what_of_a_grant_is_missing() {
        insta::assert_snapshot!(denial(DenialReason::Refused(Refusal::Method), Remedy::Flags), @r"
        https://api.example.com is granted to weather, but not with GET; allow it by

            --allow https://api.example.com --allow-method GET
        ");
        insta::assert_snapshot!(denial(DenialReason::Refused(Refusal::Path), Remedy::Flags), @r"
        https://api.example.com is granted to weather, but not the path /v2/now of it; allow it by

            --allow https://api.example.com --allow-method GET
        ");
        let mut grant = HttpGrant::to("https://*.example.com".parse().unwrap());
        grant.methods.insert("POST".parse().unwrap());
        let address = DenialReason::Address {
            address: "10.1.2.3".parse().unwrap(),
            kind: "a private",
            grant: Box::new(grant),
        };
        insta::assert_snapshot!(denial(address, Remedy::Server), @r#"
        https://api.example.com leads to 10.1.2.3, a private address, which the grant of https://*.example.com to weather does not name; an operator may allow it by

            runner plugin grant weather 'https://*.example.com' --method POST --address 10.1.2.3

        or in runner.toml by

            [[plugin.weather.http]]
            to = "https://*.example.com"
            methods = ["POST"]
            addresses = ["10.1.2.3"]
        "#);
    }

    #[test]
    fn what_nobody_can_grant_names_no_grant() {
        insta::assert_snapshot!(denial(DenialReason::Refused(Refusal::Unwanted), Remedy::Server), @r#"
        GET https://api.example.com is not among what weather asks for, so that no grant can allow it; its author may add it to what it wants, as by

            .wants_http("https://api.example.com")
        "#);
        let mut never = denial(DenialReason::Refused(Refusal::Never), Remedy::Server);
        never.method = "CONNECT".to_owned();
        insta::assert_snapshot!(never, @"CONNECT https://api.example.com cannot be granted to anybody: it would open a way past every check");
        insta::assert_snapshot!(denial(DenialReason::Refused(Refusal::Unwanted), Remedy::None), @"GET https://api.example.com is refused: while a plugin says what it is, it reaches nothing");
    }
}
