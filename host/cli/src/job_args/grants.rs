//! Grants and secrets from flags: what a single run may reach.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use runner_model::{
    Grants, HeaderField, HeaderTemplate, HttpGrant, HttpMethod, HttpTarget, Network, Rate,
    Redactor, SecretName, SecretString,
};
use runner_sandbox::{HttpAccess, Remedy, Secrets};

use crate::error::{Exit, UserError};

/// The largest secret that is taken, in bytes.
const MOST_SECRET_BYTES: u64 = 64 * 1024;

/// What a job may reach.
#[derive(Debug, Args)]
pub(crate) struct AllowArgs {
    /// Allow HTTP to there, if the plugin asks for it: `https://api.example.com`, `https://*.example.com`,
    /// `http://127.0.0.1:8080`, `http://10.0.0.0/8:*`
    #[arg(long = "allow", value_name = "URL")]
    allow: Vec<String>,

    /// With these methods alone [default: any]
    #[arg(long = "allow-method", value_name = "METHOD", requires = "allow")]
    methods: Vec<String>,

    /// Put a header into each of these requests; the plugin never sees it
    #[arg(
        long = "allow-header",
        value_name = "NAME: VALUE",
        requires = "allow",
        long_help = "Put a header into each of these requests; the plugin never sees it. `${secret:NAME}` stands for a secret: --allow-header 'authorization: Bearer ${secret:key}' --secret key=@key.txt"
    )]
    headers: Vec<String>,

    /// Let names lead to this private address or network, such as `10.0.0.0/8`
    #[arg(long = "allow-address", value_name = "ADDRESS", requires = "allow")]
    addresses: Vec<String>,

    /// No more often than this, such as `10/s`
    #[arg(long = "allow-rate", value_name = "RATE", requires = "allow")]
    rate: Option<String>,

    /// Give a secret, from a file or the standard input
    #[arg(long = "secret", value_name = "NAME=@FILE|-")]
    secrets: Vec<String>,

    /// Trust the certificates in this file (PEM) beside those that everybody trusts
    #[arg(
        long,
        value_name = "FILE",
        env = "RUNNER_CA_FILE",
        hide_env_values = true
    )]
    pub(crate) ca_file: Option<PathBuf>,
}

/// What the flags allow.
pub(crate) struct Allowed {
    /// What the job may reach.
    pub(crate) http: HttpAccess,
    /// Blots the secrets out of what the job says: a server that it reaches may send them back.
    pub(crate) redactor: Redactor,
}

/// The secrets that were given.
struct Given(BTreeMap<SecretName, SecretString>);

impl Secrets for Given {
    fn get(&self, name: &SecretName) -> Option<SecretString> {
        self.0.get(name).cloned()
    }
}

fn wrong(flag: &str, error: impl std::fmt::Display) -> UserError {
    UserError::new(Exit::Usage, format!("{flag}: {error}"))
}

impl AllowArgs {
    /// Whether a secret takes the standard input.
    pub(crate) fn reads_stdin(&self) -> bool {
        self.secrets.iter().any(|flag| flag.ends_with("=-"))
    }

    /// Reads all of it; what is wrong is said before anything runs.
    pub(crate) fn access(&self) -> Result<Allowed, UserError> {
        let grants = self.grants()?;
        let secrets = self.secrets()?;
        for name in grants.http.iter().flat_map(HttpGrant::secrets) {
            if !secrets.contains_key(name) {
                let message =
                    format!("--allow-header needs the secret `{name}`, which is not given");
                return Err(UserError::new(Exit::Usage, message).hint(format!(
                    "give it by --secret {name}=@FILE, or --secret {name}=- for the standard input"
                )));
            }
        }
        let redactor = Redactor::new(secrets.values().cloned());
        let http = HttpAccess {
            grants: Arc::new(grants),
            secrets: Arc::new(Given(secrets)),
            remedy: Remedy::Flags,
        };
        Ok(Allowed { http, redactor })
    }

    /// The flags, but for --allow itself, hold for every --allow.
    fn grants(&self) -> Result<Grants, UserError> {
        let mut methods = BTreeSet::new();
        for text in &self.methods {
            methods.insert(
                text.parse::<HttpMethod>()
                    .map_err(|error| wrong("--allow-method", error))?,
            );
        }
        let mut headers: BTreeMap<HeaderField, HeaderTemplate> = BTreeMap::new();
        for text in &self.headers {
            let (name, value) = HeaderTemplate::parse_header(text)
                .map_err(|error| wrong("--allow-header", error))?;
            if headers.insert(name.clone(), value).is_some() {
                return Err(wrong("--allow-header", format!("`{name}` is given twice")));
            }
        }
        let mut addresses = BTreeSet::new();
        for text in &self.addresses {
            addresses.insert(
                text.parse::<Network>()
                    .map_err(|error| wrong("--allow-address", error))?,
            );
        }
        let rate = self.rate.as_deref().map(str::parse::<Rate>).transpose();
        let rate = rate.map_err(|error| wrong("--allow-rate", error))?;
        let grant = |text: &String| {
            let to = text
                .parse::<HttpTarget>()
                .map_err(|error| wrong("--allow", error))?;
            Ok(HttpGrant {
                methods: methods.clone(),
                headers: headers.clone(),
                addresses: addresses.clone(),
                rate,
                ..HttpGrant::to(to)
            })
        };
        let http = self
            .allow
            .iter()
            .map(grant)
            .collect::<Result<_, UserError>>()?;
        Ok(Grants { http })
    }

    fn secrets(&self) -> Result<BTreeMap<SecretName, SecretString>, UserError> {
        let mut secrets = BTreeMap::new();
        for flag in &self.secrets {
            let form = || {
                // What stands behind the `=` may be the secret itself, and is not repeated.
                let name = flag.split('=').next().unwrap_or_default();
                wrong(
                    "--secret",
                    format!("write {name}=@FILE, or {name}=- for the standard input"),
                )
                .hint("a secret on the command line could be read by everybody on this machine")
            };
            let (name, from) = flag.split_once('=').ok_or_else(form)?;
            let name =
                SecretName::try_from(name.to_owned()).map_err(|error| wrong("--secret", error))?;
            let value = match (from, from.strip_prefix('@')) {
                ("-", _) => read(io::stdin().lock()),
                (_, Some(path)) => fs::File::open(path).and_then(read),
                _ => return Err(form()),
            };
            let value = value
                .map_err(|error| wrong("--secret", format!("cannot read `{name}`: {error}")))?;
            if secrets.insert(name.clone(), value).is_some() {
                return Err(wrong("--secret", format!("`{name}` is given twice")));
            }
        }
        Ok(secrets)
    }
}

/// Reads a secret; a line's end at its end is the editor's, not the secret's.
fn read(from: impl io::Read) -> io::Result<SecretString> {
    let mut text = String::new();
    from.take(MOST_SECRET_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MOST_SECRET_BYTES {
        return Err(io::Error::other("it has more than 64 KiB"));
    }
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    if text.is_empty() {
        return Err(io::Error::other("it is empty"));
    }
    Ok(SecretString::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_ends_before_its_line_does() {
        let value = |text: &str| read(text.as_bytes()).map(|value| value.reveal().to_owned());
        assert_eq!(value("abc\r\n").unwrap(), "abc");
        assert_eq!(value("a\nb\n").unwrap(), "a\nb");
        assert!(value("\n").is_err());
        assert!(value(&"x".repeat(65 * 1024)).is_err());
    }
}
