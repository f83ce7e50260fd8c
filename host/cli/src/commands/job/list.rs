//! `runner job list`.

use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use runner_model::{Limit, StateName};

use super::super::shared::{Listing, PageArgs};
use crate::client::{Job, Query};
use crate::options::Global;
use crate::terminal::span;

/// List jobs, the newest first
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only jobs in this state, or one of these: `running`, `failed,cancelled`
    #[arg(long, value_name = "STATE", value_delimiter = ',', value_parser = state)]
    state: Vec<StateName>,

    /// Only jobs of this processor
    #[arg(long, value_name = "NAME")]
    processor: Option<String>,

    /// Only jobs of this queue
    #[arg(long, value_name = "NAME")]
    queue: Option<String>,

    /// Only jobs with this tag
    #[arg(long, value_name = "WORD")]
    tag: Option<String>,

    /// Only jobs that they submitted
    #[arg(long, value_name = "WHO")]
    created_by: Option<String>,

    /// Only jobs submitted since then: a time such as `2026-01-31T08:00:00Z`, or `2h` for the last two hours
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<Timestamp>,

    /// Only jobs submitted before then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    before: Option<Timestamp>,

    /// Only jobs with these words in title or description
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,

    #[command(flatten)]
    page: PageArgs,
}

fn state(text: &str) -> Result<StateName, String> {
    text.parse::<StateName>().map_err(|error| error.to_string())
}

fn moment(text: &str) -> Result<Timestamp, String> {
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    // Durations are written as timeouts are.
    let ago = Limit::Timeout.parse(text).ok().and_then(|millis| {
        let now = Timestamp::now().as_millisecond();
        Timestamp::from_millisecond(now.checked_sub_unsigned(millis)?).ok()
    });
    ago.ok_or_else(|| {
        "expected a time of RFC 3339, such as 2026-01-31T08:00:00Z, or a duration, such as 2h"
            .to_owned()
    })
}

impl ListArgs {
    fn query(&self) -> Query<'static> {
        let states: Vec<&str> = self.state.iter().map(|state| state.as_str()).collect();
        let fields = [
            ("state", (!states.is_empty()).then(|| states.join(","))),
            ("processor", self.processor.clone()),
            ("queue", self.queue.clone()),
            ("tag", self.tag.clone()),
            ("created_by", self.created_by.clone()),
            ("created_from", self.since.map(|time| time.to_string())),
            ("created_before", self.before.map(|time| time.to_string())),
            ("q", self.search.clone()),
        ];
        fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

pub(crate) fn run(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["jobs"],
        titles: &["ID", "STATE", "PROCESSOR", "QUEUE", "AGE", "TOOK", "TITLE"],
        row,
        none: "there are no such jobs",
    };
    listing.show_pages(global, args.query(), &args.page)
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
