//! Upkeep: what keeps a store small, whole and safe.

use std::path::PathBuf;

use super::Answer;
use crate::types::{Backup, BlobCursor, Collected};

/// The store as whoever looks after it sees it.
pub trait UpkeepStore {
    /// Forgets what counts no more, at most so many of each: unique keys whose window is over, requests older than
    /// 24 h, limit keys of which nothing runs, what a cache keeps past its time, statistics by the minute older than a
    /// week, by hour and day older than 400 days and by user older than 90 days, firings and the audit log older than 400 days,
    /// sessions that ended. Of statistics only what was summed up. To be called until the answer is 0.
    fn forget(&self, most: usize) -> Answer<usize>;

    /// Sums statistics up, about so many rows of each kind: minutes of hours that are over to hours, hours to days, and
    /// users of days that are over. Puts users who ran little in such a time together with the others. What is read is
    /// the same before and after, but for which users are named. To be called until the answer is 0.
    fn sum_statistics(&self, most: usize) -> Answer<usize>;

    /// Looks at so many blobs: marks those that nothing names, and removes those that were marked an hour ago. To be
    /// called until there is no more.
    fn collect_blobs(&self, from: Option<BlobCursor>, most: usize) -> Answer<Collected>;

    /// Copies the store into a new folder while it goes on. The database is copied, blobs are linked where the file
    /// system can. Refused without room for twice the database.
    fn backup(&self, folder: PathBuf) -> Answer<Backup>;

    /// Looks whether the database is whole; gives what is wrong with it. Takes long.
    fn quick_check(&self) -> Answer<Vec<String>>;
}
