//! What is kept of a column of texts.

use super::tally::Tally;

/// A column of texts.
#[derive(Debug, Clone)]
pub struct Texts {
    tally: Tally,
    count: u64,
    bytes: u64,
    longest: usize,
}

impl Texts {
    /// Counts up to `bound` different texts exactly.
    pub fn new(bound: usize) -> Self {
        Self {
            tally: Tally::new(bound),
            count: 0,
            bytes: 0,
            longest: 0,
        }
    }

    /// Takes a text.
    #[inline]
    pub fn add(&mut self, text: &[u8]) {
        self.count += 1;
        self.bytes += text.len() as u64;
        self.longest = self.longest.max(text.len());
        self.tally.see(text);
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How often each occurs.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The length of the longest, in bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The length of all together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}
