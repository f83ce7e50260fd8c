//! Addresses of mail, and where a webhook leads: to a server by HTTP, or to somebody by mail.

use std::fmt;
use std::str::FromStr;

use crate::grant::{HttpUrl, ParseHttpUrlError};
use crate::text::as_text;

/// The longest local part, and the longest address (RFC 5321, 4.5.3.1, without the brackets of a path).
const LONGEST_LOCAL: usize = 64;
const LONGEST: usize = 254;

/// What such an address begins with (RFC 6068).
const MAILTO: &str = "mailto:";

/// The address of somebody who gets mail: `Dot-string@Domain` of RFC 5321, 4.1.2. Its domain is in lower case.
///
/// Nothing in it means anything to a header or to a server of mail, so that it can be written into either.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailAddress(String);

/// The text is no address of mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no address of mail: write one alone, without a name or brackets, as `ops@example.com`"
)]
pub struct ParseMailAddressError(String);

/// Where a webhook leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookUrl {
    /// To a server, by HTTP.
    Http(HttpUrl),
    /// To somebody, by mail: `mailto:ops@example.com`.
    Mail(MailUrl),
}

/// An address of mail as a URL (RFC 6068) with one recipient and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailUrl {
    text: String,
    to: MailAddress,
}

/// The text is no address that a webhook could lead to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseWebhookUrlError {
    /// None of HTTP.
    #[error(transparent)]
    Http(#[from] ParseHttpUrlError),
    /// None of mail.
    #[error(transparent)]
    Mail(#[from] ParseMailAddressError),
    /// More than one recipient, or a subject and the like.
    #[error(
        "an address of mail names one recipient and nothing else here: write `mailto:ops@example.com`, and one for each recipient"
    )]
    More,
}

impl MailAddress {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for MailAddress {
    type Err = ParseMailAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.rsplit_once('@').filter(|(local, domain)| {
            text.len() <= LONGEST
                && local.len() <= LONGEST_LOCAL
                && local.split('.').all(is_atom)
                && is_domain(domain)
        });
        let Some((local, domain)) = parts else {
            let shown = text.chars().take(80).flat_map(char::escape_debug);
            return Err(ParseMailAddressError(shown.collect()));
        };
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }
}

fn is_atom(text: &str) -> bool {
    let is_atext = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    !text.is_empty() && text.bytes().all(is_atext)
}

/// Names with dots between; that of a machine of one's own may have none.
fn is_domain(text: &str) -> bool {
    text.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

as_text!(MailAddress);

impl MailUrl {
    /// Who gets the mail.
    pub const fn to(&self) -> &MailAddress {
        &self.to
    }
}

impl From<MailAddress> for MailUrl {
    fn from(to: MailAddress) -> Self {
        // What stands for itself in such a URL and what does not: RFC 6068, 2.
        let mut text = MAILTO.to_owned();
        for c in to.0.chars() {
            match c {
                '%' | '/' | '?' | '#' | '&' | '=' | '^' | '`' | '{' | '|' | '}' => {
                    text.push_str(&format!("%{:02X}", u32::from(c)));
                }
                c => text.push(c),
            }
        }
        Self { text, to }
    }
}

impl WebhookUrl {
    /// Whether it leads to somebody by mail.
    pub const fn is_mail(&self) -> bool {
        matches!(self, Self::Mail(_))
    }

    /// The whole address, in one way.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Http(url) => url.as_str(),
            Self::Mail(url) => &url.text,
        }
    }
}

impl FromStr for WebhookUrl {
    type Err = ParseWebhookUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let scheme = text.get(..MAILTO.len()).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case(MAILTO) {
            return Ok(Self::Http(text.parse()?));
        }
        let to = &text[MAILTO.len()..];
        if to.contains(['?', ',', '#']) {
            return Err(ParseWebhookUrlError::More);
        }
        let to: MailAddress = decoded(to).unwrap_or_else(|| to.to_owned()).parse()?;
        Ok(Self::Mail(to.into()))
    }
}

/// A text with `%40` and the like as what they stand for; none if it is not written so.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(others.get(..2)?).ok()?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &others[2..];
        } else {
            bytes.push(*first);
            rest = others;
        }
    }
    String::from_utf8(bytes).ok()
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

as_text!(WebhookUrl);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_of_mail_is_one_recipient() {
        for (text, meant) in [
            ("ops@Example.com", "ops@example.com"),
            (
                "First.Last+tag@mail.example.co.uk",
                "First.Last+tag@mail.example.co.uk",
            ),
            ("root@localhost", "root@localhost"),
        ] {
            assert_eq!(text.parse::<MailAddress>().unwrap().as_str(), meant);
        }
        for wrong in [
            "",
            "ops",
            "@example.com",
            "ops@",
            "ops@exa mple.com",
            "ops@-a.com",
            "a..b@example.com",
            ".a@example.com",
            "ops@example..com",
            "Ops <ops@example.com>",
            "<ops@example.com>",
            "\"a b\"@example.com",
            "ops@[127.0.0.1]",
            "a@b@example.com",
            "öps@example.com",
            "ops@example.com\r\nBcc: eve@example.com",
            "ops\r\n@example.com",
            "a,b@example.com",
            &format!("{}@example.com", "a".repeat(65)),
            &format!("a@{}.com", "a".repeat(64)),
        ] {
            assert!(wrong.parse::<MailAddress>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_webhook_leads_to_a_server_or_to_somebody() {
        for (text, meant) in [
            ("https://A.com/x", "https://a.com/x"),
            ("MailTo:ops@Example.com", "mailto:ops@example.com"),
            ("mailto:a%2Bb@example.com", "mailto:a+b@example.com"),
            ("mailto:a%25b@example.com", "mailto:a%25b@example.com"),
        ] {
            let url: WebhookUrl = text.parse().unwrap();
            assert_eq!(url.as_str(), meant);
            assert_eq!(url.as_str().parse(), Ok(url));
        }
        for (text, why) in [
            ("mailto:", "no address of mail"),
            ("mailto:ops", "no address of mail"),
            ("mailto:a@b.com,c@d.com", "one recipient"),
            ("mailto:a@b.com?subject=hello", "one recipient"),
            ("mailto:a@b.com%0D%0ABcc:c@d.com", "no address of mail"),
            ("mailto:a%zz@b.com%", "no address of mail"),
            ("ftp://a.com", "only http and https"),
        ] {
            let said = match text.parse::<WebhookUrl>() {
                Ok(url) => panic!("{text}: {url}"),
                Err(error) => error.to_string(),
            };
            assert!(said.contains(why), "{text}: {said}");
            assert!(!said.chars().any(char::is_control), "{said:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_of_an_address_means_more_than_itself(text in ".{0,40}@.{0,40}|[a-z!#$%&'*+/=?^_`{|}~.-]{1,20}@[a-z.]{1,20}") {
            if let Ok(address) = text.parse::<MailAddress>() {
                let shown = address.as_str();
                prop_assert!(shown.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[],;:\\\"".contains(&b)), "{shown}");
                let url = WebhookUrl::Mail(address.into());
                prop_assert_eq!(url.as_str().parse::<WebhookUrl>(), Ok(url));
            }
        }
    }
}
