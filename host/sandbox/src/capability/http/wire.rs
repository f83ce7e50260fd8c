//! A connection's bytes, counted: what hyper reads and writes, which is inside TLS.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::ledger::Exceeded;

/// How much is read at once, in bytes: a TLS record.
const AT_ONCE: usize = 16 * 1024;

/// A plain or TLS connection.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Who counts bytes.
pub(super) trait Count {
    /// How many may still go by.
    fn bytes_left(&self) -> u64;

    /// Counts bytes that went by.
    fn passed(&self, bytes: usize) -> Result<(), Exceeded>;
}

/// A connection whose bytes are counted, and which breaks off at the limit.
pub(super) struct Wire<C> {
    stream: Box<dyn Stream>,
    count: Arc<C>,
    buffer: Box<[u8; AT_ONCE]>,
}

impl<C: Count> Wire<C> {
    pub(super) fn new(stream: Box<dyn Stream>, count: Arc<C>) -> Self {
        Self {
            stream,
            count,
            buffer: Box::new([0; AT_ONCE]),
        }
    }

    /// How many bytes may go by next; at the limit one, by which is seen that there are more.
    fn room(&self, wanted: usize) -> usize {
        let left = usize::try_from(self.count.bytes_left()).unwrap_or(usize::MAX);
        wanted.min(left.max(1))
    }
}

impl<C: Count> Read for Wire<C> {
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
        this.count.passed(read.len()).map_err(io::Error::other)?;
        into.put_slice(read);
        Poll::Ready(Ok(()))
    }
}

impl<C: Count> Write for Wire<C> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let room = this.room(bytes.len());
        let written = ready!(Pin::new(&mut this.stream).poll_write(cx, &bytes[..room]))?;
        this.count.passed(written).map_err(io::Error::other)?;
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
