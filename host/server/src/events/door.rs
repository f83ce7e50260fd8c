//! When a stream ends that would go on for ever: with the token that opened it, or with the server.

use tokio::sync::watch;

use super::Until;
use super::hub::Hub;
use crate::app::App;
use crate::auth::Caller;

/// Where a client came in.
pub(super) struct Door {
    app: App,
    caller: Caller,
    stop: watch::Receiver<bool>,
    access: watch::Receiver<u64>,
}

impl Door {
    pub(super) fn new(app: App, hub: &Hub, caller: Caller, until: Until) -> Self {
        Self {
            access: hub.access(),
            app,
            caller,
            stop: until.0,
        }
    }

    /// Waits until the client would not be let in any more. It may be given up and begun again.
    pub(super) async fn shut(&mut self) {
        loop {
            if !self.app.tokens.lets_in(&self.caller).await {
                return;
            }
            tokio::select! {
                // It changes once, when the server stops.
                _ = self.stop.changed() => return,
                () = self.caller.end() => return,
                changed = self.access.changed() => if changed.is_err() { return },
            }
        }
    }
}
