//! `runner doctor`: looks at all that a server needs on this machine, and says of each what to do about it. It changes
//! nothing but the cache of compiled code.

mod data;
mod machine;
mod server;

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::client::ServerArgs;
use crate::config::Configured;
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::paths::data_dir;
use crate::settings::{SettingsArgs, misspelt_variables};
use crate::terminal::{self, Audience, Style, paint};

/// Say what is wrong with this installation, and what to do about it
#[derive(Debug, Args)]
#[command(after_help = "\
The exit code is 1 if something failed; a warning alone is no failure. The flags of
`runner serve` say which server is meant to run here.")]
pub(crate) struct DoctorArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    settings: SettingsArgs,

    #[command(flatten)]
    server: ServerArgs,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Health {
    Good,
    /// It works, and might not for long, or not as it could.
    Doubtful,
    Bad,
}

/// What was looked at, and what was found.
#[derive(Debug)]
struct Finding {
    /// What was looked at, in a word or two.
    what: &'static str,
    health: Health,
    text: String,
    /// What to do about it.
    hint: Option<String>,
}

impl Finding {
    fn new(what: &'static str, health: Health, text: impl Into<String>) -> Self {
        Self {
            what,
            health,
            text: text.into(),
            hint: None,
        }
    }

    fn good(what: &'static str, text: impl Into<String>) -> Self {
        Self::new(what, Health::Good, text)
    }

    fn doubtful(what: &'static str, text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(what, Health::Doubtful, text).hint(hint)
    }

    fn bad(what: &'static str, text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(what, Health::Bad, text).hint(hint)
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn lines(&self) -> String {
        let (style, word) = match self.health {
            Health::Good => (Style::Good, "ok"),
            Health::Doubtful => (Style::Warning, "warn"),
            Health::Bad => (Style::Error, "fail"),
        };
        let mark = paint(style, &format!("{word:<4}"));
        let text = self.text.replace('\n', "\n                     ");
        let mut lines = format!("{mark}  {:<13}  {text}", self.what);
        if let Some(hint) = &self.hint {
            lines.push_str(&format!("\n                     → {hint}"));
        }
        lines
    }

    fn json(&self) -> serde_json::Value {
        let status = match self.health {
            Health::Good => "ok",
            Health::Doubtful => "warn",
            Health::Bad => "fail",
        };
        json!({"check": self.what, "status": status, "message": self.text, "hint": self.hint})
    }
}

pub(crate) fn run(global: &Global, args: &DoctorArgs) -> anyhow::Result<ExitCode> {
    let mut worst = Health::Good;
    // Each is said when it is known: some take seconds.
    let mut tell = |finding: Finding| -> anyhow::Result<Audience> {
        if finding.health != Health::Good && worst != Health::Bad {
            worst = finding.health;
        }
        Ok(match args.json {
            true => terminal::json(&finding.json().to_string())?,
            false => terminal::data(&finding.lines())?,
        })
    };
    look(global, args, &mut tell)?;
    Ok(match worst {
        Health::Bad => Exit::Failed.into(),
        Health::Good | Health::Doubtful => ExitCode::SUCCESS,
    })
}

fn look(
    global: &Global,
    args: &DoctorArgs,
    tell: &mut dyn FnMut(Finding) -> anyhow::Result<Audience>,
) -> anyhow::Result<()> {
    let folder = data_dir(global)?;
    tell(Finding::good(
        "version",
        format!("runner {}", env!("CARGO_PKG_VERSION")),
    ))?;
    let known = match args.settings.resolve(global) {
        Ok(configured) => {
            tell(config(&configured))?;
            configured.config.unwrap_or_default()
        }
        Err(error) => {
            let hint = error
                .downcast_ref::<UserError>()
                .and_then(UserError::hint_text)
                .unwrap_or("what each key means: runner config default");
            tell(Finding::bad("config", format!("{error:#}"), hint))?;
            runner_engine::Config::default()
        }
    };
    for warning in misspelt_variables() {
        let hint = "unset it, or say what it was to say";
        tell(Finding::doubtful("environment", warning, hint))?;
    }
    for finding in data::folder(&folder) {
        tell(finding)?;
    }
    let (found, findings) = data::database(&folder);
    for finding in findings {
        tell(finding)?;
    }
    for finding in machine::sandbox(&folder, &known.settings, found.as_ref()) {
        tell(finding)?;
    }
    tell(machine::target())?;
    tell(server::reached(global, &args.server))?;
    if let Some(finding) = server::mail(global, &args.server, known.smtp.as_ref()) {
        tell(finding)?;
    }
    Ok(())
}

fn config(configured: &Configured) -> Finding {
    let there = configured.config.as_ref();
    let is_file = there.is_some_and(|config| !config.path.as_os_str().is_empty());
    let path = configured.path.display();
    Finding::good(
        "config",
        match is_file {
            true => format!("{path} is good"),
            false => format!("there is no {path}: everything is as by default"),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_stands_below_what_was_found() {
        let finding = Finding::bad("disk", "there is none", "buy one");
        assert_eq!(
            finding.lines(),
            "fail  disk           there is none\n                     → buy one"
        );
        assert_eq!(finding.json()["status"], "fail");
    }
}
