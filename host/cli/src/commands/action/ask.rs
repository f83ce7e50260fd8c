//! Asking for something to be done to many jobs: how many there are first, on a terminal.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use reqwest::Method;
use serde_json::{Map, Value};

use super::Action;
use super::watch::{to_the_end, until_over};
use crate::client::{Client, Patience};
use crate::error::Exit;
use crate::terminal;

/// What is asked for.
pub(in crate::commands) struct Ask<'a> {
    /// The verb.
    pub(in crate::commands) verb: &'a str,
    /// Which jobs, and what the verb takes.
    pub(in crate::commands) body: Map<String, Value>,
    /// They are only counted.
    pub(in crate::commands) dry_run: bool,
    /// Nobody is asked first.
    pub(in crate::commands) yes: bool,
    /// JSON is printed.
    pub(in crate::commands) json: bool,
}

/// Has it done, and shows how it goes until it is over.
pub(in crate::commands) async fn ask(
    client: &mut Client,
    mut ask: Ask<'_>,
) -> anyhow::Result<ExitCode> {
    let (dry_run, verb) = (ask.dry_run, ask.verb);
    ask.body.insert("verb".to_owned(), verb.into());
    if !dry_run && !ask.yes && io::stdin().is_terminal() && io::stderr().is_terminal() {
        ask.body.insert("dry_run".to_owned(), true.into());
        let begun = begin(client, &ask.body).await?;
        let counted = match until_over(client, begun.id).await? {
            Ok(counted) => counted,
            Err(interrupted) => return Ok(interrupted),
        };
        if counted.matched > 0 && !agrees(&format!("{verb} {} jobs?", counted.matched))? {
            terminal::note("nothing was done");
            return Ok(Exit::Failed.into());
        }
    }
    ask.body.insert("dry_run".to_owned(), dry_run.into());
    let begun = begin(client, &ask.body).await?;
    to_the_end(client, begun.id, ask.json).await
}

async fn begin(client: &Client, body: &Map<String, Value>) -> anyhow::Result<Action> {
    let path = ["jobs", "actions"];
    let text = client
        .send_json(Method::POST, &path, body, Patience::Short)
        .await?;
    Ok(client.read(&text)?)
}

/// Whether somebody at the terminal wants it.
fn agrees(question: &str) -> io::Result<bool> {
    terminal::question(&format!("{question} [y/N] "));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
