//! A grant of HTTP: where to, and all that goes with it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::header::{HeaderField, HeaderTemplate};
use super::method::HttpMethod;
use super::network::Network;
use super::target::HttpTarget;
use super::wants::HttpWant;
use crate::descriptor::Want;
use crate::name::SecretName;
use crate::rate::Rate;

/// What an operator allows: one entry of `[[plugin.NAME.http]]`, and one row of the API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpGrant {
    /// Where to.
    pub to: HttpTarget,
    /// With which methods; none means any.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub methods: BTreeSet<HttpMethod>,
    /// Headers that every request gets, in place of what the guest says. The guest never sees them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<HeaderField, HeaderTemplate>,
    /// Addresses and networks that the name may lead to though they are private. What `to` itself names needs no
    /// entry here.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub addresses: BTreeSet<Network>,
    /// How often, all attempts of the plugin on a node together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// The longest that connecting may take, looking up the name and TLS included. A guest may lower it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "duration")]
    pub connect_timeout: Option<Duration>,
    /// The longest that the headers of the answer may take after connecting. A guest may lower it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "duration")]
    pub first_byte_timeout: Option<Duration>,
    /// The longest between two pieces of a body, in both directions. A guest may lower it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "duration")]
    pub between_bytes_timeout: Option<Duration>,
}

impl HttpGrant {
    /// The timeouts that hold where a grant says nothing else.
    pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
    /// See [`Self::CONNECT_TIMEOUT`].
    pub const FIRST_BYTE_TIMEOUT: Duration = Duration::from_secs(120);
    /// See [`Self::CONNECT_TIMEOUT`].
    pub const BETWEEN_BYTES_TIMEOUT: Duration = Duration::from_secs(60);

    /// A grant of every method, and nothing more.
    pub fn to(target: HttpTarget) -> Self {
        Self {
            to: target,
            methods: BTreeSet::new(),
            headers: BTreeMap::new(),
            addresses: BTreeSet::new(),
            rate: None,
            connect_timeout: None,
            first_byte_timeout: None,
            between_bytes_timeout: None,
        }
    }

    /// Whether a method is granted.
    pub fn allows_method(&self, method: &str) -> bool {
        let is_it = |granted: &HttpMethod| granted.as_str() == method;
        self.methods.is_empty() || self.methods.iter().any(is_it)
    }

    /// Whether it names an address, alone or with its network: then it may be a private one.
    pub fn names_address(&self, address: IpAddr) -> bool {
        let named = self.to.host().network();
        named
            .iter()
            .chain(&self.addresses)
            .any(|network| network.contains(address))
    }

    /// The secrets that its headers need.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretName> {
        self.headers.values().flat_map(HeaderTemplate::secrets)
    }

    /// Whether it gives something of what a plugin asks for: a place, or a secret that goes there. Room in the cache is given
    /// by no grant.
    pub fn gives(&self, want: &Want) -> bool {
        match want {
            Want::Http(text) => text
                .parse::<HttpWant>()
                .is_ok_and(|wanted| wanted.meets_target(&self.to)),
            Want::Secret(name) => self.secrets().any(|secret| secret.as_str() == name),
            Want::Cache(_) => false,
        }
    }
}

/// Durations as people write them: `30s`.
mod duration {
    use super::{Deserialize, Deserializer, Duration, Serializer};

    pub(super) fn serialize<S: Serializer>(
        duration: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let duration = duration.unwrap_or_default();
        serializer.collect_str(&humantime::format_duration(duration))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || format!("`{text}` is no duration above zero: write `500ms`, `30s`, `5m`");
        match humantime::parse_duration(&text) {
            Ok(duration) if !duration.is_zero() => Ok(Some(duration)),
            _ => Err(serde::de::Error::custom(wrong())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::ByteSize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct File {
        plugin: BTreeMap<String, BTreeMap<String, Vec<HttpGrant>>>,
    }

    const TOML: &str = r#"
[[plugin.property-fetch.http]]
to = "https://api.propertyradar.com/v1"
methods = ["GET", "POST"]
addresses = ["10.0.0.0/8"]
rate = "10/s burst 20"
connect_timeout = "5s"
first_byte_timeout = "2m"
between_bytes_timeout = "500ms"

[plugin.property-fetch.http.headers]
authorization = "Bearer ${secret:propertyradar}"
"#;

    #[test]
    fn a_grant_is_the_same_in_toml_and_in_json() {
        let file: File = toml::from_str(TOML).unwrap();
        let grant = &file.plugin["property-fetch"]["http"][0];
        assert_eq!(
            toml::from_str::<File>(&toml::to_string(&file).unwrap()).unwrap(),
            file
        );
        let json = serde_json::to_string(grant).unwrap();
        assert_eq!(
            json,
            r#"{"to":"https://api.propertyradar.com/v1","methods":["GET","POST"],"headers":{"authorization":"Bearer ${secret:propertyradar}"},"addresses":["10.0.0.0/8"],"rate":"10/s burst 20","connect_timeout":"5s","first_byte_timeout":"2m","between_bytes_timeout":"500ms"}"#
        );
        assert_eq!(&serde_json::from_str::<HttpGrant>(&json).unwrap(), grant);
        assert_eq!(
            grant.secrets().map(SecretName::as_str).collect::<Vec<_>>(),
            ["propertyradar"]
        );
        let least: HttpGrant = serde_json::from_str(r#"{"to":"https://a.com"}"#).unwrap();
        assert_eq!(least, HttpGrant::to("https://a.com".parse().unwrap()));
        assert_eq!(
            serde_json::to_string(&least).unwrap(),
            r#"{"to":"https://a.com"}"#
        );
    }

    #[test]
    fn what_is_wrong_in_a_file_is_named() {
        let said = |toml: &str| {
            toml::from_str::<HttpGrant>(toml)
                .unwrap_err()
                .message()
                .to_owned()
        };
        assert!(said("to = \"a.com\"").contains("write it as `https://a.com`"));
        assert!(
            said("to = \"https://a.com\"\nmethod = \"GET\"").starts_with("unknown field `method`")
        );
        assert!(
            said("to = \"https://a.com\"\nconnect_timeout = \"0s\"")
                .contains("is no duration above zero")
        );
        assert!(
            said("to = \"https://a.com\"\nmethods = [\"TRACE\"]")
                .contains("TRACE cannot be granted")
        );
        assert!(
            said("to = \"https://a.com\"\nheaders = { host = \"x\" }")
                .contains("is set by the host")
        );
    }

    #[test]
    fn a_grant_gives_what_it_meets_and_the_secrets_that_it_names() {
        let mut grant = HttpGrant::to("https://*.a.com".parse().unwrap());
        let http = |text: &str| Want::Http(text.to_owned());
        assert!(grant.gives(&http("https://api.a.com/v1")));
        assert!(grant.gives(&http("*")));
        assert!(!grant.gives(&http("https://a.org")));
        assert!(!grant.gives(&http("nowhere")));
        let key = Want::Secret("key".to_owned());
        assert!(!grant.gives(&key));
        grant.headers.insert(
            "authorization".to_owned().try_into().unwrap(),
            "Bearer ${secret:key}".parse().unwrap(),
        );
        assert!(grant.gives(&key));
        assert!(!grant.gives(&Want::Secret("other".to_owned())));
        assert!(!grant.gives(&Want::Cache(ByteSize(1))));
    }

    #[test]
    fn a_private_address_needs_to_be_named() {
        let mut grant = HttpGrant::to("http://10.0.0.0/8:*".parse().unwrap());
        assert!(grant.names_address("10.1.2.3".parse().unwrap()));
        assert!(!grant.names_address("127.0.0.1".parse().unwrap()));
        grant.to = "http://intranet.example".parse().unwrap();
        assert!(!grant.names_address("10.1.2.3".parse().unwrap()));
        grant.addresses.insert("10.1.0.0/16".parse().unwrap());
        assert!(grant.names_address("10.1.2.3".parse().unwrap()));
        grant.to = "https://*".parse().unwrap();
        assert!(!grant.names_address("8.8.8.8".parse().unwrap()));
    }
}
