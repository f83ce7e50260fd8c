//! The buffer in front of an output: small pieces go in without a call, and it is handed on when it is full.
use std::io::{self, Write};

use runner_tables::lanes::{self, LANES, PAD};

/// How much is gathered before it is handed on.
const GATHER: usize = 256 * 1024;

/// The most that [`Out::reserve`] may be asked for.
const ROOM: usize = 32 * 1024;

/// How much text is escaped at a time; each byte may become six.
const PIECE: usize = 4 * 1024;

/// Up to this length, in bytes, labels and cells are written without a loop. Most are.
const SHORT: usize = lanes::PAIR;

/// A short text with padding behind it, such as the `,"name":` in front of a value.
#[derive(Debug, Clone)]
pub(crate) struct Padded {
    bytes: Box<[u8]>,
    len: usize,
}

impl Padded {
    pub(crate) fn new(text: &str) -> Self {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(text.len().next_multiple_of(SHORT).max(SHORT), 0);
        Self {
            bytes: bytes.into_boxed_slice(),
            len: text.len(),
        }
    }
}

/// An output with a buffer of fixed size in front.
#[derive(Debug)]
pub(crate) struct Out<W> {
    inner: W,
    buffer: Box<[u8]>,
    at: usize,
    handed_on: u64,
}

impl<W: Write> Out<W> {
    /// An output that has so many bytes already.
    pub(crate) fn behind(inner: W, written: u64) -> Self {
        Self {
            inner,
            buffer: vec![0; GATHER + ROOM + PAD].into_boxed_slice(),
            at: 0,
            handed_on: written,
        }
    }

    /// Bytes written so far.
    pub(crate) fn written(&self) -> u64 {
        self.handed_on + self.at as u64
    }

    /// Hands everything on and gives the count of bytes written.
    pub(crate) fn finish(&mut self) -> io::Result<u64> {
        self.hand_on()?;
        self.inner.flush()?;
        Ok(self.written())
    }

    /// Hands everything on.
    #[cold]
    pub(crate) fn hand_on(&mut self) -> io::Result<()> {
        self.inner.write_all(&self.buffer[..self.at])?;
        self.handed_on += self.at as u64;
        self.at = 0;
        Ok(())
    }

    /// Makes sure that `count` bytes, up to [`ROOM`], and a block of padding fit.
    #[inline(always)]
    fn reserve(&mut self, count: usize) -> io::Result<()> {
        debug_assert!(count <= ROOM);
        if self.at + count > self.buffer.len() - PAD {
            self.hand_on()?;
        }
        Ok(())
    }

    /// Writes one byte.
    #[inline(always)]
    pub(crate) fn byte(&mut self, byte: u8) -> io::Result<()> {
        self.reserve(1)?;
        self.buffer[self.at] = byte;
        self.at += 1;
        Ok(())
    }

    /// Writes `label` and behind it `padded[start..end]`.
    #[inline(always)]
    pub(crate) fn labelled(
        &mut self,
        label: &Padded,
        padded: &[u8],
        start: usize,
        end: usize,
    ) -> io::Result<()> {
        if label.len <= SHORT && end - start <= SHORT {
            self.short::<false>(label, lanes::pair(padded, start), end - start)
        } else {
            self.padded(label)?;
            self.slice(padded, start, end)
        }
    }

    /// Writes `label`, which ends in a quote, `padded[start..end]` escaped as the inside of a JSON string, and the
    /// closing quote.
    #[inline(always)]
    pub(crate) fn labelled_json(
        &mut self,
        label: &Padded,
        padded: &[u8],
        start: usize,
        end: usize,
    ) -> io::Result<()> {
        if label.len <= SHORT && end - start <= SHORT {
            let text = lanes::pair(padded, start);
            if lanes::json_escapes_of_pair(text) & lanes::first_of_pair(end - start) == 0 {
                return self.short::<true>(label, text, end - start);
            }
        }
        self.long_json(label, padded, start, end)
    }

    fn long_json(
        &mut self,
        label: &Padded,
        padded: &[u8],
        start: usize,
        end: usize,
    ) -> io::Result<()> {
        self.padded(label)?;
        self.json_text(padded, start, end)?;
        self.byte(b'"')
    }

    /// Writes two short texts and perhaps a quote: whole blocks, of which only the texts count.
    #[inline(always)]
    fn short<const QUOTE: bool>(
        &mut self,
        label: &Padded,
        text: &[u8; SHORT],
        count: usize,
    ) -> io::Result<()> {
        const MOST: usize = 2 * SHORT + 1;
        self.reserve(MOST)?;
        let room: &mut [u8; MOST] = self.buffer[self.at..]
            .first_chunk_mut()
            .expect("it was reserved");
        room[..SHORT].copy_from_slice(&label.bytes[..SHORT]);
        let mut end = label.len;
        room[end..end + SHORT].copy_from_slice(text);
        end += count;
        if QUOTE {
            room[end] = b'"';
            end += 1;
        }
        self.at += end;
        Ok(())
    }

    /// Writes a text that was padded beforehand.
    #[inline(always)]
    pub(crate) fn padded(&mut self, text: &Padded) -> io::Result<()> {
        self.slice(&text.bytes, 0, text.len)
    }

    /// Writes `padded[start..end]`. The padding behind it lets it go block by block, which is a good deal faster
    /// for cells than a call that copies.
    #[inline(always)]
    pub(crate) fn slice(&mut self, padded: &[u8], start: usize, end: usize) -> io::Result<()> {
        if end - start > PIECE {
            return self.put(&padded[start..end]);
        }
        self.reserve(end - start)?;
        let (mut from, mut to) = (start, self.at);
        self.at += end - start;
        while from < end {
            self.buffer[to..to + LANES].copy_from_slice(lanes::block(padded, from));
            from += LANES;
            to += LANES;
        }
        Ok(())
    }

    /// Writes bytes of any length.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(ROOM) {
            self.reserve(piece.len())?;
            self.buffer[self.at..self.at + piece.len()].copy_from_slice(piece);
            self.at += piece.len();
        }
        Ok(())
    }

    /// Writes `padded[start..end]` escaped as the inside of a JSON string.
    #[inline(always)]
    pub(crate) fn json_text(&mut self, padded: &[u8], start: usize, end: usize) -> io::Result<()> {
        let mut from = start;
        loop {
            let piece = end.min(from + PIECE);
            self.reserve(6 * PIECE + LANES)?;
            self.escape(padded, from, piece);
            if piece == end {
                return Ok(());
            }
            from = piece;
        }
    }

    #[inline(always)]
    fn escape(&mut self, padded: &[u8], start: usize, end: usize) {
        let mut from = start;
        let mut to = self.at;
        while from < end {
            let block = lanes::block(padded, from);
            let count = (end - from).min(LANES);
            let found = lanes::json_escapes(block) & lanes::first(count);
            self.buffer[to..to + LANES].copy_from_slice(block);
            if found == 0 {
                from += count;
                to += count;
                continue;
            }
            let clean = found.trailing_zeros() as usize;
            to = self.escape_one(to + clean, padded[from + clean]);
            from += clean + 1;
        }
        self.at = to;
    }

    #[inline]
    fn escape_one(&mut self, to: usize, byte: u8) -> usize {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0C => b'f',
            _ => {
                let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]);
                self.buffer[to..to + 6].copy_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
                return to + 6;
            }
        };
        self.buffer[to..to + 2].copy_from_slice(&[b'\\', short]);
        to + 2
    }
}

impl<W: Write> Write for Out<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.finish().map(drop)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str) -> String {
        let mut padded = text.as_bytes().to_vec();
        padded.resize(text.len() + PAD, b'"');
        let mut bytes = Vec::new();
        let mut out = Out::behind(&mut bytes, 0);
        out.json_text(&padded, 0, text.len())
            .expect("a vector takes all");
        out.finish().expect("a vector takes all");
        String::from_utf8(bytes).expect("UTF-8 stays UTF-8")
    }

    proptest! {
        #[test]
        fn escapes_read_back_as_the_text(text in "(?s).{0,40}", repeat in 1usize..400) {
            let text = text.repeat(repeat);
            let json = format!("\"{}\"", escaped(&text));
            prop_assert_eq!(serde_json::from_str::<String>(&json).expect("valid JSON"), text);
        }
    }

    #[test]
    fn control_characters_get_their_short_escapes() {
        assert_eq!(
            escaped("a\"\\\n\r\t\u{8}\u{c}\u{1}é\u{7f}"),
            r#"a\"\\\n\r\t\b\f\u0001é"#.to_owned() + "\u{7f}"
        );
    }
}
