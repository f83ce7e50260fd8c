//! The log of a job's attempts as it grows. Lines come with the events, but those are for whoever listens just then: what
//! fell between is fetched.

use runner_model::{JobId, LogLine};

use super::Watcher;
use crate::client::{AskError, Client, LogPage};

/// How far the log has been shown.
#[derive(Debug)]
pub(super) struct LogTail {
    job: String,
    attempt: u32,
    /// The number of the line that comes next.
    next: u64,
}

type Asked = anyhow::Result<Result<(), AskError>>;

impl LogTail {
    pub(super) fn new(job: JobId) -> Self {
        Self {
            job: job.to_string(),
            attempt: 0,
            next: 0,
        }
    }

    /// Shows lines that came with an event, and before them those that did not.
    pub(super) async fn heard(
        &mut self,
        client: &Client,
        attempt: u32,
        lines: Vec<LogLine>,
        watcher: &mut impl Watcher,
    ) -> Asked {
        if attempt < self.attempt {
            return Ok(Ok(()));
        }
        let first = lines.first().map_or(0, |line| line.number);
        if (attempt > self.attempt || first > self.next)
            && let Err(error) = self.catch_up(client, attempt, watcher).await?
        {
            return Ok(Err(error));
        }
        self.show(lines, watcher)?;
        Ok(Ok(()))
    }

    /// Shows all that is kept of the log of an attempt and was not shown, those before it included.
    pub(super) async fn catch_up(
        &mut self,
        client: &Client,
        attempt: u32,
        watcher: &mut impl Watcher,
    ) -> Asked {
        if self.attempt == 0 {
            // Whoever comes late sees the attempt that runs; the others have ended.
            (self.attempt, self.next) = (attempt, 0);
        }
        loop {
            let path = ["jobs", self.job.as_str(), "logs"];
            let query = vec![
                ("attempt", self.attempt.to_string()),
                ("from", self.next.to_string()),
            ];
            let page: LogPage = match client.get(&path, &query).await {
                Ok(page) => page,
                Err(error) => return Ok(Err(error)),
            };
            self.show(page.items, watcher)?;
            if page.next_from.is_some() {
                continue;
            }
            if self.attempt >= attempt {
                return Ok(Ok(()));
            }
            (self.attempt, self.next) = (self.attempt + 1, 0);
        }
    }

    fn show(&mut self, mut lines: Vec<LogLine>, watcher: &mut impl Watcher) -> anyhow::Result<()> {
        lines.retain(|line| line.number >= self.next);
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return Ok(());
        };
        let missing = first.number - self.next;
        self.next = last.number + 1;
        watcher.log(self.attempt, missing, &lines)
    }
}
