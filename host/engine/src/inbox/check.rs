//! One check: a file that has settled is read and handed to the plugins.

use std::path::PathBuf;
use std::sync::Arc;

use runner_model::{Digest, Timestamp};
use runner_sandbox::digest_of;
use runner_store::{Installed, Offered, StoreError};

use super::intake::{self, Taken};
use super::refusals::hint;
use super::settle::{Checked, STALLED, Stamp};
use crate::engine::Shared;
use crate::plugins::{InstallError, Offer, Source, blocking};

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
            let offer = Offer {
                source: Source::File(PathBuf::from(file)),
                offered: offered(&stamp, shared.clock.now()),
                once: None,
            };
            match shared.plugins.install(bytes, offer).await {
                Ok((Installed::Removed(at), _)) => done(Refused {
                    code: "removed".to_owned(),
                    message: format!("it was removed at {at}, and the file was not written since"),
                    hint: "delete the file; or to have the plugin back: runner plugin install FILE",
                    digest,
                    is_fresh: false,
                }),
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

/// What a file says by being there: somebody who wrote it since the plugin was removed wants it back.
fn offered(stamp: &Stamp, now: Timestamp) -> Offered {
    let written = i64::try_from(stamp.modified / 1_000_000).unwrap_or(i64::MAX);
    // A time in the future says nothing.
    if written > now.as_millis() {
        return Offered::AsEver;
    }
    Offered::Written(Timestamp::from_millis(written))
}

/// Whether a file was written so lately that its writer may not be done.
fn is_fresh(stamp: &Stamp, now: Timestamp) -> bool {
    let age = i128::from(now.as_millis()) - stamp.modified / 1_000_000;
    // A time in the future says nothing.
    (0..STALLED.as_millis().cast_signed()).contains(&age)
}
