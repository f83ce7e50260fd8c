//! What is done to many jobs, some at a time.

use std::collections::{BTreeMap, HashMap};

use runner_model::{ActionId, ActionVerb, Digest, JobId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Fence, JobFilter};

/// Something to be done to many jobs.
#[derive(Debug, Clone)]
pub struct NewAction {
    /// Its id, from the caller's id source.
    pub id: ActionId,
    /// What is wanted of them.
    pub verb: ActionVerb,
    /// Which jobs.
    pub which: ActionJobs,
    /// Whose jobs alone; everybody's if none.
    pub owner: Option<String>,
    /// Who wants it.
    pub created_by: Option<String>,
    /// Whether they are only counted.
    pub is_dry_run: bool,
}

/// Which jobs something is done to.
#[derive(Debug, Clone)]
pub enum ActionJobs {
    /// These.
    Named(Vec<JobId>),
    /// Those that were there when it began and that a filter fits.
    Fitting {
        /// The filter. Its states are among those that the verb acts on.
        filter: Box<JobFilter>,
        /// The same as whoever asked wrote it, as JSON text.
        said: String,
    },
}

/// How far something is that is done to many jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionState {
    /// Those that it will be done to are counted.
    Counting,
    /// It is being done.
    Running,
    /// It was done to all.
    Done,
    /// Somebody ended it before.
    Aborted,
}

/// Something that is done to many jobs, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// What is wanted of them.
    pub verb: ActionVerb,
    /// Which jobs, as whoever asked wrote it; none if they are named.
    pub said: Option<String>,
    /// How many are named, if they are.
    pub named: Option<u64>,
    /// Who wants it.
    pub created_by: Option<String>,
    /// Whether they are only counted.
    pub is_dry_run: bool,
    /// How far it is.
    pub state: ActionState,
    /// How many jobs it is about: those that fitted when they were counted, or all that are named.
    pub matched: u64,
    /// Those that it was done to.
    pub changed: u64,
    /// Those that were as they are wanted already.
    pub unchanged: u64,
    /// Those that it could not be done to.
    pub failed: u64,
    /// Why not, by code.
    pub failures: BTreeMap<String, ActionFailures>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
}

/// Jobs to which something could not be done for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionFailures {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub job: JobId,
    /// What was said of that one.
    pub message: String,
}

/// Which of the things that are done to many jobs a list shows. Everything that is said must hold.
#[derive(Debug, Clone, Default)]
pub struct ActionFilter {
    /// Only what they want.
    pub created_by: Option<String>,
    /// In this state.
    pub state: Option<ActionState>,
    /// With the verb of this name.
    pub verb: Option<String>,
}

/// The next jobs of an action, looked up and not touched.
#[derive(Debug, Clone)]
pub struct ActionPortion {
    pub(crate) action: ActionId,
    pub(crate) n: i64,
    pub(crate) state: ActionState,
    pub(crate) from: i64,
    pub(crate) next: Option<i64>,
    pub(crate) owner: Option<String>,
    pub(crate) on: HashMap<JobId, Digest>,
    pub(crate) refused: HashMap<JobId, (&'static str, String)>,
    /// What is wanted of them.
    pub verb: ActionVerb,
    /// The jobs.
    pub jobs: Vec<JobId>,
}

impl ActionPortion {
    /// Whether they are only counted.
    pub fn is_counted(&self) -> bool {
        self.state == ActionState::Counting
    }

    /// Has a job retried on that version of its plugin.
    pub fn retry_on(&mut self, job: JobId, version: Digest) {
        self.on.insert(job, version);
    }

    /// Leaves a job as it is: it cannot be done to that one, for a reason with a code.
    pub fn refuse(&mut self, job: JobId, code: &'static str, message: String) {
        self.refused.insert(job, (code, message));
    }
}

/// What a portion of an action did.
#[derive(Debug, Clone, Default)]
pub struct Acted {
    /// Attempts of which something is wanted now, for their nodes.
    pub wanted: Vec<AttemptWish>,
    /// Jobs that were deleted and whose checkpoints covered files in the work folder: nothing needs those any more.
    pub left_files: Vec<JobId>,
}

/// What is wanted of an attempt that a node holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptWish {
    /// That it stops.
    Stop(Fence),
    /// That it stands still.
    Pause(Fence),
    /// That it does not stand still after all.
    GoOn(Fence),
}

impl ActionState {
    /// The name as clients see it and as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counting => "counting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Aborted => "aborted",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Counting, Self::Running, Self::Done, Self::Aborted]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}
