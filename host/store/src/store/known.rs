//! What is known about all jobs together, and what a processor's jobs keep for each other.

use std::time::Duration;

use runner_model::{Digest, ErrorState, JobId, ProcessorName, Timestamp};

use super::Answer;
use crate::types::{
    Cached, Cursor, Depth, DepthPoint, ErrorFilter, ErrorGroup, ErrorId, ErrorPlace, Stat,
    StatFilter, StatRow, UserStat,
};

/// Statistics, failures that are the same one, caches.
pub trait KnownStore {
    /// Statistics of a time all together, by processor and outcome.
    fn stats(&self, filter: StatFilter) -> Answer<Vec<(ProcessorName, Stat)>>;

    /// Statistics over a time, by when its minutes, hours or days began, and by outcome. Those without attempts are left
    /// out.
    fn stat_series(&self, filter: StatFilter) -> Answer<Vec<(Timestamp, Stat)>>;

    /// Statistics over a time by processor and queue too: by when the spans began, then by the names of processor and queue,
    /// then by outcome. None if there are more than so many.
    fn stat_rows(&self, filter: StatFilter, most: usize) -> Answer<Option<Vec<StatRow>>>;

    /// Statistics of the versions of a plugin since each was taken, by outcome, those of the newest version first. Those without
    /// attempts are left out.
    fn version_stats(&self, plugin: ProcessorName) -> Answer<Vec<(Digest, Stat)>>;

    /// The queues in which jobs are ready or run now.
    fn depths_now(&self) -> Answer<Vec<Depth>>;

    /// Keeps how full queues are in the minute that it is, for 7 days: of the 50 fullest, and of all together. What was kept of
    /// the minute before is raised.
    fn keep_depths(&self, depths: Vec<Depth>) -> Answer<()>;

    /// How full a queue, or all together, was at the fullest in each span of a time, by when it began. Spans in which nothing
    /// was ready or ran are left out; the filter's processor does not count.
    fn depths(&self, filter: StatFilter) -> Answer<Vec<DepthPoint>>;

    /// Statistics by user of the hours that begin within a time: of so many users by name, those with the most attempts
    /// first, then of jobs that name nobody and of all other users. Only so many users are kept by name: 200 of an hour
    /// while it lasts, the 50 with the most attempts once it is over, and of a day that is over the 100 with the most.
    /// They are kept for 90 days.
    fn user_stats(&self, from: Timestamp, until: Timestamp, most: usize) -> Answer<Vec<UserStat>>;

    /// Groups of failures, those that came last first, after one, at most so many.
    fn errors(
        &self,
        filter: ErrorFilter,
        after: Option<ErrorPlace>,
        most: usize,
    ) -> Answer<Vec<ErrorGroup>>;

    /// Says what people think of a group of failures.
    fn set_error_state(&self, error: ErrorId, state: ErrorState) -> Answer<ErrorGroup>;

    /// Jobs that failed so and are failed still, at most so many, and where to go on: to retry them all.
    fn error_jobs(
        &self,
        error: ErrorId,
        from: Cursor,
        most: usize,
    ) -> Answer<(Vec<JobId>, Option<Cursor>)>;

    /// What is kept under a key of a processor's cache, unless its time is over; how much it is alone if that is more than
    /// `most` bytes.
    fn cache_get(&self, processor: ProcessorName, key: String, most: u64)
    -> Answer<Option<Cached>>;

    /// Keeps bytes under a key of a processor's cache, for some time if one is given. What was used least goes if the
    /// cache would have more than so many bytes; a value larger than that is not kept, and the answer is false.
    fn cache_put(
        &self,
        processor: ProcessorName,
        key: String,
        value: Vec<u8>,
        ttl: Option<Duration>,
        limit_bytes: u64,
    ) -> Answer<bool>;

    /// Forgets what is kept under a key.
    fn cache_remove(&self, processor: ProcessorName, key: String) -> Answer<()>;

    /// Forgets all that a processor's cache keeps; gives its bytes.
    fn cache_clear(&self, processor: ProcessorName) -> Answer<u64>;

    /// How many bytes a processor's cache has.
    fn cache_bytes(&self, processor: ProcessorName) -> Answer<u64>;
}
