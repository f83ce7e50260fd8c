//! Who else may say who somebody is: `[[jwt]]`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use runner_model::Role;
use serde::Deserialize;

/// An issuer whose JSON Web Tokens (RFC 7519) let in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JwtIssuer {
    /// Who issues them: their claim `iss`.
    pub issuer: String,
    /// Whom they are for: their claim `aud`, or one of its texts.
    pub audience: String,
    /// How they are signed; by no other algorithm is one taken.
    pub algorithm: JwtAlgorithm,
    /// The file of the key: a public one in PEM form for RS256, the secret's bytes for HS256.
    pub key: PathBuf,
    /// The claim that says who somebody is.
    #[serde(default = "subject")]
    pub name: String,
    /// The claim that says what somebody may do: a text, or several.
    #[serde(default = "role")]
    pub role: String,
    /// The roles that its texts stand for.
    pub roles: BTreeMap<String, Role>,
}

/// How tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum JwtAlgorithm {
    /// HMAC with SHA-256.
    HS256,
    /// RSA with SHA-256 (PKCS #1 1.5), from 2048 bits.
    RS256,
}

fn subject() -> String {
    "sub".to_owned()
}

fn role() -> String {
    "role".to_owned()
}

impl JwtIssuer {
    /// The issuer, if nothing is wrong with it. Its file is named from a folder.
    pub(super) fn checked(mut self, folder: &Path) -> Result<Self, String> {
        if self.issuer.is_empty() || self.audience.is_empty() {
            return Err(
                "`issuer` and `audience` say which tokens are meant: neither can be empty"
                    .to_owned(),
            );
        }
        if self.roles.is_empty() {
            return Err(
                "without `roles` nobody is let in: write `roles = { operators = \"operator\" }`"
                    .to_owned(),
            );
        }
        self.key = folder.join(&self.key);
        Ok(self)
    }

    /// The same as a file says it.
    pub(super) fn toml(&self) -> String {
        let algorithm = match self.algorithm {
            JwtAlgorithm::HS256 => "HS256",
            JwtAlgorithm::RS256 => "RS256",
        };
        let key = self.key.to_string_lossy();
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let mut text = "[[jwt]]\n".to_owned();
        for (name, value) in [
            ("issuer", &*self.issuer),
            ("audience", &self.audience),
            ("algorithm", algorithm),
            ("key", &key),
            ("name", &self.name),
            ("role", &self.role),
        ] {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{name} = {}", quoted(value));
        }
        let roles = self.roles.iter();
        let roles: Vec<String> = roles
            .map(|(text, role)| format!("{} = \"{role}\"", quoted(text)))
            .collect();
        let _ = writeln!(text, "roles = {{ {} }}", roles.join(", "));
        text
    }
}
