//! How the jobs of one user stand and went: all that a submitter sees of statistics.

use runner_store::{UserStat, Whom};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{DAY, Outcomes, StatsQuery, Sum};
use crate::app::App;
use crate::problem::Problem;
use crate::shape;
use crate::view::{by_state, time};

/// Of so many users by name statistics are looked through.
const MOST_USERS: usize = 1_000;

/// How a submitter's own jobs stand, and how their attempts went.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatsOfOne {
    #[schema(value_type = shape::JobCounts)]
    jobs: Map<String, Value>,
    /// Whether there are more jobs than were counted.
    bound_reached: bool,
    /// From when on attempts are counted.
    #[schema(value_type = shape::Time)]
    since: String,
    attempts: Outcomes,
}

/// Jobs by state, of the newest ones if there are very many; and attempts, unless there were so many other users that these
/// were counted among the others.
pub(super) async fn view(
    app: &App,
    owner: &str,
    query: &StatsQuery,
) -> Result<StatsOfOne, Problem> {
    if query.processor.is_some() || query.queue.is_some() || query.users.is_some() {
        return Err(Problem::forbidden(
            "the token sees statistics of its own jobs, which are not told apart by processor, queue or user: leave those \
             out, or ask with the role viewer, operator or admin"
                .to_owned(),
        ));
    }
    let filter = query.filter(DAY)?;
    let store = app.engine.store();
    let (counts, is_more) = store.counts_of(owner.to_owned()).await?;
    let stats = store.user_stats(filter.from, filter.until, MOST_USERS);
    let mut sum = Sum::default();
    for stat in stats.await? {
        let UserStat {
            whom: Whom::Named(user),
            outcome,
            count,
            wall_ms,
            queue_ms,
        } = stat
        else {
            continue;
        };
        if user.as_str() == owner {
            sum.outcomes.insert(outcome, count);
            sum.wall_ms.merge(&wall_ms);
            sum.queue_ms.merge(&queue_ms);
        }
    }
    Ok(StatsOfOne {
        jobs: by_state(|state| counts.get(&state).copied().unwrap_or(0)),
        bound_reached: is_more,
        since: time(filter.from),
        attempts: sum.outcomes(),
    })
}
