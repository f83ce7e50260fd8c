//! Watch tokens: to see one job and nothing else, for a day at the most. They are signed and not kept, so that a page may
//! have one for each of its visitors; whoever reads one sees which job it is for and when it ends. It is as good as the token
//! that made it: once that lets nobody in, neither does this.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use runner_model::{JobId, Timestamp};

/// What they begin with, so that they are known when they are found somewhere.
pub(crate) const PREFIX: &str = "runner_watch_";

/// What a watch token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Watch {
    pub(super) job: JobId,
    /// The id of the token that made it, as it is listed.
    pub(super) maker: String,
    pub(super) expires_at: Timestamp,
}

impl Watch {
    /// The text of the token. The hash of the token that makes it is part of what is signed.
    pub(super) fn sign(&self, key: &hmac::Key, hash: &[u8; 32]) -> String {
        let said = self.said();
        let signature = hmac::sign(key, &signed(&said, hash));
        format!("{PREFIX}{said}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Reads a token, without its prefix, and gives what is to be verified with the hash of its maker.
    pub(super) fn read(text: &str) -> Option<(Self, Signed<'_>)> {
        let (said, signature) = text.rsplit_once('.')?;
        let mut parts = said.split('.');
        let watch = Self {
            job: parts.next()?.parse().ok()?,
            maker: parts.next()?.to_owned(),
            expires_at: Timestamp::from_millis(parts.next()?.parse().ok()?),
        };
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        // It has one spelling.
        (watch.said() == said).then_some((watch, Signed { said, signature }))
    }

    fn said(&self) -> String {
        format!(
            "{}.{}.{}",
            self.job,
            self.maker,
            self.expires_at.as_millis()
        )
    }
}

/// A token's text, and its signature.
pub(super) struct Signed<'a> {
    said: &'a str,
    signature: Vec<u8>,
}

impl Signed<'_> {
    pub(super) fn is_by(&self, key: &hmac::Key, hash: &[u8; 32]) -> bool {
        hmac::verify(key, &signed(self.said, hash), &self.signature).is_ok()
    }
}

fn signed(said: &str, hash: &[u8; 32]) -> Vec<u8> {
    [said.as_bytes(), hash].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_token_is_good_as_it_was_signed_and_in_no_other_way() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]);
        let watch = Watch {
            job: "01900000-0000-7000-8000-000000000001".parse().unwrap(),
            maker: "12".to_owned(),
            expires_at: Timestamp::from_millis(1_795_000_000_000),
        };
        let text = watch.sign(&key, &[1; 32]);
        let text = text.strip_prefix(PREFIX).unwrap();
        let (read, signed) = Watch::read(text).unwrap();
        assert_eq!(read, watch);
        assert!(signed.is_by(&key, &[1; 32]));
        // By another token, and by another key.
        assert!(!signed.is_by(&key, &[2; 32]));
        assert!(!signed.is_by(&hmac::Key::new(hmac::HMAC_SHA256, &[8; 32]), &[1; 32]));
        // Nothing in it can be changed.
        for (at, _) in text.char_indices() {
            let mut other = text.as_bytes().to_vec();
            other[at] = if other[at] == b'1' { b'2' } else { b'1' };
            let other = String::from_utf8(other).unwrap();
            let is_good =
                Watch::read(&other).is_some_and(|(_, signed)| signed.is_by(&key, &[1; 32]));
            assert!(!is_good, "{other}");
        }
        for wrong in [
            "",
            ".",
            "...",
            "a.b.c.d",
            &text[1..],
            &format!("{text}A"),
            &format!("x.{text}"),
        ] {
            assert!(
                Watch::read(wrong).is_none_or(|(_, signed)| !signed.is_by(&key, &[1; 32])),
                "{wrong}"
            );
        }
    }
}
