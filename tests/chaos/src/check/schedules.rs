//! Schedules that fire each second.

use std::collections::BTreeMap;

use runner_store::testing::FiringRow;

use super::{Facts, Finding};

pub(super) fn judged(facts: &Facts<'_>, finding: &mut Finding) {
    let mut firings: BTreeMap<&str, Vec<&FiringRow>> = BTreeMap::new();
    for firing in &facts.all.ledger.firings {
        if let Some(name) = firing.schedule.strip_prefix("tick-") {
            firings.entry(name).or_default().push(firing);
        }
    }
    for (name, firings) in firings {
        // Of this one no time is left out, whatever it was down for.
        if name == "all" {
            for pair in firings.windows(2) {
                let gap = pair[1].due_at.as_millis() - pair[0].due_at.as_millis();
                finding.must(gap == 1_000, || {
                    format!(
                        "`{name}` was judged {gap} ms after {}",
                        pair[0].due_at.as_millis()
                    )
                });
            }
        }
        let title = format!("tick {name}");
        let mut started = 0;
        for firing in &firings {
            finding.must((firing.outcome == "fired") == firing.job.is_some(), || {
                format!(
                    "`{name}` at {} is {} and has the job {:?}",
                    firing.due_at.as_millis(),
                    firing.outcome,
                    firing.job
                )
            });
            if let Some(job) = firing.job.and_then(|id| facts.by_id.get(&id)) {
                started += 1;
                finding.must(job.title.as_ref() == Some(&title), || {
                    format!(
                        "`{name}` at {} started {}",
                        firing.due_at.as_millis(),
                        facts.name(job.id)
                    )
                });
            }
        }
        let jobs = facts.by_title.get(title.as_str()).map_or(0, Vec::len);
        finding.must(jobs == started, || {
            format!("`{name}` started {started} jobs, and {jobs} are there")
        });
    }
}
