//! `runner job edit`.

use std::process::ExitCode;

use clap::Args;
use runner_model::Priority;
use serde_json::{Map, Value};

use super::act::line;
use super::which::Which;
use crate::client::{Client, Job, ServerArgs, block_on};
use crate::commands::submit::{Expiry, duration_ms, expiry, moment};
use crate::error::{Exit, UserError};
use crate::job_args::priority::priority;
use crate::options::Global;
use crate::terminal;

/// Change a job: what people say of it at any time, the rest while it waits
#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    /// The job's id, or its beginning
    #[arg(value_name = "ID")]
    id: Which,

    /// How much it matters: 1 to 10, or low (2), normal (5), high (8), critical (10)
    #[arg(long, value_name = "PRIORITY", value_parser = priority)]
    priority: Option<Priority>,

    /// Run it that much later than now, at the earliest, such as `10m`
    #[arg(long, value_name = "DURATION", value_parser = duration_ms, conflicts_with = "at")]
    delay: Option<u64>,

    /// Run it then, at the earliest
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<jiff::Timestamp>,

    /// Let it fail if it waits then, for its first attempt or another: a time, or a duration from now
    #[arg(long, value_name = "TIME|DURATION", value_parser = expiry)]
    expires: Option<Expiry>,

    /// Let it not expire
    #[arg(long, conflicts_with = "expires")]
    never_expires: bool,

    /// How many times it may fail before that is final
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: Option<u32>,

    /// A line for people; empty takes it away
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// More for people; empty takes it away
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// A word to find it by, in place of those it had; may be given again
    #[arg(long = "tag", value_name = "WORD")]
    tags: Vec<String>,

    /// Whatever else is to be kept with it, as JSON
    #[arg(long, value_name = "JSON", value_parser = json)]
    metadata: Option<Value>,

    /// Print the job as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

impl EditArgs {
    fn changes(&self) -> Map<String, Value> {
        let mut changes = Map::new();
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                changes.insert(name.to_owned(), value);
            }
        };
        let text = |text: &Option<String>| {
            text.as_ref().map(|text| match text.as_str() {
                "" => Value::Null,
                text => text.into(),
            })
        };
        set(
            "priority",
            self.priority.map(|priority| priority.get().into()),
        );
        set("delay_ms", self.delay.map(Value::from));
        set("run_at", self.at.map(|at| at.to_string().into()));
        match self.expires {
            Some(Expiry::At(at)) => set("expires_at", Some(at.to_string().into())),
            Some(Expiry::WithinMs(millis)) => set("expires_in_ms", Some(millis.into())),
            None => set("expires_at", self.never_expires.then_some(Value::Null)),
        }
        set("max_attempts", self.max_attempts.map(Value::from));
        set("title", text(&self.title));
        set("description", text(&self.description));
        set(
            "tags",
            (!self.tags.is_empty()).then(|| self.tags.clone().into()),
        );
        set("metadata", self.metadata.clone());
        changes
    }
}

pub(crate) fn run(global: &Global, args: &EditArgs) -> anyhow::Result<ExitCode> {
    let changes = args.changes();
    if changes.is_empty() {
        return Err(UserError::new(Exit::Usage, "nothing is to be changed")
            .hint("say what: runner job edit --help lists it")
            .into());
    }
    let id = args.id.find(global, &args.server)?;
    let client = Client::open(global, &args.server)?;
    let body = Value::Object(changes).to_string();
    block_on(async {
        let text = client.patch(&["jobs", &id.to_string()], body).await?;
        let job: Job = client.read(&text)?;
        terminal::data(&if args.json { text } else { line(&job) })?;
        Ok(ExitCode::SUCCESS)
    })
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))
}
