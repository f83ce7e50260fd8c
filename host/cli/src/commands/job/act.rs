//! `runner job cancel`, `pause`, `resume`, `retry` and `promote`: the same thing wanted of one job or several.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::JobId;
use serde_json::{Map, json};

use super::many::ManyArgs;
use super::which::Which;
use crate::client::{AskError, Client, Job, Patience, block_on};
use crate::error;
use crate::options::Global;
use crate::terminal;

pub(crate) fn run(global: &Global, args: &ManyArgs, verb: &str) -> anyhow::Result<ExitCode> {
    if !args.are_named()? {
        return args.ask(global, verb, Map::new());
    }
    let ids = Which::find_all(&args.ids, global, &args.server)?;
    let client = Client::open(global, &args.server)?;
    block_on(each(&ids, async |id| {
        let text = client.post(&["jobs", &id.to_string(), verb]).await?;
        let job: Job = client.read(&text)?;
        Ok(if args.json { text } else { line(&job) })
    }))
}

/// Let jobs run again that failed or were cancelled
#[derive(Debug, Args)]
pub(crate) struct RetryArgs {
    /// On the version of their plugin that is active now, instead of the one that they were submitted for
    #[arg(long)]
    latest: bool,

    #[command(flatten)]
    act: ManyArgs,
}

pub(crate) fn retry(global: &Global, args: &RetryArgs) -> anyhow::Result<ExitCode> {
    if !args.latest {
        return run(global, &args.act, "retry");
    }
    let act = &args.act;
    if !act.are_named()? {
        let latest = Map::from_iter([("latest".to_owned(), true.into())]);
        return act.ask(global, "retry", latest);
    }
    let ids = Which::find_all(&act.ids, global, &act.server)?;
    let client = Client::open(global, &act.server)?;
    let latest = json!({"latest": true});
    block_on(each(&ids, async |id| {
        let path = ["jobs", &id.to_string(), "retry"];
        let text = client
            .send_json(Method::POST, &path, &latest, Patience::Short)
            .await?;
        let job: Job = client.read(&text)?;
        Ok(if act.json { text } else { line(&job) })
    }))
}

/// Does something with each job and prints what it gives. If it cannot be done with one, the others have their turn all
/// the same.
pub(super) async fn each(
    ids: &[JobId],
    mut act: impl AsyncFnMut(JobId) -> Result<String, AskError>,
) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for id in ids {
        match act(*id).await {
            Ok(text) => drop(terminal::data(&text)?),
            Err(failed) if !failed.may_pass() && ids.len() > 1 => {
                let failed = anyhow::Error::from(failed).context(id.to_string());
                code = error::show(&failed);
            }
            Err(failed) => return Err(failed.into()),
        }
    }
    Ok(code)
}

/// What is said of a job of which something was wanted.
pub(super) fn line(job: &Job) -> String {
    let more = match (job.is_stopping, job.resumes.as_deref()) {
        (true, _) => ", being stopped",
        (false, Some("frozen")) => ", frozen: it goes on where it stands",
        (false, Some("checkpoint")) => ", and goes on from its last checkpoint",
        (false, Some("restart")) => ", and starts over when it is resumed",
        (false, _) => "",
    };
    format!("{} {}{more}", job.id, job.state)
}
