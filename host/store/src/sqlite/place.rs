//! Where a job is counted.

/// Where a job is counted: what does not change while it lives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) queue: i64,
    pub(super) priority: i64,
    /// Empty for a job that counts for nobody.
    pub(super) limit_key: Box<str>,
}
