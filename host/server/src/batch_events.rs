//! How a batch stands, as a stream: now, and whenever that changes, up to its end.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive, KeepAliveStream};
use runner_model::BatchId;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::app::App;
use crate::auth::Caller;
use crate::batches::{parse_id, view};
use crate::events::{StreamedEvent, Until};
use crate::problem::Problem;

/// How often it is told at the most: a batch may have a hundred thousand items.
const PAUSE: Duration = Duration::from_millis(200);

type Sender = mpsc::Sender<Result<Event, Infallible>>;

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
) -> Result<Sse<KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>, Problem> {
    let id = parse_id(&id)?;
    app.engine.store().batch(id).await?;
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(feed(app, caller, id, sender, until));
    Ok(Sse::new(ReceiverStream::new(receiver))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// Ends with the batch, its reader, the reader's token or the server.
async fn feed(app: App, caller: Caller, id: BatchId, sender: Sender, until: Until) {
    let mut stop = until.0;
    let mut bell = app.engine.store().bell();
    let mut told = String::new();
    loop {
        bell.look();
        if !app.tokens.lets_in(&caller).await {
            return;
        }
        // One that was deleted meanwhile has no more to tell.
        let Ok(batch) = app.engine.store().batch(id).await else {
            return;
        };
        // Nothing in it can fail to be written.
        let now = serde_json::to_string(&view(&batch)).unwrap_or_default();
        if now != told {
            let event = Event::default().event("batch-update").data(&now);
            if sender.send(Ok(event)).await.is_err() {
                return;
            }
            told = now;
        }
        if batch.finished_at.is_some() {
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
