//! Jobs go to a node: first who is next, from the counts and lanes alone, then the jobs of each lane by one index.
//!
//! Queues take turns (deficit round robin, as many jobs a turn as the queue's weight). In a queue the highest
//! priority goes first; among equals the lanes of the limit keys take turns; in a lane time decides, then the order
//! of arrival. What it costs depends on the jobs that are given and the queues there are, not on what waits: a limit
//! key without room has its lanes shut, so that no claim looks at them again before there is room.
//!
//! Beside the lanes wait the jobs that this node froze, which go first, and those that must run alone.

mod aside;
mod page;
mod plan;
mod take;

use std::collections::HashMap;

use runner_model::{Digest, Timestamp};

use self::aside::Suspects;
use self::plan::Planner;
use super::txn::Txn;
use super::{gates, nodes};
use crate::error::StoreError;
use crate::types::{Claimed, Lease};

#[cfg(test)]
pub(super) use self::aside::{SUSPECTS, THAWED};
#[cfg(test)]
pub(super) use self::page::{LANES_BELOW, LANES_LEVEL};
#[cfg(test)]
pub(super) use self::take::{NEXT, TAKE};

pub(super) fn claim(
    txn: &mut Txn<'_>,
    lease: Lease,
    most: usize,
) -> Result<Vec<Claimed>, StoreError> {
    let is_clearing = nodes::check(txn, lease)?;
    if most == 0 || gates::is_everything_paused(txn.conn)? {
        return Ok(Vec::new());
    }
    let mut planner = Planner::new(txn.conn, txn.now)?;
    let claimed = match aside::suspects(txn, (lease, is_clearing), &mut planner)? {
        Suspects::RunsAlone | Suspects::MakesRoom => Vec::new(),
        Suspects::Next(suspect) => aside::take_suspect(txn, lease, suspect)?,
        Suspects::None => {
            let mut claimed = aside::take_thawed(txn, lease, &mut planner, most)?;
            let plan = planner.plan(txn.conn, most - claimed.len())?;
            claimed.extend(take::take_all(txn, lease, plan)?);
            claimed
        }
    };
    planner.write(txn)?;
    txn.done.claimed |= !claimed.is_empty();
    Ok(claimed)
}

/// Plugin versions by their numbers, looked up once a claim.
type Plugins = HashMap<i64, Version>;

/// The digest of a version, and when it was removed if it was.
type Version = (Digest, Option<Timestamp>);
