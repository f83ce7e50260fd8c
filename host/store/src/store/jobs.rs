//! Jobs: handed in, looked at, and told what is wanted of them.

use runner_model::{Digest, JobId, StateName};

use super::Answer;
use crate::types::{
    Attempt, Cancelled, Checkpoint, Counts, Explanation, Job, JobChange, JobFilter, LogPage,
    NewJob, Once, Output, Page, PageToken, Paused, Resumed, Submitted,
};

/// Jobs as those who want something done see them.
///
/// What the job's state does not allow is [`crate::StoreError::Illegal`], which names the state and what was wanted.
pub trait JobStore {
    /// Takes jobs, all or none: one blob, id, dependency or key that is wrong refuses all. The answers are in the order
    /// of the jobs.
    fn submit(&self, jobs: Vec<NewJob>) -> Answer<Vec<Submitted>>;

    /// As [`Self::submit`]; sent again with the same key within 24 h it takes nothing and answers as the first time.
    /// The same key with another request is refused.
    fn submit_once(&self, once: Once, jobs: Vec<NewJob>) -> Answer<Vec<Submitted>>;

    /// As [`Self::submit`], or [`Self::submit_once`] with a key, of one job; it answers with the job that there is now.
    fn submit_shown(&self, once: Option<Once>, job: NewJob) -> Answer<(Submitted, Job)>;

    /// What [`Self::submit`] would do: to each job, and how it would stand then. Nothing of it is kept, and the bytes of
    /// inputs need not be there.
    fn would_submit(&self, jobs: Vec<NewJob>) -> Answer<Vec<(Submitted, Job)>>;

    /// Cancels a job: at once if it waits.
    fn cancel(&self, job: JobId) -> Answer<Cancelled>;

    /// Pauses a job: at once if it waits.
    fn pause(&self, job: JobId) -> Answer<Paused>;

    /// Lets a paused job go on from where it was.
    fn resume(&self, job: JobId) -> Answer<Resumed>;

    /// Lets a job that failed or was cancelled run again, with all the attempts it had at first, on the version of its
    /// plugin that it was submitted for. If that was removed it is refused.
    fn retry(&self, job: JobId) -> Answer<StateName>;

    /// As [`Self::retry`], on another version of its plugin.
    fn retry_on(&self, job: JobId, version: Digest) -> Answer<StateName>;

    /// Lets a job that waits for its time run now.
    fn promote(&self, job: JobId) -> Answer<StateName>;

    /// Changes a job: all of it or nothing.
    fn change(&self, job: JobId, changes: Vec<JobChange>) -> Answer<StateName>;

    /// Deletes a job that ended, with all that belongs to it.
    fn delete(&self, job: JobId) -> Answer<()>;

    /// Says why a job does not run.
    fn explain(&self, job: JobId) -> Answer<Explanation>;

    /// The last checkpoint of a job.
    fn checkpoint(&self, job: JobId) -> Answer<Option<Checkpoint>>;

    /// A job with its inputs, outputs, progress and last use.
    fn job(&self, job: JobId) -> Answer<Job>;

    /// Those of some jobs that there are, each as [`Self::job`] gives it, in the order in which they are named.
    fn those_jobs(&self, jobs: Vec<JobId>) -> Answer<Vec<Job>>;

    /// A page of at most so many jobs, newest first.
    fn jobs(&self, filter: JobFilter, after: Option<PageToken>, most: usize) -> Answer<Page<Job>>;

    /// The attempts of a job, first to last, the one that runs included.
    fn attempts(&self, job: JobId) -> Answer<Vec<Attempt>>;

    /// At most so many lines of an attempt's log, from a line's number on.
    fn log(&self, job: JobId, attempt: u32, from: u64, most: usize) -> Answer<LogPage>;

    /// The outputs of a job.
    fn outputs(&self, job: JobId) -> Answer<Vec<Output>>;

    /// How many jobs there are by queue and state.
    fn counts(&self) -> Answer<Counts>;
}
