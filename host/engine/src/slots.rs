//! The slots of a node: how many there are, which attempt has which, and what each has done.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use runner_model::StateName;
use runner_store::Fence;
use tokio::sync::watch;

use crate::live::Running;

/// A slot as it stands.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Which, from 1.
    pub number: usize,
    /// What runs in it.
    pub running: Option<Running>,
    /// Jobs that it completed since the node started.
    pub completed: u64,
    /// Jobs whose attempts in it were their last and failed.
    pub failed: u64,
}

/// A number of slots that a node cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this node can have 1 to {most} slots, not {wanted}: to have more, start it with --slots N"
)]
pub struct SlotsError {
    wanted: usize,
    most: usize,
}

/// The slots of this node.
#[derive(Debug)]
pub(crate) struct Slots {
    wanted: watch::Sender<usize>,
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Those that were ever used, by their index.
    slots: Vec<Used>,
    /// Those of them in which nothing runs.
    free: BTreeSet<usize>,
    /// Which slot an attempt has or had, until it is settled.
    by_fence: HashMap<Fence, usize>,
}

#[derive(Debug, Default)]
struct Used {
    running: Option<(Fence, Running)>,
    completed: u64,
    failed: u64,
}

impl Slots {
    /// So many, of as many as there may be.
    pub(crate) fn new(count: usize, most: usize) -> Self {
        let most = most.max(1);
        Self {
            wanted: watch::Sender::new(count.clamp(1, most)),
            most,
            kept: Mutex::default(),
        }
    }

    /// How many there are to be, now and whenever that changes.
    pub(crate) fn wanted(&self) -> watch::Receiver<usize> {
        self.wanted.subscribe()
    }

    /// How many there are to be.
    pub(crate) fn count(&self) -> usize {
        *self.wanted.borrow()
    }

    /// Changes how many there are. What runs in one that is not to be any more goes on to its end.
    pub(crate) fn set(
        &self,
        wanted: usize,
        is_seen: impl FnOnce(usize) -> bool,
    ) -> Result<bool, SlotsError> {
        if !(1..=self.most).contains(&wanted) {
            let most = self.most;
            return Err(SlotsError { wanted, most });
        }
        let mut is_set = false;
        self.wanted.send_if_modified(|slots| {
            is_set = is_seen(*slots);
            if is_set {
                *slots = wanted;
            }
            is_set
        });
        Ok(is_set)
    }

    /// Gives an attempt the first free slot, also one that had a slot before it was frozen.
    pub(crate) fn take(&self, fence: Fence, running: Running) {
        let mut kept = self.lock();
        kept.free(&fence);
        let index = match kept.free.pop_first() {
            Some(free) => free,
            None => {
                kept.slots.push(Used::default());
                kept.slots.len() - 1
            }
        };
        kept.by_fence.insert(fence, index);
        kept.slots[index].running = Some((fence, running));
    }

    /// An attempt is not in its slot any more.
    pub(crate) fn free(&self, fence: &Fence) {
        self.lock().free(fence);
    }

    /// An attempt was settled; the state is the job's then, none if it came too late.
    pub(crate) fn settled(&self, fence: &Fence, state: Option<StateName>) {
        let mut kept = self.lock();
        kept.free(fence);
        let Some(index) = kept.by_fence.remove(fence) else {
            return;
        };
        let slot = &mut kept.slots[index];
        slot.completed += u64::from(state == Some(StateName::Completed));
        slot.failed += u64::from(state == Some(StateName::Failed));
    }

    /// Every slot, those that go once they are free included.
    pub(crate) fn list(&self) -> Vec<Slot> {
        let kept = self.lock();
        let busy = kept.slots.iter().rposition(|slot| slot.running.is_some());
        let count = busy.map_or(0, |index| index + 1).max(self.count());
        (0..count)
            .map(|index| {
                let slot = kept.slots.get(index);
                Slot {
                    number: index + 1,
                    running: slot
                        .and_then(|slot| slot.running.as_ref())
                        .map(|(_, running)| running.clone()),
                    completed: slot.map_or(0, |slot| slot.completed),
                    failed: slot.map_or(0, |slot| slot.failed),
                }
            })
            .collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn free(&mut self, fence: &Fence) {
        let Some(index) = self.by_fence.get(fence).copied() else {
            return;
        };
        let slot = &mut self.slots[index];
        if slot.running.as_ref().is_some_and(|(own, _)| own == fence) {
            slot.running = None;
            self.free.insert(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_slots_that_cannot_be_is_refused_with_what_to_do() {
        let slots = Slots::new(2, 4);
        assert_eq!(slots.list().len(), 2);
        slots.set(4, |slots| slots != 4).unwrap();
        assert_eq!(slots.list().len(), 4);
        assert_eq!(
            slots.set(5, |_| true).unwrap_err().to_string(),
            "this node can have 1 to 4 slots, not 5: to have more, start it with --slots N"
        );
        assert!(slots.set(0, |_| true).is_err());
        assert_eq!(slots.count(), 4);
    }
}
