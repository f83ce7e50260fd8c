//! Watching something that tells how it stands as a whole, a batch or an action on many jobs, until it is over.

use anyhow::Context as _;
use serde::de::DeserializeOwned;

use super::Away;
use crate::client::{AskError, Client, EventStream};
use crate::terminal::{Style, paint};

/// What hears of something while it is watched.
pub(crate) trait Standing {
    /// How it stands.
    type Of: DeserializeOwned;

    /// Whether that was the end of it.
    fn is_over(now: &Self::Of) -> bool;

    /// It stands like that, and is not over.
    fn saw(&mut self, now: &Self::Of);

    /// Something about the watching itself.
    fn note(&mut self, text: &str);
}

/// Watches what has its stream at a path until it is over; gives how it stands then. A server that goes away after it
/// answered once is waited for; `hint` is how to come back if it stays away.
pub(crate) async fn until_over<S: Standing>(
    client: &mut Client,
    path: &[&str],
    hint: &str,
    watch: &mut S,
) -> anyhow::Result<S::Of> {
    let mut away = Away::default();
    loop {
        let error = match until_lost(client, path, watch, &mut away).await? {
            Ok(over) => return Ok(over),
            Err(error) => error,
        };
        let mut note = |text: &str| watch.note(&paint(Style::Warning, text));
        away.wait(client, error, hint, &mut note).await?;
    }
}

/// Watches until it is over or the server is lost. Errors of our own end it all.
async fn until_lost<S: Standing>(
    client: &Client,
    path: &[&str],
    watch: &mut S,
    away: &mut Away,
) -> anyhow::Result<Result<S::Of, AskError>> {
    let mut events = match EventStream::of_standing(client, path).await {
        Ok(events) => events,
        Err(error) => return Ok(Err(error)),
    };
    if away.is_back() {
        watch.note(&paint(Style::Warning, "the server is back"));
    }
    loop {
        let event = match events.next(client).await {
            Ok(event) => event,
            Err(error) => return Ok(Err(error)),
        };
        let now: S::Of =
            serde_json::from_str(&event.data).context("an event of the server does not read")?;
        if S::is_over(&now) {
            return Ok(Ok(now));
        }
        watch.saw(&now);
    }
}
