//! A server that goes away while something is watched: it is waited for, since it may be stopped and started.

use std::time::Duration;

use tokio::time::Instant;

use crate::client::{AskError, Client};
use crate::error::{Exit, UserError};

/// How long a server that went away may stay away, and how often it is looked for.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Since when the server is away, if it is.
#[derive(Debug, Default)]
pub(crate) struct Away {
    since: Option<Instant>,
    pause: Duration,
}

impl Away {
    /// Whether it was away until now.
    pub(crate) fn is_back(&mut self) -> bool {
        self.since.take().is_some()
    }

    /// Waits a moment before the server is looked for again. The error is the end of it if nothing can come of that: the
    /// first question must be answered, and a server that answered once is waited for, but not for ever.
    pub(crate) async fn wait(
        &mut self,
        client: &mut Client,
        error: AskError,
        hint: &str,
        note: &mut dyn FnMut(&str),
    ) -> anyhow::Result<()> {
        if !error.may_pass() || !client.has_answered() {
            return Err(error.into());
        }
        match self.since {
            None => {
                note(&format!("lost the server ({error}); waiting for it"));
                self.since = Some(Instant::now());
                self.pause = FIRST_PAUSE;
            }
            Some(since) if since.elapsed() > PATIENCE => {
                return Err(UserError::new(Exit::Unreachable, error).hint(hint).into());
            }
            Some(_) => {}
        }
        tokio::time::sleep(self.pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        client.find_again();
        Ok(())
    }
}
