//! A connection's bytes, counted: what hyper reads and writes, which is inside TLS.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::ledger::Ledger;

/// How much is read at once, in bytes: a TLS record.
const AT_ONCE: usize = 16 * 1024;

/// A plain or TLS connection.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection whose bytes are counted, and which breaks off at the limit.
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    ledger: Arc<Ledger>,
    buffer: Box<[u8; AT_ONCE]>,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Stream>, ledger: Arc<Ledger>) -> Self {
        Self {
            stream,
            ledger,
            buffer: Box::new([0; AT_ONCE]),
        }
    }

    /// How many bytes may go by next; at the limit one, by which is seen that there are more.
    fn room(&self, wanted: usize) -> usize {
        let left = usize::try_from(self.ledger.bytes_left()).unwrap_or(usize::MAX);
        wanted.min(left.max(1))
    }
}

impl Read for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let room = this.room(into.remaining().min(AT_ONCE));
        let mut buffer = ReadBuf::new(&mut this.buffer[..room]);
        ready!(Pin::new(&mut this.stream).poll_read(cx, &mut buffer))?;
        let read = buffer.filled();
        this.ledger.passed(read.len()).map_err(io::Error::other)?;
        into.put_slice(read);
        Poll::Ready(Ok(()))
    }
}

impl Write for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let room = this.room(bytes.len());
        let written = ready!(Pin::new(&mut this.stream).poll_write(cx, &bytes[..room]))?;
        this.ledger.passed(written).map_err(io::Error::other)?;
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
