//! Colours, where a person looks at a terminal that has them.

use std::env;
use std::io::{self, IsTerminal as _};
use std::sync::LazyLock;

/// What a piece of text is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Style {
    Error,
    Warning,
    Hint,
    Good,
    Quiet,
}

/// Whether the standard error takes colours. `NO_COLOR` is kept as no-color.org says.
pub(crate) fn colours() -> bool {
    static COLOURS: LazyLock<bool> = LazyLock::new(|| {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        !refused && io::stderr().is_terminal()
    });
    *COLOURS && !super::is_json()
}

/// Gives the text in its colour, for the standard error.
pub(crate) fn paint(style: Style, text: &str) -> String {
    if !colours() {
        return text.to_owned();
    }
    let code = match style {
        Style::Error => "1;31",
        Style::Warning => "33",
        Style::Hint => "36",
        Style::Good => "32",
        Style::Quiet => "2",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}
