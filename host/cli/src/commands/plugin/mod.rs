//! `runner plugin`: what plugins there are and which versions of them run, what they say of themselves, and projects for
//! new ones.

mod cache;
mod check;
mod grant;
mod grants;
mod install;
mod limits;
mod list;
mod new;
mod refuse;
mod remove;
mod show;
mod version;
mod versions;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use runner_model::ProcessorName;

use crate::client::{AskError, Client, ServerArgs, block_on};
use crate::options::Global;

/// See which processors there are and what they take, install and replace them, say what they may reach; write and check
/// one of your own
#[derive(Debug, Args)]
pub(crate) struct PluginArgs {
    #[command(subcommand)]
    command: PluginCommand,
}

#[derive(Debug, Subcommand)]
enum PluginCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Cache(cache::CacheArgs),
    New(new::NewArgs),
    Check(check::CheckArgs),
    Install(install::InstallArgs),
    Versions(versions::VersionsArgs),
    Activate(version::ActivateArgs),
    Rollback(version::RollbackArgs),
    Remove(remove::RemoveArgs),
    Grant(Box<grant::GrantArgs>),
    Grants(grants::GrantsArgs),
    Revoke(grants::RevokeArgs),
    Refuse(refuse::RefuseArgs),
    Approve(grants::ApproveArgs),
    Limits(limits::LimitsArgs),
}

#[cfg(test)]
impl PluginArgs {
    /// What is to be granted, if that is the command.
    fn granted(&self) -> Option<&grant::GrantArgs> {
        match &self.command {
            PluginCommand::Grant(args) => Some(args),
            _ => None,
        }
    }
}

fn name(text: &str) -> Result<ProcessorName, String> {
    ProcessorName::try_from(text.to_owned()).map_err(|error| error.to_string())
}

pub(crate) fn run(global: &Global, args: &PluginArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        PluginCommand::List(args) => list::run(global, args),
        PluginCommand::Show(args) => show::run(global, args),
        PluginCommand::Cache(args) => cache::run(global, args),
        PluginCommand::New(args) => new::run(args),
        PluginCommand::Check(args) => check::run(global, args),
        PluginCommand::Install(args) => install::run(global, args),
        PluginCommand::Versions(args) => versions::run(global, args),
        PluginCommand::Activate(args) => version::activate(global, args),
        PluginCommand::Rollback(args) => version::rollback(global, args),
        PluginCommand::Remove(args) => remove::run(global, args),
        PluginCommand::Grant(args) => grant::run(global, args),
        PluginCommand::Grants(args) => grants::list(global, args),
        PluginCommand::Revoke(args) => grants::revoke(global, args),
        PluginCommand::Refuse(args) => refuse::run(global, args),
        PluginCommand::Approve(args) => grants::approve(global, args),
        PluginCommand::Limits(args) => limits::run(global, args),
    }
}

/// Asks the server, if there is one. None if there is none, and none was named: then it is this program's own plugins
/// that are meant.
fn ask<T>(
    global: &Global,
    args: &ServerArgs,
    question: impl AsyncFnOnce(&Client) -> Result<T, AskError>,
) -> anyhow::Result<Option<T>> {
    let client = Client::open(global, args)?;
    if !client.is_known() {
        return Ok(None);
    }
    block_on(async {
        match question(&client).await {
            Ok(answer) => Ok(Some(answer)),
            // It was killed, and could not say that it listens no more.
            Err(AskError::Unreachable { .. }) if !client.is_said() => Ok(None),
            Err(error) => Err(error.into()),
        }
    })
}
