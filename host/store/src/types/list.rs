//! Lists: what is asked for, and a page of it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use runner_model::{JobId, ProcessorName, QueueName, StateName, Timestamp};

use serde::{Deserialize, Serialize};

use super::ErrorId;
use crate::error::StoreError;

/// Which jobs a list shows. Everything that is said must hold.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JobFilter {
    /// One of these states; any if empty.
    pub states: Vec<StateName>,
    /// This processor.
    pub processor: Option<ProcessorName>,
    /// This queue.
    pub queue: Option<QueueName>,
    /// This tag.
    pub tag: Option<String>,
    /// Submitted by them.
    pub created_by: Option<String>,
    /// Submitted then or later.
    pub created_from: Option<Timestamp>,
    /// Submitted before.
    pub created_before: Option<Timestamp>,
    /// Those whose last failure has this code.
    pub failure: Option<runner_model::FailureCode>,
    /// Those that failed as this group of failures did.
    pub error: Option<ErrorId>,
    /// Items of this batch.
    pub batch: Option<runner_model::BatchId>,
    /// An id between these two, both included.
    pub ids: Option<(JobId, JobId)>,
    /// These words in title, description, tags, the id, or the first 4096 characters of the params, in any case.
    pub text: Option<String>,
}

/// Where the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageToken(pub(crate) i64);

/// A page of a list, newest first.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What is on it. It may be fewer than asked for, even none, with more to come: a page looks at so many rows
    /// and no more.
    pub items: Vec<T>,
    /// Where the next begins; none if this was the last.
    pub next: Option<PageToken>,
    /// Whether it ended because it had looked at as many rows as a page may.
    pub is_cut_short: bool,
}

/// How many jobs there are, kept and not counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// By queue and state; what is not there is none.
    pub queues: BTreeMap<QueueName, BTreeMap<StateName, u64>>,
}

impl Counts {
    /// The jobs of a state in all queues.
    pub fn of(&self, state: StateName) -> u64 {
        self.queues
            .values()
            .filter_map(|states| states.get(&state))
            .sum()
    }
}

impl fmt::Display for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{:x}", self.0)
    }
}

impl FromStr for PageToken {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        text.strip_prefix('p')
            .and_then(|hex| i64::from_str_radix(hex, 16).ok())
            .map(Self)
            .ok_or_else(|| StoreError::BadPageToken(text.chars().take(40).collect()))
    }
}
