//! `runner submit`: a job for a server, waited for if that is wanted.
//!
//! What can be wrong with the command line is found before anything is sent; the server checks all of it again.

mod args;
mod body;
mod inputs;
mod rules;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Context;
use reqwest::multipart::{Form, Part};
use runner_model::Level;
use runner_sandbox::{OutputFile, ParamsSchema};

pub(crate) use self::args::SubmitArgs;
use self::body::Document;
use self::inputs::Given;
pub(crate) use self::inputs::documented;
pub(crate) use self::rules::{Expiry, duration_ms, expiry, idempotency_key, moment};
use crate::client::{Client, Job, PluginDoc, Source, block_on};
use crate::commands::would::Would;
use crate::follow::{self, Awaited, Outcome, Quiet, Screen};
use crate::job_args::named::Named;
use crate::job_args::outputs::{self, Kept, Outputs};
use crate::job_args::{self, limits, params, piped};
use crate::options::Global;
use crate::{processor, terminal};

pub(crate) fn run(global: &Global, args: &SubmitArgs) -> anyhow::Result<ExitCode> {
    args.check()?;
    let limits = limits::given(&args.job)?;
    let given = inputs::check(&args.job.inputs)?;
    let wanted = outputs::check(&args.job.outputs)?;
    let document = params::document(args.job.params.as_deref())?;
    let mut client = Client::open(global, &args.server)?;
    block_on(async {
        let plugin = plugin(&client, &args.processor).await?;
        let most = limits::under(&args.processor, &plugin.ceilings(), &limits)?;
        inputs::check_sizes(&given, &most)?;
        let descriptor = plugin
            .descriptor
            .context("the server does not describe the plugin")?;
        let schema = ParamsSchema::compile(&descriptor.params_schema)?;
        let params = params::fit(&descriptor, &schema, document, &args.job.set)?;
        params::check_size(&params, &most)?;
        let outputs = Outputs::prepare(&wanted, &descriptor)?;
        let (flags, mut given): (Vec<Named>, Vec<_>) = given.into_iter().unzip();
        let flags = piped::inputs(flags, &descriptor, terminal::note)?;
        given.extend(flags.get(given.len()).map(|_| Given::Sent(Source::Stdin)));
        let ports = job_args::inputs::ports(&flags, &descriptor)?;

        let mut described = BTreeMap::new();
        for (port, given) in ports.iter().zip(&given) {
            described.insert(port.clone(), inputs::describe(port, given));
        }
        let document = Document::new(args, params, &limits, described)?;
        let document =
            Part::text(serde_json::to_string(&document)?).mime_str("application/json")?;
        let mut form = Form::new().part("job", document);
        for (port, given) in ports.iter().zip(&given) {
            form = inputs::attach(form, port, given)?;
        }
        let key = args.rules.idempotency_key.as_deref();
        let query = args.look.query();
        let text = client.post_form(&["jobs"], &query, form, key).await?;
        if args.look.validate_only {
            let would: Would = client.read(&text)?;
            terminal::data(&if args.json { text } else { would.line() })?;
            return Ok(ExitCode::SUCCESS);
        }
        let job: Job = client.read(&text)?;
        if job.duplicate {
            terminal::note(&format!(
                "there is such a job already: {} is {}",
                job.id, job.state
            ));
        }
        if !args.waits() {
            let said = if args.json { text } else { job.id.to_string() };
            terminal::data(&said)?;
            return Ok(ExitCode::SUCCESS);
        }
        wait(&mut client, args, &job, outputs).await
    })
}

/// The processor as the server describes it, once it is compiled.
pub(crate) async fn plugin(client: &Client, name: &str) -> anyhow::Result<PluginDoc> {
    match client.get(&["plugins", name], &Vec::new()).await {
        Err(error) if error.is_not_found() => {
            Err(processor::unknown_to(client, name).await?.into())
        }
        answer => Ok(answer?),
    }
}

async fn wait(
    client: &mut Client,
    args: &SubmitArgs,
    job: &Job,
    mut outputs: Outputs,
) -> anyhow::Result<ExitCode> {
    let id = job.id;
    terminal::note(&format!("submitted {id}"));
    let ended = follow::unless_interrupted(Awaited::Job(id), async {
        let ended = if args.follow {
            let least = if args.verbose {
                Level::Trace
            } else {
                Level::Info
            };
            follow::follow(client, id, &mut Screen::new(least)).await?
        } else {
            follow::follow(client, id, &mut Quiet).await?
        };
        let kept = if ended.state == runner_model::StateName::Completed {
            fetch(client, &ended, &mut outputs).await?
        } else {
            Vec::new()
        };
        let json = match args.json {
            true => Some(
                client
                    .get_text(&["jobs", &id.to_string()], &Vec::new())
                    .await?,
            ),
            false => None,
        };
        Ok((ended, kept, json))
    });
    let (ended, kept, json) = match ended.await? {
        Ok(ended) => ended,
        Err(interrupted) => return Ok(interrupted),
    };
    follow::show_outcome(Outcome {
        job: &ended,
        json: json.as_deref(),
        kept: &kept,
        stdout_is_taken: args.job.has_stdout_output(),
        with_usage: args.follow,
    })
}

/// Fetches the outputs that are wanted here, and puts them in their places once all are whole.
pub(crate) async fn fetch(
    client: &Client,
    job: &Job,
    outputs: &mut Outputs,
) -> anyhow::Result<Vec<Kept>> {
    let places = outputs.places();
    let mut made = Vec::new();
    for (name, path) in places {
        let Some(output) = job
            .outputs
            .iter()
            .rfind(|output| output.name == name.as_str() && !output.partial)
        else {
            continue;
        };
        let size = crate::commands::job::download(client, job.id, &output.name, &path).await?;
        made.push(OutputFile {
            name,
            media_type: output.media_type.clone(),
            path,
            size,
        });
    }
    outputs.keep(&made)
}
