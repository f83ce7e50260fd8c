//! What a server is told: by the file, then by the environment, then by flags.

use std::env;

use clap::Args;
use runner_engine::{Origin, SECRET_KEY_VARIABLE, Setting};
use runner_model::nearest;

use crate::config::{ConfigFileArgs, Configured};
use crate::error::{Exit, UserError};
use crate::options::Global;

/// The flags of a server.
#[derive(Debug, Args)]
pub(crate) struct SettingsArgs {
    #[arg(long, value_name = "ADDRESS", help = help(Setting::Listen), value_parser = value(Setting::Listen))]
    listen: Option<String>,

    #[arg(long, value_name = "FILE", help = help(Setting::TlsCert), value_parser = value(Setting::TlsCert))]
    tls_cert: Option<String>,

    #[arg(long, value_name = "FILE", help = help(Setting::TlsKey), value_parser = value(Setting::TlsKey))]
    tls_key: Option<String>,

    #[arg(long, value_name = "SITES", help = help(Setting::CorsOrigins), value_parser = value(Setting::CorsOrigins))]
    cors_origins: Option<String>,

    #[arg(long, value_name = "N", help = help(Setting::Slots), value_parser = value(Setting::Slots))]
    slots: Option<String>,

    #[arg(long, value_name = "N", help = help(Setting::MaxFrozen), value_parser = value(Setting::MaxFrozen))]
    max_frozen: Option<String>,

    #[arg(long, value_name = "SIZE", help = help(Setting::FrozenMemory), value_parser = value(Setting::FrozenMemory))]
    frozen_memory: Option<String>,

    #[arg(long, value_name = "SIZE", help = help(Setting::LoadedCode), value_parser = value(Setting::LoadedCode))]
    loaded_code: Option<String>,

    #[arg(long, value_name = "FILE", help = help(Setting::CaFile), value_parser = value(Setting::CaFile))]
    ca_file: Option<String>,

    #[arg(long, value_name = "DURATION", help = help(Setting::Drain), value_parser = value(Setting::Drain))]
    drain: Option<String>,

    #[arg(long, value_name = "FILTER", help = help(Setting::Log), value_parser = value(Setting::Log))]
    log: Option<String>,

    #[arg(long, value_name = "FORMAT", help = help(Setting::LogFormat), value_parser = value(Setting::LogFormat))]
    log_format: Option<String>,

    #[command(flatten)]
    pub(crate) file: ConfigFileArgs,
}

fn help(setting: Setting) -> String {
    let default = match runner_engine::Settings::default().text(setting) {
        text if text.is_empty() => String::new(),
        text => format!(" [default: {text}]"),
    };
    format!(
        "{}{default} [env: {}]",
        setting.meaning(),
        setting.variable()
    )
}

/// Takes a text if it is a value of a setting.
fn value(setting: Setting) -> impl Fn(&str) -> Result<String, String> + Clone {
    move |text| {
        let checked = setting.check(text);
        checked
            .map(|()| text.to_owned())
            .map_err(|error| error.why().to_owned())
    }
}

impl SettingsArgs {
    fn flag(&self, setting: Setting) -> Option<&str> {
        let flag = match setting {
            Setting::Listen => &self.listen,
            Setting::TlsCert => &self.tls_cert,
            Setting::TlsKey => &self.tls_key,
            Setting::CorsOrigins => &self.cors_origins,
            Setting::Slots => &self.slots,
            Setting::MaxFrozen => &self.max_frozen,
            Setting::FrozenMemory => &self.frozen_memory,
            Setting::LoadedCode => &self.loaded_code,
            Setting::CaFile => &self.ca_file,
            Setting::Drain => &self.drain,
            Setting::Log => &self.log,
            Setting::LogFormat => &self.log_format,
        };
        flag.as_deref()
    }

    /// Reads the file, and puts the environment and the flags over it. There is a configuration whether or not there is a
    /// file.
    pub(crate) fn resolve(&self, global: &Global) -> anyhow::Result<Configured> {
        let Configured { path, config } = self.file.read(global)?;
        let mut config = config.unwrap_or_default();
        for setting in Setting::ALL {
            let variable = setting.variable();
            if let Some(text) = variable_text(&variable)? {
                let put = config.settings.put(setting, &text, Origin::Variable);
                put.map_err(|error| {
                    UserError::new(Exit::Usage, format!("{variable}: {}", error.why()))
                })?;
            }
            if let Some(text) = self.flag(setting) {
                config.settings.put(setting, text, Origin::Flag)?;
            }
        }
        config.settings.certificate().map_err(|error| {
            let missing = error.missing();
            let (flag, variable, key) = (missing.flag(), missing.variable(), missing.name());
            UserError::new(Exit::Usage, error).hint(format!(
                "by {flag}, in {variable}, or as `{key}` in the file"
            ))
        })?;
        Ok(Configured {
            path,
            config: Some(config),
        })
    }
}

/// What a variable holds; one that is empty says nothing.
fn variable_text(name: &str) -> Result<Option<String>, UserError> {
    match env::var(name) {
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(UserError::new(
            Exit::Usage,
            format!("{name}: what it holds is no text in UTF-8"),
        )),
    }
}

/// Variables that are no settings and have a meaning all the same.
const OTHERS: [&str; 9] = [
    "RUNNER_CLIENT_CONFIG",
    "RUNNER_CONFIG",
    "RUNNER_DATA_DIR",
    "RUNNER_FAILPOINT",
    "RUNNER_PROFILE",
    SECRET_KEY_VARIABLE,
    "RUNNER_SERVER",
    "RUNNER_SERVER_CA",
    "RUNNER_TOKEN",
];

/// What to say of variables that look as if they were meant for runner. Others have the prefix too, and so nobody is
/// refused for them.
pub(crate) fn misspelt_variables() -> Vec<String> {
    let names = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    misspelt(names)
}

fn misspelt(names: impl Iterator<Item = String>) -> Vec<String> {
    const PREFIX: &str = "RUNNER_";
    let known: Vec<String> = Setting::ALL
        .map(Setting::variable)
        .into_iter()
        .chain(OTHERS.map(str::to_owned))
        .collect();
    let known: Vec<&str> = known
        .iter()
        .filter_map(|name| name.strip_prefix(PREFIX))
        .collect();
    let mut found: Vec<String> = names
        .filter_map(|name| {
            let own = name.strip_prefix(PREFIX)?;
            let near = nearest(own, known.iter().copied()).filter(|near| *near != own)?;
            Some(format!(
                "{name} means nothing to runner: did you mean {PREFIX}{near}?"
            ))
        })
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::options::Options;

    #[test]
    fn every_setting_is_a_flag_that_names_its_variable() {
        let options = Options::command();
        let serve = options.find_subcommand("serve").unwrap();
        for setting in Setting::ALL {
            let flag = setting.flag();
            let is_it = |arg: &&clap::Arg| {
                arg.get_long()
                    .is_some_and(|long| format!("--{long}") == flag)
            };
            let arg = serve.get_arguments().find(is_it).unwrap();
            let help = arg.get_help().unwrap().to_string();
            assert!(help.contains(&setting.variable()), "{help}");
        }
    }

    #[test]
    fn misspelt_variables_are_told_from_strangers() {
        let names = [
            "RUNNER_SLOT",
            "RUNNER_SLOTS",
            "RUNNER_TEMP",
            "RUNNER_OS",
            "SLOT",
        ];
        assert_eq!(
            misspelt(names.map(str::to_owned).into_iter()),
            ["RUNNER_SLOT means nothing to runner: did you mean RUNNER_SLOTS?"]
        );
    }
}
