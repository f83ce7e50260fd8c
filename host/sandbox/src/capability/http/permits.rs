//! How many connections the node's attempts may have together, and what a frozen attempt gives back of it.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Room for one connection, given back when it is dropped or its attempt is frozen.
#[derive(Debug)]
pub(super) struct Room(#[expect(dead_code, reason = "it is held")] Arc<Held>);

type Held = Mutex<Option<OwnedSemaphorePermit>>;

/// The rooms that one attempt has.
#[derive(Debug)]
pub(crate) struct Rooms {
    node: Arc<Semaphore>,
    held: Mutex<Vec<Weak<Held>>>,
}

impl Rooms {
    pub(super) fn new(node: Arc<Semaphore>) -> Self {
        Self {
            node,
            held: Mutex::default(),
        }
    }

    /// Waits for room.
    pub(super) async fn take(&self) -> Option<Room> {
        let permit = Arc::clone(&self.node).acquire_owned().await.ok()?;
        let room = Arc::new(Mutex::new(Some(permit)));
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|other| other.strong_count() > 0);
        held.push(Arc::downgrade(&room));
        Some(Room(room))
    }

    /// Gives all of it back. What is under way goes on without.
    pub(crate) fn give_back(&self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for room in held.drain(..).filter_map(|room| room.upgrade()) {
            room.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frozen_attempt_gives_its_room_to_others() {
        let node = Arc::new(Semaphore::new(2));
        let frozen = Rooms::new(Arc::clone(&node));
        let (_one, two) = (frozen.take().await.unwrap(), frozen.take().await.unwrap());
        drop(two);
        assert_eq!(node.available_permits(), 1);
        frozen.give_back();
        assert_eq!(node.available_permits(), 2);
    }
}
