//! What a monitoring system reads of a node: text as OpenMetrics 1.0 has it, which Prometheus reads
//! (<https://prometheus.io/docs/specs/om/open_metrics_spec/>). Counters and histograms count from the node's start; gauges
//! are read from the store when somebody asks. No label has more values than are said here.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use runner_engine::Engine;
use runner_model::StateName;
use runner_store::{QueueView, StoreError};
use tokio::sync::Mutex;
use tracing::Instrument as _;

use crate::app::App;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::view::now;

/// How many queues have figures of their own: those in which the most jobs wait. The others are summed up in [`OTHERS`].
const MOST_QUEUES: usize = 200;

/// What stands for all other queues. No queue is called so.
const OTHERS: &str = "_others";

const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfState {
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfQueue {
    queue: String,
}

/// The route is the pattern, as `/api/v1/jobs/{id}`: there are as many as routes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRequest {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

/// The node's figures.
pub(crate) struct Meters {
    /// Held while gauges are set and written: who asks at the same time would read half of them.
    registry: Mutex<Registry>,
    own: Own,
}

/// What is measured here, and by nobody below.
struct Own {
    jobs: Family<OfState, Gauge>,
    waiting: Family<OfQueue, Gauge>,
    oldest: Family<OfQueue, Gauge<f64, AtomicU64>>,
    slots: Gauge,
    busy: Gauge,
    frozen: Gauge,
    watchers: Gauge,
    requests: Family<OfRequest, Counter>,
    seconds: Family<OfRoute, Histogram, fn() -> Histogram>,
}

impl Default for Own {
    fn default() -> Self {
        Self {
            jobs: Family::default(),
            waiting: Family::default(),
            oldest: Family::default(),
            slots: Gauge::default(),
            busy: Gauge::default(),
            frozen: Gauge::default(),
            watchers: Gauge::default(),
            requests: Family::default(),
            // From a quarter of a millisecond to 4 seconds.
            seconds: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(0.000_25, 2.0, 15))
            }),
        }
    }
}

impl Own {
    fn register(&self, to: &mut Registry) {
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        to.register("build", "The program", version);
        to.register("jobs", "Jobs by state", self.jobs.clone());
        to.register(
            "queue_waiting_jobs",
            "Jobs of a queue that could run now but for slots and limits",
            self.waiting.clone(),
        );
        to.register_with_unit(
            "queue_oldest_job",
            "How long the job waits that waits longest in a queue",
            Unit::Seconds,
            self.oldest.clone(),
        );
        to.register(
            "slots",
            "How many attempts may run at once on this node",
            self.slots.clone(),
        );
        to.register(
            "busy_slots",
            "Slots in which an attempt runs",
            self.busy.clone(),
        );
        to.register(
            "frozen_attempts",
            "Attempts that are frozen in memory",
            self.frozen.clone(),
        );
        to.register(
            "event_watchers",
            "Streams of events that are open",
            self.watchers.clone(),
        );
        to.register(
            "http_requests",
            "Requests that were answered",
            self.requests.clone(),
        );
        to.register_with_unit(
            "http_request_duration",
            "How long it took until an answer began",
            Unit::Seconds,
            self.seconds.clone(),
        );
    }
}

impl Meters {
    /// All that an engine and its store measure, and what is measured here.
    pub(crate) fn new(engine: &Engine) -> Self {
        let own = Own::default();
        let mut registry = Registry::with_prefix("runner");
        own.register(&mut registry);
        register_attempts(&mut registry, engine);
        register_store(&mut registry, engine);
        Self {
            registry: Mutex::new(registry),
            own,
        }
    }

    /// Counts a stream of events for as long as the answer is kept.
    pub(crate) fn watching(&self) -> Watching {
        self.own.watchers.inc();
        Watching(self.own.watchers.clone())
    }

    /// Counts a request, and how long its answer took to begin.
    fn answered(&self, method: &'static str, route: String, status: u16, took: Duration) {
        let of = OfRoute { route };
        self.own
            .seconds
            .get_or_create(&of)
            .observe(took.as_secs_f64());
        let OfRoute { route } = of;
        let of = OfRequest {
            method,
            route,
            status,
        };
        self.own.requests.get_or_create(&of).inc();
    }

    async fn text(&self, engine: &Engine) -> Result<String, StoreError> {
        let store = engine.store();
        let queues = store.queues().await?;
        let since = store.waiting_since(None).await?;
        let registry = self.registry.lock().await;
        for state in StateName::ALL {
            let count = queues.iter().map(|queue| count(queue, state)).sum();
            let gauge = self.own.jobs.get_or_create(&OfState {
                state: state.as_str(),
            });
            gauge.set(as_gauge(count));
        }
        let now = now();
        let rows = queues.iter().map(|queue| {
            let waited = since.get(&queue.name).map(|since| now.since(*since));
            let seconds = waited.map_or(0.0, |waited| waited.as_secs_f64());
            (
                queue.name.to_string(),
                (count(queue, StateName::Pending), seconds),
            )
        });
        self.own.waiting.clear();
        self.own.oldest.clear();
        for (queue, (waiting, seconds)) in bounded(rows.collect()) {
            let of = OfQueue { queue };
            self.own.waiting.get_or_create(&of).set(as_gauge(waiting));
            self.own.oldest.get_or_create(&of).set(seconds);
        }
        let slots = engine.slot_list();
        let busy = slots.iter().filter(|slot| slot.running.is_some()).count();
        self.own.slots.set(as_gauge(engine.slots() as u64));
        self.own.busy.set(as_gauge(busy as u64));
        self.own.frozen.set(as_gauge(engine.frozen() as u64));
        let mut text = String::new();
        encode(&mut text, &registry).expect("a string takes all that is written to it");
        Ok(text)
    }
}

fn register_attempts(to: &mut Registry, engine: &Engine) {
    let of = engine.meters();
    to.register("attempts", "Attempts that were settled", of.ended.clone());
    to.register(
        "attempt_failures",
        "Attempts that failed",
        of.failures.clone(),
    );
    to.register_with_unit(
        "attempt_duration",
        "How long attempts ran, frozen time not counted",
        Unit::Seconds,
        of.seconds.clone(),
    );
    to.register_with_unit(
        "attempt_peak_memory",
        "The most memory that an attempt held",
        Unit::Bytes,
        of.peak_memory_bytes.clone(),
    );
    to.register("fuel", "Fuel that attempts burnt", of.fuel.clone());
    to.register_with_unit(
        "instantiate_duration",
        "How long it took to make a plugin's fresh instance",
        Unit::Seconds,
        engine.instantiation().clone(),
    );
}

fn register_store(to: &mut Registry, engine: &Engine) {
    let of = engine.store().meters();
    to.register_with_unit(
        "store_commit_duration",
        "How long a commit took, with all that was written in it",
        Unit::Seconds,
        of.commit_seconds.clone(),
    );
    to.register(
        "store_commit_requests",
        "How many requests shared a commit",
        of.commit_requests.clone(),
    );
}

fn count(queue: &QueueView, state: StateName) -> u64 {
    queue.counts.get(&state).copied().unwrap_or(0)
}

fn as_gauge(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The queues in which the most wait, by name, and all others as one: how many wait, and how long the first of them did.
fn bounded(mut queues: Vec<(String, (u64, f64))>) -> BTreeMap<String, (u64, f64)> {
    queues.sort_by_key(|(_, (waiting, _))| std::cmp::Reverse(*waiting));
    let others = queues.split_off(queues.len().min(MOST_QUEUES));
    let mut shown: BTreeMap<_, _> = queues.into_iter().collect();
    if !others.is_empty() {
        let sum = others.iter().map(|(_, (waiting, _))| waiting).sum();
        let longest = others.iter().map(|(_, (_, seconds))| *seconds);
        shown.insert(OTHERS.to_owned(), (sum, longest.fold(0.0, f64::max)));
    }
    shown
}

/// A stream of events that is open.
pub(crate) struct Watching(Gauge);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The figures. They name processors and queues of everybody, and so are nothing for submitters.
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
) -> Result<impl IntoResponse, Problem> {
    if !caller.sees_all() {
        let detail =
            "this needs a viewer, an operator or an administrator: it is about everybody's jobs";
        return Err(Problem::forbidden(detail.to_owned()));
    }
    let text = app.meters.text(&app.engine).await?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text))
}

/// Counts requests, and how long their answers took to begin.
pub(crate) async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    };
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", method, route, request.id = request_id(&request));
    let answer = next.run(request).instrument(span.clone()).await;
    let status = answer.status().as_u16();
    let took = began.elapsed();
    span.in_scope(|| {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(status, ms, "a request was answered");
    });
    app.meters.answered(method, route, status, took);
    answer
}

/// What a proxy in front calls the request, if that can stand in a log.
fn request_id(request: &Request) -> Option<&str> {
    let id = request.headers().get("x-request-id")?.to_str().ok()?;
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.:/+=".contains(&b);
    let fits = (1..=128).contains(&id.len()) && id.bytes().all(is_plain);
    fits.then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_queues_are_shown_and_the_others_are_one() {
        let queues = (0..MOST_QUEUES + 2).map(|number| {
            (
                format!("q{number}"),
                (
                    number as u64,
                    (MOST_QUEUES - number.min(MOST_QUEUES)) as f64,
                ),
            )
        });
        let shown = bounded(queues.collect());
        assert_eq!(shown.len(), MOST_QUEUES + 1);
        assert_eq!(shown[OTHERS], (1, MOST_QUEUES as f64));
        assert!(!shown.contains_key("q1") && shown.contains_key("q2"));
    }
}
