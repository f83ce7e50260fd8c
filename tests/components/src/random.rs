//! Numbers that are the same for the same seed, on every machine.

/// A source of numbers: SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another; zero if there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = (end as u64).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// A byte, more often one of those at which something ends.
    pub(crate) fn byte(&mut self) -> u8 {
        const ENDS: [u8; 6] = [0, 1, 0x7f, 0x80, 0xfe, 0xff];
        match self.below(3) {
            0 => ENDS[self.below(ENDS.len())],
            _ => self.next().to_le_bytes()[0],
        }
    }
}
