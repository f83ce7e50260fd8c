//! Of what is unique there is one at a time.

use std::collections::HashMap;

use runner_model::{JobId, StateName, Unique};

use super::{Facts, Finding};

/// A key, and how long it keeps others away in milliseconds; none: as long as its job lives.
fn parse(unique: &str) -> Option<(String, Option<i64>)> {
    let unique: Unique = serde_json::from_str(unique).ok()?;
    let window = unique.hold.as_window();
    let window = window.and_then(|window| i64::try_from(window.as_millis()).ok());
    Some((unique.key.to_string(), window))
}

pub(super) fn one_at_a_time(facts: &Facts<'_>, finding: &mut Finding) {
    let mut keys = HashMap::new();
    for job in &facts.all.ledger.jobs {
        if let Some((key, window)) = job.unique.as_deref().and_then(parse) {
            keys.insert(job.id, (key, window));
        }
    }
    // Who lives, and for keys with a window, when the last was made.
    let mut holders: HashMap<&str, JobId> = HashMap::new();
    let mut made: HashMap<&str, i64> = HashMap::new();
    for event in &facts.all.ledger.events {
        let Some((id, state, _)) = event.job else {
            continue;
        };
        let Some((key, window)) = keys.get(&id) else {
            continue;
        };
        if let Some(window) = window {
            if event.kind == "job-created" {
                let (at, last) = (event.at.as_millis(), made.insert(key, event.at.as_millis()));
                finding.must(last.is_none_or(|last| at - last >= *window), || {
                    format!(
                        "{} was taken at event {} within the window of `{key}`",
                        facts.name(id),
                        event.seq
                    )
                });
            }
            continue;
        }
        if matches!(
            state,
            StateName::Completed | StateName::Failed | StateName::Cancelled
        ) {
            if holders.get(key.as_str()) == Some(&id) {
                holders.remove(key.as_str());
            }
            continue;
        }
        let holder = *holders.entry(key).or_insert(id);
        finding.must(holder == id, || {
            let (one, other) = (facts.name(id), facts.name(holder));
            format!(
                "{one} lives at event {} beside {other}, with the key `{key}`",
                event.seq
            )
        });
    }
}
