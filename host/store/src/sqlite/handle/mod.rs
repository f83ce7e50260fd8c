//! The handle: each request goes to the writer, a reader, or the files. A file for each of the store's traits.

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
mod sessions;
mod tokens;
mod upkeep;
mod uploads;
mod webhooks;
mod work;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use runner_model::{Digest, JobId, Timestamp};
use rusqlite::Connection;

use super::backup::Upkeep;
use super::blobs::{self, Files, Placed};
use super::collect::BeingPut;
use super::open::{self, Options};
use super::pool::Pool;
use super::txn::Txn;
use super::writer::{Needs, Parts, Writer};
use super::{events, migrate, seen};
use crate::bell::{Bell, Ringer, Rung};
use crate::clock::Clock;
use crate::error::StoreError;
use crate::meters::StoreMeters;
use crate::store::{Answer, Store};
use crate::types::{Blob, JobEvents, NewBlob, SeenChange, StoredEvent, Version};

/// The store in SQLite.
pub struct SqliteStore {
    writer: Arc<Writer>,
    readers: Pool<Connection>,
    hashers: Arc<Pool<Files>>,
    upkeep: Pool<Upkeep>,
    files: Files,
    ringer: Arc<Ringer>,
    clock: Arc<dyn Clock>,
    meters: StoreMeters,
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
            being_put: BeingPut::default(),
        };
        for folder in [&files.blobs, &files.work] {
            fs::create_dir_all(folder).map_err(StoreError::file("create", folder))?;
        }
        let path = options.database();
        let mut conn = open::writer(&path)?;
        migrate::migrate(&mut conn, &path)?;
        if let Some(pages) = options.most_pages {
            conn.pragma_update(None, "max_page_count", pages)?;
        }
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
        let meters = StoreMeters::default();
        let writer = Writer::start(Parts {
            conn,
            clock: Arc::clone(&options.clock),
            ringer: Arc::clone(&ringer),
            group: options.group.max(1),
            armed: options.failpoint,
            meters: meters.clone(),
        })?;
        Ok(Self {
            writer: Arc::new(writer),
            readers: Pool::start("store-reader", readers)?,
            hashers: Arc::new(Pool::start("store-files", vec![files.clone(); HASHERS])?),
            upkeep: Pool::start(
                "store-upkeep",
                [Upkeep {
                    database: path,
                    files: files.clone(),
                }],
            )?,
            files,
            ringer,
            clock: options.clock,
            meters,
        })
    }

    fn read<T: Send + 'static>(
        &self,
        task: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        // In one transaction: what a task reads in several queries is of one moment, a job and its outputs, say.
        self.readers.call(|conn| task(&*conn.transaction()?))
    }

    /// Reads what depends on the time.
    fn read_now<T: Send + 'static>(
        &self,
        task: impl FnOnce(&Connection, Timestamp) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let now = self.clock.now();
        self.readers
            .call(move |conn| task(&*conn.transaction()?, now))
    }

    /// Writes one thing.
    fn write<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Txn<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        self.write_some(1, task)
    }

    /// Writes about so many rows.
    fn write_some<T: Send + 'static>(
        &self,
        weight: usize,
        task: impl FnOnce(&mut Txn<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        self.writer.call(Needs::Nothing, weight, task)
    }
}

impl Store for SqliteStore {
    fn events(&self, after: i64, most: usize) -> Answer<Vec<StoredEvent>> {
        self.read(move |conn| events::since(conn, after, most))
    }

    fn job_events(&self, job: JobId, after: i64, most: usize) -> Answer<JobEvents> {
        self.read(move |conn| events::of_job(conn, job, after, most))
    }

    fn prune_events(&self, before: Timestamp, keep: u64) -> Answer<usize> {
        self.write_some(1_000, move |txn| events::prune(txn.conn, before, keep))
    }

    fn change_seen(&self, what: SeenChange, seen: Vec<Version>) -> Answer<()> {
        self.write(move |txn| seen::change_seen(txn, &what, &seen))
    }

    fn bell(&self) -> Bell {
        self.ringer.bell()
    }

    fn meters(&self) -> &StoreMeters {
        &self.meters
    }

    fn put_blobs(&self, all: Vec<NewBlob>) -> Answer<Vec<Blob>> {
        let writer = Arc::clone(&self.writer);
        // Files first, then the rows: handed over from there, so that files get theirs also if nobody waits for it any more.
        let handed = self.hashers.call(move |files| {
            let Placed { blobs, keeps } = files.put(all)?;
            let rows = blobs.len();
            Ok(writer.call(Needs::Nothing, rows, move |txn| {
                for blob in &blobs {
                    blobs::insert(txn, *blob)?;
                }
                // What keeps the files goes with the answer, which is after the commit.
                Ok((blobs, keeps))
            }))
        });
        Box::pin(async move {
            let (blobs, _keeps) = handed.await?.await?;
            Ok(blobs)
        })
    }

    fn look_at_blob(&self, new: NewBlob) -> Answer<Blob> {
        self.hashers.call(move |_| blobs::look(&new))
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
