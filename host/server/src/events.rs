//! What happens, as it happens: server-sent events. Durable ones carry their number as id, and a client that says the
//! last it saw (`Last-Event-ID`) misses and repeats none; ephemeral ones are for whoever is listening.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use runner_engine::LiveEvent;
use runner_model::JobId;
use runner_store::{StoreError, StoredEvent};
use serde_json::{Value, json};
use tokio::sync::{broadcast, mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

use crate::app::App;
use crate::problem::Problem;
use crate::view::{JobView, ProgressView, parse_id, time};

/// How many events are looked up at once, and how many may wait for a slow client.
const BATCH: usize = 256;
const WAITING: usize = 64;

/// Becomes true when the server stops.
#[derive(Clone)]
pub(crate) struct Until(pub(crate) watch::Receiver<bool>);

type Stream = Sse<axum::response::sse::KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>;

pub(crate) async fn all(
    State(app): State<App>,
    Extension(until): Extension<Until>,
    headers: HeaderMap,
) -> Result<Stream, Problem> {
    start(app, until, None, &headers).await
}

pub(crate) async fn of_job(
    State(app): State<App>,
    Extension(until): Extension<Until>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Stream, Problem> {
    let id = parse_id(&id)?;
    app.engine.store().job(id).await?;
    start(app, until, Some(id), &headers).await
}

async fn start(
    app: App,
    until: Until,
    job: Option<JobId>,
    headers: &HeaderMap,
) -> Result<Stream, Problem> {
    let after = match headers.get("last-event-id").map(|value| value.to_str()) {
        Some(Ok(text)) => text
            .parse()
            .map_err(|_| Problem::bad_request("Last-Event-ID is no number of an event"))?,
        Some(Err(_)) => {
            return Err(Problem::bad_request(
                "Last-Event-ID is no number of an event",
            ));
        }
        // Of one job all that is kept is of interest, of everything only what comes.
        None if job.is_some() => 0,
        None => last(&app).await?,
    };
    let (sender, receiver) = mpsc::channel(WAITING);
    // Listen before the first look, so that nothing falls between the two.
    let live = app.engine.listen();
    tokio::spawn(
        Feed {
            app,
            sender,
            job,
            after,
        }
        .run(live, until),
    );
    Ok(Sse::new(ReceiverStream::new(receiver))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// The number of the last event.
async fn last(app: &App) -> Result<i64, Problem> {
    let mut last = app.engine.store().bell().look().seq;
    loop {
        let events = app.engine.store().events(last, 10_000).await?;
        match events.last() {
            Some(event) => last = event.seq,
            None => return Ok(last),
        }
    }
}

/// One client's stream.
struct Feed {
    app: App,
    sender: mpsc::Sender<Result<Event, Infallible>>,
    job: Option<JobId>,
    after: i64,
}

/// Why a stream ends.
enum End {
    ClientGone,
    Store,
}

impl Feed {
    async fn run(mut self, mut live: broadcast::Receiver<LiveEvent>, until: Until) {
        let mut stop = until.0;
        let mut bell = self.app.engine.store().bell();
        loop {
            bell.look();
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
                () = self.sender.closed() => return,
            }
        }
    }

    /// Sends the durable events that came since the last call.
    async fn durable(&mut self) -> Result<(), End> {
        loop {
            let events = self
                .app
                .engine
                .store()
                .events(self.after, BATCH)
                .await
                .map_err(|_| End::Store)?;
            if events.is_empty() {
                return Ok(());
            }
            for event in events {
                self.after = event.seq;
                let of_other = |job: JobId| event.job.is_some_and(|(own, ..)| own != job);
                if self
                    .job
                    .is_some_and(|job| event.job.is_none() || of_other(job))
                {
                    continue;
                }
                let data = self.data(&event).await?;
                let sent = Event::default()
                    .id(event.seq.to_string())
                    .event(event.kind.as_str())
                    .data(data);
                self.send(sent).await?;
            }
        }
    }

    async fn data(&self, event: &StoredEvent) -> Result<String, End> {
        let mut data = json!({"seq": event.seq, "type": event.kind.as_str(), "at": time(event.at)});
        if let Some((id, state, attempt)) = event.job {
            let job = match self.app.engine.store().job(id).await {
                Ok(job) => serde_json::to_value(JobView::from(job)).unwrap_or_default(),
                Err(StoreError::NoJob(_)) => json!({"id": id}),
                Err(_) => return Err(End::Store),
            };
            data["job"] = job;
            // As it was then; the rest is as it is now.
            data["job"]["state"] = json!(state);
            data["job"]["attempt"] = attempt.into();
        }
        if let Some(more) = event
            .data
            .as_ref()
            .and_then(|text| serde_json::from_str::<Value>(text).ok())
        {
            data["data"] = more;
        }
        Ok(data.to_string())
    }

    async fn ephemeral(&self, event: LiveEvent) -> Result<(), End> {
        let (kind, job, data) = match event {
            LiveEvent::Progress { job, progress } => {
                let view = ProgressView::from(progress);
                (
                    "progress",
                    job,
                    json!({"type": "progress", "job": {"id": job, "progress": view}}),
                )
            }
            LiveEvent::Log {
                job,
                attempt,
                lines,
            } => (
                "log",
                job,
                json!({"type": "log", "job": {"id": job, "attempt": attempt}, "lines": lines}),
            ),
        };
        if self.job.is_some_and(|own| own != job) {
            return Ok(());
        }
        self.send(Event::default().event(kind).data(data.to_string()))
            .await
    }

    async fn send(&self, event: Event) -> Result<(), End> {
        self.sender
            .send(Ok(event))
            .await
            .map_err(|_| End::ClientGone)
    }
}
