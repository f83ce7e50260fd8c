//! `runner webhook`: who is told of events, by HTTP or by mail.

mod act;
mod add;
mod deliveries;
mod show;
mod what;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::shared::{ListArgs, Listing, OneArgs};
use crate::client::Query;
use crate::options::Global;

/// Tell other programs of events by HTTP, and people by mail: add, see, change and try out webhooks
#[derive(Debug, Args)]
pub(crate) struct WebhookArgs {
    #[command(subcommand)]
    command: WebhookCommand,
}

#[derive(Debug, Subcommand)]
enum WebhookCommand {
    Add(Box<add::AddArgs>),
    /// List the webhooks: where they go, of what they are told, how they stand
    #[command(visible_alias = "ls")]
    List(ListArgs),
    /// Show a webhook, and what became of the last deliveries
    Show(OneArgs),
    Change(Box<add::ChangeArgs>),
    /// Remove webhooks, with what is known of their deliveries
    #[command(visible_alias = "rm")]
    Remove(act::RemoveArgs),
    Deliveries(deliveries::DeliveriesArgs),
    Redeliver(act::RedeliverArgs),
    /// Send a message of type `test` now, and say what came back
    Test(OneArgs),
    Rotate(act::RotateArgs),
}

/// A webhook as the server shows it.
#[derive(Debug, Deserialize)]
struct Webhook {
    id: String,
    url: String,
    title: Option<String>,
    filter: Filter,
    format: String,
    parallel: u32,
    disabled: Option<Disabled>,
    failures: u32,
    failing_since: Option<String>,
    waiting: u64,
    missed: u64,
    delivered_at: Option<String>,
    secrets: usize,
    created_at: String,
    created_by: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Filter {
    events: Vec<String>,
    processors: Vec<String>,
    queues: Vec<String>,
    batches: Vec<String>,
    tags: Vec<String>,
    alerts: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Disabled {
    at: String,
    reason: String,
}

impl Filter {
    /// What it is told of, in a line.
    fn line(&self) -> String {
        let parts = [
            ("", &self.events),
            ("processor ", &self.processors),
            ("queue ", &self.queues),
            ("batch ", &self.batches),
            ("tag ", &self.tags),
            ("alert ", &self.alerts),
        ];
        let said: Vec<String> = parts
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(what, names)| format!("{what}{}", names.join(" ")))
            .collect();
        match said.as_slice() {
            [] => "everything".to_owned(),
            some => some.join(", "),
        }
    }
}

impl Webhook {
    /// How it stands, in a few words.
    fn stands(&self) -> String {
        match (&self.disabled, self.failures) {
            (Some(disabled), _) => match disabled.reason.as_str() {
                "by_hand" => "disabled".to_owned(),
                reason => format!("disabled: {reason}"),
            },
            (None, 0) => "well".to_owned(),
            (None, failures) => format!("failing ({failures})"),
        }
    }
}

pub(crate) fn run(global: &Global, args: &WebhookArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        WebhookCommand::Add(args) => add::add(global, args),
        WebhookCommand::List(args) => list(global, args),
        WebhookCommand::Show(args) => show::run(global, args),
        WebhookCommand::Change(args) => add::change(global, args),
        WebhookCommand::Remove(args) => act::remove(global, args),
        WebhookCommand::Deliveries(args) => deliveries::run(global, args),
        WebhookCommand::Redeliver(args) => act::redeliver(global, args),
        WebhookCommand::Test(args) => act::test(global, args),
        WebhookCommand::Rotate(args) => act::rotate(global, args),
    }
}

fn list(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["webhooks"],
        titles: &["ID", "URL", "STANDS", "WAITING", "LAST DELIVERY", "EVENTS"],
        row,
        none: "there are no webhooks",
    };
    listing.show(global, &Query::new(), args)
}

fn row(webhook: Webhook) -> Vec<String> {
    let (stands, filter) = (webhook.stands(), webhook.filter.line());
    vec![
        webhook.id,
        webhook.url,
        stands,
        webhook.waiting.to_string(),
        webhook.delivered_at.unwrap_or_else(|| "never".to_owned()),
        filter,
    ]
}
