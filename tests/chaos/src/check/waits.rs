//! Jobs that wait for others.

use runner_model::StateName;
use runner_store::testing::JobRow;

use super::{Facts, Finding};
use crate::log::OnFailure;

/// The jobs that one waits for, if all are there.
fn needed<'e>(facts: &Facts<'e>, titles: &[String]) -> Option<Vec<&'e JobRow>> {
    titles
        .iter()
        .map(|title| facts.by_title.get(title.as_str())?.first().copied())
        .collect()
}

pub(super) fn in_order(facts: &Facts<'_>, finding: &mut Finding) {
    for sent in &facts.all.log.sent {
        let Some((after, _)) = &sent.after else {
            continue;
        };
        let Some(job) = facts
            .by_title
            .get(sent.title.as_str())
            .and_then(|jobs| jobs.first())
        else {
            continue;
        };
        let began = facts
            .moves_of(job.id)
            .iter()
            .find(|step| step.state == StateName::Running)
            .map(|step| step.event.seq);
        let Some(began) = began else { continue };
        for other in needed(facts, after).into_iter().flatten() {
            let ended = facts.moves_of(other.id).last().map(|step| step.event.seq);
            finding.must(ended.is_some_and(|ended| ended < began), || {
                format!(
                    "{} began at event {began}, and {} that it waits for ended at {ended:?}",
                    facts.name(job.id),
                    facts.name(other.id)
                )
            });
        }
    }
}

pub(super) fn policy(facts: &Facts<'_>, finding: &mut Finding) {
    for sent in &facts.all.log.sent {
        let Some((after, policy)) = &sent.after else {
            continue;
        };
        let Some(job) = facts
            .by_title
            .get(sent.title.as_str())
            .and_then(|jobs| jobs.first())
        else {
            continue;
        };
        let Some(needed) = needed(facts, after) else {
            finding.must(false, || {
                format!("{} waits for one that is not there", facts.name(job.id))
            });
            continue;
        };
        let all_completed = needed
            .iter()
            .all(|other| other.state == StateName::Completed);
        let is_held_off = matches!(
            job.error_code.as_deref(),
            Some("dependency_failed" | "skipped")
        );
        let should_be = !all_completed && *policy != OnFailure::Run;
        finding.must(is_held_off == should_be, || {
            format!(
                "{} is {}, {:?}; its policy is {policy:?}, and those that it waits for {}",
                facts.name(job.id),
                job.state,
                job.error_code,
                if all_completed {
                    "completed"
                } else {
                    "did not all complete"
                },
            )
        });
    }
}
