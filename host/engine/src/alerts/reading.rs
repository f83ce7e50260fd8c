//! What a rule watches, measured now: whether it is over its line, and how that is said.

use std::time::Duration;

use runner_model::{ProcessorName, QueueName, Span, StateName, Timestamp, Watched};
use runner_store::{QueueView, StatFilter, StoreError};

use super::host::Host;
use super::minute_before;
use crate::engine::Shared;
use crate::plugins::blocking;

/// What was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// Whether that is over the rule's line.
    pub(super) is_over: bool,
    /// What was seen, for people.
    pub(super) said: String,
}

/// Which jobs are meant.
type Which<'a> = (Option<&'a ProcessorName>, Option<&'a QueueName>);

/// Measures what a rule watches; none if that is not known now.
pub(super) async fn read(
    shared: &Shared,
    host: &Host,
    watched: &Watched,
    now: Timestamp,
) -> Result<Option<Reading>, StoreError> {
    let reading = match watched {
        Watched::FailedJobs {
            at_least,
            within_ms,
            processor,
            queue,
        } => {
            let which = (processor.as_ref(), queue.as_ref());
            let (failed, _) = ended(shared, now, *within_ms, which).await?;
            let said = format!(
                "{failed} jobs{} failed within {}",
                of(which),
                shown(*within_ms)
            );
            over(failed >= *at_least, said)
        }
        Watched::FailureRate {
            at_least_percent,
            of_at_least,
            within_ms,
            processor,
            queue,
        } => {
            let which = (processor.as_ref(), queue.as_ref());
            let (failed, all) = ended(shared, now, *within_ms, which).await?;
            let percent = failed.saturating_mul(100).checked_div(all).unwrap_or(0);
            let said = format!(
                "{percent} % of {all} jobs{} failed within {}",
                of(which),
                shown(*within_ms)
            );
            let is_over = all >= *of_at_least && percent >= u64::from(*at_least_percent);
            over(is_over, said)
        }
        Watched::Backlog { above, queue } => {
            let pending = count(shared, queue.as_ref(), StateName::Pending).await?;
            let said = format!(
                "{pending} jobs{} wait for a slot",
                of((None, queue.as_ref()))
            );
            over(pending > *above, said)
        }
        Watched::BacklogAge {
            older_than_ms,
            queue,
        } => {
            let since = shared.store.waiting_since(queue.clone()).await?;
            let oldest = since.into_values().min();
            let waited = oldest.map_or(0, |since| millis(now.since(since)));
            let said = format!(
                "the job{} that waits for longest has waited for {}",
                of((None, queue.as_ref())),
                shown(waited)
            );
            over(waited > *older_than_ms, said)
        }
        Watched::NoWorker { queue } => {
            let pending = count(shared, queue.as_ref(), StateName::Pending).await?;
            let running = count(shared, queue.as_ref(), StateName::Running).await?;
            let said = format!(
                "{pending} jobs{} wait and {running} run",
                of((None, queue.as_ref()))
            );
            over(pending > 0 && running == 0, said)
        }
        Watched::DiskFree { below_percent } => {
            let folder = shared.store.blob_work_dir().to_owned();
            let free = blocking(move || Host::disk_free(&folder)).await;
            known(free, |free| (free < *below_percent, "of the disk are free"))
        }
        Watched::Cpu { above_percent } => known(host.cpu(), |busy| {
            (busy > *above_percent, "of the processors are busy")
        }),
        Watched::Memory { above_percent } => known(Host::memory(), |full| {
            (full > *above_percent, "of the memory are in use")
        }),
        Watched::StuckJob {
            running_for_ms,
            processor,
        } => Some(stuck(shared, now, *running_for_ms, processor.as_ref())),
        Watched::ScheduleMissed { late_by_ms } => {
            Some(late_schedule(shared, now, *late_by_ms).await?)
        }
    };
    Ok(reading)
}

const fn over(is_over: bool, said: String) -> Option<Reading> {
    Some(Reading { is_over, said })
}

fn known(percent: Option<u8>, judge: impl FnOnce(u8) -> (bool, &'static str)) -> Option<Reading> {
    let percent = percent?;
    let (is_over, what) = judge(percent);
    over(is_over, format!("{percent} % {what}"))
}

/// How many jobs failed for good, and how many ended, within a time: by the minute, so up to a minute more is looked at.
async fn ended(
    shared: &Shared,
    now: Timestamp,
    within_ms: u64,
    (processor, queue): Which<'_>,
) -> Result<(u64, u64), StoreError> {
    let filter = StatFilter {
        span: Span::Minute,
        from: minute_before(now, Duration::from_millis(within_ms)),
        until: now.after(Duration::from_secs(60)),
        processor: processor.cloned(),
        queue: queue.cloned(),
    };
    let stats = shared.store.stats(filter).await?;
    let sum = |outcomes: &[&str]| -> u64 {
        let some = stats
            .iter()
            .filter(|(_, stat)| outcomes.contains(&stat.outcome.as_str()));
        some.map(|(_, stat)| stat.count).sum()
    };
    Ok((sum(&["failed"]), sum(&["failed", "completed"])))
}

/// How many jobs are in a state, of a queue or of all: kept, and not counted.
async fn count(
    shared: &Shared,
    queue: Option<&QueueName>,
    state: StateName,
) -> Result<u64, StoreError> {
    let of = |view: &QueueView| view.counts.get(&state).copied().unwrap_or(0);
    let queues = shared.store.queues().await?;
    let meant = queues
        .iter()
        .filter(|view| queue.is_none_or(|queue| view.name == *queue));
    Ok(meant.map(of).sum())
}

/// The attempt of this node that has run for longest.
fn stuck(
    shared: &Shared,
    now: Timestamp,
    most_ms: u64,
    processor: Option<&ProcessorName>,
) -> Reading {
    let mut running = shared.live.list();
    running.retain(|one| processor.is_none_or(|processor| one.processor == *processor));
    let longest = running.into_iter().min_by_key(|one| one.started_at);
    match longest {
        None => Reading {
            is_over: false,
            said: "nothing runs".to_owned(),
        },
        Some(one) => {
            let ran = millis(now.since(one.started_at));
            Reading {
                is_over: ran > most_ms,
                said: format!(
                    "job {} of {} has run for {}",
                    one.job,
                    one.processor,
                    shown(ran)
                ),
            }
        }
    }
}

/// The schedule that is late by most.
async fn late_schedule(
    shared: &Shared,
    now: Timestamp,
    most_ms: u64,
) -> Result<Reading, StoreError> {
    let schedules = shared.store.schedules().await?;
    let late = schedules
        .iter()
        .filter(|schedule| !schedule.is_paused)
        .filter_map(|schedule| Some((millis(now.since(schedule.next_at?)), &schedule.name)))
        .max();
    Ok(match late {
        Some((late, name)) if late > most_ms => Reading {
            is_over: true,
            said: format!("schedule {name} should have fired {} ago", shown(late)),
        },
        _ => Reading {
            is_over: false,
            said: "all schedules fire in time".to_owned(),
        },
    })
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Which jobs are meant, after the word for them.
fn of((processor, queue): Which<'_>) -> String {
    let processor = processor.map(|name| format!(" of {name}"));
    let queue = queue.map(|name| format!(" in queue {name}"));
    [processor, queue].into_iter().flatten().collect()
}

/// A time as people read it, to the second.
fn shown(millis: u64) -> String {
    let seconds = millis / 1_000;
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn times_are_said_as_people_read_them() {
        for (millis, said) in [
            (900, "0 s"),
            (61_000, "1 min 1 s"),
            (300_000, "5 min"),
            (7_200_000, "2 h"),
            (7_299_000, "2 h 1 min"),
        ] {
            assert_eq!(shown(millis), said);
        }
    }
}
