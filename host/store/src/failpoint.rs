//! Places where a test may ask the process to die, so that what is on disk then can be looked at.
//!
//! Without the cargo feature `failpoints` there is nothing of them in the binary.

use std::str::FromStr;

/// A place where the process may be asked to die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failpoint {
    /// A claim is committed, and whoever asked has not heard of it.
    AfterClaim,
    /// A settle is written and not committed.
    BeforeSettleCommit,
    /// A group of requests is committed, and nobody has heard of it.
    AfterCommit,
    /// A blob's bytes are on disk under their temporary name.
    BlobRename,
}

/// The text names no failpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no failpoint `{0}`; they are after-claim, before-settle-commit, after-commit, blob-rename"
)]
pub struct ParseFailpointError(String);

impl FromStr for Failpoint {
    type Err = ParseFailpointError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "after-claim" => Self::AfterClaim,
            "before-settle-commit" => Self::BeforeSettleCommit,
            "after-commit" => Self::AfterCommit,
            "blob-rename" => Self::BlobRename,
            other => return Err(ParseFailpointError(other.to_owned())),
        })
    }
}

/// Ends the process at once if this is the failpoint that is armed.
macro_rules! failpoint {
    ($armed:expr, $point:ident) => {
        #[cfg(feature = "failpoints")]
        if $armed == Some($crate::failpoint::Failpoint::$point) {
            std::process::abort();
        }
        #[cfg(not(feature = "failpoints"))]
        let _ = $armed;
    };
}
pub(crate) use failpoint;
