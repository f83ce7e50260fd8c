//! The way to stop an attempt from outside.

use std::sync::Arc;

use tokio::sync::watch;

/// Cancels an attempt, whether or not its guest cooperates, within 100 ms. Clones cancel the same one.
#[derive(Debug, Clone)]
pub struct Canceller {
    cancelled: Arc<watch::Sender<bool>>,
}

impl Canceller {
    pub(super) fn new() -> Self {
        Self {
            cancelled: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Cancels the attempt. Once it has ended, this changes nothing.
    pub fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    /// Ends when the attempt is cancelled.
    pub(super) fn cancelled(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut watch = self.cancelled.subscribe();
        async move {
            if watch.wait_for(|cancelled| *cancelled).await.is_err() {
                // Nobody is left who could cancel it.
                std::future::pending::<()>().await;
            }
        }
    }
}
