//! A version of a plugin, as the command line names it; and `runner plugin activate` and `rollback`.

use std::process::ExitCode;
use std::str::FromStr;

use clap::Args;
use reqwest::Method;
use runner_model::{Digest, ProcessorName};
use serde_json::json;

use super::name;
use crate::client::{Client, Listed, Patience, PluginDoc, Query, ServerArgs, block_on};
use crate::commands::shared::said;
use crate::error::{Exit, UserError};
use crate::options::Global;

/// The fewest digits of an abbreviated digest.
const LEAST: usize = 4;

/// A version: `NAME@sha256:…`, abbreviated if no other version of the name begins so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WhichVersion {
    pub(super) name: ProcessorName,
    /// Hexadecimal digits, in lower case.
    digits: String,
}

impl FromStr for WhichVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (of, digest) = text
            .split_once('@')
            .ok_or("write the plugin and the digest of a version: NAME@sha256:…")?;
        let digits = digest.strip_prefix("sha256:").unwrap_or(digest);
        let is_one = digits.bytes().all(|byte| byte.is_ascii_hexdigit())
            && (LEAST..=64).contains(&digits.len());
        if !is_one {
            return Err(format!(
                "`{digest}` is no digest: expected `sha256:` and 64 hexadecimal digits, or the first of them, {LEAST} at least"
            ));
        }
        Ok(Self {
            name: name(of)?,
            digits: digits.to_ascii_lowercase(),
        })
    }
}

impl WhichVersion {
    /// The digest of the version that is meant. The server is asked for one that is abbreviated.
    pub(super) async fn find(&self, client: &Client) -> anyhow::Result<Digest> {
        if let Ok(digest) = format!("sha256:{}", self.digits).parse() {
            return Ok(digest);
        }
        let path = ["plugins", self.name.as_str(), "versions"];
        let versions: Listed<PluginDoc> = client.get(&path, &Query::new()).await?;
        Ok(self.among(&versions.items)?)
    }

    fn among(&self, versions: &[PluginDoc]) -> Result<Digest, UserError> {
        let begins = format!("sha256:{}", self.digits);
        let meant: Vec<&PluginDoc> = versions
            .iter()
            .filter(|version| version.digest.starts_with(&begins))
            .collect();
        let hint = format!(
            "see which versions there are: runner plugin versions {}",
            self.name
        );
        match meant.as_slice() {
            [version] => version
                .digest
                .parse()
                .map_err(|error| UserError::new(Exit::Failed, error)),
            [] => Err(UserError::new(
                Exit::NotFound,
                format!("no version of {} begins with {begins}", self.name),
            )
            .hint(hint)),
            several => {
                let lines: Vec<String> = several
                    .iter()
                    .map(|version| {
                        format!("{} {} {}", version.digest, version.title(), version.state)
                    })
                    .collect();
                Err(UserError::new(
                    Exit::Usage,
                    format!(
                        "several versions of {} begin with {begins}:\n  {}",
                        self.name,
                        lines.join("\n  ")
                    ),
                )
                .hint("write more of the digest"))
            }
        }
    }
}

/// Let a version of a plugin run
#[derive(Debug, Args)]
#[command(after_help = "\
Jobs that are submitted from then on run on it; those before, and those that run, stay on theirs. If it came from elsewhere
than the version that runs, the name is its source's from then on. One that was removed comes back if the server still has
its bytes.

Example:
  runner plugin activate word-search@sha256:3f8a54f1")]
pub(crate) struct ActivateArgs {
    /// The version: the plugin's name and the digest, or as much of its beginning as no other version has
    #[arg(value_name = "NAME@DIGEST")]
    version: WhichVersion,

    /// Print the version as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(super) fn activate(global: &Global, args: &ActivateArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let text = block_on(async {
        let digest = args.version.find(&client).await?;
        let path = ["plugins", args.version.name.as_str(), "activate"];
        let choice = json!({ "digest": digest });
        Ok(client
            .send_json(Method::POST, &path, &choice, Patience::Short)
            .await?)
    })?;
    said(&client, text, (args.json, line))
}

/// Let the version of a plugin run again that ran before
#[derive(Debug, Args)]
#[command(after_help = "\
It goes back to the version that ran last before the one that does, and is still there. Done once more it is undone: what
ran last then is the version that was left. `runner plugin versions NAME` shows which it is, as `previous`.")]
pub(crate) struct RollbackArgs {
    /// The plugin's name
    #[arg(value_name = "PLUGIN", value_parser = name)]
    plugin: ProcessorName,

    /// Print the version that runs now as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(super) fn rollback(global: &Global, args: &RollbackArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["plugins", args.plugin.as_str(), "rollback"];
    let text = block_on(async { Ok(client.post(&path).await?) })?;
    said(&client, text, (args.json, line))
}

fn line(version: PluginDoc) -> String {
    format!("{} is active ({})", version.title(), version.digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn which(text: &str) -> Result<WhichVersion, String> {
        text.parse()
    }

    fn version(digits: &str) -> PluginDoc {
        let digest = format!("sha256:{digits:0<64}");
        serde_json::from_value(json!({
            "name": "echo", "version": "1.0.0", "digest": digest, "size_bytes": 1,
            "source": "installed", "active": false, "state": "kept",
        }))
        .unwrap()
    }

    #[test]
    fn a_version_is_named_by_its_digest_or_the_beginning_of_it() {
        let all = [version("abcd1"), version("abcd2"), version("12345")];
        let found = |text: &str| which(text).unwrap().among(&all);
        for text in ["echo@sha256:1234", "echo@12345", "echo@sha256:123450"] {
            assert_eq!(found(text).unwrap().to_string(), all[2].digest);
        }
        assert_eq!(found("echo@ABCD1").unwrap().to_string(), all[0].digest);
        let several = found("echo@abcd").unwrap_err().to_string();
        assert!(
            several.starts_with("several versions of echo begin with sha256:abcd:\n  sha256:abcd1")
        );
        let none = found("echo@ffff").unwrap_err().to_string();
        assert_eq!(none, "no version of echo begins with sha256:ffff");
    }

    #[test]
    fn what_is_no_version_is_said_to_be_none() {
        for text in [
            "echo",
            "echo@",
            "echo@abc",
            "echo@sha256:wxyz",
            "echo@latest",
            "Echo@abcd",
        ] {
            assert!(which(text).is_err(), "{text}");
        }
    }
}
