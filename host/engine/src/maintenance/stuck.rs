//! Jobs that should have gone on and did not: those of nodes that are gone, and those that the store says run here though
//! nothing here knows of them. Neither should be; if it is, the job runs again rather than never.

use std::time::Duration;

use runner_model::{Ending, StateName, Usage};
use runner_store::{Fence, Job, JobFilter, Settled, Settlement, StoreError};

use crate::engine::Shared;
use crate::heartbeat;

/// The most that one step looks at.
const MOST_AT_ONCE: usize = 500;

/// Frees what is stuck. A claim that is on its way is given `grace`.
pub(super) async fn check(shared: &Shared, grace: Duration) -> Result<String, String> {
    let rescued = rescue(shared).await.map_err(|error| error.to_string())?;
    let lost = take_back(shared, grace).await;
    let lost = lost.map_err(|error| error.to_string())?;
    Ok(match (rescued, lost) {
        (0, 0) => "nothing is stuck".to_owned(),
        _ => format!(
            "{rescued} attempts taken over from nodes that are gone, {lost} that nothing ran here"
        ),
    })
}

async fn rescue(shared: &Shared) -> Result<u64, StoreError> {
    let mut count = 0;
    loop {
        let rescued = heartbeat::rescue(shared, MOST_AT_ONCE).await?;
        count += rescued.attempts as u64;
        if !rescued.more {
            return Ok(count);
        }
    }
}

/// Gives back what runs under this node's lease and is not held here.
async fn take_back(shared: &Shared, grace: Duration) -> Result<u64, StoreError> {
    let lease = shared.lease();
    let (mut count, mut after) = (0, None);
    loop {
        let filter = JobFilter {
            states: vec![StateName::Running],
            ..JobFilter::default()
        };
        let page = shared.store.jobs(filter, after, MOST_AT_ONCE).await?;
        let lost: Vec<Settlement> = page
            .items
            .iter()
            .filter(|job| has_run_for(shared, job, grace))
            .map(|job| Fence {
                job: job.id,
                attempt: job.attempt,
                lease,
            })
            .filter(|fence| !shared.live.holds(fence))
            .map(|fence| Settlement::ended(fence, Ending::Interrupted, Usage::default()))
            .collect();
        if !lost.is_empty() {
            // Those of other nodes are not this lease's: they are stale, and nothing changes.
            let settled = shared.store.settle(lost).await?;
            let taken = settled.iter().filter(|one| **one != Settled::Stale);
            count += taken.count() as u64;
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(count),
        }
    }
}

fn has_run_for(shared: &Shared, job: &Job, grace: Duration) -> bool {
    let now = shared.clock.now();
    job.started_at.is_some_and(|at| now.since(at) >= grace)
}
