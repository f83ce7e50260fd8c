//! When a file is whole: told what was seen and when, it says what to look at, and what to check. Pure.
//!
//! A file is checked when it looked the same twice in a row, and nobody is writing it. That somebody writes it is
//! known from the signs: from a write on until it is closed, or until nothing was heard of the writer for long.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// How long nothing may have happened to a file before it is looked at, and between two looks.
const QUIET: Duration = Duration::from_millis(150);

/// How long a writer may say nothing before its file is looked at nevertheless.
pub(super) const STALLED: Duration = Duration::from_secs(10);

/// The longest wait before a check is tried again that the host failed at, and not the file.
const LONGEST_RETRY: Duration = Duration::from_secs(60);

/// What was seen to happen to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// It is there, or is gone, or something but its contents changed.
    Touched,
    /// Somebody writes it.
    Written,
    /// Somebody wrote it and closed it, or moved it into its place.
    Closed,
}

/// What kind of thing has the file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A link to nothing.
    BrokenLink,
    /// A pipe, a socket or a device.
    Special,
}

/// A state of a file: another state has another stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) kind: Kind,
    pub(super) device: u64,
    pub(super) inode: u64,
    pub(super) size: u64,
    /// When its contents changed, in nanoseconds.
    pub(super) modified: i128,
    /// When anything of it changed, its permissions for one.
    pub(super) changed: i128,
}

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is not there any more.
    Gone,
    /// It may still change, or it waits to be checked, or was checked as it is.
    Nothing,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    /// With an answer about that state of the file.
    Done(Stamp),
    /// It may be half a file: see [`Settling::may_be_half`].
    Half,
    /// The file changed meanwhile.
    Changed,
    /// The host failed.
    Failed,
}

/// The files of the folder.
#[derive(Debug, Default)]
pub(super) struct Settling {
    files: BTreeMap<String, File>,
    /// Settled, and waiting for their check.
    ready: VecDeque<String>,
}

#[derive(Debug)]
struct File {
    /// When something was last seen to happen to it.
    last: Instant,
    is_being_written: bool,
    /// Whether somebody closed it after writing, and nobody has written it since.
    is_closed: bool,
    /// When to look at it.
    due: Option<Instant>,
    /// As it looked the last time.
    seen: Option<Stamp>,
    /// As it was when it was checked.
    checked: Option<Stamp>,
    /// How often the host has failed to check it.
    failures: u32,
}

impl File {
    /// Until when nothing more must happen to it.
    fn quiet_at(&self, look: Option<&Stamp>) -> Instant {
        let is_empty = look.is_some_and(|stamp| stamp.kind == Kind::File && stamp.size == 0);
        let is_begun = is_empty && !self.is_closed;
        let wait = if self.is_being_written || is_begun {
            STALLED
        } else {
            QUIET
        };
        self.last + wait
    }
}

impl Settling {
    /// Takes a sign.
    pub(super) fn sign(&mut self, name: &str, sign: Sign, now: Instant) {
        self.ready.retain(|ready| ready != name);
        let file = self.files.entry(name.to_owned()).or_insert(File {
            last: now,
            is_being_written: false,
            is_closed: false,
            due: None,
            seen: None,
            checked: None,
            failures: 0,
        });
        match sign {
            Sign::Touched => {}
            Sign::Written => (file.is_being_written, file.is_closed) = (true, false),
            Sign::Closed => (file.is_being_written, file.is_closed) = (false, true),
        }
        file.last = now;
        file.seen = None;
        file.due = Some(file.quiet_at(None));
    }

    /// Takes the names that a scan of the folder found. Those that were there and are not found are looked at too.
    pub(super) fn scanned(&mut self, found: Vec<String>, now: Instant) {
        let mut names = found;
        names.extend(self.files.keys().cloned());
        names.sort();
        names.dedup();
        for name in names {
            // What is on its way goes its way.
            let is_due = self.files.get(&name).is_some_and(|file| file.due.is_some());
            if !is_due && !self.ready.contains(&name) {
                self.sign(&name, Sign::Touched, now);
            }
        }
    }

    /// When something is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.files.values().filter_map(|file| file.due).min()
    }

    /// The files to look at now.
    pub(super) fn due(&self, now: Instant) -> Vec<String> {
        self.files
            .iter()
            .filter(|(_, file)| file.due.is_some_and(|due| due <= now))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Takes how a file looks; none if it is gone.
    pub(super) fn looked(&mut self, name: &str, look: Option<Stamp>, now: Instant) -> Step {
        let Some(stamp) = look else {
            self.ready.retain(|ready| ready != name);
            self.files.remove(name);
            return Step::Gone;
        };
        let Some(file) = self.files.get_mut(name) else {
            return Step::Nothing;
        };
        if file.checked == Some(stamp) {
            file.due = None;
            return Step::Nothing;
        }
        let quiet_at = file.quiet_at(Some(&stamp));
        if file.seen == Some(stamp) && quiet_at <= now {
            file.due = None;
            self.ready.push_back(name.to_owned());
        } else {
            file.seen = Some(stamp);
            file.due = Some(quiet_at.max(now + QUIET));
        }
        Step::Nothing
    }

    /// The next file to check, in the state in which it settled.
    pub(super) fn next_check(&mut self) -> Option<(String, Stamp)> {
        while let Some(name) = self.ready.pop_front() {
            let Some(file) = self.files.get(&name) else {
                continue;
            };
            if let Some(stamp) = file.seen.filter(|seen| file.checked != Some(*seen)) {
                return Some((name, stamp));
            }
        }
        None
    }

    /// Whether a file of that name was there when it was last looked at.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Whether somebody may still be writing a file that changed lately: nobody was heard to close it. It may have been
    /// begun before the folder was watched.
    pub(super) fn may_be_half(&self, name: &str) -> bool {
        self.files.get(name).is_some_and(|file| !file.is_closed)
    }

    /// Takes the end of a check.
    pub(super) fn checked(&mut self, name: &str, checked: Checked, now: Instant) {
        let Some(file) = self.files.get_mut(name) else {
            return;
        };
        match checked {
            Checked::Done(stamp) => {
                file.checked = Some(stamp);
                file.failures = 0;
                return;
            }
            Checked::Half => {
                file.is_being_written = true;
                file.due = file.due.or(Some(file.quiet_at(None)));
            }
            Checked::Changed => file.due = file.due.or(Some(now + QUIET)),
            Checked::Failed => {
                let wait = Duration::from_secs(1 << file.failures.min(6)).min(LONGEST_RETRY);
                file.failures += 1;
                file.due = file.due.or(Some(now + wait));
            }
        }
        file.seen = None;
    }
}

#[cfg(test)]
mod tests;
