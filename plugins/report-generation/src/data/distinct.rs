//! How many different values there are: exact up to a bound, estimated beyond.

use hashbrown::HashTable;

use super::sketch::Sketch;

/// How many there are, and whether that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowMany {
    /// Counted.
    Exactly(u64),
    /// Estimated; the standard error is below 1 %.
    About(u64),
}

impl HowMany {
    /// The figure.
    pub fn count(self) -> u64 {
        match self {
            Self::Exactly(count) | Self::About(count) => count,
        }
    }

    /// Whether it is an estimate.
    pub fn is_estimate(self) -> bool {
        matches!(self, Self::About(_))
    }
}

/// A set of hashes.
#[derive(Debug, Clone)]
pub struct Distinct {
    bound: usize,
    state: State,
}

#[derive(Debug, Clone)]
enum State {
    /// Two values with the same 64 bits are taken for one: with the bounds used here, once in a billion reports.
    Set(HashTable<u64>),
    Sketch(Sketch),
}

impl Distinct {
    /// Counts exactly up to so many.
    pub fn new(bound: usize) -> Self {
        Self {
            bound,
            state: State::Set(HashTable::new()),
        }
    }

    /// Sees a value, by its hash.
    #[inline]
    pub fn see(&mut self, hash: u64) {
        match &mut self.state {
            State::Sketch(sketch) => sketch.see(hash),
            State::Set(set) => {
                if set.find(hash, |&other| other == hash).is_some() {
                    return;
                }
                if set.len() < self.bound {
                    set.insert_unique(hash, hash, |&hash| hash);
                } else {
                    self.overflow(hash);
                }
            }
        }
    }

    #[cold]
    fn overflow(&mut self, hash: u64) {
        let mut sketch = self.to_sketch();
        sketch.see(hash);
        self.state = State::Sketch(sketch);
    }

    fn to_sketch(&self) -> Sketch {
        match &self.state {
            State::Sketch(sketch) => sketch.clone(),
            State::Set(set) => {
                let mut sketch = Sketch::new();
                set.iter().for_each(|&hash| sketch.see(hash));
                sketch
            }
        }
    }

    /// Sees all that another has seen.
    pub fn merge(&mut self, other: &Self) {
        match &other.state {
            State::Set(set) => set.iter().for_each(|&hash| self.see(hash)),
            State::Sketch(theirs) => {
                let mut sketch = self.to_sketch();
                sketch.merge(theirs);
                self.state = State::Sketch(sketch);
            }
        }
    }

    /// How many different values were seen.
    pub fn how_many(&self) -> HowMany {
        match &self.state {
            State::Set(set) => HowMany::Exactly(set.len() as u64),
            State::Sketch(sketch) => HowMany::About(sketch.estimate()),
        }
    }
}
