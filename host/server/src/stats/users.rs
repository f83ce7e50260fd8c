//! How the jobs of each user went.

use runner_store::{Span, StatFilter, UserStat, Whom};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Outcomes, Sum};
use crate::app::App;
use crate::problem::Problem;
use crate::shape;
use crate::view::time;

/// How many users are told by name unless the client says, and at the most.
const USERS: usize = 20;
const MOST_USERS: usize = 1_000;

/// How attempts went by user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatsByUser {
    /// From when on they are counted: by the hour.
    #[schema(value_type = shape::Time)]
    since: String,
    /// Those with the most attempts first.
    items: Vec<StatsOfUser>,
    /// The jobs that name nobody.
    nobody: Option<Outcomes>,
    /// All other users.
    others: Option<Outcomes>,
}

/// How the attempts of a user went.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatsOfUser {
    user: String,
    #[serde(flatten)]
    outcomes: Outcomes,
}

/// Users by name, those with the most attempts first, then the jobs that name nobody, then all other users; none if only
/// a processor or a queue is asked for, by which users are not told apart.
pub(super) async fn view(
    app: &App,
    filter: &StatFilter,
    users: Option<usize>,
) -> Result<Option<StatsByUser>, Problem> {
    if filter.processor.is_some() || filter.queue.is_some() {
        return Ok(None);
    }
    let most = users.unwrap_or(USERS).min(MOST_USERS);
    let (from, until) = (filter.from, filter.until);
    let stats = app.engine.store().user_stats(from, until, most).await?;
    let mut sums: Vec<(Whom, Sum)> = Vec::new();
    for stat in stats {
        let UserStat {
            whom,
            outcome,
            count,
            wall_ms,
            queue_ms,
        } = stat;
        let sum = match sums.last_mut() {
            Some((last, sum)) if *last == whom => sum,
            _ => {
                sums.push((whom, Sum::default()));
                &mut sums.last_mut().expect("it was just put there").1
            }
        };
        sum.outcomes.insert(outcome, count);
        sum.wall_ms.merge(&wall_ms);
        sum.queue_ms.merge(&queue_ms);
    }
    let of = |wanted: &Whom| {
        let found = sums.iter().find(|(whom, _)| whom == wanted);
        found.map(|(_, sum)| sum.outcomes())
    };
    let named = sums.iter().filter_map(|(whom, sum)| match whom {
        Whom::Named(user) => Some(StatsOfUser {
            user: user.as_str().to_owned(),
            outcomes: sum.outcomes(),
        }),
        Whom::Nobody | Whom::Others => None,
    });
    Ok(Some(StatsByUser {
        // Users are counted by the hour.
        since: time(Span::Hour.begin(filter.from)),
        items: named.collect(),
        nobody: of(&Whom::Nobody),
        others: of(&Whom::Others),
    }))
}
