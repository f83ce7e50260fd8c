//! One check: a file that has settled is read and handed to the plugins.

use std::path::PathBuf;
use std::sync::Arc;

use runner_model::{Digest, Timestamp};
use runner_sandbox::digest_of;
use runner_store::{Installed, StoreError};

use super::intake::{self, Taken};
use super::refusals::hint;
use super::settle::{Checked, STALLED, Stamp};
use crate::engine::Shared;
use crate::plugins::{InstallError, Source, blocking};

/// What a check came to.
pub(super) struct Answer {
    pub(super) name: String,
    pub(super) checked: Checked,
    pub(super) refused: Option<Refused>,
}

/// Why a file is not taken.
pub(super) struct Refused {
    pub(super) code: String,
    pub(super) message: String,
    pub(super) hint: &'static str,
    pub(super) digest: Option<Digest>,
    /// Whether it was written so lately that it may be half a file.
    pub(super) is_fresh: bool,
}

impl Refused {
    fn by_the_host(error: &dyn std::fmt::Display, digest: Option<Digest>) -> Self {
        Self {
            code: "host_failed".to_owned(),
            message: error.to_string(),
            hint: "the file may be well: it is tried again by itself",
            digest,
            is_fresh: false,
        }
    }
}

/// Reads a file that has settled, and hands it to the plugins.
pub(super) async fn check(
    shared: Arc<Shared>,
    path: PathBuf,
    file: String,
    name: String,
    stamp: Stamp,
) -> Answer {
    let taken = blocking({
        let path = path.clone();
        move || {
            let taken = intake::take(&path, &stamp);
            let digest = match &taken {
                Taken::Bytes(bytes) => Some(digest_of(bytes)),
                _ => None,
            };
            (taken, digest)
        }
    })
    .await;
    let done = |refused| (Checked::Done(stamp), Some(refused));
    let (checked, refused) = match taken {
        (Taken::Changed, _) => (Checked::Changed, None),
        (Taken::Failed(error), digest) => {
            (Checked::Failed, Some(Refused::by_the_host(&error, digest)))
        }
        (Taken::Refused(reason), _) => done(Refused {
            code: reason.code.to_owned(),
            message: reason.message,
            hint: reason.hint,
            digest: None,
            is_fresh: false,
        }),
        (Taken::Bytes(bytes), digest) => {
            let from = Source::File(PathBuf::from(file));
            match shared.plugins.install(bytes, from).await {
                Ok((Installed::Refused(refusal), _)) => done(Refused {
                    hint: hint(&refusal.code),
                    code: refusal.code,
                    message: refusal.message,
                    digest,
                    is_fresh: is_fresh(&stamp, shared.clock.now()),
                }),
                Ok((installed, descriptor)) => {
                    if let (Installed::Active, Some(plugin)) = (installed, descriptor) {
                        tracing::info!(file = %path.display(), plugin = %plugin.name, version = %plugin.version, "a plugin is taken");
                    }
                    (Checked::Done(stamp), None)
                }
                // The node stops.
                Err(InstallError::Store(StoreError::Closed)) => (Checked::Failed, None),
                Err(error) => (Checked::Failed, Some(Refused::by_the_host(&error, digest))),
            }
        }
    };
    Answer {
        name,
        checked,
        refused,
    }
}

/// Whether a file was written so lately that its writer may not be done.
fn is_fresh(stamp: &Stamp, now: Timestamp) -> bool {
    let age = i128::from(now.as_millis()) - stamp.modified / 1_000_000;
    // A time in the future says nothing.
    (0..STALLED.as_millis().cast_signed()).contains(&age)
}
