//! Where an input's bytes come from: at first straight out of the file; once much was read in a row, out of a thread
//! that reads ahead, so that the guest goes on while the system reads.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::meter::{Charge, Meter};

/// The most that one read gives, in bytes, whatever it asks for.
pub(super) const MOST_PER_READ: usize = 1024 * 1024;

/// How much is read in a row before a thread reads ahead, in bytes. Most inputs are shorter.
const LARGE: u64 = 1024 * 1024;

/// How much the thread reads at a time, in bytes.
const PIECE: usize = 256 * 1024;

/// How many pieces lie ready at most, besides the one at hand and the one that is being read. All count as the
/// attempt's memory.
const MOST_READY: usize = 2;

/// An input's bytes, one after another.
#[derive(Debug)]
pub(super) struct Source {
    file: Arc<File>,
    /// Where the next read begins.
    at: u64,
    /// Where reading in a row began.
    since: u64,
    ahead: Option<Ahead>,
}

#[derive(Debug)]
struct Ahead {
    pieces: mpsc::Receiver<io::Result<Vec<u8>>>,
    /// The piece at hand, and how much of it was given.
    piece: Vec<u8>,
    given: usize,
    _charge: Charge,
}

impl Source {
    pub(super) fn new(file: File) -> Self {
        Self {
            file: Arc::new(file),
            at: 0,
            since: 0,
            ahead: None,
        }
    }

    /// Reads at most `max` bytes; none at the end.
    pub(super) async fn read(&mut self, max: usize, meter: &Meter) -> io::Result<Vec<u8>> {
        let max = max.min(MOST_PER_READ);
        if self.ahead.is_none() && self.at - self.since >= LARGE {
            self.ahead = Ahead::start(&self.file, self.at, meter);
        }
        let bytes = match &mut self.ahead {
            Some(ahead) => ahead.read(max).await?,
            None => read_at(&self.file, self.at, max)?,
        };
        self.at += bytes.len() as u64;
        Ok(bytes)
    }

    /// Moves to so many bytes from the start.
    pub(super) fn seek(&mut self, offset: u64) {
        self.at = offset;
        self.since = offset;
        self.ahead = None;
    }
}

impl Ahead {
    /// Begins to read ahead, if there is memory to spare.
    fn start(file: &Arc<File>, mut at: u64, meter: &Meter) -> Option<Self> {
        let charge = meter.charge_if_room(((MOST_READY + 2) * PIECE) as u64)?;
        let (sender, pieces) = mpsc::channel(MOST_READY);
        let file = Arc::clone(file);
        // It ends with the input, with an error, or when nobody receives any more.
        tokio::task::spawn_blocking(move || {
            loop {
                let piece = read_at(&file, at, PIECE);
                let length = piece.as_ref().map_or(0, Vec::len);
                at += length as u64;
                if sender.blocking_send(piece).is_err() || length == 0 {
                    return;
                }
            }
        });
        Some(Self {
            pieces,
            piece: Vec::new(),
            given: 0,
            _charge: charge,
        })
    }

    async fn read(&mut self, max: usize) -> io::Result<Vec<u8>> {
        if self.given == self.piece.len() {
            self.given = 0;
            // After its end the thread sends nothing: there is nothing more.
            self.piece = self.pieces.recv().await.unwrap_or(Ok(Vec::new()))?;
        }
        if self.given == 0 && self.piece.len() <= max {
            return Ok(std::mem::take(&mut self.piece));
        }
        let end = self.piece.len().min(self.given + max);
        let bytes = self.piece[self.given..end].to_vec();
        self.given = end;
        Ok(bytes)
    }
}

/// Reads until there are `max` bytes or the file ends.
fn read_at(file: &File, at: u64, max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; max];
    let mut filled = 0;
    while filled < max {
        match file.read_at(&mut bytes[filled..], at.saturating_add(filled as u64)) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Beyond what an offset can be, there is nothing.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => break,
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use runner_model::ByteSize;

    use super::*;

    fn input(size: usize) -> (Vec<u8>, File) {
        use std::io::Write as _;
        let bytes: Vec<u8> = (0..size)
            .map(|place| (place * 31 / 7 % 251) as u8)
            .collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        (bytes, file)
    }

    async fn read_all(source: &mut Source, sizes: &[usize], meter: &Meter) -> Vec<u8> {
        let mut read = Vec::new();
        for size in sizes.iter().cycle() {
            let bytes = source.read(*size, meter).await.unwrap();
            assert!(bytes.len() <= *size);
            if bytes.is_empty() {
                break;
            }
            read.extend_from_slice(&bytes);
        }
        read
    }

    #[tokio::test]
    async fn a_long_input_is_read_ahead_and_whole_whatever_is_asked_for() {
        let (bytes, file) = input(5_000_001);
        let meter = Meter::new(ByteSize::mib(16));
        let mut source = Source::new(file);
        for sizes in [&[PIECE][..], &[1000, 300_000, 7], &[MOST_PER_READ]] {
            assert!(read_all(&mut source, sizes, &meter).await == bytes);
            assert!(source.ahead.is_some());
            // The end stays the end.
            assert!(source.read(10, &meter).await.unwrap().is_empty());
            source.seek(0);
        }
        assert_eq!(source.read(3, &meter).await.unwrap(), bytes[..3]);
    }

    #[tokio::test]
    async fn a_seek_leaves_what_was_read_ahead_behind() {
        let (bytes, file) = input(4_000_000);
        let meter = Meter::new(ByteSize::mib(16));
        let mut source = Source::new(file);
        while source.ahead.is_none() {
            source.read(PIECE, &meter).await.unwrap();
        }
        source.seek(77);
        assert_eq!(source.read(1000, &meter).await.unwrap(), bytes[77..1077]);
        source.seek(u64::MAX);
        assert!(source.read(10, &meter).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn without_memory_to_spare_it_is_read_straight_and_nothing_is_flagged() {
        let (bytes, file) = input(3_000_000);
        let meter = Meter::new(ByteSize(PIECE as u64));
        let mut source = Source::new(file);
        assert!(read_all(&mut source, &[100_000], &meter).await == bytes);
        assert!(source.ahead.is_none());
        assert!(!meter.was_refused());
    }
}
