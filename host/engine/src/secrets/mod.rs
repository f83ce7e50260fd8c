//! Secrets: values that requests of plugins need, and that neither plugins nor people are shown.
//!
//! They are sealed before they reach the store, and opened for the attempts whose grants name them. Nothing here prints,
//! logs or answers a value. What webhooks sign with is sealed with the same key.

mod key;
mod seal;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use runner_model::{ProcessorName, Redactor, SecretName, SecretString, Timestamp};
use runner_sandbox::Secrets;
use runner_store::{SealedSecret, SealedText, Store, StoreError};

pub use self::key::{ParseSecretKeyError, SECRET_KEY_VARIABLE, SecretKey, SecretKeySource};
use self::seal::Sealed;
use crate::engine::Engine;
use crate::plugins::blocking;

/// The largest value, in bytes.
pub const MOST_SECRET_BYTES: usize = 64 * 1024;

/// Why something was not done with a secret. No value is part of it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The value is empty.
    #[error("the value is empty (to be rid of a secret, remove it)")]
    Empty,
    /// The value is too long.
    #[error("the value has more than 64 KiB")]
    TooLong,
    /// The value ends with a line break.
    #[error(
        "the value ends with a line break, which is a file's and hardly the secret's own: leave it out"
    )]
    LineEnd,
    /// The key's file cannot be used.
    #[error("cannot use the key of the secrets in {path}: {source}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There are secrets, and no key.
    #[error(
        "there is no key for the secrets that were set before: put it into {SECRET_KEY_VARIABLE} or into {path}; if it is lost, remove them (runner secret rm NAME) and set them again"
    )]
    NoKey {
        /// Where it could be.
        path: PathBuf,
    },
    /// A secret was sealed with another key.
    #[error(
        "the secret `{name}` does not open with the key in {used}: it was sealed with another one; put that into {SECRET_KEY_VARIABLE} or into {path}; if it is lost, remove the secret (runner secret rm {name}) and set it again"
    )]
    WrongKey {
        /// The secret.
        name: SecretName,
        /// Where the key came from that does not fit.
        used: String,
        /// The file that the key could be in.
        path: PathBuf,
    },
    /// The secret of a webhook was sealed with another key.
    #[error(
        "the secret of a webhook does not open: it was sealed with another key than that in {used}; put the right one into {SECRET_KEY_VARIABLE} or into {path}; if it is lost, remove the webhook and add it again"
    )]
    WrongKeyOfWebhook {
        /// Where the key came from that does not fit.
        used: String,
        /// The file that the key could be in.
        path: PathBuf,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoRandom,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What can be seen of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretView {
    /// Its name.
    pub name: SecretName,
    /// When it was set.
    pub set_at: Timestamp,
    /// Who set it.
    pub set_by: Option<String>,
    /// The plugins with grants that need it.
    pub used_by: BTreeSet<ProcessorName>,
    /// The sections of the configuration file that name it, as `smtp`.
    pub used_by_settings: BTreeSet<&'static str>,
    /// Whether it opens with the key that is there.
    pub opens: bool,
}

/// The values that one attempt needs.
#[derive(Debug, Clone, Default)]
pub struct OpenSecrets(BTreeMap<SecretName, SecretString>);

impl Secrets for OpenSecrets {
    fn get(&self, name: &SecretName) -> Option<SecretString> {
        self.0.get(name).cloned()
    }
}

impl OpenSecrets {
    /// What blots them out of texts.
    pub fn redactor(&self) -> Redactor {
        Redactor::new(self.0.values().cloned())
    }
}

/// The secrets of a node's store, and the key to them.
pub(crate) struct Vault {
    store: Arc<dyn Store>,
    source: SecretKeySource,
    /// The key in the file, once it was read.
    read: OnceLock<SecretKey>,
}

/// What a value is sealed for.
fn of_secret(name: &SecretName) -> String {
    format!("runner secret {name}")
}

fn of_webhook(mark: &[u8]) -> String {
    let mark: String = mark.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("runner webhook {mark}")
}

fn check(value: &SecretString) -> Result<(), SecretError> {
    let value = value.reveal();
    if value.is_empty() {
        Err(SecretError::Empty)
    } else if value.len() > MOST_SECRET_BYTES {
        Err(SecretError::TooLong)
    } else if value.ends_with(['\n', '\r']) {
        Err(SecretError::LineEnd)
    } else {
        Ok(())
    }
}

impl Vault {
    pub(crate) fn new(store: Arc<dyn Store>, source: SecretKeySource) -> Self {
        Self {
            store,
            source,
            read: OnceLock::new(),
        }
    }

    /// The key, if there is one.
    async fn key(&self) -> Result<Option<SecretKey>, SecretError> {
        if let Some(key) = self.source.given.as_ref().or_else(|| self.read.get()) {
            return Ok(Some(key.clone()));
        }
        let path = self.source.file.clone();
        let key = blocking(move || key::read(&path)).await?;
        Ok(key.map(|key| self.read.get_or_init(|| key).clone()))
    }

    fn no_key(&self) -> SecretError {
        SecretError::NoKey {
            path: self.source.file.clone(),
        }
    }

    fn used(&self) -> String {
        match &self.source.given {
            Some(_) => SECRET_KEY_VARIABLE.to_owned(),
            None => self.source.file.display().to_string(),
        }
    }

    fn open(&self, key: &SecretKey, secret: SealedSecret) -> Result<SecretString, SecretError> {
        let sealed = Sealed {
            nonce: secret.nonce,
            sealed: secret.sealed,
        };
        seal::open(key, &of_secret(&secret.name), &sealed).ok_or_else(|| SecretError::WrongKey {
            name: secret.name,
            used: self.used(),
            path: self.source.file.clone(),
        })
    }

    fn open_of_webhook(
        &self,
        key: &SecretKey,
        mark: &[u8],
        sealed: SealedText,
    ) -> Result<SecretString, SecretError> {
        let SealedText { nonce, sealed } = sealed;
        let sealed = Sealed { nonce, sealed };
        seal::open(key, &of_webhook(mark), &sealed).ok_or_else(|| SecretError::WrongKeyOfWebhook {
            used: self.used(),
            path: self.source.file.clone(),
        })
    }

    /// The key that values are sealed with: the one that there is, if it opens what was sealed before, or a new one. All are
    /// sealed with one key: otherwise no key would open them all.
    async fn sealing_key(&self, replaced: Option<&SecretName>) -> Result<SecretKey, SecretError> {
        let mut secrets = self.store.secrets().await?;
        secrets.retain(|other| Some(&other.name) != replaced);
        let mut webhooks = self.store.webhooks().await?;
        let of_webhook = webhooks.pop().and_then(|mut webhook| {
            let secret = webhook.secrets.pop()?;
            Some((webhook.mark, secret.sealed))
        });
        let Some(key) = self.key().await? else {
            if !secrets.is_empty() || of_webhook.is_some() {
                return Err(self.no_key());
            }
            let path = self.source.file.clone();
            let key = blocking(move || key::make(&path)).await?;
            tracing::info!(path = %self.source.file.display(), "made a key for secrets: keep it apart from backups");
            return Ok(self.read.get_or_init(|| key).clone());
        };
        if let Some(secret) = secrets.pop() {
            self.open(&key, secret)?;
        } else if let Some((mark, sealed)) = of_webhook {
            self.open_of_webhook(&key, &mark, sealed)?;
        }
        Ok(key)
    }

    /// Seals what the webhook of a mark signs with.
    pub(crate) async fn seal_for_webhook(
        &self,
        mark: &[u8],
        value: &SecretString,
    ) -> Result<SealedText, SecretError> {
        let key = self.sealing_key(None).await?;
        let Sealed { nonce, sealed } = seal::seal(&key, &of_webhook(mark), value)?;
        Ok(SealedText { nonce, sealed })
    }

    /// Opens what a webhook signs with.
    pub(crate) async fn opened_for_webhook(
        &self,
        mark: &[u8],
        sealed: SealedText,
    ) -> Result<SecretString, SecretError> {
        let key = self.key().await?.ok_or_else(|| self.no_key())?;
        self.open_of_webhook(&key, mark, sealed)
    }

    /// Seals and keeps a value. The answer is whether there was none of that name.
    pub(crate) async fn set(
        &self,
        name: SecretName,
        value: SecretString,
        by: Option<String>,
    ) -> Result<bool, SecretError> {
        check(&value)?;
        let key = self.sealing_key(Some(&name)).await?;
        let Sealed { nonce, sealed } = seal::seal(&key, &of_secret(&name), &value)?;
        let secret = SealedSecret {
            name,
            nonce,
            sealed,
            // The store knows the time.
            set_at: Timestamp::default(),
            set_by: by,
        };
        Ok(self.store.set_secret(secret).await?)
    }

    /// Opens those of these that are set.
    pub(crate) async fn values<'a>(
        &self,
        names: impl Iterator<Item = &'a SecretName>,
    ) -> Result<OpenSecrets, SecretError> {
        let names: BTreeSet<SecretName> = names.cloned().collect();
        let mut open = OpenSecrets::default();
        for name in names {
            if let Some(secret) = self.store.secret(name.clone()).await? {
                let key = self.key().await?.ok_or_else(|| self.no_key())?;
                open.0.insert(name, self.open(&key, secret)?);
            }
        }
        Ok(open)
    }

    /// Says in the log if what is kept does not open: better than when the first job needs it.
    pub(crate) async fn check_key(&self) -> Result<(), StoreError> {
        let names: Vec<SecretName> = self.names().await?;
        match self.values(names.iter()).await {
            Ok(_) => Ok(()),
            Err(SecretError::Store(error)) => Err(error),
            Err(error) => {
                tracing::error!(%error, "jobs that need secrets will fail");
                Ok(())
            }
        }
    }

    pub(crate) async fn names(&self) -> Result<Vec<SecretName>, StoreError> {
        let secrets = self.store.secrets().await?;
        Ok(secrets.into_iter().map(|secret| secret.name).collect())
    }

    /// What can be seen of all secrets. `settings` are the names that the configuration file has, each with its section.
    async fn list(
        &self,
        settings: &[(&'static str, &SecretName)],
    ) -> Result<Vec<SecretView>, SecretError> {
        let key = self.key().await?;
        let grants = self.store.grants(None).await?;
        let secrets = self.store.secrets().await?;
        let view = |secret: SealedSecret| SecretView {
            name: secret.name.clone(),
            set_at: secret.set_at,
            set_by: secret.set_by.clone(),
            used_by: grants
                .iter()
                .filter(|stored| stored.grant.secrets().any(|used| *used == secret.name))
                .map(|stored| stored.plugin.clone())
                .collect(),
            used_by_settings: settings
                .iter()
                .filter(|(_, used)| **used == secret.name)
                .map(|(section, _)| *section)
                .collect(),
            opens: key
                .as_ref()
                .is_some_and(|key| self.open(key, secret).is_ok()),
        };
        Ok(secrets.into_iter().map(view).collect())
    }
}

impl Engine {
    /// Sets a secret. The answer is whether there was none of that name.
    pub async fn set_secret(
        &self,
        name: SecretName,
        value: SecretString,
        by: Option<String>,
    ) -> Result<bool, SecretError> {
        self.shared().vault.set(name, value, by).await
    }

    /// What can be seen of all secrets.
    pub async fn secrets(&self) -> Result<Vec<SecretView>, SecretError> {
        let login = self.shared().mailer.login();
        let settings: Vec<_> = login
            .map(|login| ("smtp", &login.password))
            .into_iter()
            .collect();
        self.shared().vault.list(&settings).await
    }

    /// Removes a secret.
    pub async fn remove_secret(&self, name: SecretName) -> Result<(), SecretError> {
        Ok(self.store().delete_secret(name).await?)
    }
}
