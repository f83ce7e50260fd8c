//! How many jobs there are, and how those went that ended: all together, by processor, by user, and over time.

mod own;
mod users;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use runner_model::{Histogram, ProcessorName, QueueName, Timestamp};
use runner_store::{DepthPoint, Span, Stat, StatFilter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Caller;
use crate::body::{duration, named};
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::view::{by_state, now, parse_time, time};

/// Over how long statistics are told unless the client says.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The most points of a series.
const MOST_POINTS: u128 = 10_000;

/// Which statistics.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatsQuery {
    /// From a moment on, or from so long ago, such as `30d` or `12h`; a day unless said, an hour of a series.
    #[param(nullable = false, example = "30d")]
    since: Option<String>,
    /// Up to then; up to now unless said.
    #[param(nullable = false, value_type = Option<shape::Time>)]
    until: Option<String>,
    /// How long each point of a series is: by the minute up to a day, and by the hour beyond, unless said.
    #[param(nullable = false, value_type = Option<shape::SpanName>)]
    span: Option<String>,
    #[param(nullable = false, value_type = Option<shape::Name>)]
    processor: Option<String>,
    #[param(nullable = false, value_type = Option<shape::Name>)]
    queue: Option<String>,
    /// How many users are told by name: 20 unless said, and never more than 1 000.
    #[param(nullable = false)]
    users: Option<usize>,
}

impl StatsQuery {
    fn filter(&self, by_default: Duration) -> Result<StatFilter, Problem> {
        let now = now();
        let from = match &self.since {
            None => ago(now, by_default),
            Some(text) => match parse_time(text) {
                Some(at) => at,
                None => ago(now, duration("since", &Value::from(text.as_str()))?),
            },
        };
        let until = match &self.until {
            None => now.after(Duration::from_secs(1)),
            Some(text) => parse_time(text).ok_or_else(|| {
                Problem::invalid("until", format!("{text:?} is no RFC 3339 time"))
            })?,
        };
        let span = match self.span.as_deref() {
            Some("minute") => Span::Minute,
            Some("hour") => Span::Hour,
            Some("day") => Span::Day,
            Some(_) => return Err(Problem::invalid("span", "write minute, hour or day")),
            None if until.since(from) > DAY => Span::Hour,
            None => Span::Minute,
        };
        Ok(StatFilter {
            span,
            // What is told of a time begins with its minute, hour or day.
            from: span.begin(from),
            until,
            processor: self
                .processor
                .as_deref()
                .map(|text| named::<ProcessorName>("processor", text))
                .transpose()?,
            queue: self
                .queue
                .as_deref()
                .map(|text| named::<QueueName>("queue", text))
                .transpose()?,
        })
    }
}

fn ago(now: Timestamp, by: Duration) -> Timestamp {
    let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(now.as_millis().saturating_sub(millis).max(0))
}

/// Attempts that ended, summed up.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    outcomes: BTreeMap<String, u64>,
    pub(crate) wall_ms: Histogram,
    pub(crate) queue_ms: Histogram,
    pub(crate) fuel: Histogram,
    pub(crate) memory_bytes: Histogram,
}

impl Sum {
    pub(crate) fn add(&mut self, stat: &Stat) {
        match self.outcomes.get_mut(&stat.outcome) {
            Some(count) => *count += stat.count,
            None => drop(self.outcomes.insert(stat.outcome.clone(), stat.count)),
        }
        self.wall_ms.merge(&stat.wall_ms);
        self.queue_ms.merge(&stat.queue_ms);
        self.fuel.merge(&stat.fuel);
        self.memory_bytes.merge(&stat.memory_bytes);
    }

    fn merge(&mut self, other: &Self) {
        for (outcome, count) in &other.outcomes {
            *self.outcomes.entry(outcome.clone()).or_default() += count;
        }
        self.wall_ms.merge(&other.wall_ms);
        self.queue_ms.merge(&other.queue_ms);
        self.fuel.merge(&other.fuel);
        self.memory_bytes.merge(&other.memory_bytes);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// How many there were.
    pub(crate) fn counts(&self) -> Counts {
        let count = |outcome: &str| self.outcomes.get(outcome).copied().unwrap_or(0);
        let (completed, failed) = (count("completed"), count("failed"));
        let ended = completed + failed;
        Counts {
            completed,
            failed,
            cancelled: count("cancelled"),
            retrying: count("retrying"),
            interrupted: count("interrupted"),
            success_rate: (ended > 0).then(|| completed as f64 / ended as f64),
        }
    }

    /// How many there were, and how long they took.
    fn outcomes(&self) -> Outcomes {
        Outcomes {
            counts: self.counts(),
            duration_ms: spread(&self.wall_ms),
            queue_ms: spread(&self.queue_ms),
        }
    }

    fn view(&self) -> Measured {
        Measured {
            outcomes: self.outcomes(),
            fuel: spread(&self.fuel),
            peak_memory_bytes: spread(&self.memory_bytes),
        }
    }
}

/// How attempts ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counts {
    completed: u64,
    /// Those that were the job's last and failed.
    failed: u64,
    cancelled: u64,
    /// Those that failed and are tried again.
    retrying: u64,
    interrupted: u64,
    /// Of those that completed or failed for good, the share that completed, from 0 to 1.
    success_rate: Option<f64>,
}

/// How attempts ended, and how long they took.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Outcomes {
    #[serde(flatten)]
    counts: Counts,
    /// How long they ran, in milliseconds.
    duration_ms: Spread,
    /// How long jobs waited that could have run, in milliseconds.
    queue_ms: Spread,
}

/// The same, with what they used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Measured {
    #[serde(flatten)]
    outcomes: Outcomes,
    fuel: Spread,
    peak_memory_bytes: Spread,
}

/// Mean and quantiles, to about a tenth; null of nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Spread {
    mean: Option<f64>,
    p50: Option<u64>,
    p95: Option<u64>,
    p99: Option<u64>,
}

/// How jobs stand, and how attempts went.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Stats)]
pub(crate) enum StatsView {
    All(Box<StatsOfAll>),
    /// What a submitter sees.
    Own(Box<own::StatsOfOne>),
}

/// How all jobs stand, and how their attempts went.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatsOfAll {
    #[schema(value_type = shape::JobCounts)]
    jobs: Map<String, Value>,
    /// The same by queue; states without jobs are left out.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, u64>>)]
    queues: Map<String, Value>,
    /// How many jobs run on this node.
    running_here: usize,
    /// Whether somebody paused everything: no queue gives jobs then.
    everything_paused: bool,
    /// From when on attempts are counted.
    #[schema(value_type = shape::Time)]
    since: String,
    attempts: Measured,
    by_processor: BTreeMap<String, Measured>,
    /// Null if only a processor or a queue is asked for.
    by_user: Option<users::StatsByUser>,
}

/// Attempts over time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Series {
    /// How long each point is, in milliseconds.
    span_ms: i64,
    /// Those in which attempts ended, the oldest first.
    items: Vec<Point>,
    /// How full the queue was that is asked for, or all of them together, in each span in which jobs were ready or ran; looked at
    /// once a minute, and kept for 7 days. Null if a processor is asked for.
    depth: Option<Vec<DepthView>>,
}

/// How full queues were in a span, at the fullest.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Depth)]
pub(crate) struct DepthView {
    /// When the span begins.
    #[schema(value_type = shape::Time)]
    at: String,
    /// The most jobs that were ready and waited.
    ready: u64,
    /// The most that ran.
    running: u64,
    /// The longest that a job had been ready, in milliseconds.
    oldest_ready_ms: u64,
}

/// The attempts that ended in a span.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Point {
    #[serde(flatten)]
    measured: Measured,
    /// When the span begins.
    #[schema(value_type = shape::Time)]
    at: String,
}

fn depth_view(point: DepthPoint) -> DepthView {
    DepthView {
        at: time(point.at),
        ready: point.ready,
        running: point.running,
        oldest_ready_ms: u64::try_from(point.oldest.as_millis()).unwrap_or(u64::MAX),
    }
}

fn spread(histogram: &Histogram) -> Spread {
    Spread {
        mean: histogram.mean().map(f64::round),
        p50: histogram.quantile(0.5),
        p95: histogram.quantile(0.95),
        p99: histogram.quantile(0.99),
    }
}

/// Say how jobs stand and how attempts went
///
/// Jobs are counted as they stand now, attempts that ended since `since`. A submitter sees its own, without processors, queues and
/// users.
#[utoipa::path(
    get, path = "/stats", operation_id = "get_stats", tag = "stats",
    params(StatsQuery),
    responses(
        (status = 200, description = "Counts and spreads", body = StatsView),
        (status = 403, description = "`forbidden`: a submitter asks by processor, queue or user"),
        (status = 422, description = "`invalid`: a parameter is none"),
    ),
)]
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<StatsQuery>,
) -> Result<Json<StatsView>, Problem> {
    if let Some(owner) = caller.owner() {
        let own = own::view(&app, owner, &query).await?;
        return Ok(Json(StatsView::Own(Box::new(own))));
    }
    let filter = query.filter(DAY)?;
    let since = filter.from;
    let users = users::view(&app, &filter, query.users).await?;
    let counts = app.engine.store().counts().await?;
    let stats = app.engine.store().stats(filter).await?;
    let queues: Map<String, Value> = counts
        .queues
        .iter()
        .map(|(queue, states)| {
            let states: Map<String, Value> = states
                .iter()
                .map(|(state, count)| (state.to_string(), (*count).into()))
                .collect();
            (queue.to_string(), Value::Object(states))
        })
        .collect();
    let (mut all, mut by_processor) = (Sum::default(), BTreeMap::<&ProcessorName, Sum>::new());
    for (processor, stat) in &stats {
        by_processor.entry(processor).or_default().add(stat);
    }
    for sum in by_processor.values() {
        all.merge(sum);
    }
    let by_processor = by_processor
        .iter()
        .map(|(name, sum)| (name.to_string(), sum.view()))
        .collect();
    Ok(Json(StatsView::All(Box::new(StatsOfAll {
        jobs: by_state(|state| counts.of(state)),
        queues,
        running_here: app.engine.running().len(),
        everything_paused: app.engine.store().is_everything_paused().await?,
        since: time(since),
        attempts: all.view(),
        by_processor,
        by_user: users,
    }))))
}

/// Say how attempts went over time
///
/// At most 10 000 points.
#[utoipa::path(
    get, path = "/stats/series", operation_id = "get_series", tag = "stats",
    params(StatsQuery),
    responses(
        (status = 200, description = "A point for each span in which attempts ended", body = Series),
        (status = 422, description = "`invalid`: a parameter is none, or there would be too many points"),
    ),
)]
pub(crate) async fn series(
    State(app): State<App>,
    Query(query): Query<StatsQuery>,
) -> Result<Json<Series>, Problem> {
    let filter = query.filter(HOUR)?;
    let span = filter.span;
    let length = u128::from(span.millis().unsigned_abs());
    if filter.until.since(filter.from).as_millis() / length > MOST_POINTS {
        let message = format!(
            "that is more than {MOST_POINTS} points: ask for a shorter time, or for span=hour or span=day"
        );
        return Err(Problem::invalid("since", message));
    }
    let depth = match filter.processor {
        Some(_) => None,
        None => Some(app.engine.store().depths(filter.clone()).await?),
    };
    let mut points = BTreeMap::<Timestamp, Sum>::new();
    for (at, stat) in app.engine.store().stat_series(filter).await? {
        points.entry(at).or_default().add(&stat);
    }
    let items = points.iter().map(|(at, sum)| Point {
        measured: sum.view(),
        at: time(*at),
    });
    Ok(Json(Series {
        span_ms: span.millis(),
        items: items.collect(),
        depth: depth.map(|points| points.into_iter().map(depth_view).collect()),
    }))
}
