//! Where a fetch stands between two pages: all that another needs to go on from there.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::place::Place;
use crate::seen::Seen;

/// The number of this form of a state. A new form gets a new number, and [`State::read`] goes on reading the old ones.
const FORM: u32 = 1;

/// Where a fetch stands. It is of use only for the same params, with the output as it was when it was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    form: u32,
    /// The page that is asked for next.
    pub(crate) place: Place,
    /// Whether there is none: what came was all.
    #[serde(default)]
    pub(crate) is_done: bool,
    pub(crate) counts: Counts,
    /// How many records there are, as the API said last.
    #[serde(default)]
    pub(crate) total: Option<u64>,
    #[serde(default)]
    pub(crate) cost: Option<Money>,
    /// The columns of CSV, once they are known.
    #[serde(default)]
    pub(crate) columns: Option<Vec<String>>,
    /// Some of the fields that no column is for.
    #[serde(default)]
    pub(crate) without_column: BTreeSet<String>,
    pub(crate) seen: Seen,
    /// How many of the last that were seen are of the last page.
    pub(crate) of_last_page: usize,
    pub(crate) elapsed_ms: u64,
}

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Counts {
    pub(crate) records: u64,
    pub(crate) batches: u64,
    pub(crate) duplicates: u64,
    pub(crate) skipped: u64,
    pub(crate) errors: u64,
    pub(crate) invalid: u64,
    pub(crate) without_id: u64,
    pub(crate) empty_pages: u64,
    pub(crate) short_pages: u64,
    pub(crate) total_changes: u64,
    pub(crate) values_without_column: u64,
}

impl State {
    pub(crate) fn at(place: Place) -> Self {
        Self {
            form: FORM,
            place,
            is_done: false,
            counts: Counts::default(),
            total: None,
            cost: None,
            columns: None,
            without_column: BTreeSet::new(),
            seen: Seen::default(),
            of_last_page: 0,
            elapsed_ms: 0,
        }
    }

    /// Reads what was saved, whichever version of the plugin saved it.
    pub(crate) fn read(
        mut read: impl FnMut() -> Result<serde_json::Value, String>,
    ) -> Result<Self, String> {
        let saved = read()?;
        match saved["form"].as_u64() {
            Some(form) if form == u64::from(FORM) => serde_json::from_value(saved)
                .map_err(|error| format!("its state does not fit: {error}")),
            Some(form) => Err(format!(
                "its state has the form {form}, and this version reads {FORM}"
            )),
            None => Err("its state says no form".to_owned()),
        }
    }

    /// How many records are in the output.
    pub fn records(&self) -> u64 {
        self.counts.records
    }

    /// How many pages came.
    pub fn batches(&self) -> u64 {
        self.counts.batches
    }

    /// Records that came, each once.
    pub(crate) fn distinct(&self) -> u64 {
        self.counts.records + self.counts.skipped + self.counts.invalid
    }

    pub(crate) fn elapsed(&self) -> Duration {
        Duration::from_millis(self.elapsed_ms)
    }
}
