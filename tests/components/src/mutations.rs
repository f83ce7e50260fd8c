//! What becomes of a component when somebody, or chance, changes it a little. The same seed gives the same changes.

use std::fmt::Write as _;
use std::ops::Range;

use crate::random::Random;
use crate::sections::{Section, sections};

/// A component that was changed.
#[derive(Debug, Clone)]
pub struct Mutation {
    /// How, to find it again.
    pub how: String,
    /// What it has become.
    pub wasm: Vec<u8>,
}

/// Changed components, without end.
#[derive(Debug)]
pub struct Mutations {
    wasm: &'static [u8],
    sections: Vec<Section>,
    random: Random,
}

/// The most changes to one component.
const MOST_CHANGES: usize = 4;

/// The longest piece that is cut out, put in or copied, in bytes.
const LONGEST: usize = 64;

/// Lengths that are more than there is, at the edges of numbers, or written in a way of their own.
const LENGTHS: [&[u8]; 6] = [
    &[0xff, 0xff, 0xff, 0xff, 0x0f],
    &[0xff, 0xff, 0xff, 0xff, 0x07],
    &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    &[0x80, 0x80, 0x80, 0x80, 0x00],
    &[0x80],
    &[0x00],
];

impl Mutations {
    /// Of a component, or of any bytes, which then have no sections.
    pub fn new(wasm: &'static [u8], seed: u64) -> Self {
        Self {
            wasm,
            sections: sections(wasm),
            random: Random::new(seed),
        }
    }

    /// Changes some sections: their order, their lengths, whether they are there.
    fn change_sections(&mut self, how: &mut String) -> Vec<u8> {
        let random = &mut self.random;
        let one = self.sections[random.below(self.sections.len())].clone();
        let other = self.sections[random.below(self.sections.len())].clone();
        let wasm = self.wasm;
        let mut said = |text: String| how.push_str(&text);
        match random.below(4) {
            0 => {
                let length = LENGTHS[random.below(LENGTHS.len())];
                said(format!("the length at {} is {length:x?}", one.length.start));
                replaced(wasm, one.length, length)
            }
            1 => {
                said(format!("without the section at {}", one.start));
                replaced(wasm, one.whole(), &[])
            }
            2 => {
                said(format!(
                    "the section at {} again at {}",
                    one.start, other.start
                ));
                replaced(wasm, other.start..other.start, &wasm[one.whole()])
            }
            _ => {
                said(format!(
                    "the sections at {} and {} for each other",
                    one.start, other.start
                ));
                let (first, last) = match one.start < other.start {
                    true => (one, other),
                    false => (other, one),
                };
                let swapped = replaced(wasm, last.whole(), &wasm[first.whole()]);
                replaced(&swapped, first.whole(), &wasm[last.whole()])
            }
        }
    }

    /// Changes some bytes, wherever they are.
    fn change_bytes(&mut self, wasm: Vec<u8>, how: &mut String) -> Vec<u8> {
        let random = &mut self.random;
        let at = random.below(wasm.len());
        let piece = at..(at + 1 + random.below(LONGEST)).min(wasm.len());
        let mut said = |text: &str| {
            // Writing to a String cannot fail.
            let _ = write!(how, " {text} {piece:?}");
        };
        match random.below(8) {
            0 => {
                said("cut off after");
                wasm[..at].to_vec()
            }
            1 => {
                said("without");
                replaced(&wasm, piece, &[])
            }
            2 => {
                said("twice");
                replaced(&wasm, at..at, &wasm[piece.clone()])
            }
            3 => {
                said("rubbish before");
                let rubbish: Vec<u8> = piece.clone().map(|_| random.byte()).collect();
                replaced(&wasm, at..at, &rubbish)
            }
            4 => {
                let from = random.below(wasm.len() - piece.len());
                said("from elsewhere");
                let copied = wasm[from..from + piece.len()].to_vec();
                replaced(&wasm, piece, &copied)
            }
            5 => {
                said("a huge number at");
                let number = LENGTHS[random.below(LENGTHS.len())];
                replaced(&wasm, at..at + 1, number)
            }
            6 => {
                said("another byte at");
                replaced(&wasm, at..at + 1, &[random.byte()])
            }
            _ => {
                said("a bit turned at");
                let bit = 1 << random.below(8);
                replaced(&wasm, at..at + 1, &[wasm[at] ^ bit])
            }
        }
    }
}

impl Iterator for Mutations {
    type Item = Mutation;

    fn next(&mut self) -> Option<Mutation> {
        let mut how = String::new();
        let mut wasm = match self.random.below(4) {
            0 if !self.sections.is_empty() => self.change_sections(&mut how),
            _ => self.wasm.to_vec(),
        };
        for _ in 0..=self.random.below(MOST_CHANGES) {
            if wasm.len() > LONGEST {
                wasm = self.change_bytes(wasm, &mut how);
            }
        }
        Some(Mutation { how, wasm })
    }
}

/// The bytes with others in a place.
fn replaced(wasm: &[u8], place: Range<usize>, by: &[u8]) -> Vec<u8> {
    [
        &wasm[..place.start],
        by,
        &wasm[place.end.max(place.start)..],
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_and_hardly_anything_twice() {
        let wasm = crate::guest("table_growth");
        let some = |seed| -> Vec<Vec<u8>> {
            let mutations = Mutations::new(wasm, seed).take(1_000);
            mutations.map(|mutation| mutation.wasm).collect()
        };
        assert_eq!(some(1), some(1));
        let kinds: BTreeSet<Vec<u8>> = some(1).into_iter().chain(some(2)).collect();
        assert!(kinds.len() > 1_900, "{}", kinds.len());
    }
}
