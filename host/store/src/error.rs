//! What a store may answer instead.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use runner_model::{
    ActionId, BatchId, Digest, IllegalTransition, JobId, PortName, ProcessorName, QueueName, Role,
    ScheduleName, SecretName, StateName, Timestamp, TokenName, UploadId,
};

use crate::types::{GrantId, Lease};

/// Why a store did not do what it was asked. Nothing of the request happened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// There is no such job.
    #[error("there is no job {0}")]
    NoJob(JobId),
    /// A job has that id already.
    #[error("there is a job {0} already")]
    JobExists(JobId),
    /// The job is in a state where that cannot happen to it.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// The job is in a state where that cannot be done with it.
    #[error("a job that is {state} cannot be {verb} ({hint})")]
    WrongState {
        /// The state.
        state: StateName,
        /// What was wanted, as `deleted`.
        verb: &'static str,
        /// What to do instead.
        hint: &'static str,
    },
    /// It is not any more as whoever wants the change saw it.
    #[error(
        "the {kind} has changed since you looked (look again, and send the `ETag` that it has now as `If-Match`)"
    )]
    NotAsSeen {
        /// What it is, as `job`.
        kind: &'static str,
    },
    /// What was asked for contradicts itself.
    #[error("{0}")]
    Invalid(&'static str),
    /// The job is being stopped.
    #[error(
        "job {0} is being cancelled (wait for its end, and retry it then if you want it to run)"
    )]
    Stopping(JobId),
    /// A job is to wait for one that there is not.
    #[error(
        "job {job} is to wait for job {after}, which there is not (submit that one first: a job waits only for jobs that were there before it)"
    )]
    NoDependency {
        /// The job that is to wait.
        job: JobId,
        /// The one that there is not.
        after: JobId,
    },
    /// A job's input is to be an output that there will not be.
    #[error(
        "job {job} has no output `{output}` to give{}", partial_hint(*.state)
    )]
    NoOutput {
        /// The job that was to give it.
        job: JobId,
        /// The output.
        output: PortName,
        /// The state of that job.
        state: StateName,
    },
    /// Another job has the unique key.
    #[error("job {existing} has the unique key `{key}` and is {state}{}", replace_hint(*.can_replace))]
    Duplicate {
        /// The other job.
        existing: JobId,
        /// The key.
        key: String,
        /// The other's state.
        state: StateName,
        /// False if the other was to get new params and does not wait any more.
        can_replace: bool,
    },
    /// An idempotency key was used for another request.
    #[error(
        "the idempotency key `{0}` was used for another request within the last 24 hours (use a new key for a new request)"
    )]
    KeyReused(String),
    /// There is no such queue.
    #[error(
        "there is no queue `{0}` (a queue is there from its first job or its first setting on)"
    )]
    NoQueue(QueueName),
    /// The attempt is not the one that runs: it is late, or was rescued. Nothing it says counts any more.
    #[error("attempt {attempt} of job {job} does not hold the job any more")]
    Stale {
        /// The job.
        job: JobId,
        /// The attempt that asked.
        attempt: u32,
    },
    /// The node's lease ran out and its attempts were rescued. It must stop them and enter again.
    #[error("this node's lease {0} ran out")]
    NodeGone(Lease),
    /// There is no such batch.
    #[error("there is no batch {0}")]
    NoBatch(BatchId),
    /// A batch has that id already.
    #[error("there is a batch {0} already")]
    BatchExists(BatchId),
    /// The batch is in a state where that cannot be done with it.
    #[error("a batch that {state} cannot be {verb} ({hint})")]
    WrongBatchState {
        /// The state, as `is done`.
        state: &'static str,
        /// What was wanted, as `paused`.
        verb: &'static str,
        /// What to do instead.
        hint: &'static str,
    },
    /// There is no such action.
    #[error("there is no action {0} (they are kept for 30 days)")]
    NoAction(ActionId),
    /// The action is over.
    #[error("action {action} is {state} already: what it did stays")]
    ActionOver {
        /// The action.
        action: ActionId,
        /// How it is over, as `done`.
        state: &'static str,
    },
    /// There is no such schedule.
    #[error("there is no schedule `{0}`")]
    NoSchedule(ScheduleName),
    /// A schedule has that name already.
    #[error("there is a schedule `{0}` already (change it, or replace it)")]
    ScheduleExists(ScheduleName),
    /// There is no such template.
    #[error("there is no template `{0}`")]
    NoTemplate(ScheduleName),
    /// There is no such group of failures.
    #[error("there is no error `{0}`")]
    NoError(String),
    /// There is not enough room on the disk.
    #[error(
        "{path} has {free} bytes free, and {needed} are needed (free some, or choose a folder on another disk)"
    )]
    NoSpace {
        /// Where.
        path: PathBuf,
        /// How many bytes are free.
        free: u64,
        /// How many are needed.
        needed: u64,
    },
    /// There are no such bytes.
    #[error("there is no blob {0}")]
    NoBlob(Digest),
    /// There is no such upload.
    #[error("there is no upload {0} (they are kept for a day until a job has them)")]
    NoUpload(UploadId),
    /// There is no such plugin.
    #[error("there is no plugin `{0}`")]
    NoPlugin(ProcessorName),
    /// There is no such grant.
    #[error("there is no grant {0}")]
    NoGrant(String),
    /// The grant stands in the configuration file.
    #[error(
        "grant {0} stands in the configuration file (take it out there, and start the server again)"
    )]
    GrantOfFile(GrantId),
    /// There is no such refusal.
    #[error("there is no refusal {0}")]
    NoRefusal(String),
    /// There is no such token.
    #[error("there is no token `{0}`")]
    NoToken(String),
    /// Tokens of one name have one role, since jobs are those of a name.
    #[error(
        "there are tokens `{name}` already, and their role is {role} (make this one with the same role, or revoke those first)"
    )]
    TokenRole {
        /// The name.
        name: TokenName,
        /// The role that it has.
        role: Role,
    },
    /// There is no such alert.
    #[error("there is no alert `{0}`")]
    NoAlert(ScheduleName),
    /// An alert has that name already.
    #[error("there is an alert `{0}` already (remove it first, or give this one another name)")]
    AlertExists(ScheduleName),
    /// There is no such webhook.
    #[error("there is no webhook `{0}`")]
    NoWebhook(String),
    /// There is no such delivery.
    #[error("there is no delivery `{0}` of that webhook (the newest thousand are kept)")]
    NoDelivery(String),
    /// There is no such secret.
    #[error("there is no secret `{0}`")]
    NoSecret(SecretName),
    /// The plugin has no such version that could run.
    #[error("there is no version {digest} of plugin `{name}` that could run")]
    NoVersion {
        /// The plugin.
        name: ProcessorName,
        /// The version.
        digest: Digest,
    },
    /// The version was removed.
    #[error(
        "version {digest} of plugin `{name}` was removed at {at} (install its file again, or choose another: runner plugin versions {name})"
    )]
    VersionRemoved {
        /// The plugin.
        name: ProcessorName,
        /// The version.
        digest: Digest,
        /// When.
        at: Timestamp,
    },
    /// The job is for a version of a plugin that was removed.
    #[error(
        "job {job} was submitted for version {digest} of its plugin, which was removed at {at} (let it run on the version that there is now: runner job retry --latest {job})"
    )]
    JobVersionRemoved {
        /// The job.
        job: JobId,
        /// The version.
        digest: Digest,
        /// When.
        at: Timestamp,
    },
    /// The version runs, and so is not removed alone.
    #[error(
        "version {digest} of plugin `{name}` is the one that runs (let another one run first: runner plugin rollback {name}, or activate; or remove the whole plugin: runner plugin remove {name})"
    )]
    VersionActive {
        /// The plugin.
        name: ProcessorName,
        /// The version.
        digest: Digest,
    },
    /// There is no version to go back to.
    #[error(
        "plugin `{0}` has no other version that ran before (see what there is: runner plugin versions {0})"
    )]
    NoPrevious(ProcessorName),
    /// A page token that this store did not make.
    #[error("`{0}` is no page token: use `next_page_token` of the page before as it is")]
    BadPageToken(String),
    /// A newer runner made the database.
    #[error(
        "the database {path} was made by a newer version of runner: use that version, or restore a backup"
    )]
    TooNew {
        /// The file.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("failed to {doing} {path}: {source}")]
    File {
        /// What was done with it.
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// The database takes no more: its disk is full.
    #[error("the disk is full: free some space, and ask again (nothing of this was kept)")]
    DiskFull,
    /// The database failed: a broken disk, or our bug.
    #[error("the database failed: {0}")]
    Database(Arc<dyn Error + Send + Sync>),
    /// A row holds what no version of runner writes.
    #[error("the database holds a wrong {what}: {why}")]
    Corrupt {
        /// What it should have been.
        what: &'static str,
        /// Why it is not.
        why: String,
    },
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
}

fn partial_hint(state: StateName) -> &'static str {
    match state {
        StateName::Completed => " (its processor declares others, or did not write it)",
        _ => " (it did not complete, and what it left half done feeds no other job)",
    }
}

fn replace_hint(can_replace: bool) -> &'static str {
    if can_replace {
        " (wait for its end, or use another key)"
    } else {
        " (it does not wait any more, so that its params stay as they are: submit again after its end)"
    }
}

impl StoreError {
    /// For files.
    pub(crate) fn file(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File {
            doing,
            path,
            source: Arc::new(source),
        }
    }

    /// For values that were checked before they were stored.
    pub(crate) fn corrupt(what: &'static str) -> impl FnOnce(&dyn std::fmt::Display) -> Self {
        move |why| Self::Corrupt {
            what,
            why: why.to_string(),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            _ => Self::Database(Arc::new(error)),
        }
    }
}
