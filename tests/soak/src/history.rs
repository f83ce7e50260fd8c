//! What something was, over time, as far as it can be known from without: while it is being changed it is one or the
//! other.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, as the server counts too.
pub(crate) type Millis = i64;

pub(crate) fn now() -> Millis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    since.as_millis() as Millis
}

/// The values of something.
#[derive(Debug, Clone)]
pub(crate) struct History<T> {
    first: T,
    changes: Vec<Change<T>>,
}

#[derive(Debug, Clone)]
struct Change<T> {
    asked: Millis,
    answered: Millis,
    to: T,
}

impl<T: PartialEq> History<T> {
    pub(crate) fn new(first: T) -> Self {
        Self {
            first,
            changes: Vec::new(),
        }
    }

    /// It was changed at some moment between two.
    pub(crate) fn changed(&mut self, asked: Millis, answered: Millis, to: T) {
        self.changes.push(Change {
            asked,
            answered,
            to,
        });
    }

    /// All that it may have been at some moment between two.
    pub(crate) fn between(&self, from: Millis, until: Millis) -> impl Iterator<Item = &T> {
        let before = self
            .changes
            .iter()
            .rposition(|change| change.answered < from);
        let first = before.map_or(&self.first, |at| &self.changes[at].to);
        let after = before.map_or(0, |at| at + 1);
        let later = self.changes[after..]
            .iter()
            .take_while(move |change| change.asked <= until)
            .map(|change| &change.to);
        std::iter::once(first).chain(later)
    }

    pub(crate) fn may_be(&self, value: &T, from: Millis, until: Millis) -> bool {
        self.between(from, until).any(|one| one == value)
    }

    /// Whether it was changed from one thing to another while something lasted.
    pub(crate) fn changed_within(&self, from: Millis, until: Millis) -> bool {
        let mut changes = self.changes.iter();
        changes.any(|change| change.asked > from && change.answered < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_it_is_changed_it_is_one_or_the_other() {
        let mut history = History::new('a');
        history.changed(10, 20, 'b');
        history.changed(30, 40, 'c');
        let between = |from, until| -> String { history.between(from, until).copied().collect() };
        assert_eq!(between(0, 9), "a");
        assert_eq!(between(0, 10), "ab");
        assert_eq!(between(20, 25), "ab");
        assert_eq!(between(21, 29), "b");
        assert_eq!(between(25, 100), "bc");
        assert_eq!(between(0, 100), "abc");
        assert_eq!(between(41, 100), "c");
        assert!(history.may_be(&'b', 35, 35) && !history.may_be(&'a', 21, 99));
        assert!(history.changed_within(9, 21) && !history.changed_within(15, 35));
    }
}
