//! All that a terminal shows: data goes to the standard output, everything else to the standard error.

mod bar;
mod style;

use std::io::{self, Write};

use tracing_subscriber::EnvFilter;

pub(crate) use self::bar::Bar;
pub(crate) use self::style::{Style, paint};

/// Prints data. An error such as a closed pipe is the caller's to handle.
pub(crate) fn data(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Prints a line for people.
pub(crate) fn note(text: &str) {
    // Nobody is left to be told when the standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints an error.
pub(crate) fn error(text: &str) {
    note(&format!("{} {text}", paint(Style::Error, "error:")));
}

/// Prints what to do about an error.
pub(crate) fn hint(text: &str) {
    note(&format!("{} {text}", paint(Style::Hint, "hint:")));
}

/// Sends the host's own log to the standard error, from `warn` up, or as `RUNNER_LOG` says.
pub(crate) fn start_tracing() {
    let filter = EnvFilter::try_from_env("RUNNER_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(style::colours())
        .init();
}
