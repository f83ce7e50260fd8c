//! The configuration file, `runner.toml`: what an operator decides before a server starts.
//!
//! It is strict: a key that is not known is an error, since one that is misspelt would otherwise decide nothing, and
//! nobody would notice. It holds no secrets, only their names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use runner_model::{HttpGrant, HttpMethod, HttpTarget, ProcessorName};
use serde::Deserialize;
use toml::Spanned;

/// What a configuration file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// Plugins by their names; they need not be there yet.
    pub plugins: BTreeMap<ProcessorName, PluginConfig>,
}

/// What a configuration file says of one plugin: `[plugin.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PluginConfig {
    /// What it may reach: `[[plugin.NAME.http]]`.
    pub http: Vec<HttpGrant>,
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

/// The file as it is written. Each section is strict.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    plugin: BTreeMap<ProcessorName, Plugin>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plugin {
    #[serde(default)]
    http: Vec<Spanned<HttpGrant>>,
}

impl Config {
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
        let wrong = |at: usize, message: String| {
            let at = at.min(text.len());
            let before = text.as_bytes()[..at].iter();
            let line = before.filter(|byte| **byte == b'\n').count();
            ConfigError::Wrong {
                path: path.to_owned(),
                line: line + 1,
                text: text.lines().nth(line).unwrap_or_default().to_owned(),
                message,
            }
        };
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            wrong(at, error.message().trim_end().replace('\n', "; "))
        })?;
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
            plugins.insert(name, PluginConfig { http });
        }
        Ok(Self { plugins })
    }

    /// All grants, with the plugins that have them.
    pub fn grants(&self) -> impl Iterator<Item = (&ProcessorName, &HttpGrant)> {
        self.plugins
            .iter()
            .flat_map(|(name, plugin)| plugin.http.iter().map(move |grant| (name, grant)))
    }

    /// The same as a file says it, in one way.
    pub fn toml(&self) -> String {
        let mut text = String::new();
        for (name, grant) in self.grants() {
            let space = if text.is_empty() { "" } else { "\n" };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{space}{}", grant.toml(name));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"# Who may reach what.
[[plugin.fetch.http]]
to = "https://api.example.com/v1"
methods = ["GET", "POST"]
headers = { authorization = "Bearer ${secret:api}" }
rate = "10/s"

[[plugin.fetch.http]]
to = "http://10.0.0.0/8:*"

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
        assert_eq!(parse("").unwrap(), Config::default());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_what_to_write() {
        let unknown = said("[[plugin.fetch.http]]\nto = \"https://a.com\"\nmethod = \"GET\"\n");
        assert!(
            unknown.starts_with(
                "runner.toml:3: unknown field `method`, expected one of `to`, `methods`"
            ),
            "{unknown}"
        );
        assert!(unknown.ends_with("\n\n    method = \"GET\""), "{unknown}");
        let target = said("\n[[plugin.fetch.http]]\nto = \"a.com\"\n");
        assert!(target.starts_with("runner.toml:3: "), "{target}");
        assert!(target.contains("write it as `https://a.com`"), "{target}");
        let section = said("[plugins.fetch]\n");
        assert!(
            section.starts_with("runner.toml:1: unknown field `plugins`, expected `plugin`"),
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
