//! `runner batch submit`.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use super::Batch;
use crate::client::{Client, ServerArgs, Source, block_on};
use crate::error::{Exit, UserError};
use crate::job_args::json::{document, params};
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
  runner batch submit people.jsonl --template greeting
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

    /// What else all items have in common, as the API takes a job: JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE", conflicts_with = "template")]
    job: Option<String>,

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

    /// Print the batch as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

impl SubmitArgs {
    /// The first line: the batch without its items.
    fn head(&self) -> anyhow::Result<Value> {
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
    let head = format!("{}\n", args.head()?).into_bytes();
    let source = match args.file.as_str() {
        "-" => Source::Stdin,
        file => {
            std::fs::File::open(file).map_err(|error| {
                UserError::new(Exit::Usage, format!("cannot read {file}: {error}"))
            })?;
            Source::File(file.to_owned())
        }
    };
    let client = Client::open(global, &args.server)?;
    let what = args.file.clone();
    let text = block_on(async { Ok(client.post_lines(&["batches"], head, source, what).await?) })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let batch: Batch = client.read(&text)?;
    terminal::data(&batch.id.to_string())?;
    terminal::note(&format!("{} items", batch.counts.total));
    Ok(ExitCode::SUCCESS)
}
