//! `runner audit`.

use std::process::ExitCode;

use clap::Args;
use serde::Deserialize;

use super::shared::{Listing, PageArgs};
use crate::client::Query;
use crate::options::Global;

/// See what was changed on a server, by whom and from where, newest first
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// Only by the token of this name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,

    /// Only about this: a job's id, a queue, a plugin
    #[arg(long, value_name = "OBJECT")]
    object: Option<String>,

    /// Only routes with this in them, such as /plugins or DELETE
    #[arg(long, value_name = "TEXT")]
    route: Option<String>,

    /// Only what was done, or what was refused
    #[arg(long, value_name = "OUTCOME", value_parser = ["done", "refused"])]
    outcome: Option<String>,

    /// Only from then on, as 2026-11-29T10:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<String>,

    /// Only before then
    #[arg(long, value_name = "TIME")]
    before: Option<String>,

    #[command(flatten)]
    page: PageArgs,
}

#[derive(Deserialize)]
struct Change {
    at: String,
    by: String,
    remote: Option<String>,
    route: String,
    object: Option<String>,
    status: Option<u16>,
    code: Option<String>,
}

pub(crate) fn run(global: &Global, args: &AuditArgs) -> anyhow::Result<ExitCode> {
    let said = [
        ("by", &args.by),
        ("object", &args.object),
        ("route", &args.route),
        ("outcome", &args.outcome),
        ("from", &args.from),
        ("before", &args.before),
    ];
    let query: Query<'_> = said
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.clone()?)))
        .collect();
    let listing = Listing {
        path: &["audit"],
        titles: &["AT", "BY", "FROM", "ROUTE", "OBJECT", "OUTCOME"],
        row,
        none: "nothing was changed so",
    };
    listing.show_pages(global, query, &args.page)
}

fn row(change: Change) -> Vec<String> {
    let outcome = match (change.status, change.code) {
        (None, _) => "unknown".to_owned(),
        (Some(status), Some(code)) => format!("{status} {code}"),
        (Some(status), None) => status.to_string(),
    };
    vec![
        change.at,
        change.by,
        change.remote.unwrap_or_default(),
        change.route,
        change.object.unwrap_or_default(),
        outcome,
    ]
}
