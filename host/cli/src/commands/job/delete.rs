//! `runner job delete`.

use std::process::ExitCode;

use clap::Args;
use runner_model::JobId;

use super::act::each;
use crate::client::{Client, ServerArgs, block_on};
use crate::options::Global;

/// Delete jobs that ended, with their outputs and logs
#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    /// The jobs' ids
    #[arg(required = true, value_parser = super::id)]
    ids: Vec<JobId>,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &DeleteArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    block_on(each(&args.ids, async |id| {
        client.delete(&["jobs", &id.to_string()]).await?;
        Ok(format!("{id} deleted"))
    }))
}
