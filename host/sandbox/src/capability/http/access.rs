//! What an attempt is given of HTTP: grants and secrets.

use std::sync::Arc;

use runner_model::{Grants, SecretName, SecretString};

/// Where the values of secrets come from.
pub trait Secrets: Send + Sync {
    /// The value of a secret, if it is known.
    fn get(&self, name: &SecretName) -> Option<SecretString>;
}

/// No secrets at all.
#[derive(Debug, Clone, Copy)]
pub struct NoSecrets;

impl Secrets for NoSecrets {
    fn get(&self, _: &SecretName) -> Option<SecretString> {
        None
    }
}

/// How what is missing could be given, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// By an operator of a server: `runner plugin grant`, `runner.toml`, `runner secret set`.
    Server,
    /// By flags of `runner run`.
    Flags,
    /// Not at all: it is asked what it is, and nothing is granted for that.
    None,
}

/// What an attempt is given of HTTP.
#[derive(Clone)]
pub struct HttpAccess {
    /// What the operator allows the processor.
    pub grants: Arc<Grants>,
    /// The secrets that the grants' headers may name.
    pub secrets: Arc<dyn Secrets>,
    /// How what is missing could be given.
    pub remedy: Remedy,
}

impl HttpAccess {
    /// Nothing.
    pub fn nothing(remedy: Remedy) -> Self {
        Self {
            grants: Arc::new(Grants::none()),
            secrets: Arc::new(NoSecrets),
            remedy,
        }
    }
}

impl Remedy {
    /// What to do about a secret that is missing.
    pub(super) fn of_secret(self, name: &SecretName) -> String {
        match self {
            Self::Server => format!("an operator gives it by\n\n    runner secret set {name}"),
            Self::Flags => format!("give it by\n\n    --secret {name}=@FILE"),
            Self::None => "none is given".to_owned(),
        }
    }
}
