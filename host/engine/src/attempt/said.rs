//! What an attempt says while it runs: to whoever listens, and to disk.

use std::sync::Arc;
use std::time::Duration;

use runner_model::{LogLine, Progress, Redactor};
use runner_sandbox::{LogTail, Watch};
use runner_store::{Answer, Fence, StoreError};
use tokio::sync::watch;

use crate::engine::Shared;
use crate::live::LiveEvent;

/// How often what an attempt says goes to disk while it runs.
pub(super) const SAVE_EVERY: Duration = Duration::from_millis(500);

/// What one attempt says.
pub(super) struct Said {
    shared: Arc<Shared>,
    fence: Fence,
    progress: watch::Receiver<Progress>,
    /// What of it was told last.
    told: Progress,
    log: LogTail,
    log_limit: u64,
    redactor: Redactor,
}

impl Said {
    pub(super) fn new(
        shared: &Arc<Shared>,
        fence: Fence,
        watch: &Watch,
        log_limit: u64,
        redactor: Redactor,
    ) -> Self {
        Self {
            shared: Arc::clone(shared),
            fence,
            progress: watch.progress.clone(),
            told: watch.progress.borrow().clone(),
            log: watch.log.clone(),
            log_limit,
            redactor,
        }
    }

    /// Sends what is new to whoever listens, and to disk.
    pub(super) async fn save(&mut self) {
        if let Some(saved) = self.tell_progress() {
            self.noted(saved.await);
        }
        let lines = self.take();
        if !lines.is_empty() {
            let store = &self.shared.store;
            let appended = store.append_log(self.fence, lines, self.log_limit);
            self.noted(appended.await);
        }
    }

    /// Says how far it came in the end, and takes the lines of its log that are to be settled with it.
    pub(super) fn end(&mut self) -> Vec<LogLine> {
        // It is handed over before the settlement, and so is kept before it or with it.
        drop(self.tell_progress());
        self.take()
    }

    /// Tells how far the attempt has come if that is new, and hands it over to be kept.
    fn tell_progress(&mut self) -> Option<Answer<()>> {
        let mut newest = {
            let newest = self.progress.borrow_and_update();
            if *newest == self.told {
                return None;
            }
            newest.clone()
        };
        self.told.clone_from(&newest);
        self.redactor.progress(&mut newest);
        if self.shared.live.is_heard() {
            let progress = newest.clone();
            self.shared.live.tell(LiveEvent::Progress {
                job: self.fence.job,
                progress,
            });
        }
        let store = &self.shared.store;
        Some(store.save_progress(vec![(self.fence, newest)]))
    }

    /// Takes the new lines of the log and lets whoever listens hear them.
    fn take(&mut self) -> Vec<LogLine> {
        let (mut lines, _) = self.log.take();
        if !self.redactor.is_idle() {
            lines.iter_mut().for_each(|line| self.redactor.line(line));
        }
        if !lines.is_empty() && self.shared.live.is_heard() {
            self.shared.live.tell(LiveEvent::Log {
                job: self.fence.job,
                attempt: self.fence.attempt,
                lines: lines.clone(),
            });
        }
        lines
    }

    /// A write that fails does not end the attempt: its settlement will say what matters.
    fn noted(&self, written: Result<(), StoreError>) {
        match written {
            Ok(()) | Err(StoreError::Stale { .. }) => {}
            Err(error) => {
                tracing::warn!(job.id = %self.fence.job, %error, "cannot save what a job said");
            }
        }
    }
}
