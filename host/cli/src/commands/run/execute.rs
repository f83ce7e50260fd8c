//! Running the attempt, with its progress and log on the standard error and Ctrl-C at hand.

use std::sync::Arc;

use anyhow::Context;
use runner_model::{Level, Progress, Redactor};
use runner_sandbox::{AttemptSpec, LogTail, Plugin, Report, Sandbox};

use super::RunArgs;
use crate::interrupt::Interrupts;
use crate::terminal::{Bar, Style, log_line, paint};

/// Runs the attempt to its end.
pub(super) fn execute(
    sandbox: &Sandbox,
    plugin: &Arc<Plugin>,
    spec: AttemptSpec,
    show: &Show,
    interrupts: &Interrupts,
) -> anyhow::Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot wait for the job")?;
    let report = runtime.block_on(watch(sandbox, plugin, spec, show, interrupts));
    interrupts.guest_ended();
    show.bar.finish();
    Ok(report)
}

/// Shows what the job says while it runs.
pub(super) struct Show {
    bar: Bar,
    least: Level,
    quiet: bool,
    redactor: Redactor,
}

async fn watch(
    sandbox: &Sandbox,
    plugin: &Arc<Plugin>,
    spec: AttemptSpec,
    show: &Show,
    interrupts: &Interrupts,
) -> Report {
    let mut attempt = sandbox.start(plugin, spec);
    interrupts.end_guest(attempt.control());
    let (mut progress, mut log) = {
        let watch = attempt.watch();
        (watch.progress.clone(), watch.log.clone())
    };
    let mut guest_reports = true;
    let report = loop {
        tokio::select! {
            report = attempt.wait() => break report,
            () = log.wait(), if guest_reports => show.lines(&mut log),
            changed = progress.changed(), if guest_reports => {
                // An error means that the guest is gone; its report follows.
                guest_reports = changed.is_ok();
                show.progress(progress.borrow_and_update().clone());
            }
        }
    };
    show.lines(&mut log);
    report
}

impl Show {
    pub(super) fn new(args: &RunArgs, redactor: Redactor) -> Self {
        Self {
            bar: Bar::new(!args.quiet),
            least: if args.verbose {
                Level::Trace
            } else {
                Level::Info
            },
            quiet: args.quiet,
            redactor,
        }
    }

    fn progress(&self, mut progress: Progress) {
        self.redactor.progress(&mut progress);
        self.bar.show(&progress);
    }

    fn lines(&self, log: &mut LogTail) {
        let (mut lines, dropped) = log.take();
        if self.quiet {
            return;
        }
        if dropped > 0 {
            self.bar.note(&paint(
                Style::Quiet,
                &format!("… {dropped} lines dropped …"),
            ));
        }
        for line in lines.iter_mut().filter(|line| line.level >= self.least) {
            if !self.redactor.is_idle() {
                self.redactor.line(line);
            }
            self.bar.note(&log_line(line));
        }
    }
}
