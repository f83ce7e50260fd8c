//! `runner webhook deliveries`.

use std::process::ExitCode;

use clap::Args;
use serde::Deserialize;

use crate::client::Query;
use crate::commands::shared::{Listing, PageArgs};
use crate::options::Global;

/// See what became of the deliveries of a webhook, newest first
#[derive(Debug, Args)]
pub(crate) struct DeliveriesArgs {
    /// The webhook's id
    #[arg(value_name = "ID")]
    id: String,

    /// Only those that stand so
    #[arg(long, value_name = "STATE", value_parser = ["delivered", "waiting", "failed"])]
    state: Option<String>,

    #[command(flatten)]
    page: PageArgs,
}

/// A delivery as the server shows it.
#[derive(Deserialize)]
pub(super) struct Delivery {
    id: String,
    state: String,
    attempts: u32,
    next_at: Option<String>,
    event: Event,
    last: Try,
}

#[derive(Deserialize)]
struct Event {
    seq: i64,
    #[serde(rename = "type")]
    kind: String,
    job_id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Try {
    at: String,
    pub(super) ms: u64,
    pub(super) status: Option<u16>,
    pub(super) answer: Option<String>,
    pub(super) error: Option<String>,
}

pub(super) const TITLES: &[&str] = &[
    "ID", "EVENT", "TYPE", "JOB", "STATE", "TRIES", "LAST", "MS", "ANSWER",
];

pub(super) fn run(global: &Global, args: &DeliveriesArgs) -> anyhow::Result<ExitCode> {
    let query: Query<'_> = args
        .state
        .iter()
        .map(|state| ("state", state.clone()))
        .collect();
    let listing = Listing {
        path: &["webhooks", &args.id, "deliveries"],
        titles: TITLES,
        row,
        none: "nothing was delivered so",
    };
    listing.show_pages(global, query, &args.page)
}

pub(super) fn row(delivery: Delivery) -> Vec<String> {
    let state = match delivery.next_at {
        Some(next) => format!("again at {next}"),
        None => delivery.state,
    };
    vec![
        delivery.id,
        delivery.event.seq.to_string(),
        delivery.event.kind,
        delivery.event.job_id.unwrap_or_default(),
        state,
        delivery.attempts.to_string(),
        delivery.last.at.clone(),
        delivery.last.ms.to_string(),
        delivery.last.answered(),
    ]
}

impl Try {
    /// What came back, in a line.
    pub(super) fn answered(&self) -> String {
        let answer = self.answer.as_deref().unwrap_or_default();
        match (self.status, &self.error) {
            (Some(status), _) => format!("{status} {answer}").trim_end().to_owned(),
            (None, error) => error.clone().unwrap_or_default(),
        }
    }
}
