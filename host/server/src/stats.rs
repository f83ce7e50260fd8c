//! How many jobs there are, and how those went that ended: all together, by processor, by user, and over time.

mod own;
mod users;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use runner_model::{Histogram, ProcessorName, QueueName, StateName, Timestamp};
use runner_store::{Span, Stat, StatFilter};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::body::{duration, named};
use crate::problem::Problem;
use crate::query::Query;
use crate::view::{now, parse_time, time};

/// Over how long statistics are told unless the client says.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The most points of a series.
const MOST_POINTS: u128 = 10_000;

/// Which statistics.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatsQuery {
    /// From then on, or so long ago.
    since: Option<String>,
    /// Up to then.
    until: Option<String>,
    /// Of a series: `minute`, `hour` or `day`.
    span: Option<String>,
    processor: Option<String>,
    queue: Option<String>,
    /// How many users are told by name.
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
struct Sum {
    outcomes: BTreeMap<String, u64>,
    wall_ms: Histogram,
    queue_ms: Histogram,
    fuel: Histogram,
    memory_bytes: Histogram,
}

impl Sum {
    fn add(&mut self, stat: &Stat) {
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

    /// How many there were, and how long they took.
    fn outcomes(&self) -> Map<String, Value> {
        const OUTCOMES: [&str; 5] = [
            "completed",
            "failed",
            "cancelled",
            "retrying",
            "interrupted",
        ];
        let count = |outcome: &str| self.outcomes.get(outcome).copied().unwrap_or(0);
        let (completed, failed) = (count("completed"), count("failed"));
        let ended = completed + failed;
        let mut view: Map<String, Value> = OUTCOMES
            .iter()
            .map(|outcome| ((*outcome).to_owned(), count(outcome).into()))
            .collect();
        let rate = (ended > 0).then(|| completed as f64 / ended as f64);
        view.insert("success_rate".to_owned(), json!(rate));
        view.insert("duration_ms".to_owned(), spread(&self.wall_ms));
        view.insert("queue_ms".to_owned(), spread(&self.queue_ms));
        view
    }

    fn view(&self) -> Map<String, Value> {
        let mut view = self.outcomes();
        view.insert("fuel".to_owned(), spread(&self.fuel));
        view.insert("peak_memory_bytes".to_owned(), spread(&self.memory_bytes));
        view
    }
}

fn spread(histogram: &Histogram) -> Value {
    json!({
        "mean": histogram.mean().map(f64::round),
        "p50": histogram.quantile(0.5),
        "p95": histogram.quantile(0.95),
        "p99": histogram.quantile(0.99),
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<StatsQuery>,
) -> Result<Json<Value>, Problem> {
    if let Some(owner) = caller.owner() {
        return own::view(&app, owner, &query).await.map(Json);
    }
    let filter = query.filter(DAY)?;
    let since = filter.from;
    let users = users::view(&app, &filter, query.users).await?;
    let counts = app.engine.store().counts().await?;
    let stats = app.engine.store().stats(filter).await?;
    let jobs: Map<String, Value> = StateName::ALL
        .iter()
        .map(|state| (state.to_string(), counts.of(*state).into()))
        .collect();
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
    let by_processor: Map<String, Value> = by_processor
        .iter()
        .map(|(name, sum)| (name.to_string(), Value::Object(sum.view())))
        .collect();
    Ok(Json(json!({
        "jobs": jobs,
        "queues": queues,
        "running_here": app.engine.running().len(),
        "since": time(since),
        "attempts": all.view(),
        "by_processor": by_processor,
        "by_user": users,
    })))
}

pub(crate) async fn series(
    State(app): State<App>,
    Query(query): Query<StatsQuery>,
) -> Result<Json<Value>, Problem> {
    let filter = query.filter(HOUR)?;
    let span = filter.span;
    let length = u128::from(span.millis().unsigned_abs());
    if filter.until.since(filter.from).as_millis() / length > MOST_POINTS {
        let message = format!(
            "that is more than {MOST_POINTS} points: ask for a shorter time, or for span=hour or span=day"
        );
        return Err(Problem::invalid("since", message));
    }
    let mut points = BTreeMap::<Timestamp, Sum>::new();
    for (at, stat) in app.engine.store().stat_series(filter).await? {
        points.entry(at).or_default().add(&stat);
    }
    let items: Vec<Value> = points
        .iter()
        .map(|(at, sum)| {
            let mut point = sum.view();
            point.insert("at".to_owned(), time(*at).into());
            Value::Object(point)
        })
        .collect();
    Ok(Json(json!({ "span_ms": span.millis(), "items": items })))
}
