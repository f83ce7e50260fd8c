//! `runner schedule add` and `set`.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use reqwest::Method;
use runner_model::{Misfire, Overlap, ScheduleName};
use runner_sandbox::ParamsSchema;
use serde_json::{Map, Value, json};

use super::super::shared::{said, something, tell};
use super::super::submit::documented;
use super::{Schedule, name};
use crate::client::{Client, Patience, PluginDoc, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::job_args::json::document;
use crate::job_args::{json as given, params};
use crate::options::Global;

/// Add a schedule
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  runner schedule add nightly --cron '30 2 * * *' --zone Europe/Vienna --processor report -p day=yesterday
  runner schedule add report --cron '0 6 1 * *' --processor report-generation -i data=stats:30d
  runner schedule add weekly --cron '0 6 * * mon' --template digest -p to=team
  runner schedule add sweep --cron '*/10 * * * *' --job @job.json --overlap cancel")]
pub(crate) struct AddArgs {
    /// A name for it
    #[arg(value_name = "NAME", value_parser = name)]
    schedule: ScheduleName,

    /// When it fires: minute, hour, day, month, weekday, with seconds before them if they matter
    #[arg(long, value_name = "RULE")]
    cron: String,

    #[command(flatten)]
    how: HowArgs,

    #[command(flatten)]
    target: TargetArgs,

    /// Replace a schedule of that name
    #[arg(long)]
    replace: bool,

    /// Print the schedule as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Change a schedule, the server's own upkeep too; what is not said stays
#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    /// The schedule's name
    #[arg(value_name = "NAME", value_parser = name)]
    schedule: ScheduleName,

    /// When it fires
    #[arg(long, value_name = "RULE")]
    cron: Option<String>,

    #[command(flatten)]
    how: HowArgs,

    /// What it starts, as the API says it: JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE")]
    target: Option<String>,

    /// Print the schedule as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, Args)]
struct HowArgs {
    /// The time zone of the rule, such as Europe/Vienna [default: UTC]
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,

    /// Times at which the server was down: skip, once (one makes up for all) or all [default: once]
    #[arg(long, value_name = "POLICY", value_parser = misfire)]
    misfire: Option<Misfire>,

    /// While the last still runs: allow, skip or cancel (the old one) [default: skip]
    #[arg(long, value_name = "POLICY", value_parser = overlap)]
    overlap: Option<Overlap>,
}

#[derive(Debug, Args)]
struct TargetArgs {
    /// Start a job of this processor, with params from -p and --params
    #[arg(long, value_name = "NAME", group = "starts")]
    processor: Option<String>,

    /// Start this job, as the API takes it: JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE", group = "starts")]
    job: Option<String>,

    /// Start this batch, as the API takes it: JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE", group = "starts")]
    batch: Option<String>,

    /// Start a job or batch from this template, with params from -p
    #[arg(long, value_name = "NAME", group = "starts")]
    template: Option<String>,

    /// Set one param
    #[arg(short = 'p', long = "param", value_name = "KEY=VALUE")]
    set: Vec<String>,

    /// All params as a JSON object, or @FILE
    #[arg(long, value_name = "JSON|@FILE", requires = "processor")]
    params: Option<String>,

    /// Give an input that the server has: `stats:30d` for its own statistics as they are at each firing, an output
    /// `job:ID/NAME`, or bytes `blob:sha256:…`
    #[arg(
        short,
        long = "input",
        value_name = "NAME=INPUT",
        requires = "processor"
    )]
    inputs: Vec<String>,
}

fn misfire(text: &str) -> Result<Misfire, String> {
    text.parse::<Misfire>().map_err(|error| error.to_string())
}

fn overlap(text: &str) -> Result<Overlap, String> {
    text.parse::<Overlap>().map_err(|error| error.to_string())
}

impl HowArgs {
    fn put_into(&self, body: &mut Map<String, Value>) {
        let fields = [
            ("zone", self.zone.as_ref().map(|zone| json!(zone))),
            ("misfire", self.misfire.map(|misfire| json!(misfire))),
            ("overlap", self.overlap.map(|overlap| json!(overlap))),
        ];
        let said = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        body.extend(said);
    }
}

impl TargetArgs {
    async fn target(&self, client: &Client) -> anyhow::Result<Value> {
        if let Some(processor) = &self.processor {
            let plugin: PluginDoc = client.get(&["plugins", processor], &Vec::new()).await?;
            let descriptor = plugin
                .descriptor
                .context("the server does not describe the plugin")?;
            let schema = ParamsSchema::compile(&descriptor.params_schema)?;
            let document = params::document(self.params.as_deref())?;
            let params: Value =
                serde_json::from_str(&params::fit(&descriptor, &schema, document, &self.set)?)?;
            let mut job = json!({"processor": processor, "params": params});
            if !self.inputs.is_empty() {
                job["inputs"] = json!(documented(&self.inputs, &descriptor)?);
            }
            return Ok(json!({"job": job}));
        }
        if let Some(template) = &self.template {
            let params = given::params(&self.set)?;
            return Ok(json!({"template": {"name": template, "params": params}}));
        }
        let whole = match (&self.job, &self.batch) {
            (Some(job), _) => json!({"job": document("--job", job)?}),
            (_, Some(batch)) => json!({"batch": document("--batch", batch)?}),
            _ => {
                return Err(UserError::new(Exit::Usage, "what does it start?")
                    .hint("say --processor NAME, --job JSON, --batch JSON or --template NAME")
                    .into());
            }
        };
        if !self.set.is_empty() {
            let message = "-p goes with --processor and --template";
            return Err(UserError::new(Exit::Usage, message).into());
        }
        Ok(whole)
    }
}

pub(super) fn add(global: &Global, args: &AddArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let name = args.schedule.as_str();
    let text = block_on(async {
        let mut body = Map::new();
        body.insert("name".to_owned(), json!(name));
        body.insert("cron".to_owned(), json!(args.cron));
        args.how.put_into(&mut body);
        body.insert("target".to_owned(), args.target.target(&client).await?);
        let (method, path) = if args.replace {
            (Method::PUT, vec!["schedules", name])
        } else {
            (Method::POST, vec!["schedules"])
        };
        Ok(client
            .send_json(method, &path, &body, Patience::Short)
            .await?)
    })?;
    said(&client, text, (args.json, line))
}

pub(super) fn set(global: &Global, args: &SetArgs) -> anyhow::Result<ExitCode> {
    let mut body = Map::new();
    if let Some(cron) = &args.cron {
        body.insert("cron".to_owned(), json!(cron));
    }
    args.how.put_into(&mut body);
    if let Some(target) = &args.target {
        body.insert("target".to_owned(), document("--target", target)?);
    }
    let body = something(body, "--cron, --zone, --misfire, --overlap or --target")?;
    let client = Client::open(global, &args.server)?;
    let path = ["schedules", args.schedule.as_str()];
    let how = (Method::PATCH, Patience::Short);
    tell(&client, how, &path, &body, (args.json, line))
}

fn line(schedule: Schedule) -> String {
    let next = schedule.next_at.unwrap_or_else(|| "never".to_owned());
    let paused = if schedule.paused { " (paused)" } else { "" };
    format!("{} fires next at {next}{paused}", schedule.name)
}
