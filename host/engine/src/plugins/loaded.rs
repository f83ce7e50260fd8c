//! The code that is loaded: as much as may be, and what was used longest ago goes first.
//!
//! Attempts hold their code themselves, so that what goes from here while it is used lives on until they end. As long as
//! it does it is found again: the same code is never in memory twice.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use runner_model::Digest;
use tokio::sync::OnceCell;

/// The place of a plugin's code, which is loaded by whoever needs it first.
pub(super) type Place<C> = Arc<OnceCell<Arc<C>>>;

/// What takes room.
pub(super) trait Weighs {
    /// How much memory it takes.
    fn bytes(&self) -> u64;
}

impl Weighs for runner_sandbox::Plugin {
    fn bytes(&self) -> u64 {
        self.code_bytes()
    }
}

/// A least-recently-used set of code, bounded by bytes. What was used last stays, whatever its size.
pub(super) struct Loaded<C> {
    by_digest: HashMap<Digest, Entry<C>>,
    /// What went while it was used.
    outlived: HashMap<Digest, Weak<C>>,
    clock: u64,
    limit: u64,
}

struct Entry<C> {
    /// By the clock of the set.
    used: u64,
    place: Place<C>,
}

impl<C> Entry<C> {
    fn code(&self) -> Option<&Arc<C>> {
        self.place.get()
    }
}

impl<C: Weighs> Loaded<C> {
    pub(super) fn new(limit: u64) -> Self {
        Self {
            by_digest: HashMap::new(),
            outlived: HashMap::new(),
            clock: 0,
            limit,
        }
    }

    /// The place of some code, as what was used last. Once it is loaded, [`Self::settle`] is to be called.
    pub(super) fn place(&mut self, digest: Digest) -> Place<C> {
        self.clock += 1;
        let used = self.clock;
        let outlived = &mut self.outlived;
        let entry = self.by_digest.entry(digest).or_insert_with(|| {
            let code = outlived.remove(&digest).and_then(|code| code.upgrade());
            Entry {
                used,
                place: Arc::new(OnceCell::new_with(code)),
            }
        });
        entry.used = used;
        Arc::clone(&entry.place)
    }

    /// Lets go what is too much, now that some code was loaded or failed to be. Gives what went, with its bytes.
    pub(super) fn settle(&mut self) -> Vec<(Digest, u64)> {
        self.outlived.retain(|_, code| code.strong_count() > 0);
        // Nobody loads it, and nobody did: it failed.
        self.by_digest
            .retain(|_, entry| entry.code().is_some() || Arc::strong_count(&entry.place) > 1);
        let mut gone = Vec::new();
        while self.bytes() > self.limit {
            let loaded = self.by_digest.iter().filter_map(|(digest, entry)| {
                let code = entry.code()?;
                Some((entry.used, *digest, code.bytes()))
            });
            let mut loaded: Vec<_> = loaded.collect();
            // What was used last stays: somebody is about to run it.
            if loaded.len() < 2 {
                break;
            }
            loaded.sort_unstable();
            let (_, oldest, bytes) = loaded[0];
            self.remove(oldest);
            gone.push((oldest, bytes));
        }
        gone
    }

    /// Lets some code go.
    pub(super) fn remove(&mut self, digest: Digest) {
        let Some(entry) = self.by_digest.remove(&digest) else {
            return;
        };
        if let Some(code) = entry.code() {
            self.outlived.insert(digest, Arc::downgrade(code));
        }
    }

    /// How much is loaded, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.list().iter().map(|(_, bytes)| bytes).sum()
    }

    /// What is loaded, with its bytes.
    pub(super) fn list(&self) -> Vec<(Digest, u64)> {
        let loaded = self.by_digest.iter();
        loaded
            .filter_map(|(digest, entry)| Some((*digest, entry.code()?.bytes())))
            .collect()
    }

    pub(super) const fn limit(&self) -> u64 {
        self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Code(u64);

    impl Weighs for Code {
        fn bytes(&self) -> u64 {
            self.0
        }
    }

    fn digest(number: u8) -> Digest {
        Digest::new([number; 32])
    }

    /// Loads code of that size, unless it is loaded.
    fn load(set: &mut Loaded<Code>, number: u8, bytes: u64) -> (Arc<Code>, Vec<Digest>) {
        let place = set.place(digest(number));
        if !place.initialized() {
            place.set(Arc::new(Code(bytes))).unwrap();
        }
        let code = Arc::clone(place.get().unwrap());
        drop(place);
        let gone = set.settle().into_iter().map(|(digest, _)| digest);
        (code, gone.collect())
    }

    #[test]
    fn what_was_used_longest_ago_goes_once_there_is_too_much() {
        let mut set = Loaded::new(10);
        assert_eq!(load(&mut set, 1, 4).1, []);
        assert_eq!(load(&mut set, 2, 4).1, []);
        // Used again, it is not the oldest any more.
        assert_eq!(load(&mut set, 1, 4).1, []);
        assert_eq!(load(&mut set, 3, 4).1, [digest(2)]);
        assert_eq!(set.bytes(), 8);
        // One that is large makes room for itself, as much as it needs.
        assert_eq!(load(&mut set, 4, 9).1, [digest(1), digest(3)]);
        assert_eq!(set.list(), [(digest(4), 9)]);
    }

    #[test]
    fn what_is_too_large_by_itself_is_alone_there_until_another_is_used() {
        let mut set = Loaded::new(10);
        load(&mut set, 1, 1);
        assert_eq!(load(&mut set, 2, 50).1, [digest(1)]);
        assert_eq!(set.bytes(), 50);
        assert_eq!(load(&mut set, 3, 1).1, [digest(2)]);
    }

    #[test]
    fn what_is_used_after_it_went_is_found_again_and_is_not_there_twice() {
        let mut set = Loaded::new(10);
        let (used, _) = load(&mut set, 1, 6);
        assert_eq!(load(&mut set, 2, 6).1, [digest(1)]);
        let place = set.place(digest(1));
        assert!(Arc::ptr_eq(place.get().unwrap(), &used));
        drop((place, used));
        assert_eq!(load(&mut set, 3, 6).1.len(), 2);
        // Nobody used it any more.
        assert!(!set.place(digest(1)).initialized());
    }

    #[test]
    fn what_does_not_load_leaves_no_place() {
        let mut set: Loaded<Code> = Loaded::new(10);
        let place = set.place(digest(1));
        set.settle();
        // Somebody is at it still.
        assert_eq!(set.by_digest.len(), 1);
        drop(place);
        set.settle();
        assert_eq!(set.by_digest.len(), 0);
    }
}
