//! An input as `BufRead + Seek`.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use crate::bindings::runner::job::blobs;
use crate::job::InputInfo;

/// How much is read from the host at once, in bytes.
const CHUNK: u32 = 256 * 1024;

/// An input, read in chunks of 256 KiB.
#[derive(Debug)]
pub struct Input {
    info: InputInfo,
    reader: blobs::Reader,
    chunk: Vec<u8>,
    /// Where in `chunk` the next byte is.
    at: usize,
    /// Where in the input `chunk` begins.
    chunk_offset: u64,
}

impl Input {
    pub(crate) fn open(info: InputInfo) -> Result<Self, String> {
        let reader = blobs::open(&info.name)?;
        Ok(Self {
            info,
            reader,
            chunk: Vec::new(),
            at: 0,
            chunk_offset: 0,
        })
    }

    /// The port's name.
    pub fn name(&self) -> &str {
        &self.info.name
    }

    /// The media type, such as `text/csv`; `application/octet-stream` when nobody said.
    pub fn media_type(&self) -> &str {
        &self.info.media_type
    }

    /// The length in bytes.
    pub fn size(&self) -> u64 {
        self.info.size
    }

    fn position(&self) -> u64 {
        self.chunk_offset + self.at as u64
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.chunk.len() {
            self.chunk_offset += self.chunk.len() as u64;
            self.at = 0;
            // Let go of the old chunk first: the new one is another allocation, made by the host.
            self.chunk = Vec::new();
            self.chunk = self.reader.read(CHUNK).map_err(io::Error::other)?;
        }
        Ok(&self.chunk[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.chunk.len());
    }
}

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let amount = available.len().min(into.len());
        into[..amount].copy_from_slice(&available[..amount]);
        self.consume(amount);
        Ok(amount)
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, by) = match to {
            SeekFrom::Start(offset) => (offset, 0),
            SeekFrom::End(by) => (self.info.size, by),
            SeekFrom::Current(by) => (self.position(), by),
        };
        let target = base
            .checked_add_signed(by)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "seek before the start"))?;
        let within = self.chunk_offset..=self.chunk_offset + self.chunk.len() as u64;
        if within.contains(&target) {
            self.at = usize::try_from(target - self.chunk_offset)
                .expect("a place within the chunk fits in memory");
        } else {
            self.reader.seek(target).map_err(io::Error::other)?;
            self.chunk = Vec::new();
            self.at = 0;
            self.chunk_offset = target;
        }
        Ok(target)
    }
}
