//! The records of a page: which are new, and those as lines of the output.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::value::RawValue;

use super::run::Run;
use crate::error::Error;
use crate::params::Format;
use crate::pointer::{Fields, compact, text_of};
use crate::seen::{Mark, mark};
use crate::sink::{self, Lines};

/// What came of the records of a page.
#[derive(Debug, Default)]
pub(super) struct Came {
    /// Marks of records that were new to this job.
    pub(super) fresh: Vec<Mark>,
    /// How many at the page's beginning came already.
    pub(super) overlap: u64,
    /// Something in it was new.
    pub(super) has_news: bool,
}

impl<W: Write> Run<'_, W> {
    /// Writes those records of a page that are new.
    pub(super) fn take(&mut self, records: &[&RawValue]) -> Result<Came, Error> {
        let mut came = Came::default();
        if records.is_empty() {
            return Ok(came);
        }
        self.state.counts.batches += 1;
        let mut lines = self.lines(records)?;
        let is_repeated = self.plan.id.is_none() && !self.is_new_page(records, &mut came);
        for (index, record) in records.iter().enumerate() {
            if self.has_enough() {
                break;
            }
            let Some(fields) = Fields::read(record) else {
                self.state.counts.invalid += 1;
                continue;
            };
            if is_repeated || !self.is_new(record, &mut came) {
                self.state.counts.duplicates += 1;
                if index as u64 == came.overlap {
                    came.overlap += 1;
                }
                continue;
            }
            came.has_news = true;
            if came
                .fresh
                .last()
                .is_some_and(|mark| self.known.contains(*mark))
            {
                self.state.counts.skipped += 1;
                continue;
            }
            lines.push(record, &fields)?;
            self.state.counts.records += 1;
        }
        let (bytes, without_column, names) = lines.end()?;
        self.write(&bytes)?;
        self.leave_out(without_column, names);
        Ok(came)
    }

    /// Notes a record; false if it came already.
    fn is_new(&mut self, record: &RawValue, came: &mut Came) -> bool {
        let Some(pointer) = &self.plan.id else {
            return true;
        };
        let id = pointer
            .find(record)
            .filter(|id| !id.get().starts_with(['{', '[']))
            .and_then(text_of)
            .filter(|id| !id.is_empty());
        let has_id = id.is_some();
        let mark = match id {
            Some(id) => mark("id", id.as_bytes()),
            None => {
                let mut whole = Vec::new();
                compact(record, &mut whole);
                mark("record", &whole)
            }
        };
        let is_new = self.state.seen.insert(mark);
        if is_new {
            self.state.counts.without_id += u64::from(!has_id);
            came.fresh.push(mark);
        }
        is_new
    }

    /// Notes a page whose records cannot be told apart; false if the very same page came already.
    fn is_new_page(&mut self, records: &[&RawValue], came: &mut Came) -> bool {
        let mut whole = Vec::new();
        for record in records {
            compact(record, &mut whole);
        }
        let mark = mark("page", &whole);
        let is_new = self.state.seen.insert(mark);
        if is_new {
            came.has_news = true;
        }
        is_new
    }

    pub(super) fn lines(&mut self, records: &[&RawValue]) -> Result<Lines, Error> {
        let is_first = self.state.columns.is_none();
        if self.plan.format == Format::Csv && is_first {
            self.state.columns = Some(sink::columns(&self.plan.columns, records));
        }
        let columns = self.state.columns.as_deref().unwrap_or_default();
        Ok(Lines::begin(self.plan.format, columns, is_first)?)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.output.is_none() {
            self.output = Some((self.open)()?);
        }
        if let Some(output) = &mut self.output {
            output.write_all(bytes)?;
        }
        Ok(())
    }

    fn leave_out(&mut self, values: u64, names: BTreeSet<String>) {
        self.state.counts.values_without_column += values;
        for name in names {
            if self.state.without_column.len() < 20 && !self.state.without_column.contains(&name) {
                log::warn!("no column is for the field `{name}`: it is left out");
                self.state.without_column.insert(name);
            }
        }
    }
}
