//! `runner schedule list`.

use std::process::ExitCode;

use super::super::shared::{ListArgs, Listing};
use super::Schedule;
use crate::client::Query;
use crate::options::Global;
use crate::terminal::when;

pub(crate) fn run(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["schedules"],
        titles: &["SCHEDULE", "CRON", "ZONE", "NEXT", "LAST", "STARTS"],
        row,
        none: "there are no schedules",
    };
    listing.show(global, &Query::new(), args)
}

fn row(schedule: Schedule) -> Vec<String> {
    let moment = |at: &Option<String>| at.as_deref().map_or_else(|| "-".to_owned(), when);
    vec![
        schedule.name.clone(),
        schedule.cron.clone(),
        schedule.zone.clone(),
        if schedule.paused {
            "paused".to_owned()
        } else {
            moment(&schedule.next_at)
        },
        moment(&schedule.last_at),
        schedule.starts(),
    ]
}
