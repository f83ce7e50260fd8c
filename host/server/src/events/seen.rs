//! Whose events a client sees: all, or those of its own jobs and batches.

use std::collections::HashMap;

use runner_model::{BatchId, JobId};
use runner_store::{EventType, StoreError, StoredEvent};
use serde::Deserialize;

use super::End;
use crate::app::App;
use crate::auth::Caller;

/// Of how many jobs it is remembered whose they are.
const MOST_REMEMBERED: usize = 10_000;

/// What a client sees.
pub(super) enum Seen {
    All,
    /// What is somebody's own, and of which jobs that is known already.
    Own(String, HashMap<JobId, bool>),
}

impl Seen {
    /// Of one job it sees all: that it is its own was found at the door.
    pub(super) fn new(caller: &Caller, job: Option<JobId>) -> Self {
        match (caller.owner(), job) {
            (Some(owner), None) => Self::Own(owner.to_owned(), HashMap::new()),
            (None, _) | (_, Some(_)) => Self::All,
        }
    }

    /// Whether a durable event is for the client. What is of no job and no batch is not a submitter's.
    pub(super) async fn event(&mut self, app: &App, event: &StoredEvent) -> Result<bool, End> {
        let Self::Own(owner, _) = self else {
            return Ok(true);
        };
        if let Some((job, ..)) = event.job {
            return self.job(app, job).await;
        }
        let Some(batch) = batch_of(event) else {
            return Ok(false);
        };
        match app.engine.store().owner_of_batch(batch).await {
            Ok(by) => Ok(by.as_ref() == Some(owner)),
            Err(StoreError::NoBatch(_)) => Ok(false),
            Err(_) => Err(End::Store),
        }
    }

    /// Whether what a job does is for the client. Of one that was deleted nobody knows whose it was.
    pub(super) async fn job(&mut self, app: &App, job: JobId) -> Result<bool, End> {
        let Self::Own(owner, known) = self else {
            return Ok(true);
        };
        if let Some(is_own) = known.get(&job) {
            return Ok(*is_own);
        }
        let is_own = match app.engine.store().owner_of(job).await {
            Ok(by) => by.as_ref() == Some(owner),
            Err(StoreError::NoJob(_)) => return Ok(false),
            Err(_) => return Err(End::Store),
        };
        if known.len() == MOST_REMEMBERED {
            known.clear();
        }
        known.insert(job, is_own);
        Ok(is_own)
    }
}

/// The batch that an event is of.
fn batch_of(event: &StoredEvent) -> Option<BatchId> {
    #[derive(Deserialize)]
    struct OfBatch {
        batch: BatchId,
    }
    if event.kind != EventType::BatchUpdate {
        return None;
    }
    let of: OfBatch = serde_json::from_str(event.data.as_deref()?).ok()?;
    Some(of.batch)
}
