//! What a report of operations shows, as params of `report-generation`. The columns are the fields of statistics as an
//! input, which README.md explains.

use serde_json::{Value, json};

/// The sections, in their order.
pub(super) fn sections() -> Value {
    let day = json!({"column": "time", "by": "day"});
    json!([
        {
            "kind": "metric",
            "title": "In short",
            "columns": ["jobs", "completed", "failed", "cancelled", "failures"],
            "aggregate": ["sum"],
        },
        {
            "kind": "metric",
            "title": "Time they ran, all together",
            "columns": ["duration_ms_total"],
            "aggregate": ["sum"],
            "format": "duration",
        },
        {
            "kind": "metric",
            "title": "Fuel they burnt, all together",
            "columns": ["fuel_total"],
            "aggregate": ["sum"],
        },
        {
            "kind": "bar",
            "title": "Jobs by day and how they ended",
            "columns": ["jobs"],
            "group_by": [day, "outcome"],
            "aggregate": ["sum"],
            "filter": "jobs > 0",
            "stacked": true,
        },
        {
            "kind": "table",
            "title": "By processor",
            "columns": ["jobs", "completed", "failed", "cancelled", "failures", "fuel_total"],
            "group_by": ["processor"],
            "aggregate": ["sum"],
            "limit": 100,
        },
        {
            "kind": "bar",
            "title": "Slowest: the 95th percentile of durations on the worst day, by processor",
            "columns": ["duration_ms_p95"],
            "group_by": ["processor"],
            "aggregate": ["max"],
            "format": "duration",
            "limit": 10,
        },
        {
            "kind": "line",
            "title": "The 95th percentile of durations by day, of the slowest processor",
            "columns": ["duration_ms_p95"],
            "group_by": [day],
            "aggregate": ["max"],
            "format": "duration",
        },
        {
            "kind": "line",
            "title": "The 95th percentile of waits in a queue by day, of the slowest queue",
            "columns": ["queue_ms_p95"],
            "group_by": [day],
            "aggregate": ["max"],
            "format": "duration",
        },
        {
            "kind": "table",
            "title": "Failures by processor and queue: attempts that failed, tried again or not",
            "columns": ["failures"],
            "group_by": ["processor", "queue"],
            "aggregate": ["sum"],
            "limit": 50,
        },
    ])
}
