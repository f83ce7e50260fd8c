//! What every store can do.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use runner_model::{Digest, JobId, LogLine, ProcessorName, Progress};

use crate::bell::Bell;
use crate::error::StoreError;
use crate::types::{
    Attempt, Blob, Cancelled, Checkpoint, Claimed, Counts, Due, Fence, Heartbeat, Installed, Job,
    JobFilter, Lease, LogPage, NewJob, NewVersion, Output, Page, PageToken, PluginVersion, Rescued,
    Settled, Settlement, StoredEvent,
};

/// What a store will answer.
///
/// The work is handed over when the method is called, not when the answer is first awaited: dropping the answer does
/// not take the request back. It borrows nothing, so that it can be awaited anywhere.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

/// Where jobs are kept. Whatever it has answered is on disk.
///
/// Boxed answers rather than `async fn`: the engine and the server hold an `Arc<dyn Store>`, and a box is nothing beside
/// a commit.
pub trait Store: Send + Sync + 'static {
    /// Takes jobs, all or none: one blob or id that is wrong refuses all.
    fn submit(&self, jobs: Vec<NewJob>) -> Answer<()>;

    /// Enters a node that will run jobs; it must renew its lease within `ttl`.
    fn enter(&self, node: String, ttl: Duration) -> Answer<Lease>;

    /// Renews a node's lease, and tells which of its attempts must stop.
    fn heartbeat(&self, lease: Lease, ttl: Duration) -> Answer<Heartbeat>;

    /// Lets a node go that has settled its attempts. What it has not settled is rescued as interrupted.
    fn leave(&self, lease: Lease) -> Answer<()>;

    /// Gives a node at most so many jobs to run, in the order of their turns.
    fn claim(&self, lease: Lease, most: usize) -> Answer<Vec<Claimed>>;

    /// Takes the ends of attempts. Each counts or is stale by itself; the answers are in the order of the settlements.
    /// An output whose blob the store does not have refuses the whole request.
    ///
    /// Handed over right before a claim, without an await between, both share a commit.
    fn settle(&self, settlements: Vec<Settlement>) -> Answer<Vec<Settled>>;

    /// Takes at most so many attempts from nodes whose lease ran out, so that they run again.
    fn rescue(&self, most: usize) -> Answer<Rescued>;

    /// Takes every attempt from every node but this one: at the start of the only node on this store.
    fn rescue_all_but(&self, lease: Lease) -> Answer<Rescued>;

    /// Moves at most so many jobs whose time has come, and says when the next one's does.
    fn due(&self, most: usize) -> Answer<Due>;

    /// Cancels a job.
    fn cancel(&self, job: JobId) -> Answer<Cancelled>;

    /// Adds lines to the log of an attempt and keeps the newest of it, up to `limit_bytes`.
    fn append_log(&self, fence: Fence, lines: Vec<LogLine>, limit_bytes: u64) -> Answer<()>;

    /// Saves how far attempts have come. One that is stale is passed over.
    fn save_progress(&self, said: Vec<(Fence, Progress)>) -> Answer<()>;

    /// Saves an attempt's checkpoint in place of the last.
    fn save_checkpoint(&self, fence: Fence, checkpoint: Checkpoint) -> Answer<()>;

    /// The last checkpoint of a job.
    fn checkpoint(&self, job: JobId) -> Answer<Option<Checkpoint>>;

    /// A job with its inputs, outputs, progress and last use.
    fn job(&self, job: JobId) -> Answer<Job>;

    /// A page of at most so many jobs, newest first.
    fn jobs(&self, filter: JobFilter, after: Option<PageToken>, most: usize) -> Answer<Page<Job>>;

    /// The attempts of a job, first to last, the one that runs included.
    fn attempts(&self, job: JobId) -> Answer<Vec<Attempt>>;

    /// At most so many lines of an attempt's log, from a line's number on.
    fn log(&self, job: JobId, attempt: u32, from: u64, most: usize) -> Answer<LogPage>;

    /// The outputs of a job.
    fn outputs(&self, job: JobId) -> Answer<Vec<Output>>;

    /// How many jobs there are by queue and state.
    fn counts(&self) -> Answer<Counts>;

    /// At most so many events after a number, oldest first. To wait for more, take a bell before you look.
    fn events(&self, after: i64, most: usize) -> Answer<Vec<StoredEvent>>;

    /// Deletes the oldest events: those before a time, and those beyond so many.
    fn prune_events(&self, before: runner_model::Timestamp, keep: u64) -> Answer<usize>;

    /// What rings when something was committed.
    fn bell(&self) -> Bell;

    /// Takes a version of a plugin, and lets it run unless its name belongs to another source.
    fn install(&self, version: NewVersion) -> Answer<Installed>;

    /// Lets a known version run, and gives its name to its source.
    fn activate(&self, name: ProcessorName, digest: Digest) -> Answer<()>;

    /// Every version of every plugin, refused ones too, by name and then newest first.
    fn plugin_versions(&self) -> Answer<Vec<PluginVersion>>;

    /// The version of a plugin that has these bytes, if they are known.
    fn plugin_version(&self, digest: Digest) -> Answer<Option<PluginVersion>>;

    /// The version of a plugin that runs.
    fn active_plugin(&self, name: ProcessorName) -> Answer<Option<PluginVersion>>;

    /// Takes a file's bytes by their digest. The file may lie anywhere; one in [`Self::blob_work_dir`] is moved and not copied.
    fn put_blob_file(&self, path: PathBuf) -> Answer<Blob>;

    /// Takes bytes.
    fn put_blob(&self, bytes: Vec<u8>) -> Answer<Blob>;

    /// Where the bytes of a blob lie. The file must not be changed.
    fn blob_path(&self, digest: Digest) -> Answer<(PathBuf, Blob)>;

    /// Where files that will become blobs are best written: the same file system.
    fn blob_work_dir(&self) -> &Path;

    /// Finishes what was handed over, and ends the threads. Later requests are answered with [`StoreError::Closed`].
    fn close(&self) -> Answer<()>;
}
