//! Queues: their settings, their brakes, and what clears them.

use std::collections::BTreeMap;

use runner_model::{LimitKey, QueueName, Timestamp};

use super::Answer;
use crate::types::{Clean, Cursor, KeyChange, KeyView, QueueChange, QueueView, Walked};

/// Queues as an operator sees them.
///
/// A queue comes to life with its first job or its first setting; one that is looked at or paused must exist
/// ([`crate::StoreError::NoQueue`]).
pub trait QueueStore {
    /// Every queue, by name.
    fn queues(&self) -> Answer<Vec<QueueView>>;

    /// Since when the job of each queue waits that waits longest, of those that could run now but for slots and limits.
    /// What a queue of very many limit keys says is of some of them alone: what is looked at is bounded.
    /// On request only of one queue.
    fn waiting_since(&self, queue: Option<QueueName>) -> Answer<BTreeMap<QueueName, Timestamp>>;

    /// Changes a queue: all of it or nothing.
    fn change_queue(&self, queue: QueueName, changes: Vec<QueueChange>) -> Answer<QueueView>;

    /// Lets a queue give no jobs. What runs goes on.
    fn pause_queue(&self, queue: QueueName) -> Answer<()>;

    /// Lets a paused queue give jobs again.
    fn resume_queue(&self, queue: QueueName) -> Answer<()>;

    /// Cancels jobs of a queue that wait or are paused, looking at a bounded number of jobs: to be called until there
    /// is nothing left. What runs, or is frozen, goes on.
    fn drain_queue(&self, queue: QueueName, from: Cursor, most: usize) -> Answer<Walked>;

    /// Deletes jobs that ended, looking at a bounded number of jobs: to be called until there is nothing left.
    fn clean(&self, which: Clean, from: Cursor, most: usize) -> Answer<Walked>;

    /// The limit keys of a queue that have a limit of their own, or of which jobs run: at most so many, from a key on.
    fn keys(&self, queue: QueueName, after: Option<LimitKey>, most: usize) -> Answer<Vec<KeyView>>;

    /// A limit key of a queue, also one that has no limit of its own and of which nothing runs.
    fn key(&self, queue: QueueName, key: LimitKey) -> Answer<KeyView>;

    /// Changes a limit key of a queue: all of it or nothing.
    fn change_key(&self, queue: QueueName, key: LimitKey, changes: Vec<KeyChange>) -> Answer<()>;

    /// Lets no queue give jobs. What runs goes on.
    fn pause_everything(&self) -> Answer<()>;

    /// Lets the queues give jobs again that are not paused themselves.
    fn resume_everything(&self) -> Answer<()>;

    /// Whether everything is paused.
    fn is_everything_paused(&self) -> Answer<bool>;
}
