//! Queues: their settings, and walks over their jobs.

use std::collections::BTreeMap;
use std::time::Duration;

use runner_model::{JobId, LimitKey, QueueName, Rate, StateName, Timestamp};

/// How a queue gives its jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueSettings {
    /// How many jobs it gives in its turn.
    pub weight: u32,
    /// How many of its jobs may run at once; as many as there are slots if none.
    pub concurrency: Option<u32>,
    /// How often one of its jobs may begin.
    pub rate: Option<Rate>,
    /// How many jobs of one limit key may run at once, unless that key has a number of its own.
    pub key_concurrency: Option<u32>,
    /// How often a job of one limit key may begin, unless that key has a rate of its own.
    pub key_rate: Option<Rate>,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            weight: 1,
            concurrency: None,
            rate: None,
            key_concurrency: None,
            key_rate: None,
        }
    }
}

/// One thing to change about a queue. It holds for the next claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueChange {
    /// See [`QueueSettings::weight`]; at least 1.
    Weight(u32),
    /// See [`QueueSettings::concurrency`].
    Concurrency(Option<u32>),
    /// See [`QueueSettings::rate`].
    Rate(Option<Rate>),
    /// See [`QueueSettings::key_concurrency`].
    KeyConcurrency(Option<u32>),
    /// See [`QueueSettings::key_rate`].
    KeyRate(Option<Rate>),
}

/// One thing to change about a limit key of a queue. None: as the queue says for all keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyChange {
    /// How many of its jobs may run at once.
    Concurrency(Option<u32>),
    /// How often one of its jobs may begin.
    Rate(Option<Rate>),
}

/// A queue as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueView {
    /// Its name.
    pub name: QueueName,
    /// Whether it gives no jobs for now.
    pub is_paused: bool,
    /// How it gives them.
    pub settings: QueueSettings,
    /// How many jobs it has by state.
    pub counts: BTreeMap<StateName, u64>,
    /// When it has a token again, if it has none now.
    pub next_token_at: Option<Timestamp>,
}

/// A limit key of a queue as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyView {
    /// The key.
    pub key: LimitKey,
    /// How many of its jobs run.
    pub running: u64,
    /// How many may: its own number, or the queue's for all keys.
    pub concurrency: Option<u32>,
    /// How often one may begin: its own rate, or the queue's for all keys.
    pub rate: Option<Rate>,
    /// When it has a token again, if it has none now.
    pub next_token_at: Option<Timestamp>,
}

/// Which jobs that ended are deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// Those of this queue; of any if none.
    pub queue: Option<QueueName>,
    /// Those in one of these states: completed, failed, cancelled. All three if empty.
    pub states: Vec<StateName>,
    /// Those that ended so long ago.
    pub older_than: Duration,
}

/// Where a walk over jobs goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor(pub(crate) i64);

/// How far a walk over jobs came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Walked {
    /// Jobs that it was done to.
    pub done: usize,
    /// Where to go on; none if there is nothing left.
    pub next: Option<Cursor>,
    /// Jobs that were deleted and whose checkpoints covered files in the work folder: nothing needs those any more.
    pub left_files: Vec<JobId>,
}
