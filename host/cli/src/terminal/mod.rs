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
use std::panic;
use std::str::FromStr as _;
use std::sync::OnceLock;

use runner_engine::{LogFormat, Settings};
use runner_model::is_hidden;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::Directive;

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
    if is_json() {
        tracing::info!(target: SAID, "{text}");
        return;
    }
    // Nobody is left to be told when the standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints a question, to be answered behind it.
pub(crate) fn question(text: &str) {
    let mut err = io::stderr().lock();
    let _ = write!(err, "{text}").and_then(|()| err.flush());
}

/// Prints a warning.
pub(crate) fn warning(text: &str) {
    if is_json() {
        tracing::warn!(target: SAID, "{text}");
        return;
    }
    note(&paint(Style::Warning, text));
}

/// Prints an error.
pub(crate) fn error(text: &str) {
    if is_json() {
        tracing::error!(target: SAID, "{text}");
        return;
    }
    note(&format!("{} {text}", paint(Style::Error, "error:")));
}

/// Prints what to do about an error.
pub(crate) fn hint(text: &str) {
    note(&format!("{} {text}", paint(Style::Hint, "hint:")));
}

/// What is said in JSON, as a line of the log: nothing of it is left out, however little is logged otherwise. No module of
/// ours is called so, and no name of one begins so.
const SAID: &str = "said";

/// Whether all that is said is a line of JSON.
static IS_JSON: OnceLock<()> = OnceLock::new();

fn is_json() -> bool {
    IS_JSON.get().is_some()
}

/// Sends the host's own log to the standard error, or as much of it as `RUNNER_LOG` says: for commands that are no server.
pub(crate) fn start_tracing() {
    let usual = || EnvFilter::new(Settings::default().log);
    let filter = EnvFilter::try_from_env("RUNNER_LOG").unwrap_or_else(|_| usual());
    text_log(filter);
}

/// Sends a server's log to the standard error, as it is told to. In JSON all that is said from then on is a line of it.
pub(crate) fn start_log(settings: &Settings) {
    let filter = EnvFilter::new(&settings.log);
    match settings.log_format {
        LogFormat::Text => text_log(filter),
        LogFormat::Json => {
            let said = Directive::from_str(&format!("{SAID}=info"));
            let filter = filter.add_directive(said.expect("it is a target and a level"));
            tracing_subscriber::fmt()
                .json()
                .flatten_event(true)
                .with_current_span(false)
                .with_span_list(true)
                .with_env_filter(filter)
                .with_writer(io::stderr)
                .init();
            let _ = IS_JSON.set(());
            panic::set_hook(Box::new(|panicked| {
                tracing::error!(target: SAID, "{panicked}");
            }));
        }
    }
}

fn text_log(filter: EnvFilter) {
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(style::colours())
        // A line that cannot be written, since the disk with the log is full, would otherwise be told by one that cannot be
        // written either, and that is a panic.
        .log_internal_errors(false)
        .init();
}
