//! What a fetch answers when it is done.

use schemars::JsonSchema;
use serde::Serialize;

use crate::plan::Plan;
use crate::state::State;

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// Records in the output.
    pub records: u64,
    /// Pages that came.
    pub batches: u64,
    /// Records that came again, and were left out.
    pub duplicates: u64,
    /// Records that an earlier job had fetched, and were left out (`known_ttl`).
    pub skipped: u64,
    /// Requests that failed, and were sent again or waited for.
    pub errors: u64,
    /// What stood where a record belongs and is none: no object. It was left out.
    pub invalid: u64,
    /// Records in the output that have no value in the field that tells them apart.
    pub without_id: u64,
    /// Pages without a record, other than the one that is the end.
    pub empty_pages: u64,
    /// Pages with fewer records than were asked for, other than the last.
    pub short_pages: u64,
    /// How many records there are, as the API said last.
    pub reported_total: Option<u64>,
    /// How often it said another number than before.
    pub total_changes: u64,
    /// What the records cost, as the API said, or would cost if they are not bought.
    pub cost: Option<f64>,
    /// Whether records were bought: not with `purchase` false, and only of PropertyRadar.
    pub purchased: bool,
    /// The columns of CSV.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// Values of records that no column is for.
    pub values_without_column: u64,
    /// The fields that these are of: 20 of them at the most.
    pub fields_without_column: Vec<String>,
    /// Records in the output for each minute, in all attempts together.
    pub records_per_minute: f64,
}

impl Report {
    pub(crate) fn of(plan: &Plan, state: State) -> Self {
        let counts = state.counts;
        let minutes = state.elapsed().as_secs_f64() / 60.0;
        let per_minute = if minutes > 0.0 {
            (counts.records as f64 / minutes).round()
        } else {
            0.0
        };
        Self {
            records: counts.records,
            batches: counts.batches,
            duplicates: counts.duplicates,
            skipped: counts.skipped,
            errors: counts.errors,
            invalid: counts.invalid,
            without_id: counts.without_id,
            empty_pages: counts.empty_pages,
            short_pages: counts.short_pages,
            reported_total: state.total,
            total_changes: counts.total_changes,
            cost: state.cost.map(crate::money::Money::amount),
            purchased: plan.is_bought,
            columns: state.columns,
            values_without_column: counts.values_without_column,
            fields_without_column: state.without_column.into_iter().collect(),
            records_per_minute: per_minute,
        }
    }
}
