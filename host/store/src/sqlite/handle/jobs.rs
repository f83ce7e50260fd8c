//! Jobs: see [`JobStore`].

use runner_model::{Digest, JobId, StateName};

use super::SqliteStore;
use crate::sqlite::{
    cancel, change, checkpoints, clear, counts, explain, jobs, lists, logs, onces, submit, verbs,
};
use crate::store::{Answer, JobStore};
use crate::types::{
    Attempt, Cancelled, Checkpoint, Counts, Explanation, Job, JobChange, JobFilter, LogPage,
    NewJob, Once, Output, Page, PageToken, Paused, Resumed, Submitted,
};

impl JobStore for SqliteStore {
    fn submit(&self, jobs: Vec<NewJob>) -> Answer<Vec<Submitted>> {
        self.write_some(jobs.len(), move |txn| submit::submit(txn, &jobs))
    }

    fn submit_shown(&self, once: Option<Once>, job: NewJob) -> Answer<(Submitted, Job)> {
        self.write_some(1, move |txn| submit::submit_shown(txn, once.as_ref(), job))
    }

    fn submit_once(&self, once: Once, jobs: Vec<NewJob>) -> Answer<Vec<Submitted>> {
        self.write_some(jobs.len(), move |txn| {
            onces::once(txn, &once, |txn| submit::submit(txn, &jobs))
        })
    }

    fn would_submit(&self, jobs: Vec<NewJob>) -> Answer<Vec<(Submitted, Job)>> {
        self.write_some(jobs.len(), move |txn| submit::would_submit(txn, &jobs))
    }

    fn cancel(&self, job: JobId) -> Answer<Cancelled> {
        self.write(move |txn| cancel::cancel(txn, job))
    }

    fn pause(&self, job: JobId) -> Answer<Paused> {
        self.write(move |txn| verbs::pause(txn, job))
    }

    fn resume(&self, job: JobId) -> Answer<Resumed> {
        self.write(move |txn| verbs::resume(txn, job))
    }

    fn retry(&self, job: JobId) -> Answer<StateName> {
        self.write(move |txn| verbs::retry(txn, job))
    }

    fn retry_on(&self, job: JobId, version: Digest) -> Answer<StateName> {
        self.write(move |txn| verbs::retry_on(txn, job, version))
    }

    fn promote(&self, job: JobId) -> Answer<StateName> {
        self.write(move |txn| verbs::promote(txn, job))
    }

    fn change(&self, job: JobId, changes: Vec<JobChange>) -> Answer<StateName> {
        self.write(move |txn| change::change(txn, job, &changes))
    }

    fn delete(&self, job: JobId) -> Answer<()> {
        self.write(move |txn| clear::delete(txn, job))
    }

    fn explain(&self, job: JobId) -> Answer<Explanation> {
        self.read_now(move |conn, now| explain::explain(conn, job, now))
    }

    fn checkpoint(&self, job: JobId) -> Answer<Option<Checkpoint>> {
        self.read(move |conn| checkpoints::load(conn, job))
    }

    fn job(&self, job: JobId) -> Answer<Job> {
        self.read(move |conn| jobs::get(conn, job))
    }

    fn those_jobs(&self, jobs: Vec<JobId>) -> Answer<Vec<Job>> {
        self.read(move |conn| jobs::get_those(conn, &jobs))
    }

    fn jobs(&self, filter: JobFilter, after: Option<PageToken>, most: usize) -> Answer<Page<Job>> {
        self.read(move |conn| lists::page(conn, &filter, after, most))
    }

    fn attempts(&self, job: JobId) -> Answer<Vec<Attempt>> {
        self.read(move |conn| jobs::attempts(conn, job))
    }

    fn log(&self, job: JobId, attempt: u32, from: u64, most: usize) -> Answer<LogPage> {
        self.read(move |conn| logs::page(conn, job, attempt, from, most))
    }

    fn outputs(&self, job: JobId) -> Answer<Vec<Output>> {
        self.read(move |conn| jobs::outputs_of(conn, job))
    }

    fn counts(&self) -> Answer<Counts> {
        self.read(counts::counts)
    }
}
