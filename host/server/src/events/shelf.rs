//! Bundles that are kept for those who are a little behind. They show jobs as they were when they were read, and so are good for a
//! short time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::bundle::Bundle;

/// What they take, in bytes.
const MOST: usize = 24 * 1024 * 1024;

/// For how long they are good.
const FRESH: Duration = Duration::from_secs(10);

/// Bundles that are kept.
#[derive(Default)]
pub(super) struct Shelf {
    /// By the number after which they begin.
    bundles: BTreeMap<i64, Arc<Bundle>>,
    /// In the order in which they came.
    order: VecDeque<i64>,
    bytes: usize,
}

impl Shelf {
    /// Keeps a bundle, and lets those go that came first if they take too much.
    pub(super) fn put(&mut self, bundle: Arc<Bundle>) {
        self.bytes += bundle.size();
        let after = bundle.after;
        match self.bundles.insert(after, bundle) {
            Some(before) => self.bytes -= before.size(),
            None => self.order.push_back(after),
        }
        while self.bytes > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            if let Some(gone) = self.bundles.remove(&oldest) {
                self.bytes -= gone.size();
            }
        }
    }

    /// The bundle that goes on after a number.
    pub(super) fn find(&self, after: i64) -> Option<Arc<Bundle>> {
        let (_, bundle) = self.bundles.range(..=after).next_back()?;
        let is_good = bundle.seen > after && bundle.made.elapsed() < FRESH;
        is_good.then(|| Arc::clone(bundle))
    }
}

#[cfg(test)]
mod tests {
    use super::super::bundle::{About, Draft, Kind};
    use super::*;

    /// A bundle of the events after a number up to another, with a text of that length.
    fn bundle(after: i64, seen: i64, length: usize) -> Arc<Bundle> {
        let mut draft = Draft::default();
        draft.add(
            Some(seen),
            Kind::Log,
            Arc::new(About::default()),
            &"x".repeat(length),
        );
        Arc::new(draft.end(after, seen, None))
    }

    #[test]
    fn the_bundle_that_goes_on_is_found_and_what_came_first_goes() {
        let mut shelf = Shelf::default();
        for number in 0..3 {
            shelf.put(bundle(number * 10, number * 10 + 10, 100));
        }
        let found = |shelf: &Shelf, after| shelf.find(after).map(|bundle| bundle.after);
        assert_eq!(found(&shelf, 0), Some(0));
        assert_eq!(found(&shelf, 15), Some(10));
        assert_eq!(found(&shelf, 30), None, "nothing goes on there yet");
        // One that is read anew takes the place of the one before.
        let bytes = shelf.bytes;
        shelf.put(bundle(10, 20, 100));
        assert_eq!(shelf.bytes, bytes);
        shelf.put(bundle(30, 40, MOST - bytes));
        assert_eq!(found(&shelf, 5), None, "it was the first to come");
        assert_eq!(found(&shelf, 35), Some(30));
        assert!(shelf.bytes <= MOST);
    }
}
