//! Each attempt ends once, each job completes once, and states change along the edges of the model's table.

use std::collections::{BTreeMap, BTreeSet};

use runner_model::{Event, JobId, PausedFrom, State, StateName};

use super::{Facts, Finding};

/// Every state.
const STATES: [State; 13] = [
    State::Blocked,
    State::Scheduled,
    State::Pending,
    State::Running,
    State::Paused(PausedFrom::Blocked),
    State::Paused(PausedFrom::Scheduled),
    State::Paused(PausedFrom::Pending),
    State::Paused(PausedFrom::Running),
    State::Paused(PausedFrom::Retrying),
    State::Retrying,
    State::Completed,
    State::Failed,
    State::Cancelled,
];

/// The changes of state that one event may tell of: an edge, or two in one request of which the second is somebody's
/// wish.
fn edges() -> BTreeSet<(StateName, StateName)> {
    let mut edges = BTreeSet::new();
    for from in STATES {
        for event in Event::ALL {
            let Ok(first) = from.on(event) else { continue };
            edges.insert((from.name(), first.to().name()));
            for wish in [Event::Pause, Event::Postpone] {
                if let Ok(second) = first.to().on(wish) {
                    edges.insert((from.name(), second.to().name()));
                }
            }
        }
    }
    edges
}

pub(super) fn path(facts: &Facts<'_>, finding: &mut Finding) {
    let edges = edges();
    for (id, moves) in &facts.moves {
        let first = moves[0];
        finding.must(first.event.kind == "job-created", || {
            format!(
                "{} begins with {} at event {}",
                facts.name(*id),
                first.state,
                first.event.seq
            )
        });
        for pair in moves.windows(2) {
            let (from, to) = (pair[0].state, pair[1].state);
            finding.must(edges.contains(&(from, to)), || {
                format!(
                    "{} went from {from} to {to} at event {}",
                    facts.name(*id),
                    pair[1].event.seq
                )
            });
        }
        if let (Some(job), Some(last)) = (facts.by_id.get(id), moves.last()) {
            finding.must(
                (job.state, job.attempt) == (last.state, last.attempt),
                || {
                    format!(
                        "{} is {} in attempt {}, and its last event says {} in attempt {}",
                        facts.name(*id),
                        job.state,
                        job.attempt,
                        last.state,
                        last.attempt
                    )
                },
            );
        }
    }
    for job in &facts.all.ledger.jobs {
        finding.must(facts.moves.contains_key(&job.id), || {
            format!("{} has no events", facts.name(job.id))
        });
    }
}

/// Each claim is a new attempt unless a frozen one goes on, and each attempt ends once.
pub(super) fn settled(facts: &Facts<'_>, finding: &mut Finding) {
    for (id, moves) in &facts.moves {
        let mut ends: BTreeMap<u32, u32> = BTreeMap::new();
        // The attempt that was begun and has not ended.
        let mut open: Option<u32> = None;
        let mut last = 0;
        for step in moves {
            if step.state == StateName::Running {
                let expected = open.unwrap_or(last + 1);
                finding.must(step.attempt == expected, || {
                    let seq = step.event.seq;
                    format!(
                        "{}: attempt {} runs at event {seq}, after {last}",
                        facts.name(*id),
                        step.attempt
                    )
                });
                (open, last) = (Some(step.attempt), step.attempt);
            } else if let Some(attempt) = open
                && step.ends_an_attempt()
            {
                *ends.entry(attempt).or_default() += 1;
                open = None;
            }
        }
        let Some(job) = facts.by_id.get(id) else {
            continue;
        };
        let numbers: Vec<u32> = facts
            .attempts_of(job)
            .iter()
            .map(|attempt| attempt.number)
            .collect();
        let told: Vec<u32> = ends.keys().copied().collect();
        finding.must(numbers == told && numbers.len() == job.attempt as usize, || {
            format!(
                "{} had {} attempts; those that ended are {numbers:?}, and by its events {told:?}",
                facts.name(*id),
                job.attempt
            )
        });
    }
}

pub(super) fn completed(facts: &Facts<'_>, finding: &mut Finding) {
    for job in &facts.all.ledger.jobs {
        let completions = facts
            .moves_of(job.id)
            .iter()
            .filter(|step| step.state == StateName::Completed)
            .count();
        let successes: Vec<u32> = facts
            .attempts_of(job)
            .iter()
            .filter(|attempt| attempt.code.is_none())
            .map(|attempt| attempt.number)
            .collect();
        let expected = match job.state {
            StateName::Completed => vec![job.attempt],
            _ => Vec::new(),
        };
        finding.must(successes == expected && completions == expected.len(), || {
            format!(
                "{} is {} in attempt {}; it completed {completions} times, by attempts {successes:?}",
                facts.name(job.id),
                job.state,
                job.attempt
            )
        });
        // These guests say which attempt they are.
        if job.state == StateName::Completed
            && matches!(job.processor.as_str(), "echo" | "ledger" | "count")
        {
            let result = job.result.as_deref().unwrap_or_default();
            finding.must(
                result.contains(&format!("\"attempt\":{}", job.attempt)),
                || {
                    format!(
                        "{} ended with attempt {} and has the result {result}",
                        facts.name(job.id),
                        job.attempt
                    )
                },
            );
        }
    }
}

pub(super) fn plugin(facts: &Facts<'_>, finding: &mut Finding) {
    // What ran before another took the job's place ran the other's plugin.
    let replaced: BTreeSet<JobId> = facts
        .all
        .ledger
        .events
        .iter()
        .filter(|event| {
            event
                .data
                .as_deref()
                .is_some_and(|data| data.contains("\"replaced\""))
        })
        .filter_map(|event| event.job.map(|(id, ..)| id))
        .collect();
    for job in facts
        .all
        .ledger
        .jobs
        .iter()
        .filter(|job| !replaced.contains(&job.id))
    {
        for attempt in facts.attempts_of(job) {
            finding.must(attempt.plugin == job.plugin, || {
                let (ran, meant) = (attempt.plugin, job.plugin);
                format!(
                    "{}, attempt {}: {ran:?}, not {meant:?}",
                    facts.name(job.id),
                    attempt.number
                )
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_are_those_of_the_table() {
        let edges = edges();
        assert!(edges.contains(&(StateName::Pending, StateName::Running)));
        assert!(edges.contains(&(StateName::Running, StateName::Paused)));
        assert!(edges.contains(&(StateName::Paused, StateName::Scheduled)));
        for to in STATES {
            assert!(
                !edges.contains(&(StateName::Completed, to.name())),
                "{to:?}"
            );
        }
        assert!(!edges.contains(&(StateName::Scheduled, StateName::Running)));
    }
}
