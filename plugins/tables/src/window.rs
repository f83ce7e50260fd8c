//! One buffer over the input: the record at hand lies in it whole, whatever its length, up to a limit.

use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;

use crate::error::Error;
use crate::lanes::PAD;

/// How much is asked of the input at once.
const READ: usize = 256 * 1024;

/// The longest record, in bytes. It bounds the memory a conversion takes: a record of this length, the buffers it
/// grew through and its copies without escapes fit into a guest of 64 MiB.
pub const MAX_RECORD: usize = 8 * 1024 * 1024;

/// What came of asking for more input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// There is more, or now the end is known.
    Ready,
    /// The record at hand is longer than any may be.
    Full,
}

/// A sliding view of the input. Places in it are indexes into [`padded`](Self::padded), and hold until the next
/// [`fill`](Self::fill).
#[derive(Debug)]
pub struct Window<R> {
    reader: R,
    /// Always longer than what may be filled, by [`PAD`] bytes.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Where in the input the buffer's first byte is.
    base: u64,
    at_end: bool,
    size: u64,
}

impl<R: Read + Seek> Window<R> {
    /// Opens a view at the input's start.
    pub fn new(mut reader: R) -> Result<Self, Error> {
        let size = reader.seek(SeekFrom::End(0)).map_err(Error::Read)?;
        reader.rewind().map_err(Error::Read)?;
        Ok(Self {
            reader,
            buffer: vec![0; READ + PAD],
            start: 0,
            end: 0,
            base: 0,
            at_end: false,
            size,
        })
    }

    /// The input's length in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Everything in the buffer, and padding behind it.
    #[inline(always)]
    pub fn padded(&self) -> &[u8] {
        &self.buffer
    }

    /// Where the input that is not consumed yet lies in the buffer.
    #[inline(always)]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The input that is not consumed yet, as far as it was read.
    pub fn unread(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Whether nothing comes after what is in the buffer.
    #[inline(always)]
    pub fn at_end(&self) -> bool {
        self.at_end
    }

    /// Where in the input a place in the buffer is.
    #[inline(always)]
    pub fn offset_of(&self, place: usize) -> u64 {
        self.base + place as u64
    }

    /// Where in the input the unread part begins.
    #[inline(always)]
    pub fn offset(&self) -> u64 {
        self.offset_of(self.start)
    }

    /// Lets go of everything in front of a place.
    #[inline(always)]
    pub fn consume_to(&mut self, place: usize) {
        debug_assert!(place >= self.start && place <= self.end);
        self.start = place;
    }

    /// Reads more behind the unread part, which moves to the front of the buffer.
    pub fn fill(&mut self) -> Result<Filled, Error> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.base += self.start as u64;
        self.end -= self.start;
        self.start = 0;
        let capacity = self.buffer.len() - PAD;
        // A record that fills half the buffer leaves little to read at a time: make the buffer longer.
        if self.end * 2 > capacity {
            if self.end >= MAX_RECORD {
                return Ok(Filled::Full);
            }
            let longer = (capacity * 2).min(MAX_RECORD + READ);
            self.buffer.resize(longer + PAD, 0);
        }
        let capacity = self.buffer.len() - PAD;
        // Whoever waits for the end of a long record looks at it from its start after every fill: twice as much
        // each time keeps that linear in the record's length.
        let enough = if self.end < READ / 4 { 0 } else { self.end * 2 };
        loop {
            match self.reader.read(&mut self.buffer[self.end..capacity]) {
                Ok(0) => self.at_end = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::Read(error)),
            }
            if self.at_end || self.end >= enough.min(capacity) {
                return Ok(Filled::Ready);
            }
        }
    }

    /// Goes back, or on, to a place in the input.
    pub fn seek_to(&mut self, offset: u64) -> Result<(), Error> {
        self.reader
            .seek(SeekFrom::Start(offset))
            .map_err(Error::Read)?;
        self.start = 0;
        self.end = 0;
        self.base = offset;
        self.at_end = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn window_slides_over_an_input_longer_than_itself() {
        let input: Vec<u8> = (0..READ * 3).map(|i| (i % 251) as u8).collect();
        let mut window = Window::new(Cursor::new(&input)).expect("a cursor seeks");
        let mut seen = Vec::new();
        loop {
            window.fill().expect("a cursor reads");
            if window.at_end() {
                break;
            }
            let keep = window.unread().len() / 3;
            let end = window.range().end;
            assert_eq!(window.offset(), seen.len() as u64);
            seen.extend_from_slice(&window.unread()[..window.unread().len() - keep]);
            window.consume_to(end - keep);
        }
        seen.extend_from_slice(window.unread());
        assert_eq!(seen, input);
    }

    #[test]
    fn record_beyond_the_limit_is_refused() {
        let mut window = Window::new(std::io::Cursor::new(vec![b'x'; MAX_RECORD + 2 * READ]))
            .expect("a cursor seeks");
        while window.fill().expect("a cursor reads") == Filled::Ready {
            assert!(!window.at_end());
        }
        assert!(window.unread().len() >= MAX_RECORD);
    }
}
