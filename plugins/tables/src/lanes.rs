//! Looks at 16 bytes at once: which of them are of a kind, as a mask with a bit per byte, the first byte lowest.
//!
//! In wasm these are SIMD instructions; elsewhere the same is done in two registers. Both are safe code. The
//! kept libraries have nothing of the kind for wasm: `memchr` starts over at every match, which costs more than
//! it saves when fields are ten bytes long, and `simd-csv` knows x86 and ARM alone.

/// How many bytes are looked at together.
pub const LANES: usize = 16;

/// How many bytes [`structure_of_stride`] looks at together: as many as a mask in one register has bits.
pub const STRIDE: usize = 4 * LANES;

/// How many bytes two blocks are.
pub const PAIR: usize = 2 * LANES;

/// Every buffer that is looked at has so many bytes behind its end, so that the last look needs no special case.
pub const PAD: usize = STRIDE;

/// Sixteen bytes of a text.
pub type Block = [u8; LANES];

/// The block that begins at `at`, which must lie in front of the padding.
#[inline(always)]
pub fn block(padded: &[u8], at: usize) -> &Block {
    padded[at..]
        .first_chunk()
        .expect("buffers end in more padding than a block is long")
}

/// The two blocks that begin at `at`, which must lie in front of the padding.
#[inline(always)]
pub fn pair(padded: &[u8], at: usize) -> &[u8; PAIR] {
    padded[at..]
        .first_chunk()
        .expect("buffers end in more padding than two blocks are long")
}

/// A mask of the first `count` bytes of two blocks; of all of them from 32 on.
#[inline(always)]
pub fn first_of_pair(count: usize) -> u32 {
    ((1_u64 << count.min(PAIR)) - 1) as u32
}

/// A mask of the first `count` bytes of a block; of all of them from 16 on.
#[inline(always)]
pub fn first(count: usize) -> u32 {
    if count >= LANES {
        0xFFFF
    } else {
        (1 << count) - 1
    }
}

/// The delimiters, line feeds and quotes in the stride that begins at `at`, which must lie in front of the padding.
#[inline(always)]
pub fn structure_of_stride(padded: &[u8], at: usize, delimiter: u8) -> u64 {
    let stride: &[u8; STRIDE] = padded[at..]
        .first_chunk()
        .expect("buffers end in as much padding as a stride is long");
    let (blocks, _) = stride.as_chunks::<LANES>();
    let mut found = 0;
    for (index, block) in blocks.iter().enumerate() {
        found |= u64::from(imp::structure(block, delimiter)) << (index * LANES);
    }
    found
}

/// What a JSON string cannot hold as it is: control characters, quotes and backslashes.
#[inline(always)]
pub fn json_escapes(block: &Block) -> u32 {
    imp::json_escapes(block)
}

/// What [`json_escapes`] finds in two blocks.
#[inline(always)]
pub fn json_escapes_of_pair(pair: &[u8; PAIR]) -> u32 {
    match pair.as_chunks().0 {
        [low, high] => json_escapes(low) | json_escapes(high) << LANES,
        _ => unreachable!("a pair is two blocks"),
    }
}

/// All but the digits 0 to 9.
#[inline(always)]
pub fn non_digits(block: &Block) -> u32 {
    imp::non_digits(block)
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod imp {
    use core::arch::wasm32::{
        u8x16_bitmask, u8x16_eq, u8x16_gt, u8x16_lt, u8x16_splat, u8x16_sub, u64x2, v128, v128_or,
    };

    use super::Block;

    #[inline(always)]
    fn load(block: &Block) -> v128 {
        let (low, high) = super::halves(block);
        u64x2(low, high)
    }

    #[inline(always)]
    pub(super) fn structure(block: &Block, delimiter: u8) -> u32 {
        let bytes = load(block);
        let found = v128_or(
            v128_or(
                u8x16_eq(bytes, u8x16_splat(delimiter)),
                u8x16_eq(bytes, u8x16_splat(b'\n')),
            ),
            u8x16_eq(bytes, u8x16_splat(b'"')),
        );
        u32::from(u8x16_bitmask(found))
    }

    #[inline(always)]
    pub(super) fn json_escapes(block: &Block) -> u32 {
        let bytes = load(block);
        let found = v128_or(
            v128_or(
                u8x16_lt(bytes, u8x16_splat(0x20)),
                u8x16_eq(bytes, u8x16_splat(b'"')),
            ),
            u8x16_eq(bytes, u8x16_splat(b'\\')),
        );
        u32::from(u8x16_bitmask(found))
    }

    #[inline(always)]
    pub(super) fn non_digits(block: &Block) -> u32 {
        let digits = u8x16_sub(load(block), u8x16_splat(b'0'));
        u32::from(u8x16_bitmask(u8x16_gt(digits, u8x16_splat(9))))
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod imp {
    use super::Block;

    const HIGH: u64 = 0x8080_8080_8080_8080;
    const LOW: u64 = !HIGH;

    const fn splat(byte: u8) -> u64 {
        0x0101_0101_0101_0101 * byte as u64
    }

    /// The high bit of every byte that is zero. No carry leaves a byte, so every byte is exact.
    #[inline(always)]
    fn zeros(bytes: u64) -> u64 {
        !(((bytes & LOW) + LOW) | bytes) & HIGH
    }

    /// Gathers the high bits of the bytes, the first byte lowest.
    #[inline(always)]
    fn gather(high_bits: u64) -> u32 {
        ((high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32
    }

    #[inline(always)]
    fn each(block: &Block, find: impl Fn(u64) -> u64) -> u32 {
        let (low, high) = super::halves(block);
        gather(find(low)) | gather(find(high)) << 8
    }

    #[inline(always)]
    pub(super) fn structure(block: &Block, delimiter: u8) -> u32 {
        each(block, |bytes| {
            zeros(bytes ^ splat(delimiter))
                | zeros(bytes ^ splat(b'\n'))
                | zeros(bytes ^ splat(b'"'))
        })
    }

    #[inline(always)]
    pub(super) fn json_escapes(block: &Block) -> u32 {
        each(block, |bytes| {
            let control = !(((bytes & LOW) + splat(0x60)) | bytes) & HIGH;
            control | zeros(bytes ^ splat(b'"')) | zeros(bytes ^ splat(b'\\'))
        })
    }

    #[inline(always)]
    pub(super) fn non_digits(block: &Block) -> u32 {
        each(block, |bytes| {
            let digits = bytes ^ splat(b'0');
            (((digits & LOW) + splat(0x76)) | digits) & HIGH
        })
    }
}

#[inline(always)]
fn halves(block: &Block) -> (u64, u64) {
    let both = u128::from_le_bytes(*block);
    (both as u64, (both >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one_by_one(block: &Block, is: impl Fn(u8) -> bool) -> u32 {
        block
            .iter()
            .enumerate()
            .fold(0, |mask, (i, &byte)| mask | u32::from(is(byte)) << i)
    }

    #[test]
    fn a_stride_is_its_blocks_one_after_another() {
        let mut padded = [b'x'; 1 + STRIDE + PAD];
        for place in [1, 16, 17, 40, 63, 64] {
            padded[place] = b',';
        }
        let found: Vec<usize> = (0..STRIDE)
            .filter(|place| structure_of_stride(&padded, 1, b',') >> place & 1 == 1)
            .collect();
        assert_eq!(found, [0, 15, 16, 39, 62, 63]);
    }

    proptest! {
        #[test]
        fn masks_agree_with_looking_byte_by_byte(block: Block, few in prop::array::uniform16(28u8..64)) {
            for block in [block, few] {
                prop_assert_eq!(
                    imp::structure(&block, b','),
                    one_by_one(&block, |b| matches!(b, b',' | b'\n' | b'"'))
                );
                prop_assert_eq!(
                    json_escapes(&block),
                    one_by_one(&block, |b| b < 0x20 || b == b'"' || b == b'\\')
                );
                prop_assert_eq!(
                    non_digits(&block),
                    one_by_one(&block, |b| !b.is_ascii_digit())
                );
            }
        }
    }
}
