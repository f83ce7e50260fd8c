//! Ids.

use std::fmt;
use std::str::FromStr;

use crate::text::as_text;
use uuid::Uuid;

/// Makes a type of id: a UUIDv7 (RFC 9562), so that ids sort by the time they were made.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $(#[$error_doc:meta])* $error:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        $(#[$error_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error("`{0}` is no {what} id: expected a UUID such as `0190163d-8694-739b-aea5-966c26f8ad91`", what = $what)]
        pub struct $error(String);

        impl $name {
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

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                parse(text).map(Self).map_err($error)
            }
        }

        as_text!($name);
    };
}

id!(
    /// The id of a job.
    JobId,
    /// The text is no id of a job.
    ParseJobIdError,
    "job"
);
id!(
    /// The id of a batch.
    BatchId,
    /// The text is no id of a batch.
    ParseBatchIdError,
    "batch"
);
id!(
    /// The id of something that is done to many jobs.
    ActionId,
    /// The text is no id of an action.
    ParseActionIdError,
    "action"
);
id!(
    /// The id of bytes that were sent ahead of a job.
    UploadId,
    /// The text is no id of an upload.
    ParseUploadIdError,
    "upload"
);

/// One spelling of an id: without braces, `urn:` and the form without hyphens, which `Uuid` also takes. The error is
/// what is repeated of a wrong one.
fn parse(text: &str) -> Result<Uuid, String> {
    const LENGTH: usize = 36;
    let shown = || text.chars().take(LENGTH + 1).collect();
    if text.len() != LENGTH {
        return Err(shown());
    }
    Uuid::try_parse(text).map_err(|_| shown())
}

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
