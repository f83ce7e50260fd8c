//! Upkeep: what keeps a store small, whole and safe.

use super::Answer;

/// The store as whoever looks after it sees it.
pub trait UpkeepStore {
    /// Forgets what counts no more, at most so many of each: unique keys whose window is over, requests older than
    /// 24 h, limit keys of which nothing runs. To be called until the answer is 0.
    fn forget(&self, most: usize) -> Answer<usize>;
}
