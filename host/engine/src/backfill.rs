//! Firing a schedule for times of the past that it has not fired for.

use std::sync::Arc;

use runner_model::{Overlap, ScheduleName, Timestamp};
use runner_store::{DueFiring, Fired, Schedule, StoreError};

use crate::engine::Engine;
use crate::schedules::{Triggered, fire_late};
use crate::targets::Target;

/// The most times of a schedule that one request may span.
pub const MOST_BACKFILLED: usize = 1_000;

/// Which times are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Backfill {
    /// From then on.
    pub from: Timestamp,
    /// Before then.
    pub until: Timestamp,
    /// What becomes of a firing while the one before runs still; the schedule's own rule if none.
    pub overlap: Option<Overlap>,
}

/// What a backfill would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backfillable {
    /// The times that the schedule has not fired for, oldest first.
    pub due: Vec<Timestamp>,
    /// How many it has answered already: fired, skipped or failed.
    pub answered: usize,
    /// The rule by which they would fire.
    pub overlap: Overlap,
}

/// What a backfill did.
#[derive(Debug)]
pub struct Backfilled {
    /// What became of each time, oldest first.
    pub firings: Vec<(Timestamp, Triggered)>,
    /// How many had been answered already.
    pub answered: usize,
    /// The rule by which they fired.
    pub overlap: Overlap,
}

/// Why a backfill is not done.
#[derive(Debug, thiserror::Error)]
pub enum BackfillError {
    /// The range has no length.
    #[error("the range ends before it begins: `from` is the earlier time, and `to` the later one")]
    Empty,
    /// The range reaches into the future.
    #[error(
        "the range ends in the future: what is due then fires by itself; let it end now at the latest"
    )]
    Future,
    /// There are too many times.
    #[error(
        "the schedule has more than {MOST_BACKFILLED} times in that range, which is the most that one backfill may span: do it in \
         several"
    )]
    TooMany {
        /// The first time beyond them: a range may end there.
        until: Timestamp,
    },
    /// Several are to fire, and the schedule's rule would leave out or cancel all but one.
    #[error(
        "`{schedule}` has the overlap rule `{own}`, by which of {count} firings at once all but {left} would be {fate}: say which \
         rule is to hold, `allow` to let them run beside each other"
    )]
    Overlap {
        /// The schedule.
        schedule: ScheduleName,
        /// Its rule.
        own: Overlap,
        /// How many times there are.
        count: usize,
        /// Which of them would be left.
        left: &'static str,
        /// What would become of the others.
        fate: &'static str,
    },
    /// It does the node's own upkeep.
    #[error(
        "`{0}` is the server's own upkeep, which is not for a certain time: trigger it instead"
    )]
    Upkeep(ScheduleName),
    /// The store failed, or has no such schedule.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Says what a backfill would do.
    pub async fn backfillable(
        &self,
        name: &ScheduleName,
        wanted: Backfill,
    ) -> Result<Backfillable, BackfillError> {
        let schedule = self.store().schedule(name.clone()).await?;
        self.look(&schedule, wanted).await
    }

    /// Fires a schedule for those of its times that it has not fired for, paused or not. Each is a firing of its own: one
    /// that fires meanwhile, or in a second backfill, does not fire twice. It goes on if whoever asked is gone.
    pub async fn backfill(
        &self,
        name: &ScheduleName,
        wanted: Backfill,
    ) -> Result<Backfilled, BackfillError> {
        let schedule = self.store().schedule(name.clone()).await?;
        let Backfillable {
            due,
            answered,
            overlap,
        } = self.look(&schedule, wanted).await?;
        if let (None, Some(error)) = (wanted.overlap, loses(&schedule, due.len())) {
            return Err(error);
        }
        let shared = Arc::clone(&self.shared);
        let task = tokio::spawn(async move {
            let mut done = Backfilled {
                firings: Vec::with_capacity(due.len()),
                answered,
                overlap,
            };
            for due_at in due {
                let firing = DueFiring {
                    schedule: schedule.name.clone(),
                    due_at,
                    target: schedule.target.clone(),
                };
                let triggered = fire_late(&shared, firing, overlap).await?;
                if triggered.fired == Fired::Already {
                    done.answered += 1;
                } else {
                    done.firings.push((due_at, triggered));
                }
            }
            Ok(done)
        });
        match task.await {
            Ok(done) => done,
            Err(_) => Err(StoreError::Closed.into()),
        }
    }

    async fn look(
        &self,
        schedule: &Schedule,
        wanted: Backfill,
    ) -> Result<Backfillable, BackfillError> {
        if wanted.until <= wanted.from {
            return Err(BackfillError::Empty);
        }
        if wanted.until > self.shared.clock.now() {
            return Err(BackfillError::Future);
        }
        let target = serde_json::from_str::<Target>(&schedule.target);
        if matches!(target, Ok(Target::Maintenance(_))) {
            return Err(BackfillError::Upkeep(schedule.name.clone()));
        }
        // A rule's times are those after a moment, and up to another.
        let before = |at: Timestamp| Timestamp::from_millis(at.as_millis().saturating_sub(1));
        let (after, last) = (before(wanted.from), before(wanted.until));
        let mut times = schedule.rule.first(after, last, MOST_BACKFILLED + 1);
        if let Some(beyond) = times.get(MOST_BACKFILLED) {
            return Err(BackfillError::TooMany { until: *beyond });
        }
        let done = self.store().answered(schedule.name.clone(), times.clone());
        let done = done.await?;
        times.retain(|time| !done.contains(time));
        Ok(Backfillable {
            due: times,
            answered: done.len(),
            overlap: wanted.overlap.unwrap_or(schedule.overlap),
        })
    }
}

/// Why firings at once by the schedule's own rule would be lost.
fn loses(schedule: &Schedule, count: usize) -> Option<BackfillError> {
    let (left, fate) = match schedule.overlap {
        Overlap::Allow => return None,
        Overlap::Skip => ("the first", "left out for good"),
        Overlap::Cancel => ("the last", "cancelled"),
    };
    (count > 1).then(|| BackfillError::Overlap {
        schedule: schedule.name.clone(),
        own: schedule.overlap,
        count,
        left,
        fate,
    })
}
