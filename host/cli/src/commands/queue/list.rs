//! `runner queue list`.

use std::process::ExitCode;

use super::super::shared::{ListArgs, Listing};
use super::Queue;
use crate::client::Query;
use crate::options::Global;

pub(crate) fn run(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["queues"],
        titles: &[
            "QUEUE",
            "PENDING",
            "RUNNING",
            "WAITING",
            "FAILED",
            "COMPLETED",
            "WEIGHT",
            "RATE",
            "STATE",
        ],
        row,
        none: "there are no queues; one comes with its first job",
    };
    listing.show(global, &Query::new(), args)
}

fn row(queue: Queue) -> Vec<String> {
    let waiting: u64 = ["blocked", "scheduled", "retrying", "paused"]
        .iter()
        .map(|state| queue.count(state))
        .sum();
    vec![
        queue.name.clone(),
        queue.count("pending").to_string(),
        queue.running(),
        waiting.to_string(),
        queue.count("failed").to_string(),
        queue.count("completed").to_string(),
        queue.weight.to_string(),
        queue
            .rate
            .map_or_else(|| "-".to_owned(), |rate| rate.to_string()),
        if queue.paused { "paused" } else { "open" }.to_owned(),
    ]
}
