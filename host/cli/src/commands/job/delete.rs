//! `runner job delete`.

use std::process::ExitCode;

use serde_json::Map;

use super::super::shared::gone;
use super::act::each;
use super::many::ManyArgs;
use super::which::Which;
use crate::client::{Client, block_on};
use crate::options::Global;

pub(crate) fn run(global: &Global, args: &ManyArgs) -> anyhow::Result<ExitCode> {
    if !args.are_named()? {
        return args.ask(global, "delete", Map::new());
    }
    let ids = Which::find_all(&args.ids, global, &args.server)?;
    let client = Client::open(global, &args.server)?;
    block_on(each(&ids, async |id| {
        client.delete(&["jobs", &id.to_string()]).await?;
        Ok(gone(args.json, id, "deleted"))
    }))
}
