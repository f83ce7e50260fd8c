//! Where a job is counted.

/// Where a job is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) queue: i64,
    pub(super) priority: i64,
    /// Empty for a job that counts for nobody.
    pub(super) limit_key: Box<str>,
    /// Whether it waits beside the lanes while it is pending: a node has it frozen, or it must run alone.
    pub(super) is_aside: bool,
}

/// Every priority.
pub(super) const PRIORITIES: std::ops::RangeInclusive<i64> = 1..=10;
