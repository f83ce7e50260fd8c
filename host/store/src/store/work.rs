//! Work: what passes between the store and the nodes that run jobs.

use std::time::Duration;

use runner_model::{LogLine, Progress};

use super::Answer;
use crate::types::{
    Checkpoint, Claimed, Due, Fence, Frozen, Heartbeat, Input, Lease, Rescued, Settled, Settlement,
};

/// Jobs as the nodes that run them see them.
pub trait WorkStore {
    /// Enters a node that will run jobs; it must renew its lease within `ttl`.
    fn enter(&self, node: String, ttl: Duration) -> Answer<Lease>;

    /// Renews a node's lease, and tells which of its attempts must stop or be frozen.
    fn heartbeat(&self, lease: Lease, ttl: Duration) -> Answer<Heartbeat>;

    /// Lets a node go that has settled its attempts. What it has not settled is rescued as interrupted.
    fn leave(&self, lease: Lease) -> Answer<()>;

    /// Gives a node at most so many jobs to run, in the order of their turns. Those that it froze itself come first. A
    /// job that processes died under comes alone, once nothing else runs on the node.
    fn claim(&self, lease: Lease, most: usize) -> Answer<Vec<Claimed>>;

    /// Takes the ends of attempts. Each counts or is stale by itself; the answers are in the order of the settlements.
    /// An output whose blob the store does not have refuses the whole request.
    ///
    /// Handed over right before a claim, without an await between, both share a commit.
    fn settle(&self, settlements: Vec<Settlement>) -> Answer<Vec<Settled>>;

    /// Takes note that a node froze an attempt that was to be paused: the job is paused and gives back what it held.
    fn freeze(&self, fence: Fence) -> Answer<Frozen>;

    /// Takes at most so many attempts from nodes whose lease ran out, so that they run again. A node that asks names its own
    /// lease: it lives, and nothing is taken from it.
    fn rescue(&self, by: Option<Lease>, most: usize) -> Answer<Rescued>;

    /// Takes every attempt from every node but this one: at the start of the only node on this store.
    fn rescue_all_but(&self, lease: Lease) -> Answer<Rescued>;

    /// Moves at most so many jobs whose time has come or whose dependencies ended, opens what has a token again, and
    /// says when to look the next time.
    fn due(&self, most: usize) -> Answer<Due>;

    /// Gives a job the bytes of an input that is statistics: an attempt made them, and all after it have the same. Gives the
    /// input as it is kept, which is what an earlier attempt made if one did.
    fn keep_stat_input(&self, fence: Fence, input: Input) -> Answer<Input>;

    /// Adds lines to the log of an attempt and keeps the newest of it, up to `limit_bytes`.
    fn append_log(&self, fence: Fence, lines: Vec<LogLine>, limit_bytes: u64) -> Answer<()>;

    /// Saves how far attempts have come. One that is stale is passed over.
    fn save_progress(&self, said: Vec<(Fence, Progress)>) -> Answer<()>;

    /// Saves an attempt's checkpoint in place of the last.
    fn save_checkpoint(&self, fence: Fence, checkpoint: Checkpoint) -> Answer<()>;
}
