//! The node as an operator sees it, and how it is given more slots or fewer.

use runner_store::Lease;

use crate::engine::Engine;
use crate::slots::{Slot, SlotsError};

impl Engine {
    /// The node's name.
    pub fn node(&self) -> &str {
        &self.shared.node
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
        self.shared.slots.set(wanted)?;
        tracing::info!(slots = wanted, "the node's slots were changed");
        Ok(())
    }
}
