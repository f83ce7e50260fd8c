//! `runner batch submit`.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use serde_json::{Map, Value, json};

use super::Batch;
use super::watch::{self, Shown};
use crate::client::{Client, PluginDoc, ServerArgs, Source, block_on};
use crate::commands::submit::{documented, idempotency_key};
use crate::commands::would::{LookArgs, Would};
use crate::error::{Exit, UserError};
use crate::job_args::json::{document, params};
use crate::job_args::priority::PriorityArgs;
use crate::options::Global;
use crate::terminal;

/// Submit a batch: a file with an item in each line
#[derive(Debug, Args)]
#[command(after_help = "\
Each line is a job as the API takes it, put over what --processor, --queue, -p
and --job say; with --template it is the template's params. Items begin while
the rest is still being sent.

Examples:
  runner batch submit jobs.jsonl --title 'all of May' --max-parallel 10
  runner batch submit people.jsonl --template greeting --follow
  runner batch submit items.jsonl --processor report --then '{\"processor\": \"summary\"}'")]
pub(crate) struct SubmitArgs {
    /// The file with the items, JSON Lines; `-` for the standard input
    #[arg(value_name = "FILE|-")]
    file: String,

    /// The processor of all items that name none
    #[arg(long, value_name = "NAME", conflicts_with = "template")]
    processor: Option<String>,

    /// The queue of all items that name none
    #[arg(long, value_name = "NAME", conflicts_with = "template")]
    queue: Option<String>,

    /// A param of all items that have no params of their own
    #[arg(
        short = 'p',
        long = "param",
        value_name = "KEY=VALUE",
        conflicts_with = "template"
    )]
    set: Vec<String>,

    /// An input of all items that name none, which the server has: `stats:30d`, `job:ID/NAME` or `blob:sha256:…`
    #[arg(
        short,
        long = "input",
        value_name = "NAME=INPUT",
        requires = "processor"
    )]
    inputs: Vec<String>,

    /// What else all items have in common, as the API takes a job: JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE", conflicts_with = "template")]
    job: Option<String>,

    #[command(flatten)]
    priority: PriorityArgs,

    /// The template of a job: each item is its params
    #[arg(long, value_name = "NAME")]
    template: Option<String>,

    /// A line for people
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// How many items may be under way at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_parallel: Option<u32>,

    /// A job that runs once all items have ended, as the API takes it: JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE")]
    then: Option<String>,

    #[command(flatten)]
    look: LookArgs,

    /// Wait until all items have ended; the exit code is 0 if none of them failed or was cancelled, and 1 otherwise
    #[arg(short, long, conflicts_with = "validate_only")]
    wait: bool,

    /// Wait, and show how far it is
    #[arg(short, long, conflicts_with = "validate_only")]
    follow: bool,

    /// Send it once, however often this command is run with the same key within 24 hours; all of it is sent before
    /// the first item begins then
    #[arg(long, value_name = "KEY", value_parser = idempotency_key)]
    idempotency_key: Option<String>,

    /// Print the batch as JSON: as it was submitted, or with --wait as it ended
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

impl SubmitArgs {
    /// The first line: the batch without its items.
    fn head(&self, inputs: Option<Value>) -> anyhow::Result<Value> {
        let mut job = match &self.job {
            Some(given) => match document("--job", given)? {
                Value::Object(job) => job,
                _ => {
                    return Err(UserError::new(Exit::Usage, "--job must be a JSON object").into());
                }
            },
            None => Map::new(),
        };
        let said = [("processor", &self.processor), ("queue", &self.queue)];
        job.extend(
            said.into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?)))),
        );
        job.extend(inputs.map(|inputs| ("inputs".to_owned(), inputs)));
        if let Some(priority) = self.priority.document() {
            if self.template.is_some() {
                return Err(UserError::new(
                    Exit::Usage,
                    "the template says what priority its jobs have",
                )
                .hint("put `priority` into the template's job, as a {{param}} if it differs")
                .into());
            }
            job.insert("priority".to_owned(), priority);
        }
        if !self.set.is_empty() {
            job.insert("params".to_owned(), params(&self.set)?.into());
        }
        let then = match &self.then {
            Some(given) => Some(document("--then", given)?),
            None => None,
        };
        let fields = [
            ("title", self.title.as_ref().map(|title| json!(title))),
            ("max_parallel", self.max_parallel.map(Value::from)),
            ("template", self.template.as_ref().map(|name| json!(name))),
            ("job", (!job.is_empty()).then(|| job.into())),
            ("then", then),
        ];
        let batch: Map<String, Value> = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect();
        Ok(json!({ "batch": batch }))
    }
}

pub(super) fn run(global: &Global, args: &SubmitArgs) -> anyhow::Result<ExitCode> {
    let source = match args.file.as_str() {
        "-" => Source::Stdin,
        file => {
            std::fs::File::open(file).map_err(|error| {
                UserError::new(Exit::Usage, format!("cannot read {file}: {error}"))
            })?;
            Source::File(file.to_owned())
        }
    };
    // What can be wrong with the flags alone is said without a server.
    let alone = args.head(None)?;
    let mut client = Client::open(global, &args.server)?;
    let what = (source, args.file.clone());
    let key = args.idempotency_key.as_deref();
    block_on(async {
        let head = match &args.processor {
            Some(processor) if !args.inputs.is_empty() => {
                let plugin: PluginDoc = client.get(&["plugins", processor], &Vec::new()).await?;
                let descriptor = plugin
                    .descriptor
                    .context("the server does not describe the plugin")?;
                args.head(Some(json!(documented(&args.inputs, &descriptor)?)))?
            }
            _ => alone,
        };
        let head = format!("{head}\n").into_bytes();
        let query = args.look.query();
        let to = (&["batches"][..], &query);
        let text = client.post_lines(to, head, what, key).await?;
        if args.look.validate_only {
            let would: Would = client.read(&text)?;
            terminal::data(&if args.json { text } else { would.line() })?;
            return Ok(ExitCode::SUCCESS);
        }
        let batch: Batch = client.read(&text)?;
        if !args.wait && !args.follow {
            let said = if args.json {
                text
            } else {
                batch.id.to_string()
            };
            terminal::data(&said)?;
            terminal::note(&format!("{} items", batch.counts.total));
            return Ok(ExitCode::SUCCESS);
        }
        terminal::note(&format!(
            "submitted {}, {} items",
            batch.id, batch.counts.total
        ));
        let shown = if args.follow {
            Shown::Counts
        } else {
            Shown::Nothing
        };
        watch::to_the_end(&mut client, batch.id, shown, args.json).await
    })
}
