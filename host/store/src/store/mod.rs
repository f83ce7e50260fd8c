//! What every store can do, a trait for each kind of thing.

mod actions;
mod alerts;
mod audits;
mod batches;
mod ceilings;
mod grants;
mod jobs;
mod known;
mod plugins;
mod queues;
mod schedules;
mod secrets;
mod sessions;
mod tokens;
mod upkeep;
mod uploads;
mod webhooks;
mod work;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use runner_model::{Digest, JobId};

pub use self::actions::ActionStore;
pub use self::alerts::AlertStore;
pub use self::audits::AuditStore;
pub use self::batches::BatchStore;
pub use self::ceilings::CeilingStore;
pub use self::grants::GrantStore;
pub use self::jobs::JobStore;
pub use self::known::KnownStore;
pub use self::plugins::PluginStore;
pub use self::queues::QueueStore;
pub use self::schedules::ScheduleStore;
pub use self::secrets::SecretStore;
pub use self::sessions::SessionStore;
pub use self::tokens::TokenStore;
pub use self::upkeep::UpkeepStore;
pub use self::uploads::UploadStore;
pub use self::webhooks::WebhookStore;
pub use self::work::WorkStore;
use crate::bell::Bell;
use crate::error::StoreError;
use crate::meters::StoreMeters;
use crate::types::{Blob, JobEvents, NewBlob, SeenChange, StoredEvent, Version};

/// What a store will answer.
///
/// The work is handed over when the method is called, not when the answer is first awaited: dropping the answer does
/// not take the request back. It borrows nothing, so that it can be awaited anywhere.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

/// Where jobs are kept. Whatever it has answered is on disk.
///
/// Boxed answers rather than `async fn`: the engine and the server hold an `Arc<dyn Store>`, and a box is nothing beside
/// a commit.
pub trait Store:
    JobStore
    + WorkStore
    + QueueStore
    + BatchStore
    + ScheduleStore
    + KnownStore
    + PluginStore
    + GrantStore
    + CeilingStore
    + SecretStore
    + TokenStore
    + SessionStore
    + AuditStore
    + ActionStore
    + UploadStore
    + WebhookStore
    + AlertStore
    + UpkeepStore
    + Send
    + Sync
    + 'static
{
    /// At most so many events after a number, oldest first. To wait for more, take a bell before you look.
    fn events(&self, after: i64, most: usize) -> Answer<Vec<StoredEvent>>;

    /// Events of a job after a number, oldest first, about so many at the most, and up to where was looked: what is
    /// looked through at once is bounded.
    fn job_events(&self, job: JobId, after: i64, most: usize) -> Answer<JobEvents>;

    /// Deletes the oldest events: those before a time, and those beyond so many.
    fn prune_events(&self, before: runner_model::Timestamp, keep: u64) -> Answer<usize>;

    /// Makes a change to what is still one of what somebody saw; otherwise nothing, and it is
    /// [`StoreError::NotAsSeen`].
    fn change_seen(&self, what: SeenChange, seen: Vec<Version>) -> Answer<()>;

    /// What rings when something was committed.
    fn bell(&self) -> Bell;

    /// What it measures of itself.
    fn meters(&self) -> &StoreMeters;

    /// Takes bytes by their digests, all or none, and gives what they are known by in the order in which they came. The same bytes
    /// are kept once. Many together cost far less than one by one.
    fn put_blobs(&self, all: Vec<NewBlob>) -> Answer<Vec<Blob>>;

    /// Takes a file's bytes. The file may lie anywhere; one in [`Self::blob_work_dir`] is moved and not copied.
    fn put_blob_file(&self, path: PathBuf) -> Answer<Blob> {
        only(self.put_blobs(vec![NewBlob::File(path)]))
    }

    /// Takes bytes.
    fn put_blob(&self, bytes: Vec<u8>) -> Answer<Blob> {
        only(self.put_blobs(vec![NewBlob::Bytes(bytes)]))
    }

    /// What bytes would be known by. Nothing of them is kept.
    fn look_at_blob(&self, new: NewBlob) -> Answer<Blob>;

    /// Where the bytes of a blob lie. The file must not be changed.
    fn blob_path(&self, digest: Digest) -> Answer<(PathBuf, Blob)>;

    /// Where files that will become blobs are best written: the same file system.
    fn blob_work_dir(&self) -> &Path;

    /// Finishes what was handed over, and ends the threads. Later requests are answered with [`StoreError::Closed`].
    fn close(&self) -> Answer<()>;
}

/// The answer about one, of which many could have been asked.
fn only(answer: Answer<Vec<Blob>>) -> Answer<Blob> {
    Box::pin(async {
        let mut all = answer.await?;
        Ok(all.pop().expect("there is an answer for each"))
    })
}
