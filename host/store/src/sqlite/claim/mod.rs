//! Jobs go to a node: first who is next, from the counts and lanes alone, then the jobs of each lane by one index.
//!
//! Queues take turns (deficit round robin, as many jobs a turn as the queue's weight). In a queue the highest
//! priority goes first; among equals the lanes of the limit keys take turns; in a lane time decides, then the order
//! of arrival. What it costs depends on the jobs that are given and the queues there are, not on what waits.

mod plan;
mod take;

#[cfg(test)]
pub(super) use self::plan::{LANES, QUEUES};
#[cfg(test)]
pub(super) use self::take::TAKE;
pub(super) use self::take::claim;
