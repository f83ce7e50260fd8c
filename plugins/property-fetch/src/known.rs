//! What other jobs fetched, remembered in the processor's cache.
//!
//! A note is one page of one job: who fetched it and when, and the marks of its records. Notes of a day are gathered in
//! chunks, one under each key, so that a page costs one small entry and a look at ninety days costs some hundred. Two
//! jobs that add to a chunk in the same millisecond may lose one note of theirs: those records are fetched again one day.
//! That much is what a cache promises.

use std::collections::HashSet;
use std::time::Duration;

use crate::plan::Plan;
use crate::seen::{Mark, mark};
use crate::world::World;

const DAY: u64 = 86_400;

/// The largest chunk that is added to, in bytes.
const CHUNK: usize = 64 * 1024;

/// How long notes are kept at the least.
const KEPT: Duration = Duration::from_secs(90 * DAY);

/// How many records are known at the most; those of the newest days.
const MOST: usize = 2_000_000;

/// The room in the cache that this takes.
pub(crate) const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// What other jobs fetched.
#[derive(Debug, Default)]
pub(crate) struct Known {
    source: String,
    job: u64,
    marks: HashSet<Mark>,
    /// For how long notes are kept; none if records have no id.
    kept: Option<Duration>,
}

/// One page of one job.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Note {
    job: u64,
    /// Seconds since 1970.
    at: u64,
    marks: Vec<Mark>,
}

impl Known {
    /// Reads what is known.
    pub(crate) fn load(plan: &Plan, world: &mut dyn World) -> Self {
        let Some(id) = &plan.id else {
            return Self::default();
        };
        let name = format!("{} {id}", plan.endpoint.name());
        let mut known = Self {
            source: format!("{:016x}", mark("source", name.as_bytes())),
            job: mark("job", world.job().as_bytes()),
            marks: HashSet::new(),
            kept: Some(KEPT.max(plan.known_ttl.unwrap_or_default())),
        };
        if let Some(ttl) = plan.known_ttl {
            known.read(ttl, world);
            log::info!("{} records are known from jobs before", known.marks.len());
        }
        known
    }

    /// Whether another job fetched it.
    pub(crate) fn contains(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }

    /// Notes that this job fetched a page. Noted again it is the same note.
    pub(crate) fn note(&self, world: &mut dyn World, marks: Vec<Mark>) {
        let Some(kept) = self.kept.filter(|_| !marks.is_empty()) else {
            return;
        };
        let note = Note {
            job: self.job,
            at: world.since_1970().as_secs(),
            marks,
        };
        let day = note.at / DAY;
        let mut number = 0;
        let (key, mut chunk) = loop {
            let key = self.key(day, number);
            match world.recall(&key) {
                Some(chunk) if chunk.len() >= CHUNK => number += 1,
                chunk => break (key, chunk.unwrap_or_default()),
            }
        };
        let is_noted = |known: Note| known.job == note.job && known.marks == note.marks;
        if Note::read(&chunk).any(is_noted) {
            return;
        }
        note.write(&mut chunk);
        if let Err(why) = world.remember(&key, &chunk, kept) {
            log::warn!("later jobs will not know these records: {why}");
        }
    }

    fn read(&mut self, ttl: Duration, world: &mut dyn World) {
        let now = world.since_1970().as_secs();
        let since = now.saturating_sub(ttl.as_secs());
        for day in (since / DAY..=now / DAY).rev() {
            let mut number = 0;
            while let Some(chunk) = world.recall(&self.key(day, number)) {
                // What this job fetched itself it has to fetch again if it begins anew.
                let others = |note: &Note| note.at >= since && note.job != self.job;
                for note in Note::read(&chunk).filter(others) {
                    self.marks.extend(note.marks);
                }
                number += 1;
            }
            if self.marks.len() >= MOST {
                log::warn!(
                    "older records than those of the last {} days are not looked at: there are too many",
                    now / DAY - day + 1
                );
                return;
            }
        }
    }

    fn key(&self, day: u64, number: u32) -> String {
        format!("known/{}/{day}/{number}", self.source)
    }
}

impl Note {
    /// Reads notes, as far as they are whole.
    fn read(chunk: &[u8]) -> impl Iterator<Item = Self> {
        let (numbers, _) = chunk.as_chunks::<8>();
        let mut numbers = numbers.iter().map(|bytes| u64::from_le_bytes(*bytes));
        std::iter::from_fn(move || {
            let (job, at, count) = (numbers.next()?, numbers.next()?, numbers.next()?);
            let count = usize::try_from(count).ok()?;
            let marks: Vec<Mark> = numbers.by_ref().take(count).collect();
            (marks.len() == count).then_some(Self { job, at, marks })
        })
    }

    fn write(&self, into: &mut Vec<u8>) {
        let head = [self.job, self.at, self.marks.len() as u64];
        for number in head.iter().chain(&self.marks) {
            into.extend_from_slice(&number.to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_they_were_written_and_half_a_note_is_none() {
        let notes = [(1, vec![7, 8, 9]), (2, vec![]), (3, vec![Mark::MAX])];
        let notes = notes.map(|(job, marks)| Note { job, at: 5, marks });
        let mut chunk = Vec::new();
        for note in &notes {
            note.write(&mut chunk);
        }
        assert_eq!(Note::read(&chunk).collect::<Vec<_>>(), notes);
        for cut in 1..32 {
            assert_eq!(Note::read(&chunk[..chunk.len() - cut]).count(), 2, "{cut}");
        }
        assert_eq!(Note::read(&[0xff; 64]).count(), 0);
    }
}
