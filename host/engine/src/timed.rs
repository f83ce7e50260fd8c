//! Tasks that do what is due and sleep until something is again.

use std::sync::Arc;
use std::time::Duration;

use runner_model::Timestamp;
use runner_store::{Rung, StoreError};

use crate::engine::Shared;

/// How long one sleeps at the most: clocks jump.
const LONGEST: Duration = Duration::from_secs(60);

/// How long to wait after the store failed before it is asked again.
const BREATH: Duration = Duration::from_secs(1);

/// Does `work` when it is time, which is when it said last, or when `hears` gives another number than before. Ends when the
/// store is closed. `what` is what could not be done, for the log.
pub(crate) async fn run(
    shared: Arc<Shared>,
    what: &str,
    hears: fn(&Rung) -> u64,
    work: impl AsyncFn(&Arc<Shared>) -> Result<Option<Timestamp>, StoreError>,
) {
    let mut bell = shared.store.bell();
    loop {
        let heard = hears(&bell.look());
        let next = match work(&shared).await {
            Ok(next) => next,
            Err(StoreError::Closed) => return,
            Err(error) => {
                tracing::error!(%error, "cannot {what}");
                Some(shared.clock.now().after(BREATH))
            }
        };
        let now = shared.clock.now();
        let wait = next.map_or(LONGEST, |next| next.since(now)).min(LONGEST);
        let until = tokio::time::Instant::now() + wait;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(until) => break,
                open = bell.changed() => {
                    if !open {
                        return;
                    }
                    if hears(&bell.look()) != heard {
                        break;
                    }
                }
            }
        }
    }
}
