//! How often each text occurs, and how many there are: exact while there are few, the frequent ones beyond.
//!
//! Beyond the bound it goes on as Anderson and others, "A high-performance algorithm for identifying frequent items in
//! data streams" (2017): when the table is full, what the middle one was counted is taken from all, and those with
//! nothing left go. A count is then too low by at most what was taken in all, which [`Tally::short_by`] tells.

use std::borrow::Cow;

use hashbrown::HashTable;

use super::distinct::HowMany;
use super::hash::hash;
use super::sketch::Sketch;

/// The most of a text that is kept, in bytes. Of longer ones the hash says whether they are the same.
const KEPT: usize = 256;

/// The most entries once they are too many to keep all.
const FREQUENT: usize = 8 * 1024;

/// Room for texts: so many bytes for each entry.
const BYTES_EACH: usize = 48;

#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u64,
    count: u64,
    start: u32,
    kept: u32,
    /// The text's whole length.
    len: u32,
}

/// A text, and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    /// The text; cut, if it is long.
    pub text: String,
    /// How often, at least.
    pub count: u64,
}

/// Counts of texts.
#[derive(Debug, Clone)]
pub struct Tally {
    bound: usize,
    table: HashTable<Entry>,
    texts: Vec<u8>,
    beyond: Option<Sketch>,
    short_by: u64,
}

impl Tally {
    /// Counts exactly up to so many different texts.
    pub fn new(bound: usize) -> Self {
        Self {
            bound,
            table: HashTable::new(),
            texts: Vec::new(),
            beyond: None,
            short_by: 0,
        }
    }

    /// Counts a text.
    #[inline]
    pub fn see(&mut self, text: &[u8]) {
        self.add(text, 1);
    }

    #[inline]
    fn add(&mut self, text: &[u8], count: u64) {
        let hash = hash(text);
        if let Some(sketch) = &mut self.beyond {
            sketch.see(hash);
        }
        let texts = &self.texts;
        let found = self.table.find_mut(hash, |entry| {
            entry.hash == hash
                && entry.len as usize == text.len()
                && texts[entry.start as usize..][..entry.kept as usize]
                    == text[..text.len().min(KEPT)]
        });
        match found {
            Some(entry) => entry.count += count,
            None => self.insert(hash, text, count),
        }
    }

    fn insert(&mut self, hash: u64, text: &[u8], count: u64) {
        let full = |tally: &Self| {
            tally.table.len() >= tally.bound || tally.texts.len() >= tally.bound * BYTES_EACH
        };
        if full(self) {
            if self.beyond.is_none() {
                let mut sketch = Sketch::new();
                self.table.iter().for_each(|entry| sketch.see(entry.hash));
                sketch.see(hash);
                self.beyond = Some(sketch);
                self.bound = self.bound.min(FREQUENT);
            }
            while full(self) {
                self.prune();
            }
        }
        let kept = &text[..text.len().min(KEPT)];
        let entry = Entry {
            hash,
            count,
            start: self.texts.len() as u32,
            kept: kept.len() as u32,
            len: text.len() as u32,
        };
        self.texts.extend_from_slice(kept);
        self.table.insert_unique(hash, entry, |entry| entry.hash);
    }

    /// Makes room: half of the bound, at least.
    #[cold]
    fn prune(&mut self) {
        let mut counts: Vec<u64> = self.table.iter().map(|entry| entry.count).collect();
        let place = (self.bound / 2).min(counts.len() / 2);
        let (_, &mut taken, _) = counts.select_nth_unstable_by(place, |a, b| b.cmp(a));
        self.short_by += taken;
        let old = std::mem::take(&mut self.texts);
        let mut left: Vec<Entry> = self
            .table
            .drain()
            .filter(|entry| entry.count > taken)
            .collect();
        left.sort_unstable_by_key(|entry| entry.start);
        for mut entry in left {
            let text = &old[entry.start as usize..][..entry.kept as usize];
            entry.count -= taken;
            entry.start = self.texts.len() as u32;
            self.texts.extend_from_slice(text);
            self.table
                .insert_unique(entry.hash, entry, |entry| entry.hash);
        }
    }

    /// How many different texts there were.
    pub fn how_many(&self) -> HowMany {
        match &self.beyond {
            Some(sketch) => HowMany::About(sketch.estimate()),
            None => HowMany::Exactly(self.table.len() as u64),
        }
    }

    /// By how much a count may be too low; 0 when all were counted.
    pub fn short_by(&self) -> u64 {
        self.short_by
    }

    /// The most frequent texts, and of those as frequent the first by the alphabet. Beyond the bound, only those that are
    /// frequent for sure.
    pub fn top(&self, limit: usize) -> Vec<Top> {
        let mut entries: Vec<&Entry> = self
            .table
            .iter()
            .filter(|entry| entry.count > self.short_by)
            .collect();
        let text = |entry: &Entry| &self.texts[entry.start as usize..][..entry.kept as usize];
        entries.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| text(a).cmp(text(b))));
        entries
            .into_iter()
            .take(limit)
            .map(|entry| Top {
                text: shown(text(entry), entry.len as usize).into_owned(),
                count: entry.count,
            })
            .collect()
    }
}

/// A text that may have been cut in the middle of a character.
fn shown(kept: &[u8], len: usize) -> Cow<'_, str> {
    if kept.len() == len {
        return String::from_utf8_lossy(kept);
    }
    let whole = match std::str::from_utf8(kept) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&kept[..error.valid_up_to()]).unwrap_or_default(),
    };
    Cow::Owned(format!("{whole}…"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn few_texts_are_counted_exactly(texts in prop::collection::vec("[a-c]{0,3}|x{250,300}", 0..300)) {
            let mut tally = Tally::new(1000);
            let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
            for text in &texts {
                tally.see(text.as_bytes());
                *expected.entry(text).or_default() += 1;
            }
            prop_assert_eq!(tally.how_many(), HowMany::Exactly(expected.len() as u64));
            let mut counts: Vec<u64> = expected.into_values().collect();
            counts.sort_unstable_by(|a, b| b.cmp(a));
            let found: Vec<u64> = tally.top(usize::MAX).into_iter().map(|top| top.count).collect();
            prop_assert_eq!(found, counts);
        }

        #[test]
        fn frequent_texts_are_found_among_many(texts in prop::collection::vec(0_u32..2000, 3000)) {
            let mut tally = Tally::new(200);
            let mut expected: BTreeMap<String, u64> = BTreeMap::new();
            for (at, &text) in texts.iter().enumerate() {
                // Every third is the same.
                let text = if at % 3 == 0 { "often".to_owned() } else { text.to_string() };
                tally.see(text.as_bytes());
                *expected.entry(text).or_default() += 1;
            }
            prop_assert!(tally.how_many().is_estimate());
            let top = tally.top(10);
            prop_assert_eq!(&top[0].text, "often");
            for top in &top {
                let count = expected[&top.text];
                prop_assert!(top.count <= count && count <= top.count + tally.short_by());
            }
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters_and_kept_apart() {
        let mut tally = Tally::new(10);
        let long = "ä".repeat(1_000_000);
        tally.see(long.as_bytes());
        tally.see(format!("{long}!").as_bytes());
        tally.see(long.as_bytes());
        let top = tally.top(10);
        assert_eq!(top.iter().map(|top| top.count).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(top[0].text, format!("{}…", "ä".repeat(KEPT / 2)));
    }
}
