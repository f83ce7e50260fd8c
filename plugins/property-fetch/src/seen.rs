//! Which records came already: the last of them, so that memory and checkpoints stay bounded.

use std::collections::{HashSet, VecDeque};
use std::hash::Hasher as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use siphasher::sip::SipHasher13;

/// How many records are remembered. With 64 bits of each, a checkpoint of all has 1 MiB; and it would take a hundred
/// million fetches of a million records each until one record is taken for another that it is not.
const MOST: usize = 100_000;

/// A record's id, or all that it holds, made short.
pub(crate) type Mark = u64;

/// Makes a text short. The same text gives the same mark in every version.
pub(crate) fn mark(source: &str, text: &[u8]) -> Mark {
    let mut hasher = SipHasher13::new_with_keys(0x7072_6f70_6572_7479, 0x2d66_6574_6368_2031);
    hasher.write(source.as_bytes());
    hasher.write_u8(0xff);
    hasher.write(text);
    hasher.finish()
}

/// The last records that came, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    order: VecDeque<Mark>,
    all: HashSet<Mark>,
}

impl Seen {
    /// Notes one; false if it came already.
    pub(crate) fn insert(&mut self, mark: Mark) -> bool {
        if !self.all.insert(mark) {
            return false;
        }
        self.order.push_back(mark);
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.all.remove(&oldest);
        }
        true
    }

    /// The last so many.
    pub(crate) fn last(&self, count: usize) -> Vec<Mark> {
        let skipped = self.order.len().saturating_sub(count);
        self.order.iter().skip(skipped).copied().collect()
    }
}

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self
            .order
            .iter()
            .flat_map(|mark| mark.to_le_bytes())
            .collect();
        to.serialize_str(&STANDARD_NO_PAD.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = STANDARD_NO_PAD
            .decode(text)
            .map_err(serde::de::Error::custom)?;
        let (marks, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() {
            return Err(serde::de::Error::custom("marks have 8 bytes each"));
        }
        let mut seen = Self::default();
        for mark in marks {
            seen.insert(Mark::from_le_bytes(*mark));
        }
        Ok(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_known_until_many_others_came() {
        let mut seen = Seen::default();
        for mark in 0..MOST as Mark {
            assert!(seen.insert(mark));
        }
        assert!(!seen.insert(0) && !seen.insert(MOST as Mark - 1));
        assert!(seen.insert(MOST as Mark));
        assert_eq!((seen.order.len(), seen.all.len()), (MOST, MOST));
        assert!(seen.insert(0), "it is forgotten by now");
        assert_eq!(seen.last(2), [MOST as Mark, 0]);
        let saved = serde_json::to_string(&seen).expect("it is JSON");
        assert!(saved.len() < 1_100_000, "{}", saved.len());
        assert_eq!(
            serde_json::from_str::<Seen>(&saved).expect("it is its own"),
            seen
        );
    }

    #[test]
    fn marks_never_change_and_keep_sources_apart() {
        assert_eq!(mark("https://a.com/v1", b"P1"), 12_937_181_317_142_764_809);
        assert_ne!(
            mark("https://a.com/v1", b"P1"),
            mark("https://a.com/v", b"1P1")
        );
        assert_ne!(
            mark("https://a.com/v1", b"P1"),
            mark("https://b.com/v1", b"P1")
        );
    }
}
