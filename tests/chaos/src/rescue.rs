//! How soon what a dead process held runs again.

use std::time::Duration;

use runner_model::Timestamp;

use crate::check::{Facts, Finding};

/// What a server held that died, and what became of it in the next one's life.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rescue {
    /// How many attempts it held.
    pub(crate) attempts: usize,
    /// From the start of the next process until the last of them was taken from it.
    pub(crate) taken_after: Duration,
    /// Until the last of those that nothing kept back ran again; none if all were kept back.
    pub(crate) ran_after: Option<Duration>,
}

/// The loosest bound of a rescue. The usual one is in the report.
const SOON: Duration = Duration::from_secs(30);

/// The queues without limits, in which nothing keeps a job back but what is before it.
fn is_free(queue: &str) -> bool {
    !["narrow", "paced", "keyed", "keyrate", "wide"].contains(&queue)
}

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
        let ran = held.iter().filter_map(|attempt| {
            let job = facts.by_n.get(&attempt.job)?;
            let again = facts
                .attempts_of(job)
                .iter()
                .find(|other| other.number == attempt.number + 1)?;
            // One that was paused, or that must run alone, waits for something else.
            let is_free =
                is_free(&job.queue) && job.crashes < 2 && again.started_at < next.ended_at;
            let was_paused = facts
                .moves_of(job.id)
                .iter()
                .any(|step| step.state == runner_model::StateName::Paused);
            (is_free && !was_paused).then(|| since(again.started_at))
        });
        rescues.push(Rescue {
            attempts: held.len(),
            taken_after: since(taken),
            ran_after: ran.max(),
        });
    }
    rescues
}

pub(crate) fn soon(facts: &Facts<'_>, finding: &mut Finding) {
    for rescue in rescues(facts) {
        let last = rescue.ran_after.unwrap_or_default().max(rescue.taken_after);
        finding.must(last <= SOON, || {
            format!("it took {last:?} after a death: {rescue:?}")
        });
    }
}
