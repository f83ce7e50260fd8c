//! Jobs of which something is wanted: named one by one, or all that a filter fits.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value};

use super::filter::FilterArgs;
use super::which::Which;
use crate::client::{Client, ServerArgs, block_on};
use crate::commands::action::{self, Ask};
use crate::error::{Exit, UserError};
use crate::options::Global;

#[derive(Debug, Args)]
pub(crate) struct ManyArgs {
    /// The jobs' ids, or their beginnings; or say which jobs by the options below
    #[arg(value_name = "ID")]
    pub(super) ids: Vec<Which>,

    #[command(flatten)]
    filter: FilterArgs,

    /// All jobs that it can be done to
    #[arg(long)]
    all: bool,

    /// Say how many jobs there are, and do nothing
    #[arg(long)]
    dry_run: bool,

    /// Do it without asking first, as it is done where there is no terminal
    #[arg(long, short)]
    yes: bool,

    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) server: ServerArgs,
}

impl ManyArgs {
    /// Whether the jobs are named. What can be wrong with how they are said is found here.
    pub(super) fn are_named(&self) -> anyhow::Result<bool> {
        let filters = !self.filter.query().is_empty();
        let wrong = match (!self.ids.is_empty(), filters || self.all) {
            (true, true) => {
                "jobs are named by their ids, or found by what is said of them, not both"
            }
            (true, false) if self.dry_run => "--dry-run counts jobs that are not named",
            (false, false) => {
                "say which jobs: ids, or options such as --state and --queue, or --all"
            }
            (false, true) if filters && self.all => {
                "--all is all jobs: leave out what narrows them"
            }
            (named, _) => return Ok(named),
        };
        Err(UserError::new(Exit::Usage, wrong)
            .hint("runner job cancel --queue mail --older-than 7d --dry-run")
            .into())
    }

    /// Has it done to all jobs that are found, with what else the verb takes.
    pub(super) fn ask(
        &self,
        global: &Global,
        verb: &str,
        more: Map<String, Value>,
    ) -> anyhow::Result<ExitCode> {
        let filter: Map<String, Value> = self
            .filter
            .query()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        let mut body = more;
        body.insert("filter".to_owned(), filter.into());
        let mut client = Client::open(global, &self.server)?;
        let ask = Ask {
            verb,
            body,
            dry_run: self.dry_run,
            yes: self.yes,
            json: self.json,
        };
        block_on(action::ask(&mut client, ask))
    }
}
