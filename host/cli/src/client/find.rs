//! Which server a command means, and with which token it asks.
//!
//! Both are found in the data folder: a server that runs on it says in the file `server` where it listens, and keeps its
//! token beside it. That token opens everything, so it goes to this machine alone unless somebody names it.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::{env, fs, io};

use clap::Args;
use reqwest::Url;
use reqwest::header::HeaderValue;

use super::address::Address;
use super::profile;
use super::trust::Trust;
use crate::error::{Exit, UserError};
use crate::options::Global;
use crate::paths::data_dir;

/// Where a server listens unless it is told otherwise.
const DEFAULT: &str = "http://127.0.0.1:7070";

/// How a command is told which server it is to ask.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Server")]
pub(crate) struct ServerArgs {
    /// The server [default: the one on the data folder, else http://127.0.0.1:7070] [env: RUNNER_SERVER]
    #[arg(long, value_name = "URL")]
    server: Option<String>,

    /// A file that holds the token [default: what RUNNER_TOKEN holds, else `token` in the data folder]
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Trust the certificates in this file (PEM) beside those that everybody trusts [env: RUNNER_SERVER_CA]
    #[arg(long, value_name = "FILE")]
    server_ca: Option<PathBuf>,
}

/// What is known of where the server is. It can be looked up again: a server that was started anew may listen elsewhere.
#[derive(Debug)]
pub(crate) struct Finder {
    folder: PathBuf,
    /// The server that the user named, by itself or by a profile.
    server: Option<String>,
    token_file: Option<PathBuf>,
    /// Certificates that TLS trusts beside those that everybody trusts.
    ca_file: Option<PathBuf>,
}

/// Where a server is, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) url: Url,
    pub(crate) known: Known,
    /// Who is believed that it is the server.
    pub(super) trust: Trust,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// The user said so.
    Said,
    /// The server said so, in the data folder.
    Written,
    /// Nobody did: it is where servers are.
    Guessed,
}

impl Finder {
    pub(crate) fn new(global: &Global, args: &ServerArgs) -> anyhow::Result<Self> {
        let folder = data_dir(global)?;
        let ca_file = args
            .server_ca
            .clone()
            .or_else(|| variable("RUNNER_SERVER_CA").map(PathBuf::from));
        let mut finder = Self {
            folder,
            server: args.server.clone(),
            token_file: args.token_file.clone(),
            ca_file,
        };
        if finder.server.is_some() {
            return Ok(finder);
        }
        // What is named goes before what holds for all commands, and that before the file's default. Whoever names a data
        // folder means the server on it.
        let named = global.profile.as_deref().filter(|name| !name.is_empty());
        if named.is_none() {
            finder.server = variable("RUNNER_SERVER");
        }
        if finder.server.is_none()
            && (named.is_some() || global.data_dir.is_none())
            && let Some(profile) = profile::find(named)?
        {
            finder.server = Some(profile.server);
            finder.token_file = finder.token_file.or(profile.token_file);
            finder.ca_file = finder.ca_file.or(profile.ca_file);
        }
        Ok(finder)
    }

    /// Where the server is now.
    pub(crate) fn place(&self) -> anyhow::Result<Place> {
        if let Some(text) = self.server.as_deref().filter(|text| !text.is_empty()) {
            let url = parse(text)?;
            return Ok(Place {
                url,
                known: Known::Said,
                trust: Trust::Authorities(self.ca_file.clone()),
            });
        }
        let (text, known, shown) = match Address::read(&self.folder)? {
            Some(address) => {
                let shown = address.certificate().map(ToOwned::to_owned);
                (address.url(), Known::Written, shown)
            }
            None => (DEFAULT.to_owned(), Known::Guessed, None),
        };
        let trust = match shown {
            Some(certificate) => Trust::Certificate(certificate),
            None => Trust::Authorities(self.ca_file.clone()),
        };
        let url = parse(&text)?;
        Ok(Place { url, known, trust })
    }

    /// The token for a place, as a header; none if there is none for it.
    pub(crate) fn token(&self, place: &Place) -> anyhow::Result<Option<HeaderValue>> {
        let (text, source) = if let Some(path) = &self.token_file {
            let text = fs::read_to_string(path).map_err(|error| {
                let path = path.display();
                UserError::new(
                    Exit::Usage,
                    format!("cannot read the token in {path}: {error}"),
                )
            })?;
            (text, path.display().to_string())
        } else if let Some(text) = variable("RUNNER_TOKEN") {
            (text, "RUNNER_TOKEN".to_owned())
        } else if place.known == Known::Said && !is_this_machine(&place.url) {
            return Ok(None);
        } else {
            let path = self.folder.join("token");
            match fs::read_to_string(&path) {
                Ok(text) => (text, path.display().to_string()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => {
                    let path = path.display();
                    return Err(UserError::new(
                        Exit::NotAllowed,
                        format!("cannot read the token in {path}: {error}"),
                    )
                    .hint("run this as the user whose server it is, or set RUNNER_TOKEN")
                    .into());
                }
            }
        };
        let wrong = || UserError::new(Exit::Usage, format!("what is in {source} is no token"));
        let text = text.trim();
        if text.is_empty() {
            return Err(wrong().into());
        }
        let mut value = HeaderValue::from_str(&format!("Bearer {text}")).map_err(|_| wrong())?;
        value.set_sensitive(true);
        Ok(Some(value))
    }
}

/// What a variable holds; one that is empty says nothing.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.is_empty())
}

fn parse(text: &str) -> Result<Url, UserError> {
    let wrong = |why: &str| {
        UserError::new(Exit::Usage, format!("the server {text:?} {why}"))
            .hint("write http://HOST:PORT, or https:// if it speaks TLS")
    };
    let url: Url = text.parse().map_err(|_| wrong("is no URL"))?;
    match url.scheme() {
        "http" | "https" if url.host().is_some() => Ok(url),
        _ => Err(wrong("is no URL of a server")),
    }
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
        || host.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn finder(folder: &Path, server: Option<&str>) -> Finder {
        Finder {
            folder: folder.to_owned(),
            server: server.map(str::to_owned),
            token_file: None,
            ca_file: None,
        }
    }

    #[test]
    fn a_server_is_found_where_it_says_it_listens_while_it_does() {
        let folder = tempfile::tempdir().unwrap();
        let found = || finder(folder.path(), None).place().unwrap();
        assert_eq!(found().known, Known::Guessed);
        let address = Address::of("0.0.0.0:4321".parse().unwrap());
        let address = address.write(folder.path()).unwrap();
        assert_eq!(found().url.as_str(), "http://127.0.0.1:4321/");
        drop(address);
        assert_eq!(found().url.as_str(), "http://127.0.0.1:7070/");
    }

    #[test]
    fn the_data_folders_token_stays_on_this_machine() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("token"), "secret\n").unwrap();
        let has_token = |server| {
            let finder = finder(folder.path(), server);
            finder.token(&finder.place().unwrap()).unwrap().is_some()
        };
        assert!(has_token(None));
        assert!(has_token(Some("http://localhost:1")));
        assert!(has_token(Some("https://[::1]:1")));
        assert!(!has_token(Some("http://127.0.0.1.example:1")));
        assert!(!has_token(Some("http://192.0.2.1:1")));
    }
}
