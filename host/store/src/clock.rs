//! Where the time comes from. Passed in, so that a test decides what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use runner_model::Timestamp;

/// Says what time it is.
pub trait Clock: Send + Sync + 'static {
    /// The time now. It may go backwards, as clocks do.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
