//! The checker: what must hold whatever happened, an invariant in each file or two that are close.

mod batches;
mod counts;
mod ends;
mod events;
mod files;
mod kept;
mod limits;
mod once;
mod outputs;
mod schedules;
mod server;
mod uniques;
mod waits;

use std::collections::HashMap;

use runner_model::{JobId, StateName};
use runner_store::testing::{AttemptRow, EventRow, JobRow, recount};

use crate::evidence::Evidence;
use crate::log::Sent;
use crate::rescue;

/// What the checker says of one invariant.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The invariant, as a sentence.
    pub invariant: &'static str,
    /// How many things it looked at: one that looks at nothing has found nothing out.
    pub looked_at: usize,
    /// What breaks it.
    pub breaches: Vec<String>,
}

type Check = fn(&Facts<'_>, &mut Finding);

/// Every invariant, with what checks it.
const CHECKS: &[(&str, Check)] = &[
    ("what was acknowledged is there, once", kept::acknowledged),
    ("there is nothing that nobody asked for", kept::asked_for),
    ("what was changed stays changed", kept::changed),
    ("every job ended", ends::ended),
    ("every job ended as it should", ends::as_expected),
    ("what somebody saw completed is completed", ends::seen),
    ("states change only as they may", once::path),
    ("an attempt ends once", once::settled),
    ("a job completes once, by its last attempt", once::completed),
    ("no more run at once than may", limits::concurrency),
    ("none begin more often than they may", limits::rate),
    ("nothing begins while it is paused", limits::paused),
    ("there is one of what is unique", uniques::one_at_a_time),
    ("jobs wait for those that they name", waits::in_order),
    (
        "jobs do as they say when one that they wait for fails",
        waits::policy,
    ),
    (
        "batches have all their items and end after them",
        batches::whole,
    ),
    (
        "completed jobs have their outputs, others none that is whole",
        outputs::exact,
    ),
    ("every digest has its bytes", files::blobs),
    ("nothing is left in the work folder", files::work),
    ("every event is heard once, in order", events::heard),
    ("every time of a schedule is judged once", schedules::judged),
    (
        "attempts run the plugin that the job was submitted for",
        once::plugin,
    ),
    ("every end of an attempt is counted once", counts::ends),
    ("what is kept is what is counted", counters),
    ("what a dead process held runs again soon", rescue::soon),
    ("the server answers and ends as it should", server::behaves),
];

/// Goes through all that a run leaves.
pub fn check(evidence: &Evidence) -> Vec<Finding> {
    let facts = Facts::new(evidence);
    CHECKS.iter().map(|check| find(&facts, check)).collect()
}

/// Checks one invariant, by its name; none if there is none of that name.
pub fn check_one(evidence: &Evidence, invariant: &str) -> Option<Finding> {
    let check = CHECKS.iter().find(|(name, _)| *name == invariant)?;
    Some(find(&Facts::new(evidence), check))
}

fn find(facts: &Facts<'_>, (invariant, check): &(&'static str, Check)) -> Finding {
    let mut finding = Finding {
        invariant,
        looked_at: 0,
        breaches: Vec::new(),
    };
    check(facts, &mut finding);
    finding
}

/// The evidence, with its things found by what they are about.
pub(crate) struct Facts<'e> {
    pub(crate) all: &'e Evidence,
    pub(crate) by_id: HashMap<JobId, &'e JobRow>,
    pub(crate) by_n: HashMap<i64, &'e JobRow>,
    pub(crate) by_title: HashMap<&'e str, Vec<&'e JobRow>>,
    pub(crate) attempts: HashMap<i64, Vec<&'e AttemptRow>>,
    /// The events of each job that are changes of its state, in order.
    pub(crate) moves: HashMap<JobId, Vec<Move<'e>>>,
    pub(crate) sent: HashMap<&'e str, &'e Sent>,
}

/// A change of a job's state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move<'e> {
    pub(crate) event: &'e EventRow,
    pub(crate) state: StateName,
    pub(crate) attempt: u32,
}

impl Move<'_> {
    /// Whether an attempt ended with it: the event names the code, or it is the success.
    pub(crate) fn ends_an_attempt(&self) -> bool {
        let has_code = || {
            self.event
                .data
                .as_deref()
                .is_some_and(|data| data.contains("\"code\""))
        };
        self.state == StateName::Completed || has_code()
    }
}

/// Whether an event is about something else of a job than its state.
fn is_note(event: &EventRow) -> bool {
    event
        .data
        .as_deref()
        .is_some_and(|data| data.contains("\"changed\""))
}

impl<'e> Facts<'e> {
    pub(crate) fn new(all: &'e Evidence) -> Self {
        let ledger = &all.ledger;
        let mut facts = Self {
            all,
            by_id: ledger.jobs.iter().map(|job| (job.id, job)).collect(),
            by_n: ledger.jobs.iter().map(|job| (job.n, job)).collect(),
            by_title: HashMap::new(),
            attempts: HashMap::new(),
            moves: HashMap::new(),
            sent: all
                .log
                .sent
                .iter()
                .map(|sent| (sent.title.as_str(), sent))
                .collect(),
        };
        for job in &ledger.jobs {
            let title = job.title.as_deref().unwrap_or_default();
            facts.by_title.entry(title).or_default().push(job);
        }
        for attempt in &ledger.attempts {
            facts.attempts.entry(attempt.job).or_default().push(attempt);
        }
        for event in ledger.events.iter().filter(|event| !is_note(event)) {
            if let Some((id, state, attempt)) = event.job {
                let moves = facts.moves.entry(id).or_default();
                moves.push(Move {
                    event,
                    state,
                    attempt,
                });
            }
        }
        facts
    }

    /// A job for people.
    pub(crate) fn name(&self, id: JobId) -> String {
        match self.by_id.get(&id).and_then(|job| job.title.as_deref()) {
            Some(title) => format!("`{title}` ({id})"),
            None => id.to_string(),
        }
    }

    pub(crate) fn moves_of(&self, id: JobId) -> &[Move<'e>] {
        self.moves.get(&id).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn attempts_of(&self, job: &JobRow) -> &[&'e AttemptRow] {
        self.attempts.get(&job.n).map_or(&[], Vec::as_slice)
    }
}

impl Finding {
    /// Looks at one thing.
    pub(crate) fn look(&mut self) {
        self.looked_at += 1;
    }

    /// Looks at one thing, which must hold.
    pub(crate) fn must(&mut self, holds: bool, what: impl FnOnce() -> String) {
        self.look();
        if !holds {
            self.breaches.push(what());
        }
    }
}

fn counters(facts: &Facts<'_>, finding: &mut Finding) {
    finding.look();
    match recount(&facts.all.folder) {
        Ok(differences) => finding.breaches.extend(differences),
        Err(error) => finding
            .breaches
            .push(format!("it cannot be recounted: {error}")),
    }
}
