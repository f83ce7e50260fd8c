//! A stream as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::bundle::frame;
use super::door::Door;
use super::feed::{Feed, Said};
use crate::connections::Cut;
use crate::metrics::Watching;

/// A client that takes nothing for so long is cut off, and its connection with it. It may come again.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

type Sender = mpsc::Sender<Result<Bytes, Infallible>>;

/// Answers with all that a feed says.
pub(super) fn answer(feed: Feed, door: Door, cut: Cut, watching: Watching) -> Response {
    // What waits beyond one piece waits in the feed, which reads it only then.
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(write(feed, door, (sender, cut), watching));
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    let body = Body::from_stream(ReceiverStream::new(receiver));
    (headers, body).into_response()
}

async fn write(mut feed: Feed, mut door: Door, (sender, cut): (Sender, Cut), _watching: Watching) {
    loop {
        let said = tokio::select! {
            said = feed.next() => said,
            () = door.shut() => return,
            () = sender.closed() => return,
        };
        let Some(said) = said else {
            return;
        };
        for piece in pieces(said) {
            let sent = tokio::select! {
                sent = tokio::time::timeout(PATIENCE, sender.send(Ok(piece))) => sent,
                () = door.shut() => return,
            };
            match sent {
                Ok(Ok(())) => {}
                // It is gone.
                Ok(Err(_)) => return,
                Err(_) => return cut.off(),
            }
        }
    }
}

fn pieces(said: Said) -> Vec<Bytes> {
    match said {
        Said::Began(seq) | Said::Place(seq) => vec![place(seq)],
        Said::Events { bundle, picked } => {
            picked.iter().map(|lines| bundle.frames(lines)).collect()
        }
        Said::Resync(resync) => {
            let mut text = String::new();
            frame(&mut text, Some(resync.seq), "resync", &resync.json());
            vec![text.into()]
        }
    }
}

/// A comment, and a number without an event: a browser remembers it as the last it saw, and tells nobody.
fn place(seq: i64) -> Bytes {
    format!(":\nid: {seq}\n\n").into()
}
