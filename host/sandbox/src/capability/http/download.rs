//! An answer's body on its way in.
//!
//! A task of its own reads it, a little ahead of the guest: so a guest that was frozen in the middle of it finds there
//! what came meanwhile, up to a bound, and beyond that the server waits. What is held counts as the attempt's memory.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;
use wasmtime_wasi_http::Error;

use super::failure::of_hyper;
use super::task::Task;
use crate::meter::{Charge, Meter};

/// How much of a body is read ahead of the guest, in bytes.
const AHEAD: usize = 256 * 1024;

/// A piece of a body, with the room it takes.
#[derive(Debug)]
enum Piece {
    Frame(
        Frame<Bytes>,
        #[expect(dead_code, reason = "it is held")] Room,
    ),
    End,
}

#[derive(Debug)]
#[expect(dead_code, reason = "it is held")]
struct Room {
    ahead: OwnedSemaphorePermit,
    charge: Option<Charge>,
}

/// A body as the guest reads it. Dropping it ends the transfer.
#[derive(Debug)]
pub(super) struct Download {
    pieces: mpsc::UnboundedReceiver<Result<Piece, Error>>,
    has_ended: bool,
    _task: Task<()>,
}

/// The end that reads.
#[derive(Debug)]
pub(super) struct Pump {
    pieces: mpsc::UnboundedSender<Result<Piece, Error>>,
    ahead: Arc<Semaphore>,
    meter: Meter,
}

impl Pump {
    /// A pump, and the way to make a body of the task that it runs in.
    pub(super) fn new(meter: Meter) -> (Self, impl FnOnce(Task<()>) -> Download) {
        let (pieces, received) = mpsc::unbounded_channel();
        let pump = Self {
            pieces,
            ahead: Arc::new(Semaphore::new(AHEAD)),
            meter,
        };
        let download = |task| Download {
            pieces: received,
            has_ended: false,
            _task: task,
        };
        (pump, download)
    }

    /// Reads a body to its end. What came of it is told to the guest by [`Self::finish`].
    pub(super) async fn run(&self, mut body: Incoming, between: Duration) -> Result<(), Error> {
        loop {
            let frame = match timeout(between, body.frame()).await {
                Ok(None) => return Ok(()),
                Ok(Some(Ok(frame))) => frame,
                Ok(Some(Err(error))) => return Err(of_hyper(&error)),
                Err(_) => return Err(Error::ConnectionReadTimeout),
            };
            let room = self.room(&frame).await;
            // Nobody reads any more when it fails; then this task is about to end.
            let _ = self.pieces.send(Ok(Piece::Frame(frame, room)));
        }
    }

    /// Tells the guest that the body came whole, or why it did not.
    pub(super) fn finish(&self, read: Result<(), Error>) {
        let _ = self.pieces.send(read.map(|()| Piece::End));
    }

    /// Waits for room for a piece. Where the meter has none, there is room for one piece once all others are read: that
    /// much was taken from it when the connection was made.
    async fn room(&self, frame: &Frame<Bytes>) -> Room {
        let bytes = frame.data_ref().map_or(0, Bytes::len);
        let charge = self.meter.charge_if_room(bytes as u64);
        let wanted = match charge {
            Some(_) => bytes.min(AHEAD),
            None => AHEAD,
        };
        let ahead = Arc::clone(&self.ahead)
            .acquire_many_owned(u32::try_from(wanted).unwrap_or(u32::MAX))
            .await
            .expect("it is never closed");
        Room { ahead, charge }
    }
}

impl Body for Download {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        self.pieces.poll_recv(cx).map(|piece| match piece {
            Some(Ok(Piece::Frame(frame, _))) => Some(Ok(frame)),
            Some(Ok(Piece::End)) => {
                self.has_ended = true;
                None
            }
            Some(Err(error)) => {
                self.has_ended = true;
                Some(Err(error))
            }
            // A body that breaks off without a word is not whole.
            None => {
                self.has_ended = true;
                Some(Err(Error::HttpResponseIncomplete))
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.has_ended
    }
}
