//! `runner webhook show`.

use std::process::ExitCode;

use super::Webhook;
use super::deliveries::{Delivery, TITLES, row};
use crate::client::{Client, Listed, Query, block_on};
use crate::commands::shared::OneArgs;
use crate::options::Global;
use crate::terminal::{self, Table};

/// How many deliveries are shown.
const SHOWN: usize = 10;

pub(super) fn run(global: &Global, args: &OneArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["webhooks", args.id.as_str()];
    block_on(async {
        let text = client.get_text(&path, &Query::new()).await?;
        if args.json {
            terminal::data(&text)?;
            return Ok(ExitCode::SUCCESS);
        }
        let webhook: Webhook = client.read(&text)?;
        for line in lines(&webhook) {
            terminal::data(&line)?;
        }
        let path = [path[0], path[1], "deliveries"];
        let query = vec![("page_size", SHOWN.to_string())];
        let last: Listed<Delivery> = client.get(&path, &query).await?;
        if !last.items.is_empty() {
            terminal::data("")?;
            let rows: Vec<Vec<String>> = last.items.into_iter().map(row).collect();
            for line in Table::new(TITLES).lines(&rows) {
                terminal::data(&line)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn lines(webhook: &Webhook) -> Vec<String> {
    let title = match &webhook.title {
        Some(title) => format!(" ({title})"),
        None => String::new(),
    };
    let since = match (&webhook.disabled, &webhook.failing_since) {
        (Some(disabled), _) => format!(" since {}", disabled.at),
        (None, Some(since)) => format!(" since {since}"),
        (None, None) => String::new(),
    };
    let by = match &webhook.created_by {
        Some(by) => format!(" by {by}"),
        None => String::new(),
    };
    let never = || "never".to_owned();
    let parts = [
        ("stands", format!("{}{since}", webhook.stands())),
        ("events", webhook.filter.line()),
        ("format", webhook.format.clone()),
        ("at once", webhook.parallel.to_string()),
        ("waiting", webhook.waiting.to_string()),
        ("missed", webhook.missed.to_string()),
        ("secrets", webhook.secrets.to_string()),
        ("last", webhook.delivered_at.clone().unwrap_or_else(never)),
        ("made", format!("{}{by}", webhook.created_at)),
    ];
    let head = format!("{} {}{title}", webhook.id, webhook.url);
    let rest = parts.map(|(title, value)| format!("  {title:<8} {value}"));
    std::iter::once(head).chain(rest).collect()
}
