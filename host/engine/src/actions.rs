//! What is done to many jobs: begun, and carried on portion by portion until it is over, also after a restart.

use std::sync::Arc;

use runner_model::{ActionId, ActionVerb, Event, JobId, Timestamp};
use runner_store::{Action, ActionJobs, ActionPortion, AttemptWish, NewAction, Once, StoreError};

use crate::attempt::forget_files;
use crate::engine::{Engine, Shared};
use crate::ids::action_id;
use crate::steer::Stop;
use crate::submit::{SubmitError, Submitter, check_again};
use crate::timed;

/// The most jobs that one portion has, which is a commit of its own.
const MOST_AT_ONCE: usize = 500;

/// Something to be done to many jobs, as somebody asks for it.
#[derive(Debug, Clone)]
pub struct ActionDraft {
    /// What is wanted of them.
    pub verb: ActionVerb,
    /// Which jobs.
    pub which: ActionJobs,
    /// Whether they are only counted.
    pub is_dry_run: bool,
}

impl Engine {
    /// Begins something that is done to many jobs: to all that it is about, or to those of them that are theirs who ask.
    /// With a key, once however often it is asked for.
    pub async fn begin_action(
        &self,
        draft: ActionDraft,
        by: &Submitter,
        once: Option<Once>,
    ) -> Result<Action, StoreError> {
        let action = NewAction {
            id: action_id(),
            verb: draft.verb,
            which: draft.which,
            owner: by.owner().map(str::to_owned),
            created_by: by.name().map(str::to_owned),
            is_dry_run: draft.is_dry_run,
        };
        let id = self.store().begin_action(once, action).await?;
        self.store().action(id).await
    }
}

/// Runs until the store is closed.
pub(crate) async fn run(shared: Arc<Shared>) {
    let what = "go on with what is done to many jobs";
    timed::run(shared, what, |rung| rung.actions, go_on).await;
}

/// Goes on with all that is not over, each in its turn, until everything is.
async fn go_on(shared: &Arc<Shared>) -> Result<Option<Timestamp>, StoreError> {
    loop {
        let open = shared.store.open_actions().await?;
        if open.is_empty() {
            return Ok(None);
        }
        let mut failed = None;
        for action in open {
            match step(shared, action).await {
                Ok(()) => {}
                Err(StoreError::Closed) => return Err(StoreError::Closed),
                // It does not hold up the others.
                Err(error) => failed = Some(error),
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
    }
}

async fn step(shared: &Shared, action: ActionId) -> Result<(), StoreError> {
    let next = shared.store.next_of_action(action, MOST_AT_ONCE).await?;
    let Some(mut portion) = next else {
        return Ok(());
    };
    if portion.verb == (ActionVerb::Retry { latest: true }) && !portion.is_counted() {
        on_latest(shared, &mut portion).await?;
    }
    let acted = shared.store.act(portion).await?;
    for wish in acted.wanted {
        match wish {
            AttemptWish::Stop(fence) => shared.live.stop(&fence, Stop::Cancelled),
            AttemptWish::Pause(fence) => shared.live.pause(&fence),
            AttemptWish::GoOn(fence) => shared.live.unpause(&fence),
        }
    }
    forget_files(shared.store.blob_work_dir(), &acted.left_files);
    Ok(())
}

/// Looks which of the jobs fit the version of their plugin that is active now.
async fn on_latest(shared: &Shared, portion: &mut ActionPortion) -> Result<(), StoreError> {
    for job in portion.jobs.clone() {
        look(shared, portion, job).await?;
    }
    Ok(())
}

async fn look(shared: &Shared, portion: &mut ActionPortion, job: JobId) -> Result<(), StoreError> {
    let found = match shared.store.job(job).await {
        Ok(found) => found,
        // The store says so of it.
        Err(StoreError::NoJob(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    if found.state.on(Event::Retry).is_err() {
        return Ok(());
    }
    match check_again(shared, &found).await {
        Ok(version) => portion.retry_on(job, version),
        Err(SubmitError::Store(error)) => return Err(error),
        Err(unfit) => portion.refuse(job, unfit.code(), unfit.to_string()),
    }
    Ok(())
}
