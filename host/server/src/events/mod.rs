//! What happens, as it happens: server-sent events. Durable ones carry their number as id, and a client that says the
//! last it saw (`Last-Event-ID`) misses and repeats none; ephemeral ones are for whoever is listening.

mod seen;
mod view;

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use runner_engine::LiveEvent;
use runner_model::{JobId, LogLine};
use runner_store::{StoreError, StoredEvent};
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use utoipa::{IntoParams, ToSchema};

use self::seen::Seen;
pub(crate) use self::view::{EventView, Writer};
use crate::app::App;
use crate::auth::Caller;
use crate::metrics::Watching;
use crate::problem::Problem;
use crate::query::Query;
use crate::shape;
use crate::shape::model::LogLineView;
use crate::view::{ProgressView, parse_id};

/// How many events are looked up at once, and how many may wait for a slow client.
const BATCH: usize = 256;
const WAITING: usize = 64;

/// Becomes true when the server stops.
#[derive(Clone)]
pub(crate) struct Until(pub(crate) watch::Receiver<bool>);

type Stream = Sse<axum::response::sse::KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>;

/// Where a stream begins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventQuery {
    /// After the event of that number, or after the `latest`. `Last-Event-ID` goes before it.
    #[param(nullable = false, pattern = "^([0-9]{1,18}|latest)$")]
    after: Option<String>,
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
    /// JSON: an `Event`, a `LiveEvent` or a `Batch`.
    #[schema(content_media_type = "application/json")]
    data: String,
}

/// An ephemeral event, as the `data` of one in the stream.
#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = LiveEvent)]
pub(crate) enum LiveView {
    Progress {
        job: JobProgress,
    },
    Log {
        job: JobAttempt,
        #[schema(value_type = Vec<LogLineView>)]
        lines: Vec<LogLine>,
    },
}

/// How far a job has come.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobProgress {
    #[schema(value_type = shape::JobId)]
    id: JobId,
    progress: ProgressView,
}

/// An attempt of a job.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobAttempt {
    #[schema(value_type = shape::JobId)]
    id: JobId,
    attempt: u32,
}
/// Listen to everything
///
/// Server-sent events, a comment every 15 s when there are none. Durable ones have an `id`: a client that comes again with
/// `Last-Event-ID` misses and repeats none of those that are kept. `progress` and `log` have none, and come only while they happen.
///
/// It begins with what comes next, unless `after` says otherwise. A submitter hears of its own jobs and batches.
#[utoipa::path(
    get, path = "/events", operation_id = "list_events", tag = "events",
    params(EventQuery, LastEventHeader),
    responses((status = 200, description = "A stream that ends with the token or the server", body = StreamedEvent, content_type = "text/event-stream", example = json!("id: 42\nevent: job-completed\ndata: {\"seq\":42,\"type\":\"job-completed\",\"at\":\"2026-01-31T08:00:00.000Z\",\"job\":{\"id\":\"019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11\",\"state\":\"completed\",\"attempt\":1}}\n\n"))),
)]
pub(crate) async fn all(
    State(app): State<App>,
    caller: Caller,
    Extension(until): Extension<Until>,
    Query(query): Query<EventQuery>,
    headers: HeaderMap,
) -> Result<Stream, Problem> {
    let after = after(&query, &headers)?.unwrap_or(After::Latest);
    Ok(start(app, caller, until, None, after))
}
/// Listen to a job
///
/// Server-sent events, a comment every 15 s when there are none. Durable ones have an `id`: a client that comes again with
/// `Last-Event-ID` misses and repeats none of those that are kept. `progress` and `log` have none, and come only while they happen.
///
/// It begins with all that is kept of the job, unless `after` says otherwise.
#[utoipa::path(
    get, path = "/jobs/{id}/events", operation_id = "list_job_events", tag = "events",
    params(EventQuery, LastEventHeader),
    responses((status = 200, description = "A stream that ends with the token or the server", body = StreamedEvent, content_type = "text/event-stream", example = json!("event: progress\ndata: {\"type\":\"progress\",\"job\":{\"id\":\"019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11\",\"progress\":{\"done\":10,\"total\":40,\"failed\":0,\"message\":null,\"step\":null,\"percent\":25.0}}}\n\n"))),
)]
pub(crate) async fn of_job(
    State(app): State<App>,
    caller: Caller,
    Extension(until): Extension<Until>,
    Path(id): Path<String>,
    Query(query): Query<EventQuery>,
    headers: HeaderMap,
) -> Result<Stream, Problem> {
    let id = parse_id(&id)?;
    app.engine.store().job(id).await?;
    // Of one job all that is kept is of interest, of everything only what comes.
    let after = after(&query, &headers)?.unwrap_or(After::Seq(0));
    Ok(start(app, caller, until, Some(id), after))
}

#[derive(Debug, Clone, Copy)]
enum After {
    Seq(i64),
    Latest,
}

/// Where the client wants the stream to begin, if it says.
fn after(query: &EventQuery, headers: &HeaderMap) -> Result<Option<After>, Problem> {
    let seq = |text: &str| text.parse().ok().filter(|seq| *seq >= 0).map(After::Seq);
    let asked = match query.after.as_deref() {
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

fn start(app: App, caller: Caller, until: Until, job: Option<JobId>, after: After) -> Stream {
    let (sender, receiver) = mpsc::channel(WAITING);
    let watching = app.meters.watching();
    // Listen before the first look, so that nothing falls between the two.
    let live = app.engine.listen();
    let after = match after {
        After::Seq(seq) => seq,
        After::Latest => app.engine.store().bell().look().seq,
    };
    tokio::spawn(
        Feed {
            app,
            seen: Seen::new(&caller, job),
            caller,
            sender,
            job,
            after,
        }
        .run(live, until, watching),
    );
    Sse::new(ReceiverStream::new(receiver))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

/// One client's stream.
struct Feed {
    app: App,
    caller: Caller,
    seen: Seen,
    sender: mpsc::Sender<Result<Event, Infallible>>,
    job: Option<JobId>,
    after: i64,
}

/// Why a stream ends.
pub(super) enum End {
    ClientGone,
    Store,
}

impl Feed {
    async fn run(
        mut self,
        mut live: broadcast::Receiver<LiveEvent>,
        until: Until,
        _watching: Watching,
    ) {
        let mut stop = until.0;
        let mut bell = self.app.engine.store().bell();
        loop {
            bell.look();
            if !self.app.tokens.lets_in(&self.caller).await {
                return;
            }
            if self.durable().await.is_err() {
                return;
            }
            tokio::select! {
                open = bell.changed() => if !open { return },
                heard = live.recv() => match heard {
                    Ok(event) => if self.ephemeral(event).await.is_err() { return },
                    // It missed some; the next durable event has the newest state.
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                // It changes once, when the server stops.
                _ = stop.changed() => return,
                () = self.caller.end() => return,
                () = self.sender.closed() => return,
            }
        }
    }

    /// Sends the durable events that came since the last call.
    async fn durable(&mut self) -> Result<(), End> {
        loop {
            let (events, seen) = self.look().await.map_err(|_| End::Store)?;
            if seen == self.after {
                return Ok(());
            }
            self.after = seen;
            for event in events {
                let Some(data) = self.data(&event).await? else {
                    continue;
                };
                let sent = Event::default()
                    .id(event.seq.to_string())
                    .event(event.kind.as_str())
                    .data(data);
                self.send(sent).await?;
            }
        }
    }

    /// The next events of the stream, and up to which number they are all of it.
    async fn look(&self) -> Result<(Vec<StoredEvent>, i64), StoreError> {
        let store = self.app.engine.store();
        match self.job {
            None => {
                let events = store.events(self.after, BATCH).await?;
                let seen = events.last().map_or(self.after, |event| event.seq);
                Ok((events, seen))
            }
            Some(job) => {
                let found = store.job_events(job, self.after, BATCH).await?;
                Ok((found.events, found.seen))
            }
        }
    }

    /// The event as it is sent; none if it is not for this client.
    async fn data(&mut self, event: &StoredEvent) -> Result<Option<String>, End> {
        if !self.seen.event(&self.app, event).await? {
            return Ok(None);
        }
        let job = match event.job {
            Some((id, ..)) => match self.app.engine.store().job(id).await {
                Ok(job) => Some(job),
                Err(StoreError::NoJob(_)) => None,
                Err(_) => return Err(End::Store),
            },
            None => None,
        };
        Ok(Some(view::json(event, job)))
    }

    async fn ephemeral(&mut self, event: LiveEvent) -> Result<(), End> {
        let (kind, id, view) = match event {
            LiveEvent::Progress { job, progress } => {
                let progress = ProgressView::from(progress);
                let job_progress = JobProgress { id: job, progress };
                ("progress", job, LiveView::Progress { job: job_progress })
            }
            LiveEvent::Log {
                job,
                attempt,
                lines,
            } => {
                let of = JobAttempt { id: job, attempt };
                ("log", job, LiveView::Log { job: of, lines })
            }
        };
        if self.job.is_some_and(|own| own != id) || !self.seen.job(&self.app, id).await? {
            return Ok(());
        }
        // Nothing in it can fail to be written.
        let data = serde_json::to_string(&view).unwrap_or_default();
        self.send(Event::default().event(kind).data(data)).await
    }

    async fn send(&self, event: Event) -> Result<(), End> {
        self.sender
            .send(Ok(event))
            .await
            .map_err(|_| End::ClientGone)
    }
}
