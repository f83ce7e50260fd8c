//! `runner job delete`.

use std::process::ExitCode;

use clap::Args;

use super::super::shared::gone;
use super::act::each;
use super::which::Which;
use crate::client::{Client, ServerArgs, block_on};
use crate::options::Global;

/// Delete jobs that ended, with their outputs and logs
#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    /// The jobs' ids, or their beginnings
    #[arg(required = true, value_name = "ID")]
    ids: Vec<Which>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &DeleteArgs) -> anyhow::Result<ExitCode> {
    let ids = Which::find_all(&args.ids, global, &args.server)?;
    let client = Client::open(global, &args.server)?;
    block_on(each(&ids, async |id| {
        client.delete(&["jobs", &id.to_string()]).await?;
        Ok(gone(args.json, id, "deleted"))
    }))
}
