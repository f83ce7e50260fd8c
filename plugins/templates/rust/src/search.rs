//! The work itself. It knows nothing of the host, so that `cargo test` can test it.

use serde::{Deserialize, Serialize};

/// What was found so far. A checkpoint keeps it.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub offset: u64,
    pub lines: u64,
    pub matches: u64,
}

impl Found {
    /// Counts a line, and says whether it contains the word.
    pub fn take(&mut self, line: &[u8], word: &str) -> bool {
        let matches = line
            .windows(word.len())
            .any(|bytes| bytes == word.as_bytes());
        self.offset += line.len() as u64;
        self.lines += 1;
        self.matches += u64::from(matches);
        matches
    }
}

#[cfg(test)]
mod tests {
    use super::Found;

    #[test]
    fn lines_that_contain_the_word_are_found() {
        let mut found = Found::default();
        let lines = ["a word\n", "wor\n", "words, at the end"];
        let matches = lines.map(|line| found.take(line.as_bytes(), "word"));
        assert_eq!(matches, [true, false, true]);
        let expected = Found {
            offset: 28,
            lines: 3,
            matches: 2,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_checkpoint_keeps_everything() {
        let found = Found {
            offset: 28,
            lines: 3,
            matches: 2,
        };
        let saved = serde_json::to_vec(&found).unwrap();
        assert_eq!(serde_json::from_slice::<Found>(&saved).unwrap(), found);
    }
}
