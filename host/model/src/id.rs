//! Ids.

use std::fmt;
use std::str::FromStr;

use crate::text::as_text;
use uuid::Uuid;

/// The id of a job: a UUIDv7 (RFC 9562), so that ids sort by the time they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(Uuid);

/// The text or the bytes are no id of a job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no job id: expected a UUID such as `0190163d-8694-739b-aea5-966c26f8ad91`")]
pub struct ParseJobIdError(String);

impl JobId {
    /// Wraps an id that the caller's id source made.
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The sixteen bytes of an id, as they are stored.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// Its sixteen bytes; they sort as the id does.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for JobId {
    type Err = ParseJobIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // One spelling of an id: without braces, `urn:` and the form without hyphens, which `Uuid` also takes.
        const LENGTH: usize = 36;
        let shown = || ParseJobIdError(text.chars().take(LENGTH + 1).collect());
        if text.len() != LENGTH {
            return Err(shown());
        }
        Uuid::try_parse(text).map(Self).map_err(|_| shown())
    }
}

as_text!(JobId);

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

    #[test]
    fn text_bytes_and_json_give_the_same_id_back() {
        let id: JobId = TEXT.parse().unwrap();
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(JobId::from_bytes(*id.as_bytes()), id);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{TEXT}\""));
        assert_eq!(serde_json::from_str::<JobId>(&json).unwrap(), id);
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            "7",
            "0190163d8694739baea5966c26f8ad91",
            "{0190163d-8694-739b-aea5-966c26f8ad91}",
            "0190163d-8694-739b-aea5-966c26f8ad9g",
        ] {
            assert!(text.parse::<JobId>().is_err(), "{text}");
        }
    }
}
