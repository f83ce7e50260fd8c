//! How a batch, or an action on many jobs, stands, as a stream: now, and whenever that changes, up to its end.

mod boards;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive, KeepAliveStream};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;

pub(crate) use self::boards::Boards;
use self::boards::{Stands, Watched};
use crate::app::App;
use crate::auth::Caller;
use crate::connections::Cut;
use crate::events::{PATIENCE, StreamedEvent, Until};
use crate::problem::Problem;
use crate::{actions, batches};

type Sender = mpsc::Sender<Result<Event, Infallible>>;
type Stream = Sse<KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>;

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
    Extension(cut): Extension<Cut>,
    Path(id): Path<String>,
) -> Result<Stream, Problem> {
    let batch = Watched::Batch(batches::parse_id(&id)?);
    stream(app, caller, batch, (until, cut)).await
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
    Extension(cut): Extension<Cut>,
    Path(id): Path<String>,
) -> Result<Stream, Problem> {
    let action = Watched::Action(actions::parse_id(&id)?);
    stream(app, caller, action, (until, cut)).await
}

/// Each event is all of it, so none has a number to go on after.
async fn stream(
    app: App,
    caller: Caller,
    watched: Watched,
    end: (Until, Cut),
) -> Result<Stream, Problem> {
    let stands = app.boards.watch(app.engine.store(), watched).await?;
    let (sender, receiver) = mpsc::channel(1);
    let name = match watched {
        Watched::Batch(_) => "batch-update",
        Watched::Action(_) => "action-update",
    };
    tokio::spawn(feed(app, caller, (name, stands), sender, end));
    Ok(Sse::new(ReceiverStream::new(receiver))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// Ends with what is watched, its reader, the reader's token or the server.
async fn feed(
    app: App,
    caller: Caller,
    (name, mut stands): (&'static str, watch::Receiver<Stands>),
    sender: Sender,
    (until, cut): (Until, Cut),
) {
    let _watching = app.meters.watching();
    let mut stop = until.0;
    let mut told: Option<Arc<str>> = None;
    loop {
        let now = stands.borrow_and_update().clone();
        if !app.tokens.lets_in(&caller).await {
            return;
        }
        if told.as_ref() != Some(&now.text) {
            let event = Event::default().event(name).data(&*now.text);
            let sent = tokio::select! {
                sent = timeout(PATIENCE, sender.send(Ok(event))) => sent,
                _ = stop.changed() => return,
                () = caller.end() => return,
            };
            match sent {
                Ok(Ok(())) => {}
                // It is gone.
                Ok(Err(_)) => return,
                Err(_) => return cut.off(),
            }
            told = Some(now.text);
        }
        if now.is_over {
            return;
        }
        tokio::select! {
            changed = stands.changed() => if changed.is_err() { return },
            _ = stop.changed() => return,
            () = caller.end() => return,
            () = sender.closed() => return,
        }
    }
}
