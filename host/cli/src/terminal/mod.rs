//! All that a terminal shows: data goes to the standard output, everything else to the standard error.

mod bar;
mod json;
mod log;
mod raw;
mod span;
mod states;
mod style;
mod table;

use std::io::{self, IsTerminal as _, Write};

use runner_model::is_hidden;
use tracing_subscriber::EnvFilter;

pub(crate) use self::bar::Bar;
pub(crate) use self::json::{escaped, json, json_items};
pub(crate) use self::log::log_line;
pub(crate) use self::raw::Raw;
pub(crate) use self::span::{ago, span, when};
pub(crate) use self::states::StateBars;
pub(crate) use self::style::{Style, colours as has_colours, paint};
pub(crate) use self::table::Table;

/// Whether somebody reads the standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    There,
    /// Whoever read it has had enough.
    Gone,
}

/// Prints data.
pub(crate) fn data(text: &str) -> io::Result<Audience> {
    let mut out = io::stdout().lock();
    let written = if out.is_terminal() {
        writeln!(out, "{}", shown(text))
    } else {
        writeln!(out, "{text}")
    };
    match written.and_then(|()| out.flush()) {
        Ok(()) => Ok(Audience::There),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Audience::Gone),
        Err(error) => Err(error),
    }
}

/// What a terminal is shown of a stranger's text: nothing that it would obey.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// Prints a line for people.
pub(crate) fn note(text: &str) {
    // Nobody is left to be told when the standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints a question, to be answered behind it.
pub(crate) fn question(text: &str) {
    let mut err = io::stderr().lock();
    let _ = write!(err, "{text}").and_then(|()| err.flush());
}

/// Prints an error.
pub(crate) fn error(text: &str) {
    note(&format!("{} {text}", paint(Style::Error, "error:")));
}

/// Prints what to do about an error.
pub(crate) fn hint(text: &str) {
    note(&format!("{} {text}", paint(Style::Hint, "hint:")));
}

/// What is logged unless somebody says otherwise: what went wrong, and what becomes of plugins, which is rare and may
/// take a while.
const LOGGED: &str = "warn,runner_engine::plugins=info,runner_engine::inbox=info";

/// Sends the host's own log to the standard error, or as much of it as `RUNNER_LOG` says.
pub(crate) fn start_tracing() {
    let filter = EnvFilter::try_from_env("RUNNER_LOG").unwrap_or_else(|_| EnvFilter::new(LOGGED));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(style::colours())
        .init();
}
