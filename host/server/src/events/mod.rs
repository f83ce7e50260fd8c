//! What happens, as it happens: as server-sent events and as messages of a WebSocket. Durable ones carry their number, and a
//! client that says the last it saw misses and repeats none; ephemeral ones are for whoever is listening.
//!
//! `hub` reads and writes once for all streams; `feed` is what one client hears of it; `sse` and `ws` write that down.

mod bundle;
mod door;
mod feed;
mod filter;
mod hub;
mod known;
mod shelf;
mod sse;
mod view;
mod ws;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use tokio::sync::watch;
use utoipa::{IntoParams, ToSchema};

use self::door::Door;
use self::feed::{After, Feed};
use self::filter::{Filter, Said, split};
pub(crate) use self::hub::Hub;
pub(crate) use self::sse::PATIENCE;
pub(crate) use self::view::{EventView, LiveView, ResyncView, Writer};
pub(crate) use self::ws::{__path_connect, connect};
pub(crate) use self::ws::{SocketAsks, SocketSays};
use crate::app::App;
use crate::auth::Caller;
use crate::connections::Cut;
use crate::problem::Problem;
use crate::query::Query;
use crate::view::parse_id;

/// Becomes true when the server stops.
#[derive(Clone)]
pub(crate) struct Until(pub(crate) watch::Receiver<bool>);

/// Which events, and where the stream begins: everything that is said must hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventQuery {
    /// After the event of that number, or after the `latest`. `Last-Event-ID` goes before it.
    #[param(nullable = false, pattern = "^([0-9]{1,18}|latest)$")]
    after: Option<String>,
    /// Of this job, or one of several with commas between them, as all that follow: 20 at the most.
    #[param(
        nullable = false,
        pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){0,19}$"
    )]
    job: Option<String>,
    /// Of this queue, or of jobs in it.
    #[param(
        nullable = false,
        pattern = "^[a-z][a-z0-9-]{0,63}(,[a-z][a-z0-9-]{0,63}){0,19}$"
    )]
    queue: Option<String>,
    /// Of this batch, or of its items.
    #[param(
        nullable = false,
        pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){0,19}$"
    )]
    batch: Option<String>,
    /// Of jobs of this processor, or of the plugin that provides it.
    #[param(
        nullable = false,
        pattern = "^[a-z][a-z0-9-]{0,63}(,[a-z][a-z0-9-]{0,63}){0,19}$"
    )]
    processor: Option<String>,
    /// Of this type: one that is kept, `progress` or `log`. A `resync` comes whatever is asked for.
    #[serde(rename = "type")]
    #[param(
        rename = "type",
        nullable = false,
        pattern = "^(job-created|job-update|job-completed|job-failed|job-cancelled|batch-update|queue-update|schedule-fired|plugin-changed|alert|progress|log)(,(job-created|job-update|job-completed|job-failed|job-cancelled|batch-update|queue-update|schedule-fired|plugin-changed|alert|progress|log)){0,11}$"
    )]
    kind: Option<String>,
}

/// Where a job's stream begins, and which of its events are in it.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobEventQuery {
    /// After the event of that number, or after the `latest`. `Last-Event-ID` goes before it.
    #[param(nullable = false, pattern = "^([0-9]{1,18}|latest)$")]
    after: Option<String>,
    /// Of this type, or of one of several with commas between them. A `resync` comes whatever is asked for.
    #[serde(rename = "type")]
    #[param(
        rename = "type",
        nullable = false,
        pattern = "^(job-created|job-update|job-completed|job-failed|job-cancelled|progress|log)(,(job-created|job-update|job-completed|job-failed|job-cancelled|progress|log)){0,6}$"
    )]
    kind: Option<String>,
}

/// How the header looks in the API's document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it is there for its schema")]
pub(crate) struct LastEventHeader {
    /// The number of the last event that was seen; what a browser's `EventSource` sends when it comes again.
    #[param(
        rename = "Last-Event-ID",
        required = false,
        nullable = false,
        minimum = 0
    )]
    last: Option<i64>,
}

/// An event of a stream.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is there for its schema")]
pub(crate) struct StreamedEvent {
    /// The number of a durable event, for `Last-Event-ID`.
    #[schema(nullable = false)]
    id: Option<String>,
    /// What kind of event it is: the `type` of its data.
    event: String,
    /// JSON: an `Event`, a `LiveEvent`, a `Resync` or a `Batch`.
    #[schema(content_media_type = "application/json")]
    data: String,
}

/// Listen to everything
///
/// Server-sent events. Durable ones have an `id`: a client that comes again with `Last-Event-ID` misses and repeats none of those
/// that are kept. `progress` and `log` have none, and come only while they happen. At the start and every 15 s comes an `id`
/// alone, without an event: all that the client asked for up to it was sent, so that a filter that lets nothing through costs
/// nothing when the client comes again.
///
/// It begins with what comes next, unless `after` says otherwise. A submitter hears of its own jobs and batches. What a filter
/// asks for is not what an event does not know: of a job that was deleted, nothing but its id.
///
/// An event `resync` says that there are events that the client has not seen and will not (see `Resync`): fetch anew what is
/// shown. The stream goes on behind it. A client that takes nothing for a minute is cut off.
#[utoipa::path(
    get, path = "/events", operation_id = "list_events", tag = "events",
    params(EventQuery, LastEventHeader),
    responses(
        (status = 200, description = "A stream that ends with the token or the server", body = StreamedEvent, content_type = "text/event-stream", example = json!("id: 42\nevent: job-completed\ndata: {\"seq\":42,\"type\":\"job-completed\",\"at\":\"2026-01-31T08:00:00.000Z\",\"job\":{\"id\":\"019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11\",\"state\":\"completed\",\"attempt\":1}}\n\n")),
        (status = 422, description = "`invalid`: a filter is wrong; `errors` says which"),
    ),
)]
pub(crate) async fn all(
    State(app): State<App>,
    caller: Caller,
    Extension(until): Extension<Until>,
    Extension(cut): Extension<Cut>,
    Query(query): Query<EventQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let after = after(query.after.as_deref(), &headers)?.unwrap_or(After::Latest);
    let said = Said {
        job: split(query.job.as_deref()),
        queue: split(query.queue.as_deref()),
        batch: split(query.batch.as_deref()),
        processor: split(query.processor.as_deref()),
        kind: split(query.kind.as_deref()),
    };
    let (filter, owner) = own(&caller, Filter::read(&said, "")?)?;
    let feed = Feed::new(&app.hub, filter, owner, after);
    Ok(stream(app, caller, (until, cut), feed))
}

/// Listen to a job
///
/// Server-sent events, as those of everything: see there what `id` and `resync` are.
///
/// It begins with all that is kept of the job, unless `after` says otherwise.
#[utoipa::path(
    get, path = "/jobs/{id}/events", operation_id = "list_job_events", tag = "events",
    params(JobEventQuery, LastEventHeader),
    responses(
        (status = 200, description = "A stream that ends with the token or the server", body = StreamedEvent, content_type = "text/event-stream", example = json!("event: progress\ndata: {\"type\":\"progress\",\"job\":{\"id\":\"019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11\",\"progress\":{\"done\":10,\"total\":40,\"failed\":0,\"message\":null,\"step\":null,\"percent\":25.0}}}\n\n")),
        (status = 422, description = "`invalid`: `type` is wrong"),
    ),
)]
pub(crate) async fn of_job(
    State(app): State<App>,
    caller: Caller,
    Extension(until): Extension<Until>,
    Extension(cut): Extension<Cut>,
    Path(id): Path<String>,
    Query(query): Query<JobEventQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = parse_id(&id)?;
    app.engine.store().job(id).await?;
    // Of one job all that is kept is of interest, of everything only what comes.
    let after = after(query.after.as_deref(), &headers)?.unwrap_or(After::Seq(0));
    let said = Said {
        kind: split(query.kind.as_deref()),
        ..Said::default()
    };
    // That it is its own was found at the door.
    let feed = Feed::new(&app.hub, Filter::read(&said, "")?.of_job(id), None, after);
    Ok(stream(app, caller, (until, cut), feed))
}

fn stream(app: App, caller: Caller, (until, cut): (Until, Cut), feed: Feed) -> Response {
    let watching = app.meters.watching();
    let hub = std::sync::Arc::clone(&app.hub);
    let door = Door::new(app, &hub, caller, until);
    sse::answer(feed, door, cut, watching)
}

/// What of the events that are wanted somebody may see: of one job, or of one owner, if not all.
fn own(caller: &Caller, filter: Filter) -> Result<(Filter, Option<String>), Problem> {
    let Some(job) = caller.watches() else {
        return Ok((filter, caller.owner().map(str::to_owned)));
    };
    if filter.jobs.iter().any(|other| *other != job) {
        return Err(Problem::only_job(job));
    }
    Ok((filter.of_job(job), None))
}

/// Where the client wants the stream to begin, if it says.
fn after(query: Option<&str>, headers: &HeaderMap) -> Result<Option<After>, Problem> {
    let seq = |text: &str| text.parse().ok().filter(|seq| *seq >= 0).map(After::Seq);
    let asked = match query {
        None => None,
        Some("latest") => Some(After::Latest),
        Some(text) => Some(seq(text).ok_or_else(|| {
            Problem::bad_request("after: write the number of an event, or `latest`")
        })?),
    };
    match headers.get("last-event-id") {
        None => Ok(asked),
        Some(value) => value
            .to_str()
            .ok()
            .and_then(seq)
            .map(Some)
            .ok_or_else(|| Problem::bad_request("Last-Event-ID is no number of an event")),
    }
}
