//! What the clients asked for, and what they were promised.

use std::collections::{BTreeMap, BTreeSet};

use runner_model::{BatchId, JobId};

use crate::work::Ends;

/// What one client or all of them asked for, and what they were promised.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// The jobs.
    pub sent: Vec<Sent>,
    /// The batches.
    pub batches: Vec<BatchSent>,
    /// Jobs that a client saw completed.
    pub seen_completed: BTreeSet<JobId>,
    /// Answers that should not be.
    pub surprises: Vec<String>,
    /// How often what was asked, by what it was.
    pub asked: BTreeMap<&'static str, Asked>,
}

/// How often something was asked for, and what came of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// It was done.
    pub done: u64,
    /// It could not be done, and the answer said why.
    pub refused: u64,
    /// There was no answer.
    pub lost: u64,
}

/// A job as it was sent. Its title is like no other's.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The title: a word for how it was sent, the client, and a number.
    pub title: String,
    /// What was promised.
    pub taken: Taken,
    /// How it ends if nobody meddles.
    pub ends: Ends,
    /// The outputs that it has once it completed, with their bytes.
    pub outputs: BTreeMap<String, String>,
    /// What was done to it.
    pub touched: Touched,
    /// The titles of those that it waits for, and what it does if one of them does not complete.
    pub after: Option<(Vec<String>, OnFailure)>,
    /// The batch that it is an item of.
    pub batch: Option<String>,
    /// The key that it is the only one of.
    pub unique: Option<String>,
    /// Whether its params may have taken the place of those of another with its key.
    pub may_replace: bool,
}

/// What a job does if one that it waits for does not complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of the API")]
pub enum OnFailure {
    Fail,
    Skip,
    Run,
}

impl OnFailure {
    pub(crate) const ALL: [Self; 3] = [Self::Fail, Self::Skip, Self::Run];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::Run => "run",
        }
    }
}

/// What a client was promised of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// No answer: it is there once or not at all.
    Unknown,
    /// It is there.
    As(JobId),
    /// It is there, under an id that was not said.
    Somewhere,
    /// It is not there: another has its unique key, or it was refused.
    No,
}

/// What was done to a job after it was sent. What had no answer counts as done and not done.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// Somebody may have cancelled it.
    pub cancelled: bool,
    /// Somebody may have deleted it.
    pub deleted: bool,
    /// Somebody deleted it, and was told so.
    pub surely_deleted: bool,
    /// What its description must be, if that is known.
    pub description: Option<String>,
    /// It may expire.
    pub expires: bool,
}

/// A batch as it was sent.
#[derive(Debug, Clone)]
pub struct BatchSent {
    /// Its title, like no other's.
    pub title: String,
    /// Its id, if it was taken whole.
    pub taken: Option<BatchId>,
    /// How many items it was sent with.
    pub items: u64,
    /// How many of them may run at once.
    pub max_parallel: Option<u32>,
    /// Somebody may have stopped it.
    pub was_stopped: bool,
    /// Its failed items may have been retried.
    pub was_retried: bool,
}

impl Sent {
    pub(crate) fn id(&self) -> Option<JobId> {
        match self.taken {
            Taken::As(id) => Some(id),
            _ => None,
        }
    }

    /// The word for how it was sent.
    pub(crate) fn word(&self) -> &str {
        self.title.split(' ').next().unwrap_or_default()
    }
}

impl Log {
    /// Counts a request.
    pub(crate) fn count(&mut self, what: &'static str, status: Option<u16>) {
        let asked = self.asked.entry(what).or_default();
        match status {
            Some(200..=299) => asked.done += 1,
            Some(_) => asked.refused += 1,
            None => asked.lost += 1,
        }
    }

    /// Takes over what another client logged.
    pub(crate) fn add(&mut self, other: Self) {
        self.sent.extend(other.sent);
        self.batches.extend(other.batches);
        self.seen_completed.extend(other.seen_completed);
        self.surprises.extend(other.surprises);
        for (what, asked) in other.asked {
            let sum = self.asked.entry(what).or_default();
            sum.done += asked.done;
            sum.refused += asked.refused;
            sum.lost += asked.lost;
        }
    }
}
