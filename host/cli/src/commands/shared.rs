//! What commands of several nouns do alike: list what there is, page by page or at once, and show what became of a thing
//! that was changed.

use std::fmt::{Display, Write as _};
use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::client::{Client, Listed, Patience, Query, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::terminal::{self, Audience, Table};

/// What the list of something takes of which there is never much.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Print JSON Lines
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) server: ServerArgs,
}

/// What a command takes that is about one thing with an id.
#[derive(Debug, Args)]
pub(crate) struct OneArgs {
    /// Its id, as the list shows it
    #[arg(value_name = "ID")]
    pub(super) id: String,

    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) server: ServerArgs,
}

/// What the list of something takes of which there may be much.
#[derive(Debug, Args)]
pub(crate) struct PageArgs {
    /// How many at the most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,

    /// All of them
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    #[command(flatten)]
    pub(super) list: ListArgs,
}

/// A list: where it is, and how it looks.
pub(super) struct Listing<'a, T> {
    /// Where the server has it.
    pub(super) path: &'a [&'a str],
    /// The titles of the columns.
    pub(super) titles: &'a [&'static str],
    /// What stands in them.
    pub(super) row: fn(T) -> Vec<String>,
    /// What is said when there is nothing.
    pub(super) none: &'static str,
}

impl<T: DeserializeOwned> Listing<'_, T> {
    /// Shows all of it.
    pub(super) fn show(
        &self,
        global: &Global,
        query: &Query<'_>,
        args: &ListArgs,
    ) -> anyhow::Result<ExitCode> {
        let client = Client::open(global, &args.server)?;
        let text = block_on(async { Ok(client.get_text(self.path, query).await?) })?;
        if args.json {
            terminal::json_items(&text)?;
            return Ok(ExitCode::SUCCESS);
        }
        let list: Listed<T> = client.read(&text)?;
        if list.items.is_empty() {
            terminal::note(self.none);
            return Ok(ExitCode::SUCCESS);
        }
        let rows: Vec<Vec<String>> = list.items.into_iter().map(self.row).collect();
        for line in Table::new(self.titles).lines(&rows) {
            terminal::data(&line)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Shows the first of it, page by page as they come, and says when there is more.
    pub(super) fn show_pages(
        &self,
        global: &Global,
        query: Query<'_>,
        args: &PageArgs,
    ) -> anyhow::Result<ExitCode> {
        let client = Client::open(global, &args.list.server)?;
        block_on(self.pages(&client, query, args))
    }

    async fn pages(
        &self,
        client: &Client,
        query: Query<'_>,
        args: &PageArgs,
    ) -> anyhow::Result<ExitCode> {
        let json = args.list.json;
        let most = if args.all { usize::MAX } else { args.limit };
        let mut table = Table::new(self.titles);
        let mut pages = client.pages(self.path, query, most);
        let mut count = 0;
        while let Some(page) = pages.next(client).await? {
            count += page.len();
            let lines = if json {
                page.iter().map(|item| item.get().to_owned()).collect()
            } else {
                let rows: Result<Vec<_>, _> = page
                    .iter()
                    .map(|item| client.read(item.get()).map(self.row))
                    .collect();
                table.lines(&rows?)
            };
            for line in lines {
                if terminal::data(&line)? == Audience::Gone {
                    return Ok(ExitCode::SUCCESS);
                }
            }
        }
        if count == 0 && !json {
            terminal::note(self.none);
        }
        if pages.has_more() && !json {
            terminal::note(&format!(
                "these are the newest {most}; --limit N or --all shows more"
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Sends a document, and prints the answer: as it came, or in a line.
pub(super) fn tell<T: DeserializeOwned>(
    client: &Client,
    (method, patience): (Method, Patience),
    path: &[&str],
    document: &impl Serialize,
    (json, line): (bool, impl FnOnce(T) -> String),
) -> anyhow::Result<ExitCode> {
    let text = block_on(async { Ok(client.send_json(method, path, document, patience).await?) })?;
    said(client, text, (json, line))
}

/// Prints an answer: as it came, or in a line.
pub(super) fn said<T: DeserializeOwned>(
    client: &Client,
    text: String,
    (json, line): (bool, impl FnOnce(T) -> String),
) -> anyhow::Result<ExitCode> {
    let text = if json {
        text
    } else {
        line(client.read(&text)?)
    };
    terminal::data(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The fields that were given.
pub(super) fn given<const N: usize>(fields: [(&str, Option<Value>); N]) -> Map<String, Value> {
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// What is to be changed, of which there must be something; the hint names the flags.
pub(super) fn something(
    body: Map<String, Value>,
    flags: &str,
) -> Result<Map<String, Value>, UserError> {
    if body.is_empty() {
        let nothing = UserError::new(Exit::Usage, "nothing to change");
        return Err(nothing.hint(format_args!("say what: {flags}")));
    }
    Ok(body)
}

/// What is said of a thing that was done away with, which the server answers nothing to: `{"deleted": NAME}`, or a line.
pub(super) fn gone(json: bool, name: impl Display, done: &str) -> String {
    match json {
        true => json!({done: name.to_string()}).to_string(),
        false => format!("{name} {done}"),
    }
}

/// What became of jobs that were retried together.
#[derive(Deserialize)]
pub(super) struct Retried {
    retried: u64,
    /// Those that the version that is active now cannot run.
    #[serde(default)]
    unfit: u64,
    example: Option<Unfit>,
}

#[derive(Deserialize)]
struct Unfit {
    job_id: String,
    message: String,
}

impl Retried {
    /// What is sent: on the version that is active now, or each on its own.
    pub(super) fn asked(latest: bool) -> Value {
        if latest {
            json!({"latest": true})
        } else {
            json!({})
        }
    }

    /// What is said of it.
    pub(super) fn line(self, what: &str) -> String {
        let mut line = format!("{} {what} retried", self.retried);
        if let Some(Unfit { job_id, message }) = self.example {
            let _ = write!(
                line,
                "; {} stay failed, since they cannot run on the version that is active now, such as {job_id}: {message}",
                self.unfit
            );
        }
        line
    }
}
