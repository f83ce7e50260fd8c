//! How the server is reached: `[server]`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use runner_model::Origin;
use serde::Deserialize;
use toml::Spanned;

use super::jwt::JwtIssuer;

/// The section as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    tls_cert: Option<Spanned<PathBuf>>,
    tls_key: Option<Spanned<PathBuf>>,
    #[serde(default)]
    cors: Vec<Spanned<String>>,
    #[serde(default)]
    jwt: Vec<Spanned<JwtIssuer>>,
}

/// What a configuration file says of how the server is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerSection {
    /// The files of the certificate and of its key, in PEM form: `tls_cert` and `tls_key`.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Sites whose pages may read what a token lets them read: `cors`, as browsers write them.
    pub cors: Vec<Origin>,
    /// Who else may say who somebody is: `[[server.jwt]]`.
    pub jwt: Vec<JwtIssuer>,
}

impl ServerSection {
    /// Reads the section; files are named from the folder of the configuration file. What is wrong comes with its place.
    pub(super) fn read(section: Section, folder: &Path) -> Result<Self, (usize, String)> {
        let one_of_two = |there: &Spanned<PathBuf>, missing: &str| {
            let message =
                format!("a certificate needs its key and the other way round: add `{missing}`");
            Err((there.span().start, message))
        };
        let tls = match (section.tls_cert, section.tls_key) {
            (None, None) => None,
            (Some(cert), None) => return one_of_two(&cert, "tls_key"),
            (None, Some(key)) => return one_of_two(&key, "tls_cert"),
            (Some(cert), Some(key)) => Some((
                folder.join(cert.into_inner()),
                folder.join(key.into_inner()),
            )),
        };
        let mut cors = BTreeSet::new();
        for text in section.cors {
            let at = text.span().start;
            let origin = origin(text.get_ref()).map_err(|why| (at, format!("`cors`: {why}")))?;
            cors.insert(origin);
        }
        let mut jwt = Vec::with_capacity(section.jwt.len());
        for issuer in section.jwt {
            let at = issuer.span().start;
            let checked = issuer.into_inner().checked(folder);
            jwt.push(checked.map_err(|why| (at, why))?);
        }
        Ok(Self {
            tls,
            jwt,
            cors: cors.into_iter().collect(),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same as a file says it.
    pub(super) fn toml(&self) -> String {
        let mut text = "[server]\n".to_owned();
        if let Some((cert, key)) = &self.tls {
            for (name, path) in [("tls_cert", cert), ("tls_key", key)] {
                // Writing to a String cannot fail, here and below.
                let _ = writeln!(text, "{name} = {}", quoted(&path.to_string_lossy()));
            }
        }
        if !self.cors.is_empty() {
            let origins = self.cors.iter().map(|origin| quoted(&origin.to_string()));
            let _ = writeln!(text, "cors = [{}]", origins.collect::<Vec<_>>().join(", "));
        }
        for issuer in &self.jwt {
            let _ = write!(text, "\n{}", issuer.toml());
        }
        text
    }
}

/// A text as a file has it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A site as a browser writes it: scheme, host and port, and no path.
fn origin(text: &str) -> Result<Origin, String> {
    let shown: String = text.chars().take(80).flat_map(char::escape_debug).collect();
    let wrong =
        |why: &str| format!("`{shown}` is no site: {why}; write it as `https://app.example.com`");
    let (scheme, authority) = text
        .split_once("://")
        .ok_or_else(|| wrong("it begins with no https:// or http://"))?;
    if authority.contains(['/', '?', '#']) {
        return Err(wrong("there is more in it than a host and a port"));
    }
    Origin::parse(scheme, authority).map_err(|error| wrong(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn read(text: &str) -> Result<ServerSection, String> {
        let config = Config::parse(Path::new("/etc/runner/runner.toml"), text);
        config
            .map(|config| config.server)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_says_how_the_server_is_reached() {
        let text = "[server]\ntls_cert = \"cert.pem\"\ntls_key = \"/secret/key.pem\"\n\
                    cors = [\"https://app.example.com\", \"http://localhost:3000\", \"HTTPS://App.example.com:443\"]\n";
        let server = read(text).unwrap();
        let files = ("/etc/runner/cert.pem".into(), "/secret/key.pem".into());
        assert_eq!(server.tls, Some(files));
        let cors: Vec<String> = server.cors.iter().map(Origin::to_string).collect();
        assert_eq!(cors, ["http://localhost:3000", "https://app.example.com"]);
        assert_eq!(read(&server.toml()), Ok(server));
        assert_eq!(read(""), Ok(ServerSection::default()));
    }

    #[test]
    fn a_file_says_who_else_may_say_who_somebody_is() {
        let text = "[[server.jwt]]\nissuer = \"https://id.example.com\"\naudience = \"runner\"\nalgorithm = \"RS256\"\n\
                    key = \"id.pem\"\nroles = { ops = \"operator\", \"a b\" = \"admin\" }\n";
        let server = read(text).unwrap();
        let [issuer] = &server.jwt[..] else {
            panic!("{server:?}")
        };
        assert_eq!(
            (&*issuer.name, &*issuer.role, issuer.roles.len()),
            ("sub", "role", 2)
        );
        assert_eq!(issuer.key, Path::new("/etc/runner/id.pem"));
        assert_eq!(read(&server.toml()), Ok(server));
    }

    #[test]
    fn what_is_wrong_with_it_is_said_with_its_line() {
        const JWT: &str = "[[server.jwt]]\nissuer = \"i\"\naudience = \"a\"\nkey = \"k\"\n";
        let jwt = |more: &str| format!("{JWT}{more}\n");
        for (text, said) in [
            (
                &*jwt("algorithm = \"none\"\nroles = {}"),
                "5: unknown variant `none`, expected `HS256` or `RS256`",
            ),
            (
                &*jwt("algorithm = \"HS256\"\nroles = {}"),
                "1: without `roles` nobody is let in",
            ),
            (
                &*jwt("algorithm = \"HS256\"\nroles = { a = \"root\" }"),
                "6: unknown variant `root`",
            ),
            (&*jwt("algorithm = \"HS256\""), "1: missing field `roles`"),
            (
                "[server]\ntls_cert = \"a\"\n",
                "2: a certificate needs its key and the other way round: add `tls_key`",
            ),
            (
                "[server]\n\ntls_key = \"a\"\n",
                "3: a certificate needs its key and the other way round: add `tls_cert`",
            ),
            (
                "[server]\ncors = [\"*\"]\n",
                "2: `cors`: `*` is no site: it begins with no https:// or http://; write it as",
            ),
            (
                "[server]\ncors = [\"https://a.com/x\"]\n",
                "2: `cors`: `https://a.com/x` is no site: there is more in it",
            ),
            (
                "[server]\ncors = [\"ftp://a.com\"]\n",
                "2: `cors`: `ftp://a.com` is no site: only http and https",
            ),
            (
                "[server]\nport = 1\n",
                "2: unknown field `port`, expected one of `tls_cert`, `tls_key`, `cors`, `jwt`",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(
                error.starts_with(&format!("/etc/runner/runner.toml:{said}")),
                "{error}"
            );
        }
    }
}
