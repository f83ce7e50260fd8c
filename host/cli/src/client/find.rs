//! Which server a command means, and with which token it asks.
//!
//! Both are found in the data folder: a server that runs on it says in the file `server` where it listens, and keeps its
//! token beside it. That token opens everything, so it goes to this machine alone unless somebody names it.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use anyhow::Context;
use clap::Args;
use reqwest::Url;
use reqwest::header::HeaderValue;
use tempfile::NamedTempFile;

use super::profile;
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
    ca_file: Option<PathBuf>,
}

/// Where a server is, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) url: Url,
    pub(crate) known: Known,
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

    /// Certificates that TLS trusts beside those that everybody trusts.
    pub(super) fn ca_file(&self) -> Option<&Path> {
        self.ca_file.as_deref()
    }

    /// Where the server is now.
    pub(crate) fn place(&self) -> anyhow::Result<Place> {
        if let Some(text) = self.server.as_deref().filter(|text| !text.is_empty()) {
            let url = parse(text)?;
            let known = Known::Said;
            return Ok(Place { url, known });
        }
        let (text, known) = match Address::read(&self.folder)? {
            Some(text) => (text, Known::Written),
            None => (DEFAULT.to_owned(), Known::Guessed),
        };
        let url = parse(&text)?;
        Ok(Place { url, known })
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

/// The file in which a server says where it listens, for as long as it does.
#[derive(Debug)]
pub(crate) struct Address {
    path: PathBuf,
}

impl Address {
    fn path(folder: &Path) -> PathBuf {
        folder.join("server")
    }

    /// Says that a server listens.
    pub(crate) fn write(folder: &Path, listens: SocketAddr) -> anyhow::Result<Self> {
        let path = Self::path(folder);
        // Whoever listens everywhere is found on this machine.
        let ip = match listens {
            SocketAddr::V4(v4) if v4.ip().is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(v6) if v6.ip().is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            other => other.ip(),
        };
        let url = format!("http://{}\n", SocketAddr::new(ip, listens.port()));
        let written = NamedTempFile::new_in(folder).and_then(|mut file| {
            io::Write::write_all(&mut file, url.as_bytes())?;
            file.persist(&path)?;
            Ok(())
        });
        written.with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { path })
    }

    fn read(folder: &Path) -> anyhow::Result<Option<String>> {
        let path = Self::path(folder);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        // Left behind it only makes a command ask where nobody listens, and say so.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
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
        let address = Address::write(folder.path(), "0.0.0.0:4321".parse().unwrap()).unwrap();
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
        assert!(has_token(Some("http://[::1]:1")));
        assert!(!has_token(Some("http://127.0.0.1.example:1")));
        assert!(!has_token(Some("http://192.0.2.1:1")));
    }
}
