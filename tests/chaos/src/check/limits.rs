//! What runs at once, how often something begins, and what begins although it is paused: the events are gone through in
//! the order of their commits, so that no clock is asked.

use std::collections::{BTreeMap, HashMap, HashSet};

use runner_model::{JobId, StateName, Timestamp};
use runner_store::testing::QueueRow;
use serde_json::Value;

use super::{Facts, Finding};
use crate::load::WIDEST;

/// The queue whose limit changes all the time: it never has more than this.
fn most_of(queue: &QueueRow) -> Option<u32> {
    match queue.name.as_str() {
        "wide" => queue.concurrency.map(|_| WIDEST),
        _ => queue.concurrency,
    }
}

/// What a limit counts for: a queue, or a limit key in it.
type Place<'e> = (&'e str, &'e str);

pub(super) fn concurrency(facts: &Facts<'_>, finding: &mut Finding) {
    let queues: HashMap<&str, &QueueRow> = queues(facts);
    let mut running: HashMap<Place<'_>, HashSet<JobId>> = HashMap::new();
    let mut batches: HashMap<_, HashSet<JobId>> = HashMap::new();
    let limits: HashMap<_, _> = facts
        .all
        .ledger
        .batches
        .iter()
        .filter_map(|batch| Some((batch.id, batch.max_parallel?)))
        .collect();
    for event in &facts.all.ledger.events {
        let Some((id, state, _)) = event.job else {
            continue;
        };
        let Some(job) = facts.by_id.get(&id) else {
            continue;
        };
        let Some(queue) = queues.get(job.queue.as_str()) else {
            continue;
        };
        let mut places = vec![((job.queue.as_str(), ""), most_of(queue))];
        if !job.limit_key.is_empty() {
            places.push(((&job.queue, &job.limit_key), queue.key_concurrency));
        }
        for (place, most) in places {
            let now = running.entry(place).or_default();
            change(now, id, state);
            if let Some(most) = most
                && state == StateName::Running
            {
                finding.must(now.len() <= most as usize, || {
                    format!(
                        "{} run of {place:?} at event {}, and {most} may",
                        now.len(),
                        event.seq
                    )
                });
            }
        }
        if let Some(batch) = job.batch
            && let Some(most) = limits.get(&batch)
        {
            let now = batches.entry(batch).or_default();
            change(now, id, state);
            finding.must(now.len() <= *most as usize, || {
                format!(
                    "{} items of batch {batch} run at event {}, and {most} may",
                    now.len(),
                    event.seq
                )
            });
        }
    }
}

fn change(running: &mut HashSet<JobId>, id: JobId, state: StateName) {
    if state == StateName::Running {
        running.insert(id);
    } else {
        running.remove(&id);
    }
}

fn queues<'e>(facts: &Facts<'e>) -> HashMap<&'e str, &'e QueueRow> {
    let queues = &facts.all.ledger.queues;
    queues
        .iter()
        .map(|queue| (queue.name.as_str(), queue))
        .collect()
}

/// A rate as this checker understands it: the text is `N/s burst B`.
#[derive(Debug, Clone, Copy)]
struct Rate {
    /// The time in which a token comes back.
    interval_us: i64,
    burst: i64,
}

impl Rate {
    fn parse(text: &str) -> Option<Self> {
        let (count, burst) = text.split_once("/s burst ")?;
        let count: i64 = count.parse().ok()?;
        Some(Self {
            interval_us: (1_000_000 + count - 1) / count,
            burst: burst.parse().ok()?,
        })
    }

    /// The first moment, in order, at which there was no token.
    fn exceeded(self, starts: &[Timestamp]) -> Option<Timestamp> {
        // What is missing in the bucket, in the time that it takes to come back.
        let (mut missing_us, mut last) = (0, Timestamp::from_millis(0));
        starts.iter().copied().find(|at| {
            let passed_us = at
                .as_millis()
                .saturating_sub(last.as_millis())
                .saturating_mul(1_000);
            missing_us = (missing_us - passed_us).max(0) + self.interval_us;
            last = *at;
            missing_us > self.burst * self.interval_us
        })
    }
}

pub(super) fn rate(facts: &Facts<'_>, finding: &mut Finding) {
    let queues = queues(facts);
    let mut starts: BTreeMap<Place<'_>, (Rate, Vec<Timestamp>)> = BTreeMap::new();
    for attempt in &facts.all.ledger.attempts {
        let Some(job) = facts.by_n.get(&attempt.job) else {
            continue;
        };
        let Some(queue) = queues.get(job.queue.as_str()) else {
            continue;
        };
        let key = (!job.limit_key.is_empty())
            .then_some(queue.key_rate.as_deref())
            .flatten();
        let limits = [
            ((job.queue.as_str(), ""), queue.rate.as_deref()),
            ((job.queue.as_str(), job.limit_key.as_str()), key),
        ];
        for (place, rate) in limits {
            if let Some(rate) = rate.and_then(Rate::parse) {
                starts
                    .entry(place)
                    .or_insert_with(|| (rate, Vec::new()))
                    .1
                    .push(attempt.started_at);
            }
        }
    }
    for (place, (rate, mut starts)) in starts {
        starts.sort();
        finding.looked_at += starts.len();
        if let Some(at) = rate.exceeded(&starts) {
            let at = at.as_millis();
            finding.breaches.push(format!(
                "one of {place:?} began at {at} without a token of {rate:?}"
            ));
        }
    }
}

pub(super) fn paused(facts: &Facts<'_>, finding: &mut Finding) {
    let (mut everything, mut queues) = (false, HashSet::new());
    for event in &facts.all.ledger.events {
        if event.kind == "queue-update" {
            let data: Value = event
                .data
                .as_deref()
                .and_then(|data| serde_json::from_str(data).ok())
                .unwrap_or_default();
            if let Some(word) = data["everything"].as_str() {
                everything = word == "paused";
            }
            match (data["queue"].as_str(), data["changed"].as_str()) {
                (Some(queue), Some("paused")) => {
                    queues.insert(queue.to_owned());
                }
                (Some(queue), Some("resumed")) => {
                    queues.remove(queue);
                }
                _ => {}
            }
            continue;
        }
        let Some((id, StateName::Running, _)) = event.job else {
            continue;
        };
        let queue = facts.by_id.get(&id).map_or("", |job| job.queue.as_str());
        let is_note = event
            .data
            .as_deref()
            .is_some_and(|data| data.contains("\"changed\""));
        finding.must(is_note || (!everything && !queues.contains(queue)), || {
            format!(
                "{} began at event {} although it was paused",
                facts.name(id),
                event.seq
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(millis: &[i64]) -> Vec<Timestamp> {
        millis
            .iter()
            .map(|at| Timestamp::from_millis(10_000 + at))
            .collect()
    }

    #[test]
    fn a_start_without_a_token_is_found_and_one_with_is_not() {
        let rate = Rate::parse("10/s burst 2").unwrap();
        assert_eq!(
            rate.exceeded(&starts(&[0, 0, 100, 200, 1_000, 1_000])),
            None
        );
        assert_eq!(
            rate.exceeded(&starts(&[0, 0, 99])),
            Some(Timestamp::from_millis(10_099))
        );
        assert_eq!(
            rate.exceeded(&starts(&[0, 0, 0])),
            Some(Timestamp::from_millis(10_000))
        );
    }
}
