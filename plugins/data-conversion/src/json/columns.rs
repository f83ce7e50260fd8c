//! The columns of JSON records, in order of first sight, and what their values are.
use std::collections::{BTreeMap, HashMap};

use runner_tables::json::unescape;
use runner_tables::{CellType, Fault, is_date, shortened};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::report::{ColumnReport, ColumnType};

/// The most columns that a table may have.
pub(crate) const MAX_COLUMNS: usize = 10_000;

/// The most that the names of all columns may take, in bytes.
const MAX_NAMES: usize = 4 * 1024 * 1024;

/// What one column's values are.
#[derive(Debug, Clone, Default)]
struct Seen {
    kinds: Kinds,
    nulls: u64,
    given: Option<CellType>,
}

/// A column as a checkpoint keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedColumn {
    name: String,
    kinds: Kinds,
    nulls: u64,
}

/// A set of JSON types, a bit each; null is none of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) const NULL: Self = Self(0);
    const INTEGER: u8 = 1;
    const NUMBER: u8 = 2;
    const BOOLEAN: u8 = 4;
    const STRING: u8 = 8;
    const ARRAY: u8 = 16;
    const OBJECT: u8 = 32;

    /// The type of a value.
    pub(crate) fn of(value: &[u8]) -> Self {
        Self(match value.first() {
            Some(b'n') => return Self::NULL,
            Some(b'"') => Self::STRING,
            Some(b't' | b'f') => Self::BOOLEAN,
            Some(b'[') => Self::ARRAY,
            Some(b'{') => Self::OBJECT,
            _ if value.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) => Self::NUMBER,
            _ => Self::INTEGER,
        })
    }

    fn kind(self) -> ColumnType {
        const ANY_NUMBER: u8 = Kinds::INTEGER | Kinds::NUMBER;
        match self.0 {
            0 => ColumnType::Null,
            Self::INTEGER => ColumnType::Integer,
            Self::NUMBER | ANY_NUMBER => ColumnType::Number,
            Self::BOOLEAN => ColumnType::Boolean,
            Self::STRING => ColumnType::String,
            Self::ARRAY => ColumnType::Array,
            Self::OBJECT => ColumnType::Object,
            _ => ColumnType::Mixed,
        }
    }
}

/// Columns by name. Records mostly have the same keys in the same order, so the column behind the last one found
/// is tried first.
#[derive(Debug, Default)]
pub(crate) struct JsonColumns {
    given: BTreeMap<String, CellType>,
    names: Vec<String>,
    seen: Vec<Seen>,
    index: HashMap<String, usize>,
    bytes: usize,
    expected: usize,
}

impl JsonColumns {
    /// Begins without columns; values of those that have a type here are checked.
    pub(crate) fn new(given: Option<&BTreeMap<String, CellType>>) -> Self {
        Self {
            given: given.cloned().unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Begins with the columns that a checkpoint kept.
    pub(crate) fn resume(
        given: Option<&BTreeMap<String, CellType>>,
        saved: &[SavedColumn],
    ) -> Self {
        let mut columns = Self::new(given);
        for column in saved {
            if let Some(at) = columns.find_or_add(column.name.as_bytes()) {
                columns.seen[at].kinds = column.kinds;
                columns.seen[at].nulls = column.nulls;
            }
        }
        columns
    }

    /// What a checkpoint keeps.
    pub(crate) fn saved(&self) -> Vec<SavedColumn> {
        let columns = self.names.iter().zip(&self.seen);
        columns
            .map(|(name, seen)| SavedColumn {
                name: name.clone(),
                kinds: seen.kinds,
                nulls: seen.nulls,
            })
            .collect()
    }

    /// Says that a record begins.
    #[inline(always)]
    pub(crate) fn begin_record(&mut self) {
        self.expected = 0;
    }

    /// Finds a column.
    #[inline]
    pub(crate) fn find(&mut self, name: &[u8]) -> Option<usize> {
        let expected = self.expected;
        if let Some(candidate) = self.names.get(expected)
            && candidate.as_bytes() == name
        {
            self.expected += 1;
            return Some(expected);
        }
        let found = *self.index.get(std::str::from_utf8(name).ok()?)?;
        self.expected = found + 1;
        Some(found)
    }

    /// Finds a column or adds it. `None` when there are as many as there may be.
    pub(crate) fn find_or_add(&mut self, name: &[u8]) -> Option<usize> {
        if let Some(found) = self.find(name) {
            return Some(found);
        }
        if self.names.len() >= MAX_COLUMNS || self.bytes + name.len() > MAX_NAMES {
            return None;
        }
        let name = String::from_utf8_lossy(name).into_owned();
        self.bytes += name.len();
        let added = self.names.len();
        self.seen.push(Seen {
            given: self.given.get(&name).copied(),
            ..Seen::default()
        });
        self.index.insert(name.clone(), added);
        self.names.push(name);
        self.expected = added + 1;
        Some(added)
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a value fits the type that its column was given.
    #[inline]
    pub(crate) fn check(&self, column: usize, value: &[u8]) -> Result<(), Fault> {
        match self.seen[column].given {
            Some(expected) if !fits(value, expected) => Err(Fault::UnfitValue {
                column: self.names[column].clone(),
                expected,
                text: shortened(value),
            }),
            _ => Ok(()),
        }
    }

    /// Counts a value.
    #[inline]
    pub(crate) fn count(&mut self, column: usize, kinds: Kinds) {
        let seen = &mut self.seen[column];
        if kinds == Kinds::NULL {
            seen.nulls += 1;
        }
        seen.kinds.0 |= kinds.0;
    }

    /// What is to be told of a column, under its name in the output.
    pub(crate) fn report(&self, column: usize, name: &str) -> ColumnReport {
        let seen = &self.seen[column];
        ColumnReport {
            name: name.to_owned(),
            kind: seen.given.map_or_else(|| seen.kinds.kind(), Into::into),
            nulls: seen.nulls,
            misfits: 0,
        }
    }

    /// Refuses names in the params that no record had.
    pub(crate) fn refuse_unknown<'a>(
        &self,
        param: &'static str,
        names: impl Iterator<Item = &'a String>,
    ) -> Result<(), Error> {
        for name in names {
            if !self.index.contains_key(name) {
                return Err(Error::UnknownColumn {
                    param,
                    name: name.clone(),
                    known: self.names.clone(),
                });
            }
        }
        Ok(())
    }
}

fn fits(value: &[u8], kind: CellType) -> bool {
    let found = Kinds::of(value);
    if found == Kinds::NULL {
        return true;
    }
    match kind {
        CellType::Integer => found.0 == Kinds::INTEGER,
        CellType::Number => found.0 == Kinds::INTEGER || found.0 == Kinds::NUMBER,
        CellType::Boolean => found.0 == Kinds::BOOLEAN,
        CellType::String => found.0 == Kinds::STRING,
        CellType::Date => {
            found.0 == Kinds::STRING && unescape(value).is_ok_and(|text| is_date(&text))
        }
    }
}
