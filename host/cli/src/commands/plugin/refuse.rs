//! `runner plugin refuse`: what a plugin asks for and is not to have, so that nobody is told of it any more.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use runner_model::{ProcessorName, SecretName};

use super::name;
use crate::client::{
    Client, GrantList, Patience, Query, RefusalDoc, ServerArgs, WantDoc, block_on,
};
use crate::commands::shared::gone;
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::terminal;

/// Refuse what a plugin asks for: it is not listed as not granted any more
#[derive(Debug, Args)]
#[command(after_help = "\
A plugin does not have what is not granted, refused or not: this says that somebody has decided. What it has is taken back by
`runner plugin revoke`, not refused. A grant of what was refused takes the refusal back.

Examples:
  runner plugin refuse fetch https://tracking.example.com
  runner plugin refuse fetch secret:api
  runner plugin refuse fetch secret:api --undo")]
pub(crate) struct RefuseArgs {
    /// The plugin's name
    #[arg(value_name = "PLUGIN", value_parser = name)]
    plugin: ProcessorName,

    /// What it asks for, as `runner plugin show` lists it: an address, `*`, or a secret
    #[arg(value_name = "URL|secret:NAME", value_parser = want)]
    want: WantDoc,

    /// Take the refusal back
    #[arg(long)]
    undo: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// What a plugin asks for, as people write it. An address is that of the plugin's own words, whatever it means.
fn want(text: &str) -> Result<WantDoc, String> {
    if let Some(name) = text.strip_prefix("secret:") {
        return match SecretName::try_from(name.to_owned()) {
            Ok(name) => Ok(WantDoc::Secret(name.to_string())),
            Err(error) => Err(error.to_string()),
        };
    }
    if text == "*" || text.contains("://") {
        return Ok(WantDoc::Http(text.to_owned()));
    }
    Err(
        "write it as the plugin asks for it: `https://api.example.com`, `*`, or `secret:NAME`"
            .to_owned(),
    )
}

pub(super) fn run(global: &Global, args: &RefuseArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    if args.undo {
        return undo(&client, args);
    }
    let path = ["plugins", args.plugin.as_str(), "refusals"];
    let text = block_on(async {
        Ok(client
            .send_json(Method::POST, &path, &args.want, Patience::Short)
            .await?)
    })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let refused: RefusalDoc = client.read(&text)?;
    terminal::data(&format!("{} is refused {}", args.plugin, refused.want))?;
    Ok(ExitCode::SUCCESS)
}

fn undo(client: &Client, args: &RefuseArgs) -> anyhow::Result<ExitCode> {
    let plugin = args.plugin.as_str();
    block_on(async {
        let path = ["plugins", plugin, "grants"];
        let all: GrantList = client.get(&path, &Query::new()).await?;
        let meant = all.refusals.iter().find(|one| one.want == args.want);
        let Some(meant) = meant else {
            let message = format!("{plugin} is not refused {}", args.want);
            return Err(UserError::new(Exit::NotFound, message)
                .hint(format!(
                    "see what is refused: runner plugin grants {plugin}"
                ))
                .into());
        };
        let path = ["plugins", plugin, "refusals", &meant.id];
        client.delete(&path).await?;
        terminal::data(&match args.json {
            true => gone(true, &meant.id, "unrefused"),
            false => format!("{plugin} is not refused {} any more", meant.want),
        })?;
        Ok(ExitCode::SUCCESS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_written_as_it_is_asked_for() {
        let http = |text: &str| WantDoc::Http(text.to_owned());
        assert_eq!(want("https://*.a.com/v1"), Ok(http("https://*.a.com/v1")));
        assert_eq!(want("*"), Ok(http("*")));
        assert_eq!(want("secret:key"), Ok(WantDoc::Secret("key".to_owned())));
        assert!(want("secret:").is_err());
        assert!(want("a.com").unwrap_err().contains("`secret:NAME`"));
        let sent = serde_json::to_string(&want("secret:key").unwrap()).unwrap();
        assert_eq!(sent, r#"{"secret":"key"}"#);
    }
}
