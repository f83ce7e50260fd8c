//! The heartbeat: keeps the node's lease, and hears which attempts must stop or be frozen.

use std::sync::Arc;
use std::time::Duration;

use runner_store::{Rescued, StoreError};

use crate::engine::Shared;
use crate::steer::Stop;

/// How long a lease lasts without a heartbeat.
pub(crate) const LEASE: Duration = Duration::from_secs(15);

/// How often the lease is renewed.
const EVERY: Duration = Duration::from_secs(5);

/// Runs until the store is closed.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut bell = shared.store.bell();
    let mut wanted = bell.look().wanted;
    let mut next = tokio::time::Instant::now() + EVERY;
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(next) => {}
            open = bell.changed() => {
                if !open {
                    return;
                }
                let now_wanted = bell.look().wanted;
                if now_wanted == wanted {
                    continue;
                }
                wanted = now_wanted;
            }
        }
        next = tokio::time::Instant::now() + EVERY;
        let lease = shared.lease();
        match shared.store.heartbeat(lease, LEASE).await {
            Ok(heard) => {
                shared.set_lease(lease, heard.expires_at);
                for fence in &heard.stop {
                    shared.live.stop(fence, Stop::Cancelled);
                }
                for fence in &heard.pause {
                    shared.live.pause(fence);
                }
            }
            Err(StoreError::Closed) => return,
            Err(StoreError::NodeGone(lease)) => {
                tracing::error!(%lease, "the lease ran out: stopping its attempts and beginning anew");
                shared.live.stop_all(Stop::Interrupted);
                let until = shared.clock.now().after(LEASE);
                match shared.store.enter(shared.node.clone(), LEASE).await {
                    Ok(lease) => shared.set_lease(lease, until),
                    Err(error) => tracing::error!(%error, "cannot enter the store again"),
                }
            }
            Err(error) => tracing::error!(%error, "cannot renew the lease"),
        }
    }
}

/// Takes at most so many attempts from nodes that are gone. This one is none of them.
pub(crate) async fn rescue(shared: &Shared, most: usize) -> Result<Rescued, StoreError> {
    renew_late(shared).await?;
    shared.store.rescue(Some(shared.lease()), most).await
}

/// Renews the lease if it has run out. A process that was held up (stopped, or with its machine asleep) lives all the same, and
/// says so before others take its attempts. If another node was faster, the heartbeat hears so.
async fn renew_late(shared: &Shared) -> Result<(), StoreError> {
    if shared.clock.now() < shared.lease_ends() {
        return Ok(());
    }
    let lease = shared.lease();
    match shared.store.heartbeat(lease, LEASE).await {
        Ok(heard) => {
            shared.set_lease(lease, heard.expires_at);
            Ok(())
        }
        Err(StoreError::NodeGone(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
