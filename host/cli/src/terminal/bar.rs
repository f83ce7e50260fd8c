//! A progress bar, on a terminal alone.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use runner_model::Progress;

/// A progress bar on the standard error; nothing at all where that is no terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar that is shown if it is wanted and the standard error is a terminal.
    pub(crate) fn new(shown: bool) -> Self {
        let target = if shown && io::stderr().is_terminal() {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(spinner());
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Self { bar }
    }

    pub(crate) fn show(&self, progress: &Progress) {
        match progress.total {
            Some(total) => {
                if self.bar.length() != Some(total) {
                    self.bar.set_length(total);
                    self.bar.set_style(gauge());
                }
                self.bar.set_position(progress.done.min(total));
            }
            None => self.bar.set_position(progress.done),
        }
        self.bar.set_message(words(progress));
    }

    /// Prints a line above the bar.
    pub(crate) fn note(&self, line: &str) {
        self.bar.suspend(|| super::note(line));
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn words(progress: &Progress) -> String {
    let mut words = Vec::new();
    if let Some(step) = &progress.step {
        words.push(format!(
            "{} ({} of {})",
            step.name,
            step.index + 1,
            step.count
        ));
    }
    words.extend(progress.message.clone());
    if progress.failed > 0 {
        words.push(format!("{} failed", progress.failed));
    }
    words.join(" · ").replace(['\n', '\t'], " ")
}

fn gauge() -> ProgressStyle {
    style("{bar:30} {percent:>3} %  {elapsed} of about {duration}  {wide_msg}")
}

fn spinner() -> ProgressStyle {
    style("{spinner} {elapsed}  {wide_msg}")
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .expect("the template is well formed")
        .progress_chars("━╸─")
}
