//! Which events a client wants, and which it may see.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use runner_model::JobId;
use runner_store::{EventFilter, EventType};

use super::bundle::{Kind, Line};
use crate::problem::Problem;

/// How many of each a filter may name.
pub(super) const MOST: usize = 20;

/// A filter as somebody says it: texts by field.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) job: Vec<String>,
    pub(super) queue: Vec<String>,
    pub(super) batch: Vec<String>,
    pub(super) processor: Vec<String>,
    pub(super) kind: Vec<String>,
}

/// Which events are wanted: everything that is said must hold, and of each one is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) jobs: BTreeSet<JobId>,
    /// All kinds if none is named.
    kinds: BTreeSet<Kind>,
    /// The rest, and the kinds that are kept, as the store takes it.
    about: EventFilter,
}

impl Filter {
    /// Reads what somebody said. `within` is written before the name of a field that is wrong.
    pub(super) fn read(said: &Said, within: &str) -> Result<Self, Problem> {
        let kinds = list(within, "type", &said.kind, |text: &str| {
            let known = Kind::all().find(|kind| kind.as_str() == text);
            known.ok_or_else(|| {
                let all: Vec<_> = Kind::all().map(Kind::as_str).collect();
                let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
                format!("there are no events `{shown}`: write {}", all.join(", "))
            })
        })?;
        let events: BTreeSet<EventType> = kinds.iter().filter_map(|kind| kept(*kind)).collect();
        Ok(Self {
            jobs: list(within, "job", &said.job, parsed)?,
            kinds,
            about: EventFilter {
                events,
                processors: list(within, "processor", &said.processor, named)?,
                queues: list(within, "queue", &said.queue, named)?,
                batches: list(within, "batch", &said.batch, parsed)?,
                ..EventFilter::default()
            },
        })
    }

    pub(super) fn of_job(mut self, job: JobId) -> Self {
        self.jobs = BTreeSet::from([job]);
        self
    }

    /// Whether an event is wanted.
    pub(super) fn fits(&self, line: &Line) -> bool {
        let job = line.about.job;
        (self.kinds.is_empty() || self.kinds.contains(&line.kind))
            && (self.jobs.is_empty() || job.is_some_and(|job| self.jobs.contains(&job)))
            && (!self.about.asks_for_facts() || self.about.fits(&line.about.facts))
    }

    /// Whether some events are not wanted, so that it pays to look only for those that are.
    pub(super) fn is_narrow(&self) -> bool {
        *self != Self::default()
    }

    /// Whether any of the events that are kept are wanted.
    pub(super) fn wants_kept(&self) -> bool {
        self.kinds.is_empty() || !self.about.events.is_empty()
    }

    /// Whether any of those that come while they happen are.
    pub(super) fn wants_live(&self) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|kind| kept(*kind).is_none())
    }

    /// What the store looks for; jobs are looked for apart.
    pub(super) fn in_store(&self) -> &EventFilter {
        &self.about
    }
}

const fn kept(kind: Kind) -> Option<EventType> {
    match kind {
        Kind::Kept(kind) => Some(kind),
        Kind::Progress | Kind::Log => None,
    }
}

fn list<T: Ord>(
    within: &str,
    field: &str,
    texts: &[String],
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<BTreeSet<T>, Problem> {
    let wrong = |message: String| Problem::invalid(&format!("{within}{field}"), message);
    if texts.len() > MOST {
        return Err(wrong(format!("name {MOST} at the most")));
    }
    let all: Result<_, _> = texts.iter().map(|text| read(text)).collect();
    all.map_err(wrong)
}

fn parsed<T: FromStr<Err: fmt::Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

fn named<T: TryFrom<String, Error: fmt::Display>>(text: &str) -> Result<T, String> {
    T::try_from(text.to_owned()).map_err(|error| error.to_string())
}

/// The parts of a list with commas.
pub(super) fn split(list: Option<&str>) -> Vec<String> {
    list.map(|list| list.split(',').map(str::to_owned).collect())
        .unwrap_or_default()
}
