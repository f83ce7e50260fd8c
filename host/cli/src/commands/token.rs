//! `runner token`: who may ask the server, and for what.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use reqwest::Method;
use runner_model::{Limit, Rate, Role, TokenName};
use serde::Deserialize;
use serde_json::json;

use super::shared::{ListArgs, Listing, gone};
use crate::client::{Client, Patience, Query, ServerArgs, block_on};
use crate::options::Global;
use crate::terminal::{self, when};

/// Make, list and revoke tokens, by which a server knows who asks
#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    Create(CreateArgs),
    /// List tokens: whose they are, what they let do, when they end, when they were last used
    #[command(visible_alias = "ls")]
    List(ListArgs),
    Revoke(RevokeArgs),
}

/// Make a token, and print it: this once
#[derive(Debug, Args)]
#[command(after_help = "\
Roles:
  viewer     sees everything but secrets and tokens, and changes nothing
  submitter  submits jobs and batches, and sees and changes its own alone
  operator   everybody's jobs, queues, schedules, templates and errors too
  admin      plugins, grants, limits, secrets and tokens too

Jobs belong to the name: the next token of the same name sees them too, so that a token is replaced by making another and
revoking the old one.

Examples:
  runner token create ci --role submitter --expires 90d > ci.token
  RUNNER_TOKEN=$(cat ci.token) runner job list")]
struct CreateArgs {
    /// Its name: of a person or a program
    #[arg(value_name = "NAME", value_parser = name)]
    name: TokenName,

    /// What it lets do: viewer, submitter, operator, admin
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Role,

    /// When it ends, from now; without this it lasts until it is revoked
    #[arg(long, value_name = "DURATION", value_parser = expires)]
    expires: Option<u64>,

    /// How often it may ask, such as 100/s or "10/s burst 50"; without this as often as it likes
    #[arg(long, value_name = "RATE", value_parser = rate)]
    rate: Option<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// Revoke a token: nobody is let in with it any more, and event streams that it opened end
#[derive(Debug, Args)]
struct RevokeArgs {
    /// Its id, as `runner token list` shows it
    #[arg(value_name = "ID")]
    id: String,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Token {
    id: String,
    name: String,
    role: Role,
    created_by: Option<String>,
    expires_at: Option<String>,
    expired: bool,
    used_at: Option<String>,
}

fn name(text: &str) -> Result<TokenName, String> {
    TokenName::try_from(text.to_owned()).map_err(|error| error.to_string())
}

fn role(text: &str) -> Result<Role, String> {
    text.parse()
        .map_err(|error: runner_model::ParseRoleError| error.to_string())
}

fn rate(text: &str) -> Result<String, String> {
    match text.parse::<Rate>() {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn expires(text: &str) -> Result<u64, String> {
    // Timeouts are written in the same way.
    Limit::Timeout
        .parse(text)
        .map_err(|error| error.to_string())
}

pub(crate) fn run(global: &Global, args: &TokenArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        TokenCommand::Create(args) => create(global, args),
        TokenCommand::List(args) => list(global, args),
        TokenCommand::Revoke(args) => revoke(global, args),
    }
}

fn create(global: &Global, args: &CreateArgs) -> anyhow::Result<ExitCode> {
    #[derive(Deserialize)]
    struct Created {
        id: String,
        token: String,
        expires_at: Option<String>,
    }
    let client = Client::open(global, &args.server)?;
    let text = block_on(async {
        let mut body = json!({"name": args.name, "role": args.role});
        if let Some(millis) = args.expires {
            body["expires_in"] = millis.into();
        }
        if let Some(rate) = &args.rate {
            body["rate"] = rate.as_str().into();
        }
        Ok(client
            .send_json(Method::POST, &["tokens"], &body, Patience::Short)
            .await?)
    })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let created: Created = client.read(&text)?;
    terminal::data(&created.token)?;
    let until = match created.expires_at {
        Some(at) => format!("lasts until {at}"),
        None => "lasts until it is revoked".to_owned(),
    };
    terminal::note(&format!(
        "this is the only time that it is shown; it {until}"
    ));
    terminal::hint(&format!("to revoke it: runner token revoke {}", created.id));
    Ok(ExitCode::SUCCESS)
}

fn list(global: &Global, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let listing = Listing {
        path: &["tokens"],
        titles: &["ID", "NAME", "ROLE", "ENDS", "LAST USED", "BY"],
        row,
        none: "there are no tokens",
    };
    listing.show(global, &Query::new(), args)
}

fn row(token: Token) -> Vec<String> {
    let ends = match (token.expired, token.expires_at) {
        (true, _) => "ended".to_owned(),
        (false, Some(at)) => when(&at),
        (false, None) => "never".to_owned(),
    };
    vec![
        token.id,
        token.name,
        token.role.to_string(),
        ends,
        token
            .used_at
            .as_deref()
            .map_or_else(|| "never".to_owned(), when),
        token.created_by.unwrap_or_default(),
    ]
}

fn revoke(global: &Global, args: &RevokeArgs) -> anyhow::Result<ExitCode> {
    let client = Client::open(global, &args.server)?;
    let path = ["tokens", args.id.as_str()];
    block_on(async { Ok(client.delete(&path).await?) })?;
    terminal::data(&match args.json {
        true => gone(true, &args.id, "revoked"),
        false => format!("token {} revoked", args.id),
    })?;
    Ok(ExitCode::SUCCESS)
}
