//! How many jobs wait and run, at one moment and over time.

use std::time::Duration;

use runner_model::{QueueName, Timestamp};

/// How full a queue is at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depth {
    /// The queue.
    pub queue: QueueName,
    /// Jobs that could run if there were room.
    pub ready: u64,
    /// Jobs that run.
    pub running: u64,
    /// For how long the oldest of them has been ready; zero if none is.
    pub oldest: Duration,
}

/// How full a queue, or all together, was at the fullest within a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepthPoint {
    /// When the span began.
    pub at: Timestamp,
    /// The most jobs that were ready.
    pub ready: u64,
    /// The most that ran.
    pub running: u64,
    /// The longest that one had been ready.
    pub oldest: Duration,
}
