//! The node as an operator sees it, and how it is given more slots or fewer.

use runner_model::Timestamp;
use runner_store::Lease;

use crate::engine::Engine;
use crate::heartbeat::LEASE;
use crate::slots::{Slot, SlotsError};

/// Why a node is not ready for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// It ends.
    #[error("the node is stopping: it takes no more jobs to run")]
    Stopping,
    /// Its heartbeats do not reach the store: nothing can be written.
    #[error("the node's lease has run out: its store takes no heartbeats; the node's log says why")]
    NoLease,
}

/// How a node shows that it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulse {
    /// When it began.
    pub started_at: Timestamp,
    /// When its store last heard of it.
    pub heartbeat_at: Timestamp,
    /// When others take its attempts unless its store hears of it before.
    pub lease_ends: Timestamp,
}

impl Engine {
    /// Whether the node runs jobs and writes down how they end.
    pub fn readiness(&self) -> Result<(), NotReady> {
        if self.is_stopping() {
            return Err(NotReady::Stopping);
        }
        match self.shared.lease_ends() > self.shared.clock.now() {
            true => Ok(()),
            false => Err(NotReady::NoLease),
        }
    }

    /// The node's name.
    pub fn node(&self) -> &str {
        &self.shared.node
    }

    /// When the node began, and how it stands with its store.
    pub fn pulse(&self) -> Pulse {
        let lease_ends = self.shared.lease_ends();
        Pulse {
            started_at: self.shared.started_at,
            heartbeat_at: lease_ends.before(LEASE),
            lease_ends,
        }
    }

    /// The lease under which the node runs jobs now.
    pub fn lease(&self) -> Lease {
        self.shared.lease()
    }

    /// How many slots the node has. More may still be busy after their number was lowered.
    pub fn slots(&self) -> usize {
        self.shared.slots.count()
    }

    /// Each slot, and what runs in it.
    pub fn slot_list(&self) -> Vec<Slot> {
        self.shared.slots.list()
    }

    /// Changes how many slots the node has, from now on and until it stops. What runs goes on.
    pub fn set_slots(&self, wanted: usize) -> Result<(), SlotsError> {
        self.set_slots_if(wanted, |_| true).map(drop)
    }

    /// The same, if the number that there are until then is one that whoever asks has seen. False if it is not.
    pub fn set_slots_if(
        &self,
        wanted: usize,
        is_seen: impl FnOnce(usize) -> bool,
    ) -> Result<bool, SlotsError> {
        let is_set = self.shared.slots.set(wanted, is_seen)?;
        if is_set {
            tracing::info!(slots = wanted, "the node's slots were changed");
        }
        Ok(is_set)
    }
}
