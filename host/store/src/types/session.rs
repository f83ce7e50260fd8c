//! Browsers that signed in, as they are kept: without their cookies.

use std::fmt;

use runner_model::Timestamp;

/// A browser that signed in with a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// The SHA-256 of its cookie.
    pub hash: [u8; 32],
    /// The SHA-256 of the token that signed in.
    pub token: [u8; 32],
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
