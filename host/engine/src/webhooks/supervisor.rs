//! A task for each webhook that is told of events.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use runner_store::{StoreError, WebhookId};
use tokio::task::{AbortHandle, JoinSet};

use super::endpoint;
use crate::engine::Shared;

/// How long to wait after something failed before it is tried again.
const BREATH: Duration = Duration::from_secs(1);

/// Runs until the store is closed. Ended, it ends all that it began.
pub(super) async fn run(shared: Arc<Shared>) {
    let mut bell = shared.store.bell();
    let mut tasks = JoinSet::new();
    let mut running: HashMap<WebhookId, AbortHandle> = HashMap::new();
    loop {
        let rung = bell.look().webhooks;
        match shared.store.webhooks().await {
            Ok(webhooks) => {
                running.retain(|_, task| !task.is_finished());
                for webhook in webhooks.iter().filter(|one| one.disabled.is_none()) {
                    running.entry(webhook.id).or_insert_with(|| {
                        tasks.spawn(endpoint::run(Arc::clone(&shared), webhook.id))
                    });
                }
            }
            Err(StoreError::Closed) => return,
            Err(error) => {
                tracing::error!(%error, "cannot read the webhooks");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        }
        loop {
            tokio::select! {
                open = bell.changed() => {
                    if !open {
                        return;
                    }
                    if bell.look().webhooks != rung {
                        break;
                    }
                }
                // It may have been wanted again while it ended.
                Some(ended) = tasks.join_next(), if !tasks.is_empty() => {
                    if ended.is_err() {
                        tokio::time::sleep(BREATH).await;
                    }
                    break;
                }
            }
        }
    }
}
