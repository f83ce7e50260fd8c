//! Rows put together by the values of some columns.

use hashbrown::HashTable;
use runner_tables::csv::Scratch;

use super::figure::{Needs, Sums};
use crate::data::{Datum, Kind, Num, Period, Row, cut, date_of, hash};
use crate::document::Value;

/// The most groups of a section, and the most where percentiles or different values are kept for each. Rows of others
/// are one group together.
const MAX_GROUPS: usize = 10_000;
const MAX_LARGE_GROUPS: usize = 2_000;

/// What rows are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) column: usize,
    pub(crate) kind: Kind,
    pub(crate) period: Option<Period>,
}

/// A group.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// A value for each key. Of the group of all others: none.
    pub(crate) key: Vec<Value>,
    pub(crate) rows: u64,
    pub(crate) sums: Vec<Sums>,
}

/// The groups of a section.
#[derive(Debug)]
pub(crate) struct Groups {
    keys: Vec<Key>,
    columns: Vec<(usize, Kind, Needs)>,
    index: HashTable<(u64, u32)>,
    texts: Vec<Box<[u8]>>,
    pub(crate) groups: Vec<Group>,
    pub(crate) others: Option<Group>,
    limit: usize,
    /// The last row's key as bytes.
    key: Vec<u8>,
    last: usize,
}

impl Groups {
    pub(crate) fn new(keys: Vec<Key>, columns: Vec<(usize, Kind, Needs)>) -> Self {
        let is_large = columns
            .iter()
            .any(|(_, _, needs)| needs.distinct || needs.values);
        let mut groups = Self {
            limit: if is_large {
                MAX_LARGE_GROUPS
            } else {
                MAX_GROUPS
            },
            keys,
            columns,
            index: HashTable::new(),
            texts: Vec::new(),
            groups: Vec::new(),
            others: None,
            key: Vec::new(),
            last: 0,
        };
        if groups.keys.is_empty() {
            // Figures of no rows are figures too.
            let alone = groups.group(Vec::new());
            groups.groups.push(alone);
        }
        groups
    }

    fn group(&self, key: Vec<Value>) -> Group {
        Group {
            key,
            rows: 0,
            sums: self
                .columns
                .iter()
                .map(|&(_, _, needs)| Sums::new(needs))
                .collect(),
        }
    }

    /// Takes a row.
    pub(crate) fn add(&mut self, row: &dyn Row, scratch: &mut Scratch) {
        let group = if self.keys.is_empty() {
            &mut self.groups[0]
        } else {
            match self.find(row, scratch) {
                Some(at) => &mut self.groups[at],
                None => {
                    if self.others.is_none() {
                        self.others = Some(self.group(Vec::new()));
                    }
                    self.others.as_mut().expect("it was made above")
                }
            }
        };
        group.rows += 1;
        for (sums, &(column, kind, _)) in group.sums.iter_mut().zip(&self.columns) {
            sums.add(Datum::of(row.cell(column, scratch), kind));
        }
    }

    fn find(&mut self, row: &dyn Row, scratch: &mut Scratch) -> Option<usize> {
        let mut bytes = std::mem::take(&mut self.key);
        bytes.clear();
        for key in &self.keys {
            write_key(
                &mut bytes,
                key,
                Datum::of(row.cell(key.column, scratch), key.kind),
            );
        }
        let found = self.look_up(&bytes).or_else(|| {
            if self.groups.len() >= self.limit {
                return None;
            }
            let values = self
                .keys
                .iter()
                .map(|key| key_value(key, Datum::of(row.cell(key.column, scratch), key.kind)))
                .collect();
            let at = self.groups.len();
            let hash = hash(&bytes);
            self.index
                .insert_unique(hash, (hash, at as u32), |&(hash, _)| hash);
            self.texts.push(bytes.clone().into_boxed_slice());
            let group = self.group(values);
            self.groups.push(group);
            Some(at)
        });
        self.last = found.unwrap_or(self.last);
        self.key = bytes;
        found
    }

    fn look_up(&self, bytes: &[u8]) -> Option<usize> {
        // Rows that follow one another are often of one group.
        if self
            .texts
            .get(self.last)
            .is_some_and(|text| **text == *bytes)
        {
            return Some(self.last);
        }
        let hash = hash(bytes);
        self.index
            .find(hash, |&(_, at)| *self.texts[at as usize] == *bytes)
            .map(|&(_, at)| at as usize)
    }
}

/// The most bytes of a text that tell groups apart as they are; longer ones are told apart by their hash.
const LONG: usize = 256;

fn write_key(bytes: &mut Vec<u8>, key: &Key, datum: Datum<'_>) {
    match datum {
        Datum::Missing | Datum::Misfit(_) => bytes.push(0),
        Datum::Boolean(value) => bytes.extend([1, u8::from(value)]),
        Datum::Number(num) => {
            bytes.push(2);
            bytes.extend((num.as_f64() + 0.0).to_bits().to_le_bytes());
        }
        Datum::Moment(moment) => {
            bytes.push(3);
            match key.period {
                Some(period) => bytes.extend(period.start(moment.day).to_le_bytes()),
                None => bytes.extend(moment.as_micros().to_le_bytes()),
            }
        }
        Datum::Text(text) if text.len() <= LONG => {
            bytes.push(4);
            bytes.extend((text.len() as u32).to_le_bytes());
            bytes.extend(text);
        }
        Datum::Text(text) => {
            bytes.push(5);
            bytes.extend(hash(text).to_le_bytes());
        }
    }
}

fn key_value(key: &Key, datum: Datum<'_>) -> Value {
    match (datum, key.period) {
        (Datum::Moment(moment), Some(period)) => Value::Date(date_of(period.start(moment.day))),
        (Datum::Misfit(_), _) => Value::Null,
        (Datum::Text(text), _) => Value::Text(cut(text)),
        (Datum::Number(Num::Float(number)), _) => super::figure::whole(Some(number)),
        (datum, _) => datum.to_value(),
    }
}
