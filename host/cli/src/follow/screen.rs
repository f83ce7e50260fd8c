//! What people see of a job that is watched: its states and its log as lines on the standard error, and a bar below them.

use runner_model::{Level, LogLine, Progress, StateName};

use super::Watcher;
use crate::client::Job;
use crate::terminal::{self, Bar, Style, log_line, paint};

/// Shows everything.
pub(crate) struct Screen {
    bar: Bar,
    least: Level,
}

impl Screen {
    /// A screen that shows the lines of the log from a level up.
    pub(crate) fn new(least: Level) -> Self {
        Self {
            bar: Bar::new(true),
            least,
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.bar.finish();
    }
}

impl Watcher for Screen {
    fn wants_log(&self) -> bool {
        true
    }

    fn state(&mut self, job: &Job) -> anyhow::Result<()> {
        // How it ended is said by whoever watched it.
        if !job.state.is_end() {
            self.bar.note(&state_line(job));
        }
        Ok(())
    }

    fn progress(&mut self, progress: &Progress) -> anyhow::Result<()> {
        self.bar.show(progress);
        Ok(())
    }

    fn log(&mut self, _: u32, missing: u64, lines: &[LogLine]) -> anyhow::Result<()> {
        if missing > 0 {
            let text = format!("… {missing} lines dropped …");
            self.bar.note(&paint(Style::Quiet, &text));
        }
        for line in lines.iter().filter(|line| line.level >= self.least) {
            self.bar.note(&log_line(line));
        }
        Ok(())
    }

    fn note(&mut self, text: &str) {
        self.bar.note(&paint(Style::Warning, text));
    }
}

/// Shows nothing but that the server is lost or back.
pub(crate) struct Quiet;

impl Watcher for Quiet {
    fn wants_log(&self) -> bool {
        false
    }

    fn state(&mut self, _: &Job) -> anyhow::Result<()> {
        Ok(())
    }

    fn progress(&mut self, _: &Progress) -> anyhow::Result<()> {
        Ok(())
    }

    fn log(&mut self, _: u32, _: u64, _: &[LogLine]) -> anyhow::Result<()> {
        Ok(())
    }

    fn note(&mut self, text: &str) {
        terminal::note(&paint(Style::Warning, text));
    }
}

/// Where a job is, in a line.
fn state_line(job: &Job) -> String {
    let state = job.state;
    let more = match state {
        _ if job.is_stopping => ", being stopped".to_owned(),
        StateName::Running => format!(", attempt {}", job.attempt),
        StateName::Retrying => {
            let why = job.error.as_ref().map(|error| {
                format!(
                    " after attempt {} failed, {}: {}",
                    job.attempt, error.code, error.message
                )
            });
            why.unwrap_or_default()
        }
        StateName::Scheduled => job
            .scheduled_at
            .as_ref()
            .map(|at| format!(" for {at}"))
            .unwrap_or_default(),
        _ => String::new(),
    };
    format!("{state}{more}")
}
