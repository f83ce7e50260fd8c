//! How soon what a dead process held runs again.

use std::time::Duration;

use runner_model::Timestamp;

use crate::check::{Facts, Finding};
use crate::load::QUEUES;
use crate::plan::Death;

/// What a server held that died, and what became of it in the next one's life.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rescue {
    /// How many attempts it held.
    pub(crate) attempts: usize,
    /// From the start of the next process until the last of them was taken from it.
    pub(crate) taken_after: Duration,
    /// Until the first and the last of those that nothing kept back ran again; none if all were kept back.
    pub(crate) ran_after: Option<(Duration, Duration)>,
}

/// The loosest bound of a rescue. The usual one is in the report.
const SOON: Duration = Duration::from_secs(30);

/// Every rescue of a run.
pub(crate) fn rescues(facts: &Facts<'_>) -> Vec<Rescue> {
    let ledger = &facts.all.ledger;
    let mut rescues = Vec::new();
    for node in &ledger.nodes {
        let held: Vec<_> = ledger
            .attempts
            .iter()
            .filter(|attempt| {
                attempt.node == node.lease
                    && attempt.code.as_deref() == Some("interrupted")
                    && node.gone_at.is_some_and(|gone| attempt.ended_at >= gone)
            })
            .collect();
        let next = facts
            .all
            .lives
            .iter()
            .rev()
            .find(|life| node.gone_at.is_some_and(|gone| life.spawned_at <= gone))
            .filter(|life| life.spawned_at > node.started_at);
        let (Some(next), Some(taken)) = (next, held.iter().map(|attempt| attempt.ended_at).max())
        else {
            continue;
        };
        let since = |at: Timestamp| at.since(next.spawned_at);
        let ran: Vec<Duration> = held
            .iter()
            .filter_map(|attempt| {
                let job = facts.by_n.get(&attempt.job)?;
                let again = facts
                    .attempts_of(job)
                    .iter()
                    .find(|other| other.number == attempt.number + 1)?;
                // In a queue with limits it may have to wait. One that was paused, or that must run alone, waits for
                // something else; so do all while the process is held up.
                let was_alone = matches!(next.death, Some(Death::HeldUp(_))) || job.crashes >= 2;
                let is_free = !QUEUES.contains(&job.queue.as_str())
                    && !was_alone
                    && again.started_at < next.ended_at;
                let was_paused = facts
                    .moves_of(job.id)
                    .iter()
                    .any(|step| step.state == runner_model::StateName::Paused);
                (is_free && !was_paused).then(|| since(again.started_at))
            })
            .collect();
        rescues.push(Rescue {
            attempts: held.len(),
            taken_after: since(taken),
            ran_after: ran.iter().copied().min().zip(ran.iter().copied().max()),
        });
    }
    rescues
}

pub(crate) fn soon(facts: &Facts<'_>, finding: &mut Finding) {
    for rescue in rescues(facts) {
        let last = rescue
            .ran_after
            .map_or(rescue.taken_after, |(_, last)| last);
        finding.must(last <= SOON, || {
            format!("it took {last:?} after a death: {rescue:?}")
        });
    }
}
