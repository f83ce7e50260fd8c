//! Servers by names: the client's own file, `client.toml`. It says where each is and where its token lies; it holds no
//! token itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use etcetera::BaseStrategy as _;
use runner_model::{listed, nearest};
use serde::Deserialize;

use crate::error::{Exit, UserError};

/// The variable that says where the file is.
const VARIABLE: &str = "RUNNER_CLIENT_CONFIG";

/// A server that has a name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    /// Where it is.
    pub(crate) server: String,
    /// The file that holds the token for it.
    pub(crate) token_file: Option<PathBuf>,
    /// Certificates (PEM) that TLS trusts beside those that everybody trusts.
    pub(crate) ca_file: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    default: Option<String>,
    #[serde(default)]
    profile: BTreeMap<String, Profile>,
}

/// The profile that a command is to use: the one that is named, or the file's default; none without either.
pub(super) fn find(name: Option<&str>) -> Result<Option<Profile>, UserError> {
    let named = env::var_os(VARIABLE).filter(|path| !path.is_empty());
    let path = match &named {
        Some(path) => PathBuf::from(path),
        None => match etcetera::base_strategy::Xdg::new() {
            Ok(base) => base.config_dir().join("runner/client.toml"),
            // Without a home there is no file in it.
            Err(_) if name.is_none() => return Ok(None),
            Err(error) => {
                return Err(UserError::new(Exit::Usage, error).hint(format!("set {VARIABLE}")));
            }
        },
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => String::new(),
        Err(error) => {
            let message = format!("cannot read {}: {error}", path.display());
            return Err(UserError::new(Exit::Usage, message));
        }
    };
    pick(&path, &text, name)
}

fn pick(path: &Path, text: &str, name: Option<&str>) -> Result<Option<Profile>, UserError> {
    let place = path.display();
    let file: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.as_bytes()[..at]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        let message = error.message().trim_end().replace('\n', "; ");
        UserError::new(Exit::Usage, format!("{place}:{line}: {message}"))
            .hint("a profile is [profile.NAME] with server, token_file and ca_file")
    })?;
    let Some(name) = name.or(file.default.as_deref()) else {
        return Ok(None);
    };
    let Some(profile) = file.profile.get(name) else {
        let known = listed(file.profile.keys());
        let message = format!("there is no profile `{name}` in {place}; there are: {known}");
        let error = UserError::new(Exit::Usage, message);
        return Err(match nearest(name, file.profile.keys().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!(
                "add to that file:\n\n[profile.{name}]\nserver = \"https://runner.example.com\"\ntoken_file = \"{name}.token\""
            )),
        });
    };
    // Beside the file, wherever the command is called.
    let beside = |file: &PathBuf| path.parent().unwrap_or(Path::new("")).join(file);
    Ok(Some(Profile {
        server: profile.server.clone(),
        token_file: profile.token_file.as_ref().map(beside),
        ca_file: profile.ca_file.as_ref().map(beside),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "default = \"here\"\n[profile.here]\nserver = \"http://a\"\n[profile.prod]\nserver = \"https://b\"\ntoken_file = \"prod.token\"\nca_file = \"/etc/ca.pem\"\n";

    fn picked(text: &str, name: Option<&str>) -> Result<Option<Profile>, UserError> {
        pick(Path::new("/home/me/client.toml"), text, name)
    }

    #[test]
    fn a_profile_is_found_by_its_name_with_files_beside_the_file() {
        let prod = picked(FILE, Some("prod")).unwrap().unwrap();
        assert_eq!(prod.server, "https://b");
        assert_eq!(prod.token_file.unwrap(), Path::new("/home/me/prod.token"));
        assert_eq!(prod.ca_file.unwrap(), Path::new("/etc/ca.pem"));
        assert_eq!(picked(FILE, None).unwrap().unwrap().server, "http://a");
        assert_eq!(picked("", None).unwrap(), None);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_or_the_nearest_name() {
        let said = |text, name| {
            let error = picked(text, name).unwrap_err();
            format!("{error}\n{}", error.hint_text().unwrap_or_default())
        };
        assert_eq!(
            said(FILE, Some("prd")),
            "there is no profile `prd` in /home/me/client.toml; there are: here, prod\ndid you mean `prod`?"
        );
        assert!(said(FILE, Some("staging")).contains("[profile.staging]\nserver"));
        let unknown = said("[profile.a]\nserver = \"b\"\ntoken = \"c\"\n", None);
        assert!(
            unknown.starts_with("/home/me/client.toml:3: unknown field `token`"),
            "{unknown}"
        );
    }
}
