//! `runner plugin grant`: what a plugin may reach from now on.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use reqwest::Method;
use runner_model::{
    HeaderField, HeaderTemplate, HttpGrant, HttpMethod, HttpTarget, Limit, Network, ProcessorName,
    Rate,
};

use super::name;
use crate::client::{Client, GrantDoc, Patience, ServerArgs, block_on};
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::terminal;

/// Allow a plugin to reach something by HTTP
#[derive(Debug, Args)]
#[command(after_help = "\
A plugin reaches what it asks for and what is granted to it, and nothing else. Given again with the same methods, a grant
takes the place of the last. It holds from the next attempt on.

Examples:
  runner plugin grant fetch https://api.example.com --method GET
  runner plugin grant fetch https://api.example.com --header 'authorization: Bearer ${secret:api}' --rate 10/s
  runner plugin grant fetch 'https://*.example.com' --address 10.0.0.0/8")]
pub(crate) struct GrantArgs {
    /// The plugin's name
    #[arg(value_name = "PLUGIN", value_parser = name)]
    plugin: ProcessorName,

    #[command(flatten)]
    what: WhatArgs,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// What is granted.
#[derive(Debug, Args)]
struct WhatArgs {
    /// Where to: `https://api.example.com`, `https://*.example.com`, `https://api.example.com/v1`, `http://10.0.0.0/8:*`
    #[arg(value_name = "URL")]
    to: HttpTarget,

    /// With this method; once for each [default: any]
    #[arg(long = "method", value_name = "METHOD")]
    methods: Vec<HttpMethod>,

    /// Put a header into each request, which the plugin never sees; `${secret:NAME}` stands for a secret
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = HeaderTemplate::parse_header)]
    headers: Vec<(HeaderField, HeaderTemplate)>,

    /// A private address or network that the name may lead to
    #[arg(long = "address", value_name = "ADDRESS")]
    addresses: Vec<Network>,

    /// How often at the most, such as `10/s` or `100/min burst 20`
    #[arg(long, value_name = "RATE")]
    rate: Option<Rate>,

    /// How long connecting may take [default: 10s]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    connect_timeout: Option<Duration>,

    /// How long the server may take to begin its answer [default: 2m]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    first_byte_timeout: Option<Duration>,

    /// How long may lie between two pieces of a body [default: 1m]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    between_bytes_timeout: Option<Duration>,
}

fn duration(text: &str) -> Result<Duration, String> {
    match Limit::Timeout.parse(text) {
        Ok(0) => Err("no time at all is too little: write `500ms`, `30s`, `5m`".to_owned()),
        Ok(millis) => Ok(Duration::from_millis(millis)),
        Err(error) => Err(error.to_string()),
    }
}

impl WhatArgs {
    fn grant(&self) -> Result<HttpGrant, UserError> {
        let mut headers = BTreeMap::new();
        for (name, value) in &self.headers {
            if headers.insert(name.clone(), value.clone()).is_some() {
                let message = format!("the header `{name}` is given twice");
                return Err(UserError::new(Exit::Usage, message));
            }
        }
        Ok(HttpGrant {
            to: self.to.clone(),
            methods: self.methods.iter().cloned().collect(),
            headers,
            addresses: self.addresses.iter().copied().collect::<BTreeSet<_>>(),
            rate: self.rate,
            connect_timeout: self.connect_timeout,
            first_byte_timeout: self.first_byte_timeout,
            between_bytes_timeout: self.between_bytes_timeout,
        })
    }
}

pub(super) fn run(global: &Global, args: &GrantArgs) -> anyhow::Result<ExitCode> {
    let grant = args.what.grant()?;
    let client = Client::open(global, &args.server)?;
    let path = ["plugins", args.plugin.as_str(), "grants"];
    let text = block_on(async {
        Ok(client
            .send_json(Method::POST, &path, &grant, Patience::Short)
            .await?)
    })?;
    if args.json {
        terminal::data(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let given: GrantDoc = client.read(&text)?;
    let line = format!(
        "{} may reach {} by {} (grant {})",
        args.plugin,
        given.to,
        given.methods(),
        given.id
    );
    terminal::data(&line.replace(" by any ", " by any method "))?;
    for secret in &given.missing_secrets {
        terminal::note(&format!(
            "the secret {secret} is not set: requests will fail"
        ));
        terminal::hint(&format!("runner secret set {secret}"));
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::*;
    use crate::options::{Command, Options};

    /// Splits a command as a shell does that knows single quotes and `\'`.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut is_quoted = false;
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            let word = words.last_mut().unwrap();
            match c {
                '\'' => is_quoted = !is_quoted,
                '\\' if !is_quoted => word.extend(chars.next()),
                ' ' if !is_quoted => words.push(String::new()),
                c => word.push(c),
            }
        }
        words
    }

    #[test]
    fn every_command_that_a_refusal_shows_gives_that_grant() {
        for json in [
            r#"{"to":"https://api.example.com","methods":["GET"]}"#,
            r#"{"to":"http://*.example.com:*/v1","methods":["PATCH","POST"],"headers":{"authorization":"Bearer ${secret:key}","x-it's":"a \"b\""},"addresses":["10.0.0.0/8","fd00::/8"],"rate":"10/s burst 3","connect_timeout":"1m 30s","first_byte_timeout":"500ms","between_bytes_timeout":"2h"}"#,
        ] {
            let grant: HttpGrant = serde_json::from_str(json).unwrap();
            let plugin = ProcessorName::try_from("fetch".to_owned()).unwrap();
            let command = grant.command(&plugin);
            let options = Options::try_parse_from(words(&command))
                .unwrap_or_else(|error| panic!("{command}: {error}"));
            let Command::Plugin(args) = options.command else {
                panic!("{command}");
            };
            let given = args.granted().expect("it is the command that grants");
            assert_eq!(given.plugin, plugin);
            assert_eq!(given.what.grant().unwrap(), grant, "{command}");
        }
        Options::command().debug_assert();
    }
}
