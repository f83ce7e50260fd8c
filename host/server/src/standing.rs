//! How a batch, or an action on many jobs, stands, as a stream: now, and whenever that changes, up to its end.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive, KeepAliveStream};
use runner_model::{ActionId, BatchId};
use runner_store::StoreError;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::app::App;
use crate::auth::Caller;
use crate::events::{StreamedEvent, Until};
use crate::problem::Problem;
use crate::{actions, batches};

/// How often it is told at the most: there may be a hundred thousand jobs.
const PAUSE: Duration = Duration::from_millis(200);

type Sender = mpsc::Sender<Result<Event, Infallible>>;
type Stream = Sse<KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>;

/// What is watched.
#[derive(Debug, Clone, Copy)]
enum Watched {
    Batch(BatchId),
    Action(ActionId),
}

/// Listen to a batch
///
/// Server-sent events `batch-update`, each with the whole batch as its `data`: how it stands now, and whenever that changes, at
/// most five times a second. The stream ends with the batch.
#[utoipa::path(
    get, path = "/batches/{id}/events", operation_id = "list_batch_events", tag = "events",
    responses((status = 200, description = "A stream that ends with the batch, the token or the server", body = StreamedEvent, content_type = "text/event-stream")),
)]
pub(crate) async fn of_batch(
    State(app): State<App>,
    caller: Caller,
    Extension(until): Extension<Until>,
    Path(id): Path<String>,
) -> Result<Stream, Problem> {
    stream(app, caller, Watched::Batch(batches::parse_id(&id)?), until).await
}

/// Listen to an action
///
/// Server-sent events `action-update`, each with the whole action as its `data`: how it stands now, and whenever that changes, at
/// most five times a second. The stream ends with the action.
#[utoipa::path(
    get, path = "/actions/{id}/events", operation_id = "list_action_events", tag = "events",
    responses((status = 200, description = "A stream that ends with the action, the token or the server", body = StreamedEvent, content_type = "text/event-stream")),
)]
pub(crate) async fn of_action(
    State(app): State<App>,
    caller: Caller,
    Extension(until): Extension<Until>,
    Path(id): Path<String>,
) -> Result<Stream, Problem> {
    stream(app, caller, Watched::Action(actions::parse_id(&id)?), until).await
}

/// Each event is all of it, so none has a number to go on after.
async fn stream(
    app: App,
    caller: Caller,
    watched: Watched,
    until: Until,
) -> Result<Stream, Problem> {
    watched.look(&app).await?;
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(feed(app, caller, watched, sender, until));
    Ok(Sse::new(ReceiverStream::new(receiver))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

impl Watched {
    const fn event(self) -> &'static str {
        match self {
            Self::Batch(_) => "batch-update",
            Self::Action(_) => "action-update",
        }
    }

    /// How it stands, and whether that was the end of it.
    async fn look(self, app: &App) -> Result<(String, bool), StoreError> {
        let store = app.engine.store();
        Ok(match self {
            Self::Batch(id) => {
                let batch = store.batch(id).await?;
                (text(&batches::view(&batch)), batch.finished_at.is_some())
            }
            Self::Action(id) => {
                let action = store.action(id).await?;
                (text(&actions::view(&action)), action.finished_at.is_some())
            }
        })
    }
}

fn text(view: &impl Serialize) -> String {
    // Nothing in it can fail to be written.
    serde_json::to_string(view).unwrap_or_default()
}

/// Ends with what is watched, its reader, the reader's token or the server.
async fn feed(app: App, caller: Caller, watched: Watched, sender: Sender, until: Until) {
    let _watching = app.meters.watching();
    let mut stop = until.0;
    let mut bell = app.engine.store().bell();
    let mut told = String::new();
    loop {
        bell.look();
        if !app.tokens.lets_in(&caller).await {
            return;
        }
        // What was deleted meanwhile has no more to tell.
        let Ok((now, is_over)) = watched.look(&app).await else {
            return;
        };
        if now != told {
            let event = Event::default().event(watched.event()).data(&now);
            if sender.send(Ok(event)).await.is_err() {
                return;
            }
            told = now;
        }
        if is_over {
            return;
        }
        tokio::select! {
            open = bell.changed() => if !open { return },
            _ = stop.changed() => return,
            () = caller.end() => return,
            () = sender.closed() => return,
        }
        tokio::time::sleep(PAUSE).await;
    }
}
