//! Places where a test may ask the process to die, so that what is on disk then can be looked at.
//!
//! Without the cargo feature `failpoints` there is nothing of them in the binary.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A place where the process may be asked to die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failpoint {
    /// A claim is committed, and whoever asked has not heard of it.
    AfterClaim,
    /// A settle is written and not committed.
    BeforeSettleCommit,
    /// A checkpoint is committed, and whoever asked has not heard of it.
    AfterCheckpoint,
    /// A group of requests is committed, and nobody has heard of it.
    AfterCommit,
    /// A blob's bytes are on disk under their temporary name.
    BlobRename,
}

impl Failpoint {
    const ALL: [(Self, &str); 5] = [
        (Self::AfterClaim, "after-claim"),
        (Self::BeforeSettleCommit, "before-settle-commit"),
        (Self::AfterCheckpoint, "after-checkpoint"),
        (Self::AfterCommit, "after-commit"),
        (Self::BlobRename, "blob-rename"),
    ];
}

/// A place that is armed: the process dies when it comes there for the nth time, on whichever thread. Clones count
/// together.
#[derive(Debug, Clone)]
pub struct Armed {
    point: Failpoint,
    /// How many times more it may be passed.
    left: Arc<AtomicU64>,
}

/// The text arms no failpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no failpoint: write one of after-claim, before-settle-commit, after-checkpoint, after-commit and \
     blob-rename, and `:3` behind it to mean the third time"
)]
pub struct ParseFailpointError(String);

impl FromStr for Armed {
    type Err = ParseFailpointError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseFailpointError(text.to_owned());
        let (name, nth) = text.split_once(':').unwrap_or((text, "1"));
        let nth: u64 = nth.parse().map_err(|_| wrong())?;
        let point = Failpoint::ALL
            .into_iter()
            .find(|(_, known)| *known == name)
            .map(|(point, _)| point);
        Ok(Self {
            point: point.ok_or_else(wrong)?,
            left: Arc::new(AtomicU64::new(nth.checked_sub(1).ok_or_else(wrong)?)),
        })
    }
}

impl Armed {
    /// Passes a place, and says whether this was the time to die.
    #[cfg_attr(
        not(any(test, feature = "failpoints")),
        expect(dead_code, reason = "nothing is passed then")
    )]
    pub(crate) fn is_the_end(&self, point: Failpoint) -> bool {
        self.point == point
            && self
                .left
                .try_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    left.checked_sub(1)
                })
                .is_err()
    }
}

/// Ends the process at once if this is the failpoint that is armed, and its time.
macro_rules! failpoint {
    ($armed:expr, $point:ident) => {
        #[cfg(feature = "failpoints")]
        if let Some(armed) = &$armed
            && armed.is_the_end($crate::failpoint::Failpoint::$point)
        {
            std::process::abort();
        }
        #[cfg(not(feature = "failpoints"))]
        let _ = &$armed;
    };
}
pub(crate) use failpoint;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_passed_until_its_time_has_come() {
        let armed: Armed = "after-claim:3".parse().unwrap();
        let passes = || armed.clone().is_the_end(Failpoint::AfterClaim);
        assert!(!armed.is_the_end(Failpoint::AfterCommit));
        assert_eq!([passes(), passes(), passes()], [false, false, true]);
        let first: Armed = "blob-rename".parse().unwrap();
        assert!(first.is_the_end(Failpoint::BlobRename));
    }

    #[test]
    fn what_is_no_failpoint_is_said() {
        for text in [
            "",
            "after",
            "after-claim:",
            "after-claim:0",
            "after-claim:x",
        ] {
            let error = text.parse::<Armed>().unwrap_err().to_string();
            assert!(
                error.contains("write one of after-claim"),
                "{text}: {error}"
            );
        }
    }
}
