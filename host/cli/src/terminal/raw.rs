//! Bytes of a job on the standard output: as they are, but for a terminal, which would obey some of them.

use std::io::{self, IsTerminal as _, Write as _};

use super::{Audience, shown};

/// The standard output for bytes that come in pieces.
#[derive(Debug)]
pub(crate) struct Raw {
    is_terminal: bool,
    /// The beginning of a character whose end has not come.
    rest: Vec<u8>,
}

impl Raw {
    pub(crate) fn new() -> Self {
        Self {
            is_terminal: io::stdout().is_terminal(),
            rest: Vec::new(),
        }
    }

    /// Writes a piece.
    pub(crate) fn write(&mut self, piece: &[u8]) -> io::Result<Audience> {
        let mut out = io::stdout().lock();
        let written = if self.is_terminal {
            out.write_all(self.text(piece).as_bytes())
        } else {
            out.write_all(piece)
        };
        match written.and_then(|()| out.flush()) {
            Ok(()) => Ok(Audience::There),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Audience::Gone),
            Err(error) => Err(error),
        }
    }

    /// What a terminal is shown of a piece.
    fn text(&mut self, piece: &[u8]) -> String {
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(piece);
        let end = whole(&bytes);
        self.rest = bytes.split_off(end);
        shown(&String::from_utf8_lossy(&bytes))
    }
}

/// How many of the bytes come before a character that is cut off at their end.
fn whole(bytes: &[u8]) -> usize {
    match bytes.utf8_chunks().last() {
        Some(last) if is_cut(last.invalid()) => bytes.len() - last.invalid().len(),
        _ => bytes.len(),
    }
}

/// Whether bytes that are no character may be the beginning of one.
fn is_cut(bytes: &[u8]) -> bool {
    matches!(std::str::from_utf8(bytes), Err(error) if error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_whole_characters_and_none_that_it_would_obey() {
        let text = "é\u{1b}[31m☎\u{202e}\n".as_bytes();
        for cut in 0..text.len() {
            let mut raw = Raw {
                is_terminal: true,
                rest: Vec::new(),
            };
            let shown = raw.text(&text[..cut]) + &raw.text(&text[cut..]);
            assert_eq!(shown, "é[31m☎\n", "cut at {cut}");
        }
        let mut raw = Raw {
            is_terminal: true,
            rest: Vec::new(),
        };
        assert_eq!(raw.text(b"a\xffb"), "a\u{fffd}b");
    }
}
