//! The first admin token, which is made at the first start and kept in the data folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// What the token in the data folder is called where others have an id.
pub(crate) const FILE_ID: &str = "file";

/// The token that allows everything.
pub struct Token {
    hash: [u8; 32],
}

/// The token's file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the token file {path}: {source}")]
pub struct TokenError {
    path: PathBuf,
    source: io::Error,
}

impl Token {
    /// Reads the token from a file; makes one, readable for its owner alone, if there is none.
    pub fn open(path: &Path) -> Result<Self, TokenError> {
        let failed = |source| TokenError {
            path: path.to_owned(),
            source,
        };
        match fs::read_to_string(path) {
            Ok(text) if !text.trim().is_empty() => Ok(Self::new(text.trim())),
            Ok(_) => Err(failed(io::Error::other(
                "it is empty; delete it to have a new one made",
            ))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let text = new_text();
                let mut file = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(path)
                    .map_err(failed)?;
                writeln!(file, "{text}")
                    .and_then(|()| file.sync_all())
                    .map_err(failed)?;
                Ok(Self::new(&text))
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn new(text: &str) -> Self {
        Self {
            hash: hash_of(text),
        }
    }

    pub(super) const fn hash(&self) -> [u8; 32] {
        self.hash
    }
}

/// The text of a new token: twice 122 random bits.
pub(crate) fn new_text() -> String {
    let half = || Uuid::new_v4().simple();
    format!("runner_{}{}", half(), half())
}

/// What is kept of a token, and what it is looked up by: so the time that a look takes says nothing about any token.
pub(crate) fn hash_of(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}
