//! `runner job list`.

use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use runner_model::StateName;

use super::super::shared::{Listing, PageArgs};
use super::filter::FilterArgs;
use crate::client::Job;
use crate::options::Global;
use crate::terminal::span;

/// List jobs, the newest first
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    filter: FilterArgs,

    #[command(flatten)]
    page: PageArgs,
}

pub(crate) fn run(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["jobs"],
        titles: &["ID", "STATE", "PROCESSOR", "QUEUE", "AGE", "TOOK", "TITLE"],
        row,
        none: "there are no such jobs",
    };
    listing.show_pages(global, args.filter.query(), &args.page)
}

fn row(job: Job) -> Vec<String> {
    let now = Timestamp::now();
    let moment = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let created: Option<Timestamp> = moment(&Some(job.created_at));
    let took = match (moment(&job.started_at), moment(&job.finished_at)) {
        (Some(from), Some(to)) => span(from, to),
        (Some(from), None) if job.state == StateName::Running => span(from, now),
        _ => String::new(),
    };
    let state = match (job.state, &job.progress) {
        (StateName::Running, Some(progress)) => match progress.percent() {
            Some(percent) => format!("running {percent:.0} %"),
            None => job.state.to_string(),
        },
        (state, _) => state.to_string(),
    };
    vec![
        job.id.to_string(),
        state,
        job.processor,
        job.queue,
        created.map(|at| span(at, now)).unwrap_or_default(),
        took,
        job.title.unwrap_or_default(),
    ]
}
