//! What rings when something was committed.
//!
//! Whoever waits takes a [`Bell`] first and looks into the store then: what is committed after the look rings.
//! Handles of one database in one process share the bell; nobody polls.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::watch;

/// What has happened so far, as numbers that only rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rung {
    /// The last event of the outbox, those of earlier processes included.
    pub seq: i64,
    /// Times that jobs became ready to be claimed, or a slot of theirs became free.
    pub ready: u64,
    /// Times that jobs got a time at which they will be due.
    pub timed: u64,
    /// Times that something was wanted of a running attempt: see [`crate::WorkStore::heartbeat`].
    pub wanted: u64,
    /// Times that tokens were made or revoked: who was let in before may not be now.
    pub access: u64,
    /// Times that something that is done to many jobs was begun, went on, or was over.
    pub actions: u64,
    /// Times that webhooks were made, changed or removed, or that something was to be delivered again.
    pub webhooks: u64,
    /// Times that alerts were made, muted or removed.
    pub alerts: u64,
}

/// Rings when something was committed.
#[derive(Debug, Clone)]
pub struct Bell(watch::Receiver<Rung>);

impl Bell {
    /// What has happened so far. The next [`Self::changed`] waits for more than this.
    pub fn look(&mut self) -> Rung {
        *self.0.borrow_and_update()
    }

    /// How often tokens were made or revoked so far. It is no look: what it shows is waited for all the same.
    pub fn access(&self) -> u64 {
        self.0.borrow().access
    }

    /// Waits for something that the last look did not show; false if the store was closed.
    pub async fn changed(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}

/// The ringing side.
#[derive(Debug)]
pub(crate) struct Ringer(watch::Sender<Rung>);

/// Those of the databases that are open in this process.
static OPEN: Mutex<Option<HashMap<PathBuf, Weak<Ringer>>>> = Mutex::new(None);

impl Ringer {
    /// The one of a database, by its canonical path.
    pub(crate) fn of(path: &Path) -> Arc<Self> {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        let open = open.get_or_insert_default();
        open.retain(|_, ringer| ringer.strong_count() > 0);
        if let Some(ringer) = open.get(path).and_then(Weak::upgrade) {
            return ringer;
        }
        let ringer = Arc::new(Self(watch::Sender::default()));
        open.insert(path.to_owned(), Arc::downgrade(&ringer));
        ringer
    }

    pub(crate) fn bell(&self) -> Bell {
        let mut receiver = self.0.subscribe();
        // Nobody has looked yet.
        receiver.mark_changed();
        Bell(receiver)
    }

    /// Rings for what a commit did; silent if that is nothing.
    pub(crate) fn ring(&self, done: Rung) {
        self.0.send_if_modified(|rung| {
            let before = *rung;
            rung.seq = rung.seq.max(done.seq);
            rung.ready += done.ready;
            rung.timed += done.timed;
            rung.wanted += done.wanted;
            rung.access += done.access;
            rung.actions += done.actions;
            rung.webhooks += done.webhooks;
            rung.alerts += done.alerts;
            *rung != before
        });
    }
}
