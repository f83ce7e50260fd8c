//! Freezing and thawing one attempt, as it is ordered.

use std::sync::Arc;

use runner_sandbox::Control;
use runner_store::{Fence, Frozen, StoreError};

use super::said::Said;
use crate::engine::Shared;
use crate::steer::{Order, Stop};

/// The attempt's side of pausing.
pub(super) struct Pausing {
    shared: Arc<Shared>,
    fence: Fence,
    control: Control,
    is_frozen: bool,
}

impl Pausing {
    pub(super) fn new(shared: &Arc<Shared>, fence: Fence, control: Control) -> Self {
        Self {
            shared: Arc::clone(shared),
            fence,
            control,
            is_frozen: false,
        }
    }

    /// Whether the guest stands still: it says nothing then.
    pub(super) fn is_frozen(&self) -> bool {
        self.is_frozen
    }

    /// Does what is ordered until there is nothing left to do.
    pub(super) async fn follow(&mut self, said: &mut Said) {
        loop {
            match self.shared.live.order(&self.fence) {
                Order::Nothing => return,
                Order::Thaw => {
                    self.is_frozen = false;
                    if let Some(running) = self.shared.live.held(&self.fence) {
                        self.shared.slots.take(self.fence, running);
                    }
                    self.control.thaw();
                }
                Order::Freeze => {
                    if !self.control.freeze().await {
                        self.shared.live.gives_up(&self.fence);
                        return;
                    }
                    self.is_frozen = true;
                    let memory = self.control.memory();
                    if !self.shared.live.stands_still(&self.fence, memory) {
                        tracing::info!(job.id = %self.fence.job, "no room for another frozen attempt: it is interrupted");
                        return;
                    }
                    // Whoever looks at a paused job sees how far it had come.
                    said.save().await;
                    self.ask(Order::Freeze).await;
                }
                Order::FreezeAgain => self.ask(Order::FreezeAgain).await,
            }
        }
    }

    /// Asks the store whether the attempt is still to be frozen.
    async fn ask(&self, order: Order) {
        let answer = self.shared.store.freeze(self.fence).await;
        let is_frozen = match answer {
            Ok(Frozen::Done) => true,
            Ok(Frozen::Unwanted) => false,
            Ok(Frozen::Stale) => {
                self.shared.live.stop(&self.fence, Stop::Interrupted);
                true
            }
            Err(error) => {
                if !matches!(error, StoreError::Closed) {
                    tracing::error!(job.id = %self.fence.job, %error, "cannot note that a job is frozen; it goes on until the next heartbeat");
                }
                false
            }
        };
        if is_frozen {
            self.shared.slots.free(&self.fence);
        }
        self.shared.live.is_decided(&self.fence, order, is_frozen);
    }
}
