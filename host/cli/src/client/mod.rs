//! The client's side: how a command finds the server, asks it, and understands what it answers. What is shown of an
//! answer is for the commands to decide.

mod address;
mod connection;
mod events;
mod find;
mod grant;
mod job;
mod limit;
mod pages;
mod plugin;
mod problem;
mod profile;
mod send;
mod sse;
mod trust;

pub(crate) use self::address::Address;
pub(crate) use self::connection::{Client, Query, Source, part};
pub(crate) use self::events::{EventStream, Since};
pub(crate) use self::find::ServerArgs;
pub(crate) use self::grant::{GrantDoc, GrantList, RefusalDoc, UngrantedDoc, WantDoc};
pub(crate) use self::job::{Attempt, Input, Job, Listed, LogPage, Output};
pub(crate) use self::limit::{LimitDoc, LimitList};
pub(crate) use self::plugin::{CompilingDoc, PluginDoc, PluginList, RemovedDoc};
pub(crate) use self::problem::AskError;
pub(crate) use self::send::Patience;

use anyhow::Context as _;

/// Runs what a command does with a server.
pub(crate) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot wait for the server")?
        .block_on(work)
}
