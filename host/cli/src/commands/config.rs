//! `runner config`: what a server is told, checked before one has to, and shown with who said so.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use runner_engine::{Config, Origin, Setting, Settings};
use serde_json::{Map, Value, json};

use crate::config::{ConfigFileArgs, Configured};
use crate::options::Global;
use crate::settings::{SettingsArgs, misspelt_variables};
use crate::terminal::{self, Style, paint};

/// Check and show the configuration of a server
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print a file that says what is so without one, and explains every key
    Default,
    /// Print what is in force, and who said so: the defaults, the file, the environment or a flag
    Show(Box<ShowArgs>),
    /// Say what is wrong with the file, with its line
    Check(CheckArgs),
    /// Print the JSON Schema of the file
    Schema,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    settings: SettingsArgs,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// The file [default: the one that --config, RUNNER_CONFIG or the data folder say]
    #[arg(value_name = "FILE", conflicts_with = "config")]
    path: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    file: ConfigFileArgs,
}

pub(crate) fn run(global: &Global, args: &ConfigArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        ConfigCommand::Default => {
            terminal::data(Config::DEFAULT_TOML.trim_end())?;
        }
        ConfigCommand::Show(args) => show(global, args)?,
        ConfigCommand::Check(args) => check(global, args)?,
        ConfigCommand::Schema => {
            terminal::data(&serde_json::to_string_pretty(&Config::schema())?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check(global: &Global, args: &CheckArgs) -> anyhow::Result<()> {
    let Configured { path, config } = match &args.path {
        Some(path) => ConfigFileArgs::from(Some(path.clone())).read(global)?,
        None => args.file.read(global)?,
    };
    let found = config.is_some();
    let config = config.unwrap_or_default();
    let (grants, limits) = (config.grants().count(), config.ceilings());
    if args.json {
        let file = found.then(|| path.to_string_lossy());
        let good = json!({"file": file, "grants": grants, "limits": limits});
        terminal::data(&good.to_string())?;
    } else if found {
        let s = if grants == 1 { "" } else { "s" };
        let limits = match limits {
            0 => String::new(),
            1 => ", 1 limit".to_owned(),
            more => format!(", {more} limits"),
        };
        let path = path.display();
        terminal::data(&format!("{path} is good: {grants} grant{s}{limits}"))?;
    } else {
        terminal::note(&absent(&path));
    }
    Ok(())
}

fn absent(path: &std::path::Path) -> String {
    format!(
        "there is no {}: everything is as by default",
        path.display()
    )
}

fn show(global: &Global, args: &ShowArgs) -> anyhow::Result<()> {
    let Configured { path, config } = args.settings.resolve(global)?;
    let config = config.unwrap_or_default();
    for warning in misspelt_variables() {
        terminal::note(&paint(Style::Warning, &warning));
    }
    let settings = &config.settings;
    if args.json {
        let file = (!config.path.as_os_str().is_empty()).then(|| path.to_string_lossy());
        let said: Map<String, Value> = Setting::ALL
            .into_iter()
            .map(|setting| (setting.name().to_owned(), said(settings, setting)))
            .collect();
        let rest: toml::Table = config.rest_toml().parse()?;
        let rest = serde_json::to_value(rest)?;
        let shown = json!({
            "file": file,
            "settings": said,
            "limits": rest["limits"],
            "webhooks": rest["webhooks"],
            "plugin": rest["plugin"],
        });
        terminal::json(&shown.to_string())?;
        return Ok(());
    }
    if config.path.as_os_str().is_empty() {
        terminal::note(&absent(&path));
    } else {
        terminal::note(&format!("# {}", path.display()));
    }
    let lines = Setting::ALL.map(|setting| settings.line(setting));
    let width = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or_default();
    for (setting, line) in Setting::ALL.into_iter().zip(&lines) {
        let by = by(settings, setting);
        terminal::data(&format!("{line:width$}  # {by}"))?;
    }
    let rest = config.rest_toml();
    if !rest.is_empty() {
        terminal::data(&format!("\n{}", rest.trim_end()))?;
    }
    Ok(())
}

/// Who said what a setting is, for people.
fn by(settings: &Settings, setting: Setting) -> String {
    match settings.origin(setting) {
        Origin::Default => "default".to_owned(),
        Origin::File(line) => format!("file, line {line}"),
        Origin::Variable => setting.variable(),
        Origin::Flag => setting.flag(),
    }
}

/// A setting with who said it, for programs.
fn said(settings: &Settings, setting: Setting) -> Value {
    let text = settings.text(setting);
    let value = match text.parse::<u64>() {
        Ok(number) if setting.is_count() => json!(number),
        _ if setting.is_list() => json!(settings.items(setting)),
        _ => json!(text),
    };
    let mut said = json!({"value": value});
    match settings.origin(setting) {
        Origin::Default => said["from"] = json!("default"),
        Origin::File(line) => {
            said["from"] = json!("file");
            said["line"] = json!(line);
        }
        Origin::Variable => {
            said["from"] = json!("env");
            said["name"] = json!(setting.variable());
        }
        Origin::Flag => {
            said["from"] = json!("flag");
            said["name"] = json!(setting.flag());
        }
    }
    said
}
