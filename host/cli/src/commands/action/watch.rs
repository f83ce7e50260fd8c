//! Waiting for an action on many jobs, and saying how it went.

use std::process::ExitCode;

use runner_model::{ActionId, Progress};

use super::Action;
use crate::client::{Client, Query};
use crate::error::Exit;
use crate::follow::{self, Awaited, Standing};
use crate::terminal::{self, Bar};

/// Waits for the end of an action and shows how it went; gives the exit code for it.
pub(super) async fn to_the_end(
    client: &mut Client,
    id: ActionId,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let ended = match until_over(client, id).await? {
        Ok(ended) => ended,
        Err(interrupted) => return Ok(interrupted),
    };
    if json {
        let path = ["actions", &id.to_string()];
        terminal::data(&client.get_text(&path, &Query::new()).await?)?;
    } else {
        terminal::data(&ended.line())?;
    }
    for reason in ended.reasons() {
        terminal::note(&format!("failed: {reason}"));
    }
    let is_well = ended.failed == 0 && ended.state == "done";
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        Exit::Failed.into()
    })
}

/// Waits for the end of an action, unless somebody ends the waiting.
pub(super) async fn until_over(
    client: &mut Client,
    id: ActionId,
) -> anyhow::Result<Result<Action, ExitCode>> {
    let mut watch = Watch {
        bar: Bar::new(true),
    };
    let hint = format!("it goes on: once the server is back, runner action watch {id}");
    let path = ["actions", &id.to_string(), "events"];
    let watching = follow::until_over(client, &path, &hint, &mut watch);
    follow::unless_interrupted(Awaited::Action(id), watching).await
}

struct Watch {
    bar: Bar,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.bar.finish();
    }
}

impl Standing for Watch {
    type Of = Action;

    fn is_over(now: &Action) -> bool {
        now.finished_at.is_some()
    }

    fn saw(&mut self, now: &Action) {
        let is_counting = now.state == "counting";
        self.bar.show(&Progress {
            done: now.done,
            // It is not known before all were counted.
            total: (!is_counting).then_some(now.matched),
            failed: now.failed,
            message: Some(match is_counting {
                true => format!("{} jobs so far", now.matched),
                false => format!("{} {} of {}", now.verb, now.done, now.matched),
            }),
            ..Progress::default()
        });
    }

    fn note(&mut self, text: &str) {
        self.bar.note(text);
    }
}
