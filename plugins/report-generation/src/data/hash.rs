//! One hash for all that is counted: the same in every run, so that a report is too.

use std::hash::{BuildHasher, Hasher};

use foldhash::quality::FixedState;

const STATE: FixedState = FixedState::with_seed(0x7265_706F_7274);

/// Hashes a text. All 64 bits are good, which the sketches need.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = STATE.build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// Hashes a number's bits.
#[inline]
pub(crate) fn hash_bits(bits: u64) -> u64 {
    let mut hasher = STATE.build_hasher();
    hasher.write_u64(bits);
    hasher.finish()
}
