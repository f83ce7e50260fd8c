//! Schedules: put, triggered, and fired when their time comes. The task sleeps until then.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use runner_model::{CronRule, Misfire, Overlap, ScheduleName, Timestamp};
use runner_store::{
    Answer, DueFiring, Fire, Fired, FiredOnce, NewSchedule, Once, Schedule, SeenChange, StoreError,
    Version,
};

use crate::batches::stop_orphans;
use crate::documents::DocumentError;
use crate::engine::{Engine, Shared};
use crate::firing::Told;
use crate::maintenance::{self, Maintenance};
use crate::submit::{Purpose, SubmitError, Submitter, keep};
use crate::targets::{Ready, Target};
use crate::timed;

/// The most schedules that are judged in one request.
const MOST_AT_ONCE: usize = 100;

/// What a schedule starts is whose its target says.
const NOBODY: Submitter = Submitter::Trusted(None);

/// A schedule as somebody puts it.
#[derive(Debug, Clone)]
pub struct ScheduleDraft {
    /// Its name.
    pub name: ScheduleName,
    /// When it fires.
    pub rule: CronRule,
    /// What becomes of times that were missed.
    pub misfire: Misfire,
    /// What becomes of a firing while the last runs still.
    pub overlap: Overlap,
    /// What it starts.
    pub target: Target,
    /// Who puts it.
    pub by: Option<String>,
}

/// What came of a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triggered {
    /// What it started, or why it did not.
    pub fired: Fired,
    /// A word about it.
    pub message: Option<String>,
}

impl Engine {
    /// Stops batches that an earlier process was still receiving, puts the node's own schedules, and begins to fire what is due. Backups go into a folder.
    pub async fn start_schedules(&self, backups: PathBuf) -> Result<(), StoreError> {
        // The first folder stays.
        let _ = self.shared.maintenance.backups.set(backups);
        stop_orphans(&self.shared.store).await?;
        maintenance::put_missing(&self.shared).await?;
        let task = tokio::spawn(timed::run(
            Arc::clone(&self.shared),
            "fire schedules",
            |rung| rung.timed,
            fire_due,
        ));
        self.lock_helpers().push(task);
        Ok(())
    }

    /// Puts a schedule in place of one of its name. What it would start is checked as if it did so now.
    /// Of one that somebody has seen, only if it is so still.
    pub async fn put_schedule(
        &self,
        draft: ScheduleDraft,
        seen: Option<Vec<Version>>,
    ) -> Result<Schedule, DocumentError> {
        let schedule = self.checked(draft).await?;
        let Some(seen) = seen else {
            return Ok(self.store().put_schedule(schedule).await?);
        };
        let name = schedule.name.clone();
        let change = SeenChange::Schedule(Box::new(schedule));
        self.store().change_seen(change, seen).await?;
        Ok(self.store().schedule(name).await?)
    }

    /// Puts a schedule of a name that no other has; with a key, once however often it is asked for.
    pub async fn create_schedule(
        &self,
        draft: ScheduleDraft,
        once: Option<Once>,
    ) -> Result<Schedule, DocumentError> {
        let schedule = self.checked(draft).await?;
        Ok(self.store().create_schedule(once, schedule).await?)
    }

    async fn checked(&self, draft: ScheduleDraft) -> Result<NewSchedule, DocumentError> {
        let target = serde_json::to_string(&draft.target)
            .map_err(|error| DocumentError::invalid("/target", error))?;
        let told = Told::new(&draft.name, self.shared.clock.now());
        let ready = match told.fill(&target) {
            Ok(target) => self.shared.ready(target, (&NOBODY, Purpose::Keep)).await,
            Err(error) => Err(error),
        };
        ready.map_err(|error| error.below("/target"))?;
        Ok(NewSchedule {
            name: draft.name,
            rule: draft.rule,
            misfire: draft.misfire,
            overlap: draft.overlap,
            target,
            created_by: draft.by,
        })
    }

    /// Fires a schedule now, and waits for upkeep that it does; with a key, once however often it is asked for.
    pub async fn trigger_schedule(
        &self,
        name: &ScheduleName,
        once: Option<Once>,
    ) -> Result<Triggered, StoreError> {
        let schedule = self.store().schedule(name.clone()).await?;
        let mut firing = DueFiring {
            schedule: schedule.name,
            due_at: self.shared.clock.now(),
            target: schedule.target,
        };
        loop {
            // It goes on if whoever asked is gone.
            let shared = Arc::clone(&self.shared);
            let asked = firing.clone();
            let how = once.clone().map_or(How::Own, How::Once);
            let task = tokio::spawn(async move { fire(&shared, asked, how, Upkeep::Waits).await });
            let triggered = match task.await {
                Ok(triggered) => triggered?,
                Err(error) => Triggered {
                    fired: Fired::Failed,
                    message: Some(error.to_string()),
                },
            };
            if triggered.fired != Fired::Already {
                return Ok(triggered);
            }
            // Somebody else did at the very same moment.
            firing.due_at = firing.due_at.after(Duration::from_millis(1));
        }
    }
}

/// Fires what is due; gives the next time to look.
async fn fire_due(shared: &Arc<Shared>) -> Result<Option<Timestamp>, StoreError> {
    let due = shared.store.due_firings(MOST_AT_ONCE).await?;
    if due.firings.is_empty() {
        return Ok(due.next);
    }
    for firing in due.firings {
        fire(shared, firing, How::Own, Upkeep::Beside).await?;
    }
    // When those fire next is known now that they have fired.
    Ok(Some(shared.clock.now()))
}

/// What becomes of upkeep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Upkeep {
    /// It is waited for.
    Waits,
    /// Others fire meanwhile.
    Beside,
}

/// By which rule a firing may begin, and whether it was asked for once.
#[derive(Debug, Clone)]
pub(crate) enum How {
    /// By the schedule's own.
    Own,
    /// By that one.
    By(Overlap),
    /// By the schedule's own, once however often the same request comes.
    Once(Once),
}

/// Fires for a time of the past by an overlap rule. Nothing is waited for.
pub(crate) async fn fire_late(
    shared: &Arc<Shared>,
    firing: DueFiring,
    overlap: Overlap,
) -> Result<Triggered, StoreError> {
    fire(shared, firing, How::By(overlap), Upkeep::Beside).await
}

/// A firing as the store answers it.
fn ask(
    shared: &Shared,
    (name, due_at): (&ScheduleName, Timestamp),
    how: &How,
    what: Fire,
) -> Answer<FiredOnce> {
    let (store, name) = (&shared.store, name.clone());
    let fired = match how {
        How::Own => store.fire(name, due_at, what),
        How::By(overlap) => store.fire_by(name, due_at, *overlap, what),
        How::Once(once) => return store.fire_once(once.clone(), name, due_at, what),
    };
    Box::pin(async move {
        Ok(FiredOnce {
            fired: fired.await?,
            due_at,
            is_new: true,
        })
    })
}

async fn fire(
    shared: &Arc<Shared>,
    firing: DueFiring,
    how: How,
    upkeep: Upkeep,
) -> Result<Triggered, StoreError> {
    let told = Told::of(&firing);
    let mut ready = match told.fill(&firing.target) {
        Ok(target) => shared.ready(target, (&NOBODY, Purpose::Keep)).await,
        Err(error) => Err(error.below("/target")),
    };
    if let Ok(ready) = &mut ready {
        told.mark(ready);
    }
    let (name, due_at) = (firing.schedule, firing.due_at);
    let (what, own) = match ready {
        Ok(Ready::Job(job)) => (Fire::Job(job), None),
        Ok(Ready::Batch(batch, items)) => (Fire::Batch(batch, items), None),
        Ok(Ready::Maintenance(own)) => (Fire::Own, Some(own)),
        Err(DocumentError::Store(StoreError::Closed)) => return Err(StoreError::Closed),
        Err(error) => (Fire::Failed(error.to_string()), None),
    };
    let mut message = match &what {
        Fire::Failed(message) => Some(message.clone()),
        _ => None,
    };
    let time = (&name, due_at);
    let asked = keep(shared, what, |what| ask(shared, time, &how, what));
    let asked = match asked.await.map_err(|not| not.error) {
        Ok(asked) => asked,
        Err(SubmitError::Store(
            error @ (StoreError::Closed | StoreError::NoSchedule(_) | StoreError::KeyReused(_)),
        )) => return Err(error),
        // What it starts is refused, by its unique key, say.
        Err(error) => {
            message = Some(error.to_string());
            let why = Fire::Failed(error.to_string());
            ask(shared, time, &how, why).await?
        }
    };
    let FiredOnce {
        fired,
        due_at,
        is_new,
    } = asked;
    match (&fired, &message) {
        (Fired::Failed, Some(why)) if is_new => {
            tracing::warn!(schedule = %name, why, "a schedule could not start anything")
        }
        (Fired::Skipped, _) => {
            message = Some("what the last firing started runs still".to_owned());
        }
        (Fired::Own, _) if !is_new => {
            message = Some("the same request had it done before".to_owned());
        }
        _ => {}
    }
    if let (Fired::Own, Some(own), true) = (&fired, own, is_new) {
        let work = do_own(Arc::clone(shared), name, due_at, own);
        match upkeep {
            Upkeep::Waits => {
                return Ok(match work.await {
                    Ok(said) => Triggered {
                        fired,
                        message: Some(said),
                    },
                    Err(why) => Triggered {
                        fired: Fired::Failed,
                        message: Some(why),
                    },
                });
            }
            // It ends by itself, or is given up when the node stops.
            Upkeep::Beside => shared.maintenance.beside(work),
        }
    }
    Ok(Triggered { fired, message })
}

async fn do_own(
    shared: Arc<Shared>,
    name: ScheduleName,
    due_at: Timestamp,
    own: Maintenance,
) -> Result<String, String> {
    let outcome = maintenance::run(&shared, &own).await;
    let closed = shared
        .store
        .close_firing(name.clone(), due_at, outcome.clone())
        .await;
    if let Err(error) = closed {
        tracing::warn!(schedule = %name, %error, "cannot write down how upkeep went");
    }
    outcome
}
