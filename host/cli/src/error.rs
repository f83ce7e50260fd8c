//! How a command ends when it does not succeed: a message, a hint, an exit code.

use std::fmt;
use std::process::ExitCode;

use crate::client::AskError;

/// Exit codes, the same for all commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The job or the command failed.
    Failed = 1,
    /// The command line, or what it names, is wrong. Nothing was done.
    Usage = 2,
    /// What it names is not there.
    NotFound = 3,
    /// The server cannot be reached.
    Unreachable = 4,
    /// It is not allowed.
    NotAllowed = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error that the user can mend.
#[derive(Debug)]
pub(crate) struct UserError {
    exit: Exit,
    message: String,
    hint: Option<String>,
}

impl UserError {
    pub(crate) fn new(exit: Exit, message: impl fmt::Display) -> Self {
        Self {
            exit,
            message: message.to_string(),
            hint: None,
        }
    }

    /// Adds what to do about it.
    pub(crate) fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// What to do about it, if something was said.
    pub(crate) fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for UserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for UserError {}

/// Shows an error and gives the exit code for it.
pub(crate) fn show(error: &anyhow::Error) -> ExitCode {
    crate::terminal::error(&format!("{error:#}"));
    let (exit, hint) = if let Some(user) = error.downcast_ref::<UserError>() {
        (user.exit, user.hint_text())
    } else if let Some(asked) = error.downcast_ref::<AskError>() {
        (asked.exit(), asked.hint())
    } else {
        (Exit::Failed, None)
    };
    if let Some(hint) = hint {
        crate::terminal::hint(hint);
    }
    exit.into()
}
