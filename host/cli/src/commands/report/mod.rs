//! `runner report`: how the server's jobs went, as a file that people open. It submits a job of `report-generation` with the
//! server's statistics as its input, waits for it, and fetches what it made.

mod glance;
mod places;
mod sections;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use reqwest::Method;
use runner_model::{Level, StateName, StatsAsk};
use runner_sandbox::ParamsSchema;
use serde_json::json;

use self::glance::Glance;
use self::places::{Form, Places};
use crate::client::{Client, Job, Patience, ServerArgs, block_on};
use crate::commands::submit::{fetch, plugin};
use crate::error::{Exit, UserError};
use crate::follow::{self, Awaited, Outcome, Quiet, Screen};
use crate::job_args::outputs::{self, Outputs};
use crate::job_args::params;
use crate::options::Global;
use crate::terminal;

/// What makes reports.
const PROCESSOR: &str = "report-generation";

/// Make a report of how the jobs went: how many there were, how they ended, how long they took, and what they used
#[derive(Debug, Args)]
#[command(after_help = "\
It is made by a job of report-generation with the server's own statistics as its input, so a schedule can do the same.

Examples:
  runner report
  runner report --since 7d --format html,pdf -o reports/
  runner report --since 2026-10-01T00:00:00Z,until=2026-11-01T00:00:00Z -o october.xlsx
  runner schedule add monthly --cron '0 6 1 * *' --processor report-generation -i data=stats:30d")]
pub(crate) struct ReportArgs {
    /// The time that it is about: so long until now, or from a time on; behind commas, until when and how fine, as in
    /// `30d,until=TIME,span=hour`
    #[arg(long, value_name = "DURATION|TIME", default_value = "30d", value_parser = asked)]
    since: StatsAsk,

    /// The formats to write [default: that of the file's name, or html]
    #[arg(long = "format", value_name = "FORMAT", value_delimiter = ',')]
    formats: Vec<Form>,

    /// Where it is written: a file, or a folder for `runner-report.html` and the like; `-` for the standard output
    #[arg(short, long, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,

    /// What stands at the top
    #[arg(long, value_name = "TEXT", default_value = "How the jobs went")]
    title: String,

    /// Print where it lies as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

fn asked(text: &str) -> Result<StatsAsk, String> {
    text.parse()
        .map_err(|error: runner_model::StatsAskError| error.to_string())
}

pub(crate) fn run(global: &Global, args: &ReportArgs) -> anyhow::Result<ExitCode> {
    let places = Places::of(&args.formats, args.output.as_deref())?;
    if args.json && places.has_stdout() {
        return Err(UserError::new(
            Exit::Usage,
            "the standard output cannot have both the report and --json",
        )
        .into());
    }
    let wanted = outputs::check(&places.flags())?;
    let mut client = Client::open(global, &args.server)?;
    block_on(async {
        let descriptor = plugin(&client, PROCESSOR)
            .await?
            .descriptor
            .context("the server does not describe the plugin")?;
        let glance = Glance::of(&client, &args.since).await?;
        if glance.is_empty() {
            terminal::note("nothing ran in that time: the report says so");
            terminal::hint("a longer time may have some: --since 90d");
        }
        let schema = ParamsSchema::compile(&descriptor.params_schema)?;
        let document = json!({
            "title": args.title,
            "subtitle": glance.line(),
            "formats": places.forms().iter().map(|form| form.name()).collect::<Vec<_>>(),
            // Without any, the report is about the data as they are: of nothing it says that alone.
            "sections": if glance.is_empty() { json!([]) } else { sections::sections() },
        });
        let params = params::fit(&descriptor, &schema, document, &[])?;
        let mut outputs = Outputs::prepare(&wanted, &descriptor)?;
        let job = json!({
            "processor": PROCESSOR,
            "title": args.title,
            "params": serde_json::from_str::<serde_json::Value>(&params)?,
            "inputs": {"data": {"stats": args.since.to_json()}},
        });
        let text = client
            .send_json(Method::POST, &["jobs"], &job, Patience::Short)
            .await?;
        let job: Job = client.read(&text)?;
        let watching = follow::unless_interrupted(Awaited::Job(job.id), async {
            let ended = if args.json {
                follow::follow(&mut client, job.id, &mut Quiet).await?
            } else {
                follow::follow(&mut client, job.id, &mut Screen::new(Level::Warn)).await?
            };
            let kept = match ended.state {
                StateName::Completed => fetch(&client, &ended, &mut outputs).await?,
                _ => Vec::new(),
            };
            Ok((ended, kept))
        });
        let (ended, kept) = match watching.await? {
            Ok(ended) => ended,
            Err(interrupted) => return Ok(interrupted),
        };
        if ended.state != StateName::Completed {
            return follow::show_outcome(Outcome {
                job: &ended,
                json: None,
                kept: &[],
                stdout_is_taken: true,
                with_usage: false,
            });
        }
        if args.json {
            let files = json!({"job_id": ended.id.to_string(), "files": kept});
            terminal::data(&files.to_string())?;
        } else if !places.has_stdout() {
            for path in kept.iter().filter_map(|kept| kept.path.as_ref()) {
                terminal::data(&path.display().to_string())?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}
