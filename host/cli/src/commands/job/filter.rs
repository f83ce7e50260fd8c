//! Which jobs are meant: the same for a list of them and for what is done to many.

use clap::Args;
use jiff::Timestamp;
use runner_model::{FailureCode, Limit, StateName};

use crate::client::Query;

/// Jobs of which all that is said holds.
#[derive(Debug, Args)]
pub(crate) struct FilterArgs {
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

    /// Only items of this batch
    #[arg(long, value_name = "BATCH")]
    batch: Option<String>,

    /// Only jobs that they submitted
    #[arg(long, value_name = "WHO")]
    created_by: Option<String>,

    /// Only jobs whose last failure has this code: `timed_out`
    #[arg(long, value_name = "CODE", value_parser = code)]
    error: Option<FailureCode>,

    /// Only jobs that failed as this group of `runner errors` did
    #[arg(long, value_name = "ERROR")]
    error_group: Option<String>,

    /// Only jobs submitted since then: a time such as `2026-01-31T08:00:00Z`, or `2h` for the last two hours
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<Timestamp>,

    /// Only jobs submitted before then, or longer ago than that: `30d`
    #[arg(long, visible_alias = "older-than", value_name = "TIME", value_parser = moment)]
    before: Option<Timestamp>,

    /// Only jobs with these words in id, title, description, tags or params
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
}

fn state(text: &str) -> Result<StateName, String> {
    text.parse::<StateName>().map_err(|error| error.to_string())
}

fn code(text: &str) -> Result<FailureCode, String> {
    text.parse::<FailureCode>()
        .map_err(|error| error.to_string())
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

impl FilterArgs {
    /// What is asked of the server.
    pub(super) fn query(&self) -> Query<'static> {
        let states: Vec<&str> = self.state.iter().map(|state| state.as_str()).collect();
        let fields = [
            ("state", (!states.is_empty()).then(|| states.join(","))),
            ("processor", self.processor.clone()),
            ("queue", self.queue.clone()),
            ("tag", self.tag.clone()),
            ("batch", self.batch.clone()),
            ("created_by", self.created_by.clone()),
            ("error", self.error.map(|code| code.to_string())),
            ("error_group", self.error_group.clone()),
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
