//! Requests that count once, however often they are sent: the `Idempotency-Key` header.

use axum::http::HeaderMap;
use runner_model::Digest;
use runner_store::Once;
use sha2::{Digest as _, Sha256};
use utoipa::IntoParams;

use crate::auth::Caller;
use crate::problem::Problem;

/// The longest key, in bytes.
const LONGEST: usize = 255;

/// The header that carries the key.
const HEADER: &str = "idempotency-key";

/// How the header looks in the API's document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it is there for its schema")]
pub(crate) struct OnceHeader {
    /// A key of your own for this request, 1 to 255 printable ASCII characters, such as a UUID: sent again with the same key, it
    /// is answered and nothing is made twice, for 24 hours. The same key with another request is refused.
    #[param(
        rename = "Idempotency-Key",
        required = false,
        nullable = false,
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]([ -~]*[!-~])?$"
    )]
    key: Option<String>,
}

/// What a request is about: the same bytes are the same request. Nothing is counted for one without a key.
pub(crate) struct Fingerprint(Option<Sha256>);

impl Fingerprint {
    pub(crate) fn new(route: &str, headers: &HeaderMap) -> Self {
        let mut print = Self(headers.contains_key(HEADER).then(Sha256::new));
        print.add("route", route.as_bytes());
        print
    }

    /// Whether the request has a key, so that all of it is to be added.
    pub(crate) const fn is_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// Adds a part. Its length goes along, so that parts do not run into each other.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) {
        for piece in [name.as_bytes(), bytes] {
            self.more(&(piece.len() as u64).to_le_bytes());
            self.more(piece);
        }
    }

    /// Adds more of the part that was begun last.
    pub(crate) fn more(&mut self, bytes: &[u8]) {
        if let Some(hash) = &mut self.0 {
            hash.update(bytes);
        }
    }
}

/// The key that a request carries, if it does: of whoever asks, and of nobody else.
pub(crate) fn once(
    headers: &HeaderMap,
    request: Fingerprint,
    caller: &Caller,
) -> Result<Option<Once>, Problem> {
    let (Some(key), Some(hash)) = (headers.get(HEADER), request.0) else {
        return Ok(None);
    };
    let key = key
        .to_str()
        .ok()
        .filter(|key| (1..=LONGEST).contains(&key.len()))
        .filter(|key| key.bytes().all(|byte| matches!(byte, b' '..=b'~')))
        .ok_or_else(|| {
            Problem::bad_request(format!(
                "the header Idempotency-Key has 1 to {LONGEST} printable ASCII characters, a UUID say"
            ))
        })?;
    Ok(Some(Once {
        // The name, so that the next token of it may send a request again that the last one sent.
        owner: caller.name().to_owned(),
        key: key.to_owned(),
        request: Digest::new(hash.finalize().into()),
    }))
}
