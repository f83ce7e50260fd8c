//! The handle: each request goes to the writer, a reader, or the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use runner_model::{Digest, JobId, LogLine, ProcessorName, Progress, Timestamp};
use rusqlite::Connection;

use super::blobs::{self, Files};
use super::open::{self, Options};
use super::pool::Pool;
use super::writer::{Needs, Parts, Writer};
use super::{
    cancel, checkpoints, claim, counts, due, events, jobs, lists, logs, migrate, nodes, plugins,
    rescue, settle, submit,
};
use crate::bell::{Bell, Ringer, Rung};
use crate::error::StoreError;
use crate::store::{Answer, Store};
use crate::types::{
    Attempt, Blob, Cancelled, Checkpoint, Claimed, Counts, Due, Fence, Heartbeat, Installed, Job,
    JobFilter, Lease, LogPage, NewJob, NewVersion, Output, Page, PageToken, PluginVersion, Rescued,
    Settled, Settlement, StoredEvent,
};

/// The store in SQLite.
pub struct SqliteStore {
    writer: Arc<Writer>,
    readers: Pool<Connection>,
    hashers: Pool<Files>,
    files: Files,
    ringer: Arc<Ringer>,
}

/// Threads that hash and move files.
const HASHERS: usize = 2;

impl SqliteStore {
    /// Opens a store, and makes it if there is none. Blocks: call it before a runtime needs the thread.
    pub fn open(options: Options) -> Result<Self, StoreError> {
        let files = Files {
            blobs: options.folder.join("blobs"),
            work: options.folder.join("work"),
            armed: options.failpoint.clone(),
        };
        for folder in [&files.blobs, &files.work] {
            fs::create_dir_all(folder).map_err(StoreError::file("create", folder))?;
        }
        let path = options.database();
        let mut conn = open::writer(&path)?;
        migrate::migrate(&mut conn, &path)?;
        open::lengthen_log(&path)?;
        let last = events::last(&conn)?;
        let readers = (0..options.readers.max(1))
            .map(|_| open::reader(&path))
            .collect::<Result<Vec<_>, _>>()?;
        let path = fs::canonicalize(&path).map_err(StoreError::file("find", &path))?;
        let ringer = Ringer::of(&path);
        // Whoever looks at the bell before the first commit of this process sees the last event too.
        ringer.ring(Rung {
            seq: last,
            ..Rung::default()
        });
        let writer = Writer::start(Parts {
            conn,
            clock: options.clock,
            ringer: Arc::clone(&ringer),
            group: options.group.max(1),
            armed: options.failpoint,
        })?;
        Ok(Self {
            writer: Arc::new(writer),
            readers: Pool::start("store-reader", readers)?,
            hashers: Pool::start("store-files", vec![files.clone(); HASHERS])?,
            files,
            ringer,
        })
    }

    fn read<T: Send + 'static>(
        &self,
        task: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        // In one transaction: what a task reads in several queries is of one moment, a job and its outputs, say.
        self.readers.call(|conn| task(&*conn.transaction()?))
    }

    /// Files first, then the row.
    fn put(
        &self,
        task: impl FnOnce(&Files) -> Result<Blob, StoreError> + Send + 'static,
    ) -> Answer<Blob> {
        let placed = self.hashers.call(|files| task(files));
        let writer = Arc::clone(&self.writer);
        Box::pin(async move {
            let blob = placed.await?;
            writer
                .call(Needs::Nothing, 1, move |txn| blobs::insert(txn, blob))
                .await
        })
    }
}

impl Store for SqliteStore {
    fn submit(&self, jobs: Vec<NewJob>) -> Answer<()> {
        self.writer.call(Needs::Nothing, jobs.len(), move |txn| {
            submit::submit(txn, &jobs)
        })
    }

    fn enter(&self, node: String, ttl: Duration) -> Answer<Lease> {
        self.writer
            .call(Needs::Nothing, 1, move |txn| nodes::enter(txn, &node, ttl))
    }

    fn heartbeat(&self, lease: Lease, ttl: Duration) -> Answer<Heartbeat> {
        self.writer.call(Needs::Nothing, 1, move |txn| {
            nodes::heartbeat(txn, lease, ttl)
        })
    }

    fn leave(&self, lease: Lease) -> Answer<()> {
        self.writer
            .call(Needs::Nothing, 1, move |txn| nodes::leave(txn, lease))
    }

    fn claim(&self, lease: Lease, most: usize) -> Answer<Vec<Claimed>> {
        self.writer.call(Needs::Counts, most, move |txn| {
            claim::claim(txn, lease, most)
        })
    }

    fn settle(&self, settlements: Vec<Settlement>) -> Answer<Vec<Settled>> {
        self.writer
            .call(Needs::Nothing, settlements.len(), move |txn| {
                settle::settle(txn, &settlements)
            })
    }

    fn rescue(&self, most: usize) -> Answer<Rescued> {
        self.writer
            .call(Needs::Nothing, most, move |txn| rescue::rescue(txn, most))
    }

    fn rescue_all_but(&self, lease: Lease) -> Answer<Rescued> {
        self.writer.call(Needs::Nothing, 1, move |txn| {
            rescue::rescue_all_but(txn, lease)
        })
    }

    fn due(&self, most: usize) -> Answer<Due> {
        self.writer
            .call(Needs::Nothing, most, move |txn| due::due(txn, most))
    }

    fn cancel(&self, job: JobId) -> Answer<Cancelled> {
        self.writer
            .call(Needs::Nothing, 1, move |txn| cancel::cancel(txn, job))
    }

    fn append_log(&self, fence: Fence, lines: Vec<LogLine>, limit_bytes: u64) -> Answer<()> {
        self.writer.call(Needs::Nothing, lines.len(), move |txn| {
            let held = settle::must_hold(txn.conn, fence)?;
            logs::append(txn.conn, (held.n, held.attempt), &lines, limit_bytes)
        })
    }

    fn save_progress(&self, said: Vec<(Fence, Progress)>) -> Answer<()> {
        self.writer.call(Needs::Nothing, said.len(), move |txn| {
            checkpoints::save_progress(txn, &said)
        })
    }

    fn save_checkpoint(&self, fence: Fence, checkpoint: Checkpoint) -> Answer<()> {
        self.writer.call(Needs::Nothing, 1, move |txn| {
            checkpoints::save(txn, fence, &checkpoint)
        })
    }

    fn checkpoint(&self, job: JobId) -> Answer<Option<Checkpoint>> {
        self.read(move |conn| checkpoints::load(conn, job))
    }

    fn job(&self, job: JobId) -> Answer<Job> {
        self.read(move |conn| jobs::get(conn, job))
    }

    fn jobs(&self, filter: JobFilter, after: Option<PageToken>, most: usize) -> Answer<Page<Job>> {
        self.read(move |conn| lists::page(conn, &filter, after, most))
    }

    fn attempts(&self, job: JobId) -> Answer<Vec<Attempt>> {
        self.read(move |conn| jobs::attempts(conn, job))
    }

    fn log(&self, job: JobId, attempt: u32, from: u64, most: usize) -> Answer<LogPage> {
        self.read(move |conn| logs::page(conn, job, attempt, from, most))
    }

    fn outputs(&self, job: JobId) -> Answer<Vec<Output>> {
        self.read(move |conn| jobs::outputs_of(conn, job))
    }

    fn counts(&self) -> Answer<Counts> {
        self.read(counts::counts)
    }

    fn events(&self, after: i64, most: usize) -> Answer<Vec<StoredEvent>> {
        self.read(move |conn| events::since(conn, after, most))
    }

    fn prune_events(&self, before: Timestamp, keep: u64) -> Answer<usize> {
        self.writer.call(Needs::Nothing, 1_000, move |txn| {
            events::prune(txn.conn, before, keep)
        })
    }

    fn bell(&self) -> Bell {
        self.ringer.bell()
    }

    fn install(&self, version: NewVersion) -> Answer<Installed> {
        self.writer.call(Needs::Nothing, 1, move |txn| {
            plugins::install(txn, &version)
        })
    }

    fn activate(&self, name: ProcessorName, digest: Digest) -> Answer<()> {
        self.writer.call(Needs::Nothing, 1, move |txn| {
            plugins::activate(txn, &name, digest)
        })
    }

    fn plugin_versions(&self) -> Answer<Vec<PluginVersion>> {
        self.read(plugins::versions)
    }

    fn plugin_version(&self, digest: Digest) -> Answer<Option<PluginVersion>> {
        self.read(move |conn| plugins::by_digest(conn, digest))
    }

    fn active_plugin(&self, name: ProcessorName) -> Answer<Option<PluginVersion>> {
        self.read(move |conn| plugins::active(conn, &name))
    }

    fn put_blob_file(&self, path: PathBuf) -> Answer<Blob> {
        self.put(move |files| files.put_file(&path))
    }

    fn put_blob(&self, bytes: Vec<u8>) -> Answer<Blob> {
        self.put(move |files| files.put_bytes(&bytes))
    }

    fn blob_path(&self, digest: Digest) -> Answer<(PathBuf, Blob)> {
        let path = self.files.path(digest);
        self.read(move |conn| Ok((path, blobs::find(conn, digest)?)))
    }

    fn blob_work_dir(&self) -> &Path {
        &self.files.work
    }

    fn close(&self) -> Answer<()> {
        self.writer.close()
    }
}
