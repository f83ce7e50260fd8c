//! What became of the jobs: each that was acknowledged is there, ended, and ran on its own version.

use std::collections::HashMap;

use runner_model::{Digest, StateName};
use runner_store::testing::{AttemptRow, JobRow, Ledger};
use serde_json::Value;

use super::{Finding, every};
use crate::client::{Asked, Told};
use crate::components::{Components, name_of, version_of};
use crate::history::Millis;
use crate::model::Plugin;
use crate::operator::Operator;

/// By how much the server's time of a claim may be before the commit that makes it so: claims and removals may share one.
const SLACK: Millis = 250;

/// What became of how many.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) completed: u64,
    /// Their version was removed before it was their turn.
    pub(crate) missing: u64,
    pub(crate) refused: u64,
    /// Completed, and another version began to run, or none, while they ran.
    pub(crate) overtaken: u64,
    /// The same while they waited.
    pub(crate) outwaited: u64,
}

/// A version of a plugin.
#[derive(Clone, Copy)]
struct Of<'a> {
    plugin: &'a Plugin,
    number: u32,
}

struct Checker<'a> {
    versions: HashMap<Digest, Of<'a>>,
    plugins: HashMap<u32, &'a Plugin>,
    jobs: HashMap<String, &'a JobRow>,
    /// The last attempt of each.
    attempts: HashMap<i64, &'a AttemptRow>,
    counts: Counts,
    taken: Finding,
    lost: Finding,
    ran: Finding,
    missing: Finding,
    refused: Finding,
}

pub(crate) fn jobs(
    asked: &[Asked],
    kept: &Ledger,
    operators: &[Operator<'_>],
    components: &Components,
) -> (Vec<Finding>, Counts) {
    let versions = every(operators, components);
    let jobs = kept.jobs.iter().map(|job| (job.id.to_string(), job));
    let mut checker = Checker {
        versions: versions
            .map(|(plugin, number, component)| (component.digest, Of { plugin, number }))
            .collect(),
        plugins: super::all(operators)
            .map(|plugin| (plugin.number, plugin))
            .collect(),
        jobs: jobs.collect(),
        attempts: kept
            .attempts
            .iter()
            .map(|attempt| (attempt.job, attempt))
            .collect(),
        counts: Counts::default(),
        taken: Finding::of("jobs are taken for the version that runs"),
        lost: Finding::of("every job that was acknowledged is there, once, and ended"),
        ran: Finding::of("completed jobs ran, once, the version that they were taken for"),
        missing: Finding::of("failed jobs are those whose version was removed: plugin_missing"),
        refused: Finding::of("jobs are refused while their plugin is removed: unknown_processor"),
    };
    for asked in asked {
        checker.look(asked);
    }
    let acknowledged = checker.lost.looked_at;
    checker.lost.look(kept.jobs.len() == acknowledged, || {
        let there = kept.jobs.len();
        format!("{there} jobs are there, and {acknowledged} were acknowledged")
    });
    let Checker {
        taken,
        lost,
        ran,
        missing,
        refused,
        counts,
        ..
    } = checker;
    (vec![lost, taken, ran, missing, refused], counts)
}

impl Checker<'_> {
    fn look(&mut self, asked: &Asked) {
        let name = name_of(asked.plugin);
        let runs = &self.plugins[&asked.plugin].ran;
        let (from, until) = (asked.asked, asked.answered);
        match &asked.told {
            Told::Surprise(what) => self.refused.look(false, || format!("{name}: {what}")),
            Told::NoPlugin => {
                self.counts.refused += 1;
                self.refused.look(runs.may_be(&None, from, until), || {
                    format!("{name} was there and was refused at {from}")
                });
            }
            Told::Taken { id, digest } => {
                let of = self.versions.get(digest).copied();
                let of = of.filter(|of| of.plugin.number == asked.plugin);
                let is_right = of.is_some_and(|of| runs.may_be(&Some(of.number), from, until));
                self.taken.look(is_right, || {
                    format!("{id} of {name} was taken at {from} for {digest}, which did not run")
                });
                let job = self.jobs.get(&id.to_string()).copied();
                let is_over = job.is_some_and(|job| job.state.is_end());
                self.lost.look(is_over, || {
                    let state = job.map(|job| job.state);
                    format!("{id} of {name}, taken at {from}, is {state:?}")
                });
                if let (Some(job), Some(of)) = (job.filter(|_| is_over), of) {
                    self.end(job, of, *digest, until);
                }
            }
        }
    }

    /// How a job ended.
    fn end(&mut self, job: &JobRow, of: Of<'_>, digest: Digest, taken: Millis) {
        let Of { plugin, number } = of;
        let Some(attempt) = self.attempts.get(&job.n) else {
            self.lost
                .look(false, || format!("{} ended without an attempt", job.id));
            return;
        };
        let (began, ended) = (attempt.started_at.as_millis(), attempt.ended_at.as_millis());
        let removed = &plugin.versions[&number].removed;
        if job.state == StateName::Completed {
            self.counts.completed += 1;
            self.counts.overtaken += u64::from(plugin.ran.changed_within(began, ended));
            self.counts.outwaited += u64::from(plugin.ran.changed_within(taken, began));
            let result: Value = job
                .result
                .as_deref()
                .and_then(|result| serde_json::from_str(result).ok())
                .unwrap_or_default();
            let is_its_own = result["name"] == *name_of(plugin.number)
                && result["version"] == *version_of(number)
                && (job.plugin, attempt.plugin) == (Some(digest), Some(digest));
            let may_run = removed.may_be(&false, began - SLACK, began + SLACK);
            self.ran.look(is_its_own && may_run && job.attempt == 1, || {
                let attempts = job.attempt;
                format!(
                    "{} of {digest} ran in attempt {attempts} on {:?} at {began} and gave {result}; it {} removed",
                    job.id,
                    attempt.plugin,
                    if may_run { "was not" } else { "was" }
                )
            });
            return;
        }
        self.counts.missing += 1;
        let code = job.error_code.as_deref();
        let was_removed = removed.may_be(&true, began - SLACK, ended + SLACK);
        let is_right = job.state == StateName::Failed && code == Some("plugin_missing");
        self.missing.look(is_right && was_removed, || {
            let what = if was_removed { "was" } else { "was not" };
            format!(
                "{} of {digest} {}: {code:?}; it {what} removed at {began}",
                job.id, job.state
            )
        });
    }
}
