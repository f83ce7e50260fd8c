//! The configuration file, `runner.toml`: what an operator decides before a server starts.
//!
//! It is strict: a key that is not known is an error, since one that is misspelt would otherwise decide nothing, and
//! nobody would notice. It holds no secrets, only their names.

mod filter;
mod jwt;
mod keys;
mod schema;
mod settings;
mod sites;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use runner_model::{HttpGrant, HttpMethod, HttpTarget, ProcessorName};
use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

pub use self::jwt::{JwtAlgorithm, JwtIssuer};
pub use self::settings::{HalfCertificate, LogFormat, Origin, Setting, SettingError, Settings};
use crate::limits::{FileLimits, Section, text_of};
use crate::webhooks::{self, SmtpConfig, WebhookConfig};

/// What a configuration file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// The file; empty if there is none.
    pub path: PathBuf,
    /// The settings of the server.
    pub settings: Settings,
    /// The ceilings for all plugins that have none of their own: `[limits]`.
    pub limits: FileLimits,
    /// How webhooks are sent, and where to: `[webhooks]`.
    pub webhooks: WebhookConfig,
    /// The server that mail is handed to: `[smtp]`.
    pub smtp: Option<SmtpConfig>,
    /// Who else may say who somebody is: `[[jwt]]`.
    pub jwt: Vec<JwtIssuer>,
    /// Plugins by their names; they need not be there yet.
    pub plugins: BTreeMap<ProcessorName, PluginConfig>,
}

/// What a configuration file says of one plugin: `[plugin.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PluginConfig {
    /// What it may reach: `[[plugin.NAME.http]]`.
    pub http: Vec<HttpGrant>,
    /// How much its jobs may ask for: `[plugin.NAME.limits]`.
    pub limits: FileLimits,
}

/// Why a configuration file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("cannot read the configuration file {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Something in it is wrong.
    #[error("{path}:{line}: {message}{}", quoted(.text))]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// That line.
        text: String,
        /// What is wrong, and what to write.
        message: String,
    },
}

fn quoted(line: &str) -> String {
    if line.trim().is_empty() {
        return String::new();
    }
    let shown = line
        .trim_end()
        .chars()
        .take(160)
        .filter(|c| !c.is_control());
    format!("\n\n    {}", shown.collect::<String>())
}

/// What of the file has a shape of its own; that there is nothing else but settings is known by then.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    limits: Section,
    #[serde(default)]
    plugin: BTreeMap<ProcessorName, Plugin>,
    #[serde(default)]
    webhooks: webhooks::Section,
    smtp: Option<Spanned<webhooks::SmtpSection>>,
    #[serde(default)]
    jwt: Vec<Spanned<JwtIssuer>>,
}

/// A setting as a command line would have it.
fn written(setting: Setting, value: &toml::Value) -> Result<String, String> {
    let name = setting.name();
    match value {
        toml::Value::Array(items) if setting.is_list() => {
            let texts = items.iter().map(|item| text_of(item, name));
            Ok(texts.collect::<Result<Vec<_>, _>>()?.join(","))
        }
        _ if setting.is_list() => Err(format!("write `{name}` as a list of texts")),
        other => text_of(other, name),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plugin {
    #[serde(default)]
    http: Vec<Spanned<HttpGrant>>,
    #[serde(default)]
    limits: Section,
}

impl Config {
    /// A file that says what is so without one, and explains every key.
    pub const DEFAULT_TOML: &str = include_str!("config/default.toml");

    /// The JSON Schema (2020-12) of a file.
    pub fn schema() -> serde_json::Value {
        schema::schema()
    }

    /// Reads a file; none if there is no such file.
    pub fn open(path: &Path) -> Result<Option<Self>, ConfigError> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(path, &text).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ConfigError::Read {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// Reads the text of a file; the path is for messages.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let line_of = |at: usize| {
            let before = text.as_bytes()[..at.min(text.len())].iter();
            before.filter(|byte| **byte == b'\n').count()
        };
        let wrong = |at: usize, message: String| {
            let line = line_of(at);
            ConfigError::Wrong {
                path: path.to_owned(),
                line: line + 1,
                text: text.lines().nth(line).unwrap_or_default().to_owned(),
                message,
            }
        };
        let misread = |error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            wrong(at, error.message().trim_end().replace('\n', "; "))
        };
        let document = DeTable::parse(text).map_err(misread)?;
        if let Some((at, why)) = keys::first_unknown(document.get_ref(), &Self::schema()) {
            return Err(wrong(at, why));
        }
        let keys: Section = toml::from_str(text).map_err(misread)?;
        let mut settings = Settings::default();
        for setting in Setting::ALL {
            if let Some(value) = keys.get(setting.name()) {
                let at = value.span().start;
                let text = written(setting, value.get_ref()).map_err(|why| wrong(at, why))?;
                settings
                    .put(setting, &text, Origin::File(line_of(at) + 1))
                    .map_err(|error| wrong(at, error.to_string()))?;
            }
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        settings.name_files_from(folder);
        let file: File = toml::from_str(text).map_err(misread)?;
        let limits = |section: Section| {
            FileLimits::read(section, |at| line_of(at) + 1).map_err(|(at, why)| wrong(at, why))
        };
        let mut plugins = BTreeMap::new();
        for (name, plugin) in file.plugin {
            let mut seen: BTreeSet<(HttpTarget, BTreeSet<HttpMethod>)> = BTreeSet::new();
            let mut http = Vec::with_capacity(plugin.http.len());
            for grant in plugin.http {
                let at = grant.span().start;
                let grant = grant.into_inner();
                if !seen.insert((grant.to.clone(), grant.methods.clone())) {
                    let message = format!(
                        "{} is granted to {name} twice with the same methods: leave one of the two",
                        grant.to
                    );
                    return Err(wrong(at, message));
                }
                http.push(grant);
            }
            let limits = limits(plugin.limits)?;
            plugins.insert(name, PluginConfig { http, limits });
        }
        let smtp = file.smtp.map(SmtpConfig::read).transpose();
        let mut jwt = Vec::with_capacity(file.jwt.len());
        for issuer in file.jwt {
            let at = issuer.span().start;
            let checked = issuer.into_inner().checked(folder);
            jwt.push(checked.map_err(|why| wrong(at, why))?);
        }
        Ok(Self {
            path: path.to_owned(),
            settings,
            limits: limits(file.limits)?,
            webhooks: WebhookConfig::read(file.webhooks).map_err(|(at, why)| wrong(at, why))?,
            smtp: smtp.map_err(|(at, why)| wrong(at, why))?,
            jwt,
            plugins,
        })
    }

    /// All grants, with the plugins that have them.
    pub fn grants(&self) -> impl Iterator<Item = (&ProcessorName, &HttpGrant)> {
        self.plugins
            .iter()
            .flat_map(|(name, plugin)| plugin.http.iter().map(move |grant| (name, grant)))
    }

    /// How many ceilings there are.
    pub fn ceilings(&self) -> usize {
        let of_plugins = self.plugins.values().map(|plugin| plugin.limits.len());
        self.limits.len() + of_plugins.sum::<usize>()
    }

    /// The same as a file says it, in one way.
    pub fn toml(&self) -> String {
        let mut text = self.settings.toml();
        let rest = self.rest_toml();
        if !text.is_empty() && !rest.is_empty() {
            text.push('\n');
        }
        text + &rest
    }

    /// What a file says beside the settings, in one way.
    pub fn rest_toml(&self) -> String {
        let of_plugins = self
            .plugins
            .iter()
            .map(|(name, plugin)| (format!("plugin.{name}.limits"), &plugin.limits));
        let sections = std::iter::once(("limits".to_owned(), &self.limits)).chain(of_plugins);
        let mut blocks: Vec<String> = sections
            .filter(|(_, limits)| !limits.is_empty())
            .map(|(header, limits)| limits.toml(&header))
            .collect();
        blocks.extend(Some(self.webhooks.toml()).filter(|webhooks| !webhooks.is_empty()));
        blocks.extend(self.smtp.as_ref().map(SmtpConfig::toml));
        blocks.extend(self.jwt.iter().map(JwtIssuer::toml));
        blocks.extend(
            self.grants()
                .map(|(name, grant)| format!("{}\n", grant.toml(name))),
        );
        blocks.join("\n")
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests;
