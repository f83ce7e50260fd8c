//! Notes once a minute how full queues are, for whoever asks later how that went.

use std::sync::Arc;
use std::time::Duration;

use runner_model::{Span, Timestamp};
use runner_store::StoreError;

use crate::engine::Shared;
use crate::timed;

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(60);

/// Runs until the store is closed.
pub(crate) async fn run(shared: Arc<Shared>) {
    // Nothing that happens is a reason to look sooner.
    timed::run(shared, "note how full queues are", |_| 0, look).await;
}

/// Looks, and gives when the next minute begins. Where nothing is ready or runs, nothing is written.
async fn look(shared: &Arc<Shared>) -> Result<Option<Timestamp>, StoreError> {
    let depths = shared.store.depths_now().await?;
    if !depths.is_empty() {
        shared.store.keep_depths(depths).await?;
    }
    Ok(Some(Span::Minute.begin(shared.clock.now()).after(EVERY)))
}
