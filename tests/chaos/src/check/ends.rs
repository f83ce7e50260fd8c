//! How jobs end.

use runner_model::StateName;
use runner_store::testing::JobRow;

use super::{Facts, Finding};
use crate::log::{OnFailure, Sent};
use crate::work::Ends;

/// After so many crashes under it a job is not run again.
const POISONED_AFTER: u32 = 3;

pub(super) fn ended(facts: &Facts<'_>, finding: &mut Finding) {
    for job in &facts.all.ledger.jobs {
        finding.must(job.state.is_end(), || {
            format!("{} is {}", facts.name(job.id), job.state)
        });
    }
}

pub(super) fn as_expected(facts: &Facts<'_>, finding: &mut Finding) {
    for job in &facts.all.ledger.jobs {
        let Some(sent) = job.title.as_deref().and_then(|title| facts.sent.get(title)) else {
            continue;
        };
        finding.must(may_end_so(facts, job, sent), || {
            format!(
                "{} was to be {:?} and is {}, {:?}, after {} attempts, {} failures and {} crashes",
                facts.name(job.id),
                sent.ends,
                job.state,
                job.error_code,
                job.attempt,
                job.failures,
                job.crashes,
            )
        });
    }
}

fn may_end_so(facts: &Facts<'_>, job: &JobRow, sent: &Sent) -> bool {
    let code = job.error_code.as_deref();
    match (job.state, code) {
        (StateName::Completed, None) => sent.ends == Ends::Completed,
        (StateName::Failed, Some("poisoned")) => job.crashes >= POISONED_AFTER,
        (StateName::Failed, Some("expired")) => sent.touched.expires,
        (StateName::Failed, Some("dependency_failed")) => {
            matches!(sent.after, Some((_, OnFailure::Fail)))
        }
        (StateName::Cancelled, Some("skipped")) => matches!(sent.after, Some((_, OnFailure::Skip))),
        (StateName::Cancelled, Some(_)) => {
            sent.touched.cancelled || is_of_stopped_batch(facts, sent)
        }
        (StateName::Failed, Some(code)) => sent.ends == Ends::Failed(known(code)),
        _ => false,
    }
}

/// The same text for as long as the codes live.
fn known(code: &str) -> &'static str {
    code.parse::<runner_model::FailureCode>()
        .map_or("", runner_model::FailureCode::as_str)
}

/// Whether it is an item of a batch that was stopped or cut off.
fn is_of_stopped_batch(facts: &Facts<'_>, sent: &Sent) -> bool {
    sent.batch.as_ref().is_some_and(|title| {
        let batches = &facts.all.log.batches;
        batches
            .iter()
            .any(|batch| batch.title == *title && (batch.was_stopped || batch.taken.is_none()))
    })
}

pub(super) fn seen(facts: &Facts<'_>, finding: &mut Finding) {
    for id in &facts.all.log.seen_completed {
        let Some(job) = facts.by_id.get(id) else {
            continue;
        };
        finding.must(job.state == StateName::Completed, || {
            format!(
                "{} was seen completed and is {}",
                facts.name(*id),
                job.state
            )
        });
    }
}
