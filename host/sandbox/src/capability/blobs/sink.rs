//! Where an output's bytes go: at first straight into the file; once it is large, into it from a thread of its own,
//! so that the guest goes on while the system writes.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};

use tokio::sync::{mpsc, oneshot};

use crate::meter::{Charge, Meter};

/// Small writes are gathered to this size, in bytes.
const BUFFER: usize = 64 * 1024;

/// The size from which an output has a thread of its own, in bytes. Most outputs never get there.
const LARGE: u64 = 1024 * 1024;

/// The most that waits to be written, in bytes. What waits counts as the attempt's memory; there must be room for
/// it.
const MOST_WAITING: u32 = 2 * 1024 * 1024;

/// Where an output's bytes go.
#[derive(Debug)]
pub(super) struct Sink {
    way: Way,
    size: u64,
}

#[derive(Debug)]
enum Way {
    Straight(BufWriter<File>),
    Behind(Behind),
    /// The thread is gone, and took the file with it.
    Lost,
}

#[derive(Debug)]
struct Behind {
    requests: mpsc::UnboundedSender<Request>,
    /// One permit a byte that may still wait.
    room: std::sync::Arc<tokio::sync::Semaphore>,
}

#[derive(Debug)]
enum Request {
    Write(Vec<u8>, Charge, tokio::sync::OwnedSemaphorePermit),
    Flush(oneshot::Sender<io::Result<()>>),
    Sync(oneshot::Sender<io::Result<()>>),
}

impl Sink {
    pub(super) fn new(file: File) -> Self {
        Self {
            way: Way::Straight(BufWriter::with_capacity(BUFFER, file)),
            size: 0,
        }
    }

    /// Takes the bytes. A write that fails later is told by the next flush.
    pub(super) async fn write(
        &mut self,
        bytes: Vec<u8>,
        charge: Charge,
        meter: &Meter,
    ) -> io::Result<()> {
        self.size += bytes.len() as u64;
        if self.size > LARGE
            && let Way::Straight(_) = self.way
            && meter.charge_if_room(MOST_WAITING.into()).is_some()
        {
            let Way::Straight(file) = std::mem::replace(&mut self.way, Way::Lost) else {
                return Err(lost());
            };
            self.way = Way::Behind(Behind::start(file));
        }
        match &mut self.way {
            Way::Straight(file) => file.write_all(&bytes),
            Way::Behind(behind) => behind.write(bytes, charge).await,
            Way::Lost => Err(lost()),
        }
    }

    /// Hands everything to the system.
    pub(super) async fn flush(&mut self) -> io::Result<()> {
        match &mut self.way {
            Way::Straight(file) => file.flush(),
            Way::Behind(behind) => behind.ask(Request::Flush).await,
            Way::Lost => Err(lost()),
        }
    }

    /// Hands everything to the disk.
    pub(super) async fn sync(&mut self) -> io::Result<()> {
        match &mut self.way {
            Way::Straight(file) => {
                file.flush()?;
                file.get_ref().sync_data()
            }
            Way::Behind(behind) => behind.ask(Request::Sync).await,
            Way::Lost => Err(lost()),
        }
    }
}

impl Behind {
    fn start(file: BufWriter<File>) -> Self {
        let (requests, inbox) = mpsc::unbounded_channel();
        // It ends when the sink is dropped, whatever waits by then.
        tokio::task::spawn_blocking(move || serve(file, inbox));
        let room = tokio::sync::Semaphore::new(MOST_WAITING as usize);
        Self {
            requests,
            room: room.into(),
        }
    }

    async fn write(&mut self, bytes: Vec<u8>, charge: Charge) -> io::Result<()> {
        // One write may be larger than all that may wait; then it waits for the room to be empty.
        let needed = u32::try_from(bytes.len())
            .unwrap_or(u32::MAX)
            .min(MOST_WAITING);
        let room = std::sync::Arc::clone(&self.room);
        let permit = room.acquire_many_owned(needed).await.map_err(|_| lost())?;
        self.requests
            .send(Request::Write(bytes, charge, permit))
            .map_err(|_| lost())
    }

    async fn ask(
        &mut self,
        request: fn(oneshot::Sender<io::Result<()>>) -> Request,
    ) -> io::Result<()> {
        let (sender, answer) = oneshot::channel();
        self.requests.send(request(sender)).map_err(|_| lost())?;
        answer.await.map_err(|_| lost())?
    }
}

/// Writes what comes until nobody can send any more. After an error it writes nothing, and tells every flush.
fn serve(mut file: BufWriter<File>, mut inbox: mpsc::UnboundedReceiver<Request>) {
    let mut state: io::Result<()> = Ok(());
    while let Some(request) = inbox.blocking_recv() {
        match request {
            Request::Write(bytes, _charge, _room) => {
                if state.is_ok() {
                    state = file.write_all(&bytes);
                }
            }
            // Nobody listens any more only when the attempt is over.
            Request::Flush(answer) => drop(answer.send(again(&state).and_then(|()| file.flush()))),
            Request::Sync(answer) => drop(
                answer.send(
                    again(&state)
                        .and_then(|()| file.flush())
                        .and_then(|()| file.get_ref().sync_data()),
                ),
            ),
        }
    }
}

/// The same state once more: an error cannot be cloned.
fn again(state: &io::Result<()>) -> io::Result<()> {
    match state {
        Ok(()) => Ok(()),
        Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
    }
}

fn lost() -> io::Error {
    io::Error::other("its writer is gone")
}

#[cfg(test)]
mod tests {
    use runner_model::ByteSize;

    use super::*;

    async fn write_pieces(memory: ByteSize) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let meter = Meter::new(memory);
        let mut sink = Sink::new(File::create(&path).unwrap());
        let mut expected = Vec::new();
        for (number, size) in [10_usize, 700_000, 600_000, 3_000_000, 1, 5_000_000]
            .into_iter()
            .enumerate()
        {
            let piece = vec![number as u8; size];
            expected.extend_from_slice(&piece);
            let charge = meter.charge_if_room(0).unwrap();
            sink.write(piece, charge, &meter).await.unwrap();
        }
        sink.flush().await.unwrap();
        assert!(std::fs::read(&path).unwrap() == expected);
        assert!(!meter.was_refused());
        matches!(sink.way, Way::Behind(_))
    }

    #[tokio::test]
    async fn a_large_output_is_written_from_its_own_thread_and_whole() {
        assert!(write_pieces(ByteSize::mib(16)).await);
    }

    #[tokio::test]
    async fn without_memory_to_spare_it_is_written_straight_and_nothing_is_flagged() {
        assert!(!write_pieces(ByteSize::mib(1)).await);
    }

    #[tokio::test]
    async fn a_full_disk_is_told_by_the_flush_at_the_latest() {
        let meter = Meter::new(ByteSize::mib(16));
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut sink = Sink::new(full);
        let mut failed = false;
        for _ in 0..40 {
            failed |= sink
                .write(vec![0; 100_000], meter.charge_if_room(0).unwrap(), &meter)
                .await
                .is_err();
        }
        assert!(failed || sink.flush().await.is_err());
    }
}
