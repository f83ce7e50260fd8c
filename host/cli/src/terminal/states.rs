//! Bars for how many of many are in which state, on a terminal alone.

use std::io::{self, IsTerminal as _};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar for each state on the standard error; nothing at all where that is no terminal.
pub(crate) struct StateBars {
    all: MultiProgress,
    bars: Vec<(&'static str, ProgressBar)>,
}

impl StateBars {
    /// Bars for these states, which are shown if they are wanted and the standard error is a terminal.
    pub(crate) fn new(shown: bool, states: &[&'static str]) -> Self {
        let target = if shown && io::stderr().is_terminal() {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let all = MultiProgress::with_draw_target(target);
        let style = ProgressStyle::with_template("{prefix:>10} {bar:30} {pos}/{len}")
            .expect("the template is well formed")
            .progress_chars("━╸─");
        let bar = |state: &&'static str| {
            // Empty as long as it is not known how many there are.
            let bar = all.add(ProgressBar::no_length());
            bar.set_style(style.clone());
            bar.set_prefix(*state);
            (*state, bar)
        };
        let bars = states.iter().map(bar).collect();
        Self { all, bars }
    }

    /// Shows how many of all are in each state. A state that is not named has none.
    pub(crate) fn show(&self, total: u64, counts: &[(u64, &'static str)]) {
        for (state, bar) in &self.bars {
            let count = counts.iter().find(|(_, named)| named == state);
            bar.set_length(total);
            bar.set_position(count.map_or(0, |(count, _)| *count));
        }
    }

    /// Prints a line above the bars.
    pub(crate) fn note(&self, line: &str) {
        self.all.suspend(|| super::note(line));
    }

    /// Takes the bars away.
    pub(crate) fn finish(&self) {
        for (_, bar) in &self.bars {
            bar.finish_and_clear();
        }
    }
}
