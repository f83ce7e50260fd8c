//! An output as `Write`, buffered.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crate::bindings::runner::job::blobs;

/// How much is gathered before the host is given it, in bytes.
const BUFFER: usize = 256 * 1024;

/// How much one call hands over at the most, in bytes: the host bounds what a call may bring.
const MOST_PER_CALL: usize = 1024 * 1024;

/// An output, gathered to 256 KiB before the host is given it. What is still gathered when it is dropped is
/// given to the host then; if that fails, the job fails.
#[derive(Debug)]
pub struct Output {
    shared: Rc<RefCell<Buffer>>,
}

/// The part of an output that the job sees too, so that a checkpoint can flush it.
#[derive(Debug)]
pub(crate) struct Buffer {
    name: String,
    writer: blobs::Writer,
    bytes: Vec<u8>,
    /// The first write that failed. It is repeated to whoever writes on, and it fails the job.
    failed: Option<String>,
}

impl Output {
    pub(crate) fn new(name: &str, writer: blobs::Writer) -> Self {
        Self {
            shared: Rc::new(RefCell::new(Buffer {
                name: name.to_owned(),
                writer,
                bytes: Vec::with_capacity(BUFFER),
                failed: None,
            })),
        }
    }

    pub(crate) fn shared(&self) -> Rc<RefCell<Buffer>> {
        Rc::clone(&self.shared)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.shared.borrow_mut().write(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.shared.borrow_mut().flush()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // The error is kept in the buffer, where the job finds it at its end.
        let _ = self.shared.borrow_mut().drain();
    }
}

impl Buffer {
    /// The port's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Hands over what is gathered and asks the host to make it part of the next checkpoint.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.drain()?;
        let done = self.writer.flush();
        self.keep(done)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.bytes.len() + bytes.len() <= BUFFER {
            self.bytes.extend_from_slice(bytes);
            return Ok(());
        }
        self.drain()?;
        if bytes.len() >= BUFFER {
            for piece in bytes.chunks(MOST_PER_CALL) {
                let done = self.writer.write(piece);
                self.keep(done)?;
            }
            return Ok(());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn drain(&mut self) -> io::Result<()> {
        if let Some(error) = &self.failed {
            return Err(io::Error::other(error.clone()));
        }
        if self.bytes.is_empty() {
            return Ok(());
        }
        let done = self.writer.write(&self.bytes);
        self.bytes.clear();
        self.keep(done)
    }

    fn keep(&mut self, done: Result<(), String>) -> io::Result<()> {
        done.map_err(|error| {
            self.failed.get_or_insert_with(|| error.clone());
            io::Error::other(error)
        })
    }
}
