//! Who may ask: whoever has the admin token, which is made at the first start and kept in the data folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::app::App;
use crate::problem::Problem;

/// Who it is that asks: there is one token so far, and it is the administrator's.
pub(crate) const ADMIN: &str = "admin";

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
                // Twice 122 random bits.
                let text = format!(
                    "runner_{}{}",
                    Uuid::new_v4().simple(),
                    Uuid::new_v4().simple()
                );
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
            hash: Sha256::digest(text).into(),
        }
    }

    /// Compares hashes, so that the time it takes says nothing about the token.
    fn is(&self, text: &str) -> bool {
        self.hash == <[u8; 32]>::from(Sha256::digest(text))
    }
}

/// Lets a request pass that carries the token.
pub(crate) async fn require(State(app): State<App>, request: Request, next: Next) -> Response {
    let given = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    if given.is_some_and(|given| app.token.is(given.trim())) {
        return next.run(request).await;
    }
    let detail = "send the token as `Authorization: Bearer …`; it is in the file `token` of the server's data folder";
    let problem = Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail);
    ([(header::WWW_AUTHENTICATE, "Bearer")], problem).into_response()
}
