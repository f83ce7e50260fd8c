//! JSON Web Tokens (RFC 7519) of issuers that the configuration names: they are not kept and cannot be revoked, so they end as
//! soon as they say.

mod with_ring;

use std::fs;
use std::io;
use std::path::PathBuf;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use runner_engine::{JwtAlgorithm, JwtIssuer};
use runner_model::{Role, Timestamp, TokenName};
use serde::Deserialize;
use serde_json::{Map, Value};

/// How far clocks may be apart, in seconds.
const LEEWAY: u64 = 30;

/// The shortest secret for HS256, in bytes: as long as what it makes (RFC 7518, 3.2).
const SHORTEST_SECRET: usize = 32;

/// Who issues tokens that let in.
#[derive(Default)]
pub struct Jwts(Vec<Issuer>);

struct Issuer {
    of: JwtIssuer,
    key: DecodingKey,
    validation: Validation,
}

/// Why the key of an issuer cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JwtError {
    /// Its file cannot be read.
    #[error("cannot read the key of `{issuer}` in {path}: {source}")]
    Read {
        /// Whose.
        issuer: String,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It is none.
    #[error("{path} holds no key of `{issuer}`: {why}")]
    Key {
        /// Whose.
        issuer: String,
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
}

/// What a good token says.
pub(super) struct Said {
    pub(super) name: TokenName,
    pub(super) role: Role,
    pub(super) expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    exp: u64,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Jwts {
    /// Reads the keys of issuers.
    pub fn open(issuers: &[JwtIssuer]) -> Result<Self, JwtError> {
        with_ring::install();
        issuers
            .iter()
            .cloned()
            .map(Issuer::open)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether a text is written as a token of this kind: no other has dots in it.
    pub(super) fn is_one(text: &str) -> bool {
        text.split('.').count() == 3
    }

    /// What a token says, if it is good, and why it is not.
    pub(super) fn read(&self, text: &str) -> Result<Said, String> {
        let algorithm = decode_header(text).map_err(|error| error.to_string())?.alg;
        let mut why = "no issuer that this server knows signs with its algorithm".to_owned();
        for issuer in &self.0 {
            if issuer.validation.algorithms.contains(&algorithm) {
                match decode::<Claims>(text, &issuer.key, &issuer.validation) {
                    Ok(data) => return issuer.of_claims(&data.claims),
                    Err(error) => why = words(&error),
                }
            }
        }
        Err(why)
    }
}

/// What is wrong with a token, for whoever sent it.
fn words(error: &jsonwebtoken::errors::Error) -> String {
    let fixed = match error.kind() {
        ErrorKind::InvalidSignature => "its signature is not one of its issuer's key",
        ErrorKind::ExpiredSignature => "it has ended (`exp`)",
        ErrorKind::ImmatureSignature => "it does not hold yet (`nbf`)",
        ErrorKind::InvalidIssuer => "it is of another issuer (`iss`)",
        ErrorKind::InvalidAudience => "it is for another audience (`aud`)",
        ErrorKind::MissingRequiredClaim(claim) => return format!("it has no claim `{claim}`"),
        _ => return error.to_string(),
    };
    fixed.to_owned()
}

impl Issuer {
    fn open(of: JwtIssuer) -> Result<Self, JwtError> {
        let bytes = fs::read(&of.key).map_err(|source| JwtError::Read {
            issuer: of.issuer.clone(),
            path: of.key.clone(),
            source,
        })?;
        let (algorithm, key) = match of.algorithm {
            JwtAlgorithm::HS256 => (Algorithm::HS256, secret(&bytes)),
            JwtAlgorithm::RS256 => (
                Algorithm::RS256,
                DecodingKey::from_rsa_pem(&bytes).map_err(|error| error.to_string()),
            ),
        };
        let key = key.map_err(|why| JwtError::Key {
            issuer: of.issuer.clone(),
            path: of.key.clone(),
            why,
        })?;
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[&of.issuer]);
        validation.set_audience(&[&of.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY;
        Ok(Self {
            of,
            key,
            validation,
        })
    }

    fn of_claims(&self, claims: &Claims) -> Result<Said, String> {
        let claim = |name: &str| claims.others.get(name);
        let name = claim(&self.of.name)
            .and_then(Value::as_str)
            .unwrap_or_default();
        let name = TokenName::try_from(name.to_owned())
            .map_err(|error| format!("its claim `{}`: {error}", self.of.name))?;
        if name.as_str() == TokenName::ADMIN {
            return Err(
                "the token in the data folder is called admin, and nobody else is".to_owned(),
            );
        }
        let texts: Vec<&str> = match claim(&self.of.role) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        // Roles are ordered, the least first.
        let role = texts
            .iter()
            .filter_map(|text| self.of.roles.get(*text))
            .max();
        let role = *role.ok_or_else(|| {
            format!(
                "its claim `{}` names nothing that stands for a role here",
                self.of.role
            )
        })?;
        let ends = claims.exp.saturating_add(LEEWAY).saturating_mul(1_000);
        let ends = i64::try_from(ends).unwrap_or(i64::MAX);
        Ok(Said {
            name,
            role,
            expires_at: Timestamp::from_millis(ends),
        })
    }
}

/// The secret without the end of its line, if it has one.
fn secret(bytes: &[u8]) -> Result<DecodingKey, String> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if bytes.len() < SHORTEST_SECRET {
        return Err(format!(
            "a secret has {SHORTEST_SECRET} bytes at least, and this has {}",
            bytes.len()
        ));
    }
    DecodingKey::from_secret(bytes).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
