//! The node's own upkeep. It is started by schedules as everything else is, so that it can be seen, moved and paused.

mod backup;
mod stuck;
mod work;

pub use self::backup::{backup_name, backups};

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use runner_model::{CronRule, Misfire, Overlap, ScheduleName};
use runner_store::{NewSchedule, StoreError};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::engine::Shared;
use crate::targets::Target;

/// A kind of upkeep, with its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Maintenance {
    /// Deletes jobs that ended long ago.
    CleanJobs {
        /// How many days ago.
        older_than_days: u32,
    },
    /// Frees jobs that run as the store says, and nowhere in truth.
    CheckStuck {
        /// How many seconds a claim may take to arrive.
        grace_seconds: u32,
    },
    /// Removes bytes that nothing names any more.
    CollectBlobs,
    /// Forgets what counts no more: old events, expired keys and cache entries, old statistics.
    Forget {
        /// How many hours events are kept.
        events_hours: u32,
        /// How many events are kept at the most.
        events_most: u64,
    },
    /// Adds minutes of the statistics to hours, and hours to days.
    SumStatistics,
    /// Looks whether the database is whole.
    CheckDatabase,
    /// Makes a backup and deletes the oldest ones.
    Backup {
        /// How many are kept.
        keep: usize,
        /// How much of the disk all of them may take, in percent.
        disk_percent: u8,
    },
}

/// What is under way on this node: nothing of a kind runs beside another of it.
#[derive(Debug, Default)]
pub(crate) struct Underway {
    kinds: Mutex<BTreeSet<&'static str>>,
    /// What the clock started: nobody else awaits it.
    tasks: Mutex<JoinSet<()>>,
    /// Where backups are kept.
    pub(crate) backups: OnceLock<PathBuf>,
}

impl Maintenance {
    const fn kind(&self) -> &'static str {
        match self {
            Self::CleanJobs { .. } => "clean_jobs",
            Self::CheckStuck { .. } => "check_stuck",
            Self::CollectBlobs => "collect_blobs",
            Self::Forget { .. } => "forget",
            Self::SumStatistics => "sum_statistics",
            Self::CheckDatabase => "check_database",
            Self::Backup { .. } => "backup",
        }
    }
}

/// Each with its name and rule. The minutes differ, so that they do not meet.
fn built_in() -> [(&'static str, &'static str, Maintenance); 7] {
    [
        (
            "clean-jobs",
            "17 3 * * *",
            Maintenance::CleanJobs {
                older_than_days: 30,
            },
        ),
        (
            "check-stuck",
            "7-59/10 * * * *",
            Maintenance::CheckStuck { grace_seconds: 60 },
        ),
        ("collect-blobs", "23 * * * *", Maintenance::CollectBlobs),
        (
            "forget-expired",
            "37 * * * *",
            Maintenance::Forget {
                events_hours: 24,
                events_most: 1_000_000,
            },
        ),
        // Soon after the hour: until then the hour is read by its minutes.
        ("sum-statistics", "2 * * * *", Maintenance::SumStatistics),
        ("check-database", "43 4 * * sun", Maintenance::CheckDatabase),
        (
            "backup",
            "3 2 * * *",
            Maintenance::Backup {
                keep: 7,
                disk_percent: 20,
            },
        ),
    ]
}

/// Whether a schedule is one of the node's own. Those are not deleted, but may be paused and changed.
pub fn is_built_in(name: &ScheduleName) -> bool {
    built_in().iter().any(|(own, ..)| *own == name.as_str())
}

/// Puts the node's own schedules that are missing. Those that are there stay as somebody left them.
pub(crate) async fn put_missing(shared: &Shared) -> Result<(), StoreError> {
    let there = shared.store.schedules().await?;
    for (name, rule, what) in built_in() {
        if there.iter().any(|schedule| schedule.name.as_str() == name) {
            continue;
        }
        let name = ScheduleName::try_from(name.to_owned()).expect("it is a name");
        let target = serde_json::to_string(&Target::Maintenance(what)).expect("it is plain data");
        shared
            .store
            .put_schedule(NewSchedule {
                name,
                rule: CronRule::parse(rule, "UTC").expect("it is a rule"),
                misfire: Misfire::Once,
                overlap: Overlap::Skip,
                target,
                created_by: None,
            })
            .await?;
    }
    Ok(())
}

/// Does some upkeep; gives a word about what was done, or why it could not be.
pub(crate) async fn run(shared: &Shared, what: &Maintenance) -> Result<String, String> {
    let underway = &shared.maintenance;
    if !underway.lock().insert(what.kind()) {
        return Err("it is under way already".to_owned());
    }
    let done = match what {
        Maintenance::CleanJobs { older_than_days } => {
            let day = Duration::from_secs(24 * 60 * 60);
            work::clean_jobs(shared, day * *older_than_days).await
        }
        Maintenance::CheckStuck { grace_seconds } => {
            stuck::check(shared, Duration::from_secs(u64::from(*grace_seconds))).await
        }
        Maintenance::CollectBlobs => work::collect_blobs(shared).await,
        Maintenance::Forget {
            events_hours,
            events_most,
        } => {
            let hour = Duration::from_secs(60 * 60);
            work::forget(shared, hour * *events_hours, *events_most).await
        }
        Maintenance::SumStatistics => work::sum_statistics(shared).await,
        Maintenance::CheckDatabase => work::check_database(shared).await,
        Maintenance::Backup { keep, disk_percent } => {
            backup::backup(shared, *keep, *disk_percent).await
        }
    };
    underway.lock().remove(what.kind());
    match &done {
        Ok(said) => tracing::info!(what = what.kind(), said, "upkeep was done"),
        Err(why) => tracing::error!(what = what.kind(), why, "upkeep failed"),
    }
    done
}

impl Underway {
    /// Lets upkeep go on beside everything else, to be awaited when the node stops.
    pub(crate) fn beside(
        &self,
        work: impl Future<Output = Result<String, String>> + Send + 'static,
    ) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        // Those that ended are let go.
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            // How it went is written down and logged.
            let _ = work.await;
        });
    }

    /// Waits for what the clock started, but not for ever: what is not done then is given up between two of its steps.
    /// Whatever it has done stays done, and its schedule does the rest.
    pub(crate) async fn end(&self, patience: Duration) {
        let mut tasks =
            std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        let all = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, all).await.is_err() {
            tracing::warn!(tasks = tasks.len(), "upkeep is given up: the node stops");
            tasks.shutdown().await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<&'static str>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn upkeep_that_the_clock_started_is_awaited_at_the_end() {
        let underway = Underway::default();
        let done = Arc::new(Mutex::new(0));
        let (go, may_go) = oneshot::channel::<()>();
        let counted = Arc::clone(&done);
        underway.beside(async move {
            let _ = may_go.await;
            *counted.lock().unwrap() += 1;
            Ok(String::new())
        });
        let end = underway.end(Duration::from_secs(60));
        let ((), sent) = tokio::join!(end, async { go.send(()) });
        sent.unwrap();
        assert_eq!(*done.lock().unwrap(), 1);
    }

    #[tokio::test]
    async fn upkeep_that_does_not_end_is_given_up() {
        let underway = Underway::default();
        let held = Arc::new(());
        let seen = Arc::downgrade(&held);
        underway.beside(async move {
            let _held = held;
            std::future::pending().await
        });
        tokio::task::yield_now().await;
        assert!(seen.upgrade().is_some());
        underway.end(Duration::ZERO).await;
        assert!(seen.upgrade().is_none(), "it was dropped");
    }
}
