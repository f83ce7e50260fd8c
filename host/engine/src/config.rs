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
use std::fmt::Write as _;
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
        let mut text = String::new();
        let of_plugins = self
            .plugins
            .iter()
            .map(|(name, plugin)| (format!("plugin.{name}.limits"), &plugin.limits));
        let sections = std::iter::once(("limits".to_owned(), &self.limits)).chain(of_plugins);
        for (header, limits) in sections.filter(|(_, limits)| !limits.is_empty()) {
            let space = if text.is_empty() { "" } else { "\n" };
            // Writing to a String cannot fail, here and below.
            let _ = write!(text, "{space}{}", limits.toml(&header));
        }
        let webhooks = self.webhooks.toml();
        if !webhooks.is_empty() {
            let space = if text.is_empty() { "" } else { "\n" };
            let _ = write!(text, "{space}{webhooks}");
        }
        if let Some(smtp) = &self.smtp {
            let space = if text.is_empty() { "" } else { "\n" };
            let _ = write!(text, "{space}{}", smtp.toml());
        }
        for issuer in &self.jwt {
            let space = if text.is_empty() { "" } else { "\n" };
            let _ = write!(text, "{space}{}", issuer.toml());
        }
        for (name, grant) in self.grants() {
            let space = if text.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{space}{}", grant.toml(name));
        }
        text
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use runner_model::{ByteSize, Limit};

    use super::*;

    const GOOD: &str = r#"# Who may reach what, and how much jobs may ask for.
loaded_code = "64MiB"
[limits]
timeout = "10m"
http_requests = 50

[plugin.fetch.limits]
memory = "512MiB"

[[plugin.fetch.http]]
to = "https://api.example.com/v1"
methods = ["GET", "POST"]
headers = { authorization = "Bearer ${secret:api}" }
rate = "10/s"

[[plugin.fetch.http]]
to = "http://10.0.0.0/8:*"

[webhooks]
allow = ["10.0.0.0/8", "::1"]
retry = ["1s", "2m"]
disable_after = "2days"

[plugin.quiet]
"#;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(Path::new("runner.toml"), text)
    }

    fn said(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_file_says_what_plugins_may_reach() {
        let config = parse(GOOD).unwrap();
        let targets: Vec<String> = config
            .grants()
            .map(|(name, grant)| format!("{name} {}", grant.to))
            .collect();
        assert_eq!(
            targets,
            [
                "fetch https://api.example.com/v1",
                "fetch http://10.0.0.0/8:*"
            ]
        );
        // Written anew it says the same, but for a plugin of which nothing is said.
        let again = parse(&config.toml()).unwrap();
        assert!(again.grants().eq(config.grants()));
        assert_eq!(config.limits.line(Limit::HttpRequests), Some(5));
        assert_eq!(config.settings.loaded_code, ByteSize::mib(64));
        assert_eq!(again.settings.loaded_code, config.settings.loaded_code);
        assert_eq!(config.webhooks.retry.len(), 2);
        assert_eq!(again.webhooks, config.webhooks);
        let fetch = &config.plugins.values().next().unwrap().limits;
        assert_eq!(fetch.values().get(Limit::Memory), Some(512 << 20));
        assert_eq!((fetch.line(Limit::Memory), config.ceilings()), (Some(8), 3));
        assert_eq!(again.limits.values(), config.limits.values());
        let nothing = parse("").unwrap();
        assert!(nothing.plugins.is_empty() && nothing.limits.is_empty());
        assert_eq!(nothing.settings, Settings::default());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_what_to_write() {
        let unknown = said("[[plugin.fetch.http]]\nto = \"https://a.com\"\nmethod = \"GET\"\n");
        assert!(
            unknown.starts_with(
                "runner.toml:3: there is no key `method` in `plugin.fetch.http`: did you mean `methods`?"
            ),
            "{unknown}"
        );
        assert!(unknown.ends_with("\n\n    method = \"GET\""), "{unknown}");
        let target = said("\n[[plugin.fetch.http]]\nto = \"a.com\"\n");
        assert!(target.starts_with("runner.toml:3: "), "{target}");
        assert!(target.contains("write it as `https://a.com`"), "{target}");
        let section = said("[plugins.fetch]\n");
        assert!(
            section.starts_with("runner.toml:1: there is no key `plugins`: did you mean `plugin`?"),
            "{section}"
        );
        let name = said("[[plugin.Fetch.http]]\nto = \"https://a.com\"\n");
        assert!(name.contains("is no processor name"), "{name}");
        let rate = said("[[plugin.a.http]]\nto = \"https://a.com\"\nrate = \"fast\"\n");
        assert!(rate.starts_with("runner.toml:3: "), "{rate}");
        let syntax = said("[[plugin.a.http]\n");
        assert!(syntax.starts_with("runner.toml:1: "), "{syntax}");
        let missing = said("[[plugin.a.http]]\nmethods = [\"GET\"]\n");
        assert!(missing.contains("missing field `to`"), "{missing}");
        for (section, line, message) in [
            (
                "\nloaded_code = \"much\"\n",
                2,
                "`loaded_code`: `much` is no size",
            ),
            (
                "[limits]\nram = 5\n",
                2,
                "there is no key `ram` in `limits`; there are fuel, timeout,",
            ),
            (
                "\n[plugin.a.limits]\ntimeout = 300\n",
                3,
                "`300` is no duration: write `500ms`, `30s`, `5m`",
            ),
            (
                "[limits]\nmemory = \"5GiB\"\n",
                2,
                "`memory`: a guest can have 4.0 GiB at most",
            ),
            (
                "[limits]\ntimeout = \"5 years\"\n",
                2,
                "`timeout`: the host cannot hold to more than 30days",
            ),
            (
                "[limits]\nfuel = 0\n",
                2,
                "`fuel`: with none at all nothing runs",
            ),
            (
                "[limits]\nhttp_requests = -1\n",
                2,
                "`-1` is no whole number",
            ),
            (
                "[webhooks]\ntimeout = \"15\"\n",
                2,
                "`timeout`: `15` is no duration",
            ),
            (
                "[webhooks]\nretry = [\"5s\",\n  \"0s\"]\n",
                3,
                "`retry`: write a duration from 1ms",
            ),
            (
                "[webhooks]\nallow = [\"10.1.0.0/8\"]\n",
                2,
                "`10.1.0.0/8` is no network, because",
            ),
            (
                "[limits]\nfuel = 1.5\n",
                2,
                "write `fuel` as a text or a whole number",
            ),
        ] {
            let said = said(section);
            let expected = format!("runner.toml:{line}: {message}");
            assert!(said.starts_with(&expected), "{said}");
        }
    }

    #[test]
    fn the_file_of_defaults_says_what_is_so_without_one_and_explains_every_key() {
        let config = parse(Config::DEFAULT_TOML).unwrap();
        let usual = Settings::default();
        for setting in Setting::ALL {
            assert_eq!(config.settings.text(setting), usual.text(setting));
            assert_ne!(
                config.settings.origin(setting),
                Origin::Default,
                "{setting:?}"
            );
        }
        assert_eq!((config.ceilings(), config.grants().count()), (0, 0));
        // What it only shows is what one may write. Prose has a space after its mark.
        let uncommented: String = Config::DEFAULT_TOML
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(shown) if !shown.starts_with(' ') => format!("{shown}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let shown = parse(&uncommented).unwrap();
        let unasked = runner_model::Limits::default();
        for limit in Limit::ALL {
            assert_eq!(
                shown.limits.values().get(limit),
                Some(unasked.get(limit)),
                "{limit}"
            );
        }
        assert_eq!(shown.grants().count(), 1);
        let usual = WebhookConfig::default();
        assert_eq!(shown.webhooks.retry, usual.retry);
        assert_eq!(
            (shown.webhooks.timeout, shown.webhooks.disable_after),
            (usual.timeout, usual.disable_after)
        );
    }

    #[test]
    fn the_same_grant_twice_is_refused() {
        let twice = said(
            "[[plugin.a.http]]\nto = \"https://a.com\"\n\n[[plugin.a.http]]\nto = \"https://A.com:443\"\nrate = \"1/s\"\n",
        );
        assert!(
            twice.starts_with("runner.toml:4: https://a.com is granted to a twice"),
            "{twice}"
        );
    }

    #[test]
    fn the_block_that_a_refusal_shows_is_one_of_the_file() {
        let grant = HttpGrant {
            methods: ["GET".parse().unwrap()].into(),
            addresses: ["10.1.2.3".parse().unwrap()].into(),
            ..HttpGrant::to("https://*.example.com:*".parse().unwrap())
        };
        let name = ProcessorName::try_from("fetch".to_owned()).unwrap();
        // As it stands in a message: indented.
        let block = grant.toml(&name).replace('\n', "\n    ");
        let config = parse(&format!("    {block}")).unwrap();
        assert!(config.grants().eq([(&name, &grant)]));
    }
}
