//! `runner template`: stored jobs and batches with `{{params}}`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use reqwest::Method;
use runner_model::ScheduleName;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::shared::{ListArgs, Listing, gone};
use super::would::{LookArgs, Would};
use crate::client::{Client, Patience, Query, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::job_args::json::{document, params};
use crate::options::Global;
use crate::terminal;

/// Store jobs and batches with params, and submit them
#[derive(Debug, Args)]
pub(crate) struct TemplateArgs {
    #[command(subcommand)]
    command: TemplateCommand,
}

#[derive(Debug, Subcommand)]
enum TemplateCommand {
    /// List templates and what they take
    List(ListArgs),
    Show(OneArgs),
    Put(PutArgs),
    Submit(SubmitArgs),
    /// Delete a template
    Delete(OneArgs),
}

/// Show a template
#[derive(Debug, Args)]
struct OneArgs {
    /// The template's name
    #[arg(value_name = "TEMPLATE", value_parser = name)]
    template: ScheduleName,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Store a template, in place of one of that name
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  runner template put greeting --job '{\"processor\": \"echo\", \"params\": {\"say\": \"Hello {{who}}\"}}'
  runner template submit greeting -p who=Ada")]
struct PutArgs {
    /// A name for it
    #[arg(value_name = "TEMPLATE", value_parser = name)]
    template: ScheduleName,

    /// A job as the API takes it, with {{params}} in its texts: JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE", conflicts_with = "batch")]
    job: Option<String>,

    /// A batch as the API takes it, with {{params}} in its texts: JSON or @FILE
    #[arg(long, value_name = "JSON|@FILE")]
    batch: Option<String>,

    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Submit a job or batch from a template
#[derive(Debug, Args)]
struct SubmitArgs {
    /// The template's name
    #[arg(value_name = "TEMPLATE", value_parser = name)]
    template: ScheduleName,

    /// Set one param; what is JSON is that, anything else is text
    #[arg(short = 'p', long = "param", value_name = "KEY=VALUE")]
    set: Vec<String>,

    #[command(flatten)]
    look: LookArgs,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Template {
    name: String,
    description: Option<String>,
    takes: Vec<String>,
    job: Option<Value>,
}

#[derive(Deserialize)]
struct Started {
    job_id: Option<String>,
    batch_id: Option<String>,
}

fn name(text: &str) -> Result<ScheduleName, String> {
    ScheduleName::try_from(text.to_owned()).map_err(|error| error.to_string())
}

pub(crate) fn run(global: &Global, args: &TemplateArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        TemplateCommand::List(args) => list(global, args),
        TemplateCommand::Show(args) => show(global, args),
        TemplateCommand::Put(args) => put(global, args),
        TemplateCommand::Submit(args) => submit(global, args),
        TemplateCommand::Delete(args) => delete(global, args),
    }
}

fn list(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["templates"],
        titles: &["TEMPLATE", "OF", "TAKES", "DESCRIPTION"],
        row,
        none: "there are no templates",
    };
    listing.show(global, &Query::new(), args)
}

fn row(template: Template) -> Vec<String> {
    let of = if template.job.is_some() {
        "job"
    } else {
        "batch"
    };
    vec![
        template.name,
        of.to_owned(),
        template.takes.join(", "),
        template.description.unwrap_or_default(),
    ]
}

fn show(global: &Global, args: &OneArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["templates", args.template.as_str()];
    let text = block_on(async { Ok(client.get_text(&path, &Query::new()).await?) })?;
    terminal::data(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn put(global: &Global, args: &PutArgs) -> anyhow::Result<ExitCode> {
    let mut body = Map::new();
    match (&args.job, &args.batch) {
        (Some(job), _) => body.insert("job".to_owned(), document("--job", job)?),
        (_, Some(batch)) => body.insert("batch".to_owned(), document("--batch", batch)?),
        _ => {
            return Err(UserError::new(Exit::Usage, "what is it a template of?")
                .hint("say --job JSON or --batch JSON")
                .into());
        }
    };
    if let Some(description) = &args.description {
        body.insert("description".to_owned(), json!(description));
    }
    let client = Client::open(global, &args.server)?;
    let path = ["templates", args.template.as_str()];
    let text = block_on(async {
        Ok(client
            .send_json(Method::PUT, &path, &body, Patience::Short)
            .await?)
    })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let template: Template = client.read(&text)?;
    let takes = if template.takes.is_empty() {
        "nothing".to_owned()
    } else {
        template.takes.join(", ")
    };
    terminal::data(&format!("{} takes {takes}", template.name))?;
    Ok(ExitCode::SUCCESS)
}

fn submit(global: &Global, args: &SubmitArgs) -> anyhow::Result<ExitCode> {
    let body = json!({"params": params(&args.set)?});
    let client = Client::open(global, &args.server)?;
    let path = ["templates", args.template.as_str(), "submit"];
    let query = args.look.query();
    let text = block_on(async {
        Ok(client
            .send_asking(Method::POST, (&path, &query), &body, Patience::Endless)
            .await?)
    })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.look.validate_only {
        let would: Would = client.read(&text)?;
        terminal::data(&would.line())?;
        return Ok(ExitCode::SUCCESS);
    }
    let started: Started = client.read(&text)?;
    let id = started.job_id.or(started.batch_id).unwrap_or_default();
    terminal::data(&id)?;
    Ok(ExitCode::SUCCESS)
}

fn delete(global: &Global, args: &OneArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["templates", args.template.as_str()];
    block_on(async { Ok(client.delete(&path).await?) })?;
    terminal::data(&gone(args.json, &args.template, "deleted"))?;
    Ok(ExitCode::SUCCESS)
}
