//! Statistics and groups of failures: each end of an attempt is in them once.

use std::collections::BTreeMap;

use runner_model::StateName;
use serde_json::Value;

use super::{Facts, Finding, Move};

/// What the statistics call the end of an attempt after which its job is in a state.
fn outcome(state: StateName) -> &'static str {
    match state {
        StateName::Completed => "completed",
        StateName::Failed => "failed",
        StateName::Cancelled => "cancelled",
        StateName::Retrying => "retrying",
        _ => "interrupted",
    }
}

/// Whether the groups of failures count such an end.
fn is_failure(step: &Move<'_>) -> bool {
    let data = step.event.data.as_deref().unwrap_or_default();
    let data: Value = serde_json::from_str(data).unwrap_or_default();
    let goes_on_or_failed = matches!(
        step.state,
        StateName::Failed | StateName::Retrying | StateName::Paused
    );
    let is_nobodys = matches!(
        data["code"].as_str(),
        None | Some("interrupted" | "cancelled" | "retry_after")
    );
    goes_on_or_failed && !is_nobodys
}

pub(super) fn ends(facts: &Facts<'_>, finding: &mut Finding) {
    let (mut ends, mut failures) = (BTreeMap::new(), 0);
    for moves in facts.moves.values() {
        let mut is_open = false;
        for step in moves {
            if step.state == StateName::Running {
                is_open = true;
            } else if is_open && step.ends_an_attempt() {
                is_open = false;
                finding.look();
                *ends.entry(outcome(step.state).to_owned()).or_insert(0) += 1;
                failures += u64::from(is_failure(step));
            }
        }
    }
    let ledger = &facts.all.ledger;
    let spans: [(&str, BTreeMap<String, u64>); 2] = [
        (
            "minutes",
            ledger
                .ends
                .iter()
                .map(|(outcome, minutes, _)| (outcome.clone(), *minutes))
                .collect(),
        ),
        (
            "hours",
            ledger
                .ends
                .iter()
                .map(|(outcome, _, hours)| (outcome.clone(), *hours))
                .collect(),
        ),
    ];
    for (span, counted) in spans {
        finding.must(counted == ends, || {
            format!("the statistics of {span} say {counted:?}, the events {ends:?}")
        });
    }
    finding.must(ledger.failures == failures, || {
        format!(
            "the groups of failures count {}, the events {failures}",
            ledger.failures
        )
    });
}
