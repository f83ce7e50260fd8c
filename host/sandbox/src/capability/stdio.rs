//! The standard streams: `wasi:cli`'s stdin, stdout, stderr and terminals. What a guest prints becomes lines of
//! the job's log; there is nothing to read, and no terminal.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use runner_model::Level;
use tokio::io::AsyncWrite;
use wasmtime::component::Linker;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream, WasiCli, WasiCliView as _};
use wasmtime_wasi::p2::bindings::cli;
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

use super::{Capability, LogBuffer, WASI};
use crate::state::GuestState;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &[
        "wasi:cli/stdin",
        "wasi:cli/stdout",
        "wasi:cli/stderr",
        "wasi:cli/terminal-input",
        "wasi:cli/terminal-output",
        "wasi:cli/terminal-stdin",
        "wasi:cli/terminal-stdout",
        "wasi:cli/terminal-stderr",
    ],
    version: WASI,
    link,
};

/// The longest line that is kept whole, in bytes; a longer one becomes several.
const LONGEST_LINE: usize = 8 * 1024;

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    cli::stdin::add_to_linker::<_, WasiCli>(linker, GuestState::cli)?;
    cli::stdout::add_to_linker::<_, WasiCli>(linker, GuestState::cli)?;
    cli::stderr::add_to_linker::<_, WasiCli>(linker, GuestState::cli)?;
    cli::terminal_input::add_to_linker::<_, WasiCli>(linker, GuestState::cli)?;
    cli::terminal_output::add_to_linker::<_, WasiCli>(linker, GuestState::cli)?;
    cli::terminal_stdin::add_to_linker::<_, WasiCli>(linker, GuestState::cli)?;
    cli::terminal_stdout::add_to_linker::<_, WasiCli>(linker, GuestState::cli)?;
    cli::terminal_stderr::add_to_linker::<_, WasiCli>(linker, GuestState::cli)
}

/// A stream whose lines go into the log. Clones are the same stream.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    log: LogBuffer,
    level: Level,
    partial: Arc<Mutex<Vec<u8>>>,
}

impl Lines {
    pub(crate) fn new(log: LogBuffer, level: Level) -> Self {
        Self {
            log,
            level,
            partial: Arc::default(),
        }
    }

    /// Makes what stands without a line's end a line.
    pub(crate) fn finish(&self) {
        let mut partial = self.partial.lock().unwrap_or_else(PoisonError::into_inner);
        if !partial.is_empty() {
            self.line(&partial);
            partial.clear();
        }
    }

    fn push(&self, bytes: &[u8]) {
        let mut partial = self.partial.lock().unwrap_or_else(PoisonError::into_inner);
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            for part in piece.chunks(LONGEST_LINE) {
                partial.extend_from_slice(part);
                if partial.ends_with(b"\n") || partial.len() >= LONGEST_LINE {
                    self.line(&partial);
                    partial.clear();
                }
            }
        }
    }

    fn line(&self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        self.log
            .push(self.level, text.trim_end_matches(['\r', '\n']), None);
    }
}

impl IsTerminal for Lines {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Lines {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl AsyncWrite for Lines {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.push(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[wasmtime_wasi::async_trait]
impl Pollable for Lines {
    async fn ready(&mut self) {}
}

impl OutputStream for Lines {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.push(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(64 * 1024)
    }
}

#[cfg(test)]
mod tests {
    use runner_model::ByteSize;

    use super::*;
    use crate::meter::Meter;

    #[test]
    fn pieces_become_lines_and_long_lines_become_several() {
        let log = LogBuffer::new(ByteSize::mib(1), Meter::new(ByteSize::mib(8)));
        let lines = Lines::new(log.clone(), Level::Info);
        lines.push(b"one\ntw");
        lines.push(b"o\r\n\nthr");
        lines.push(&[b'x'; LONGEST_LINE + 1]);
        lines.finish();
        let (kept, _) = log.tail().take();
        let kept: Vec<&str> = kept.iter().map(|line| line.message.as_str()).collect();
        assert_eq!(kept[..3], ["one", "two", ""]);
        assert!(kept[3].starts_with("thrx"));
        assert_eq!(kept[3..].concat().len(), 3 + LONGEST_LINE + 1);
    }
}
