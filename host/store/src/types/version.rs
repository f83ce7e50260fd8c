//! What something was when somebody looked at it, so that a change can say: only if it is so still.

use std::fmt::{self, Debug};
use std::str::FromStr;

use runner_model::{BatchId, JobId, LimitKey, ProcessorName, QueueName};
use sha2::{Digest as _, Sha256};

use super::{
    Batch, CeilingChange, Job, JobChange, KeyChange, KeyView, NewSchedule, QueueChange, QueueView,
    Schedule, StoredCeiling, Template,
};

/// What of something can be changed, in short: two are alike if that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version([u8; 8]);

/// The text is no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoVersion;

impl Version {
    fn of(what: &dyn Debug) -> Self {
        let digest: [u8; 32] = Sha256::digest(format!("{what:?}")).into();
        let mut short = [0; 8];
        short.copy_from_slice(&digest[..8]);
        Self(short)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Self, NoVersion> {
        let is_hex = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u64::from_str_radix(text, 16).ok().filter(|_| is_hex);
        number
            .map(|number| Self(number.to_be_bytes()))
            .ok_or(NoVersion)
    }
}

impl Job {
    /// Its state and attempt, and what can be changed of it; not how far it is.
    pub fn version(&self) -> Version {
        Version::of(&(
            (self.state, self.attempt, self.priority, self.due_at),
            (self.expires_at, self.max_attempts, &self.about),
        ))
    }
}

impl QueueView {
    /// Its settings and whether it is paused; not its jobs.
    pub fn version(&self) -> Version {
        Version::of(&(&self.name, self.is_paused, self.settings))
    }
}

impl Schedule {
    /// What it is and whether it is paused; not when it fires.
    pub fn version(&self) -> Version {
        let rule = (self.rule.as_str(), self.rule.zone());
        let policies = (self.misfire, self.overlap);
        Version::of(&(&self.name, rule, policies, &self.target, self.is_paused))
    }
}

impl Template {
    /// All of it.
    pub fn version(&self) -> Version {
        Version::of(self)
    }
}

impl Batch {
    /// Its state and what can be changed of it; not its counts.
    pub fn version(&self) -> Version {
        Version::of(&(self.id, self.state, self.max_parallel))
    }
}

impl KeyView {
    /// Its limits, its own or its queue's; not what runs.
    pub fn version(&self) -> Version {
        Version::of(&(&self.key, self.concurrency, self.rate))
    }
}

impl Version {
    /// Of the ceilings that were set of a plugin, or of all, among those of everything: which, and how high.
    pub fn of_ceilings(all: &[StoredCeiling], plugin: Option<&ProcessorName>) -> Self {
        let own = all.iter().filter(|one| one.plugin.as_ref() == plugin);
        let mut set: Vec<(&str, u64)> = own.map(|one| (one.limit.name(), one.value)).collect();
        set.sort_unstable();
        Self::of(&(plugin, set))
    }

    /// Of a node that has so many slots.
    pub fn of_slots(node: &str, slots: usize) -> Self {
        Self::of(&(node, slots))
    }
}

/// A change that is made only to what is still as somebody saw it.
#[derive(Debug, Clone)]
pub enum SeenChange {
    /// See [`crate::JobStore::change`].
    Job(JobId, Vec<JobChange>),
    /// See [`crate::QueueStore::change_queue`].
    Queue(QueueName, Vec<QueueChange>),
    /// See [`crate::BatchStore::set_batch_parallel`].
    Batch(BatchId, Option<u32>),
    /// See [`crate::ScheduleStore::put_schedule`].
    Schedule(Box<NewSchedule>),
    /// See [`crate::ScheduleStore::put_template`].
    Template(Template),
    /// See [`crate::QueueStore::change_key`].
    Key(QueueName, LimitKey, Vec<KeyChange>),
    /// See [`crate::CeilingStore::set_ceilings`].
    Ceilings(CeilingChange),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_is_written_and_nothing_else_is_one() {
        let version = Version::of(&("a", 1));
        assert_eq!(version.to_string().parse(), Ok(version));
        assert_ne!(version, Version::of(&("a", 2)));
        for text in [
            "",
            "*",
            "+000000000000001",
            "00000000000000000",
            "g000000000000000",
        ] {
            assert_eq!(text.parse::<Version>(), Err(NoVersion), "{text}");
        }
    }
}
