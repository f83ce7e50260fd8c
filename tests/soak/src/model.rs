//! What there is of a plugin, as the server should have it too.

use std::collections::BTreeMap;

use crate::expect::{Expected, Then};
use crate::history::{History, Millis};

/// What is done to a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// The bytes of a version are sent: for the first time or again.
    Install(u32),
    /// A version is let run.
    Activate(u32),
    Rollback,
    RemoveVersion(u32),
    Remove,
}

impl Change {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Install(_) => "install",
            Self::Activate(_) => "activate",
            Self::Rollback => "roll back",
            Self::RemoveVersion(_) => "remove a version",
            Self::Remove => "remove a plugin",
        }
    }
}

/// A plugin.
#[derive(Debug)]
pub(crate) struct Plugin {
    pub(crate) number: u32,
    /// Those that were installed ever, by number.
    pub(crate) versions: BTreeMap<u32, Version>,
    pub(crate) active: Option<u32>,
    /// Counts the times that another version began to run.
    turn: u64,
    /// Which version ran when.
    pub(crate) ran: History<Option<u32>>,
}

/// A version of one.
#[derive(Debug)]
pub(crate) struct Version {
    /// The turn in which it began to run last.
    turn: u64,
    pub(crate) is_removed: bool,
    pub(crate) removed: History<bool>,
}

impl Plugin {
    pub(crate) fn new(number: u32) -> Self {
        Self {
            number,
            versions: BTreeMap::new(),
            active: None,
            turn: 0,
            ran: History::new(None),
        }
    }

    /// How many versions were installed ever. They come in order.
    pub(crate) fn newest(&self) -> u32 {
        self.versions.last_key_value().map_or(0, |(last, _)| *last)
    }

    /// The versions that are there, but for the active one.
    pub(crate) fn kept(&self) -> Vec<u32> {
        let there = self.versions.iter();
        there
            .filter(|(number, version)| !version.is_removed && self.active != Some(**number))
            .map(|(number, _)| *number)
            .collect()
    }

    /// What a rollback goes back to.
    pub(crate) fn previous(&self) -> Option<u32> {
        self.active?;
        let kept = self.kept().into_iter();
        kept.max_by_key(|number| self.versions[number].turn)
    }

    /// How a version stands, in the server's words.
    pub(crate) fn state(&self, number: u32) -> &'static str {
        match &self.versions[&number] {
            version if version.is_removed => "removed",
            _ if self.active == Some(number) => "active",
            _ if self.previous() == Some(number) => "previous",
            _ => "kept",
        }
    }

    /// What the server must answer to a change, and what is so then.
    pub(crate) fn expects(&self, change: Change) -> Expected {
        match change {
            Change::Install(number) if self.active == Some(number) => Expected::nothing(200),
            Change::Install(number) => Expected::done(201, Then::Runs(number)),
            Change::Activate(number) if self.active == Some(number) => Expected::nothing(200),
            Change::Activate(number) => Expected::done(200, Then::Runs(number)),
            Change::Rollback => match (self.active, self.previous()) {
                (None, _) => Expected::refused(404, "not_found"),
                (_, None) => Expected::refused(409, "no_previous"),
                (_, Some(number)) => Expected::done(200, Then::Runs(number)),
            },
            Change::RemoveVersion(number) if self.versions[&number].is_removed => {
                Expected::refused(410, "version_removed")
            }
            Change::RemoveVersion(number) if self.active == Some(number) => {
                Expected::refused(409, "version_active")
            }
            Change::RemoveVersion(number) => Expected::done(200, Then::Gone(vec![number])),
            Change::Remove => match self.active {
                None => Expected::refused(404, "not_found"),
                Some(number) => {
                    let mut gone = self.kept();
                    gone.push(number);
                    Expected::done(200, Then::Gone(gone))
                }
            },
        }
    }

    /// It was done, at some moment between two.
    pub(crate) fn now_is(&mut self, then: &Then, asked: Millis, answered: Millis) {
        match then {
            Then::AsBefore => {}
            Then::Runs(number) => {
                self.turn += 1;
                let version = self.versions.entry(*number).or_insert_with(|| Version {
                    turn: 0,
                    is_removed: false,
                    removed: History::new(false),
                });
                version.turn = self.turn;
                if version.is_removed {
                    version.is_removed = false;
                    version.removed.changed(asked, answered, false);
                }
                self.active = Some(*number);
                self.ran.changed(asked, answered, self.active);
            }
            Then::Gone(numbers) => {
                for number in numbers {
                    if let Some(version) = self.versions.get_mut(number) {
                        version.is_removed = true;
                        version.removed.changed(asked, answered, true);
                    }
                }
                if self.active.is_some_and(|active| numbers.contains(&active)) {
                    self.active = None;
                    self.ran.changed(asked, answered, None);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doing(plugin: &mut Plugin, changes: &[Change]) -> Vec<Expected> {
        let mut answers = Vec::new();
        for change in changes {
            let expected = plugin.expects(*change);
            plugin.now_is(&expected.then, 0, 0);
            answers.push(expected);
        }
        answers
    }

    #[test]
    fn versions_come_run_and_go() {
        use Change::*;
        let mut plugin = Plugin::new(1);
        doing(&mut plugin, &[Install(1), Install(2), Install(3), Rollback]);
        assert_eq!((plugin.active, plugin.previous()), (Some(2), Some(3)));
        let answers = doing(
            &mut plugin,
            &[
                RemoveVersion(2),
                RemoveVersion(3),
                RemoveVersion(3),
                Rollback,
            ],
        );
        let codes: Vec<_> = answers.iter().map(|one| (one.status, one.code)).collect();
        assert_eq!(
            codes,
            [
                (409, Some("version_active")),
                (200, None),
                (410, Some("version_removed")),
                (200, None)
            ]
        );
        assert_eq!((plugin.active, plugin.state(2)), (Some(1), "previous"));
        doing(&mut plugin, &[Remove]);
        assert_eq!((plugin.active, plugin.state(1)), (None, "removed"));
        assert_eq!(plugin.expects(Rollback).code, Some("not_found"));
        doing(&mut plugin, &[Activate(3)]);
        // What was removed is nothing to go back to.
        assert_eq!(plugin.expects(Rollback).code, Some("no_previous"));
        assert_eq!(plugin.expects(Install(3)).then, Then::AsBefore);
    }
}
