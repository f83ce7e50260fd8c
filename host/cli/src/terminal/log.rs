//! Lines of a job's log.

use runner_model::{Level, LogLine};

use super::{Style, paint};

/// A line as people read it. Line ends within it are indented, so that no line looks like another's.
pub(crate) fn log_line(line: &LogLine) -> String {
    let style = match line.level {
        Level::Error => Style::Error,
        Level::Warn => Style::Warning,
        Level::Trace | Level::Debug | Level::Info => Style::Quiet,
    };
    let mut text = format!(
        "{} {}",
        paint(style, &format!("{:<5}", line.level)),
        line.message
    );
    for (key, value) in line.fields.iter().flatten() {
        text.push_str(&format!(" {key}={value}"));
    }
    text.replace('\n', "\n      ")
}
