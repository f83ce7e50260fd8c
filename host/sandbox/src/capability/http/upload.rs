//! A request's body on its way out, and whether anybody waits for the server.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use wasmtime_wasi_http::{Error, WasiBody};

/// Who is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// The guest, for the next piece of the body.
    Guest,
    /// The server, since then: to take what it was sent, or to answer.
    Server(Instant),
}

/// A request's body on its way out.
#[derive(Debug)]
pub(super) struct Upload {
    body: WasiBody,
    waiting: watch::Sender<Waiting>,
}

/// Watches an upload.
#[derive(Debug)]
pub(super) struct Progress(watch::Receiver<Waiting>);

impl Upload {
    pub(super) fn new(body: WasiBody) -> (Self, Progress) {
        let (waiting, watched) = watch::channel(Waiting::Server(Instant::now()));
        (Self { body, waiting }, Progress(watched))
    }

    fn now(&self, is_pending: bool) {
        let next = if is_pending {
            Waiting::Guest
        } else {
            Waiting::Server(Instant::now())
        };
        self.waiting.send_if_modified(|waiting| {
            let is_new = *waiting != next;
            *waiting = next;
            is_new
        });
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.now(false);
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.body).poll_frame(cx);
        this.now(polled.is_pending());
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Progress {
    /// Ends once the server has been waited for that long. Waiting for the guest does not count.
    pub(super) async fn silence(&mut self, limit: Duration) {
        loop {
            let waiting = *self.0.borrow_and_update();
            match waiting {
                Waiting::Guest => {
                    if self.0.changed().await.is_err() {
                        // The body is gone; its last word was that the server is waited for.
                        continue;
                    }
                }
                Waiting::Server(since) => {
                    tokio::select! {
                        () = sleep_until(since + limit) => return,
                        Ok(()) = self.0.changed() => {}
                    }
                }
            }
        }
    }
}
