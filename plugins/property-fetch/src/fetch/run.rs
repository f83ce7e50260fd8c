//! A fetch on its way, one page after another.

use std::io::{self, Write};
use std::time::Duration;

use super::{at_most, millis};
use crate::error::Error;
use crate::known::Known;
use crate::page::Page;
use crate::params::Format;
use crate::plan::Plan;
use crate::report::Report;
use crate::send::{self, Standing};
use crate::state::State;
use crate::world::{Progress, World};

/// A fetch on its way.
pub(super) struct Run<'a, W> {
    pub(super) plan: &'a Plan,
    pub(super) known: Known,
    pub(super) state: State,
    pub(super) output: Option<W>,
    pub(super) open: &'a mut dyn FnMut() -> io::Result<W>,
    pub(super) began: Duration,
    /// The time that earlier attempts took.
    pub(super) before: Duration,
    /// What they had.
    pub(super) had: u64,
    /// Pages in a row with records and nothing new.
    pub(super) stale: u32,
    /// Pages in a row without records.
    pub(super) empty: u32,
}

impl<W: Write> Run<'_, W> {
    pub(super) fn has_enough(&self) -> bool {
        self.plan
            .most
            .is_some_and(|most| self.state.counts.records >= most)
    }

    /// Asks for a page and writes what it holds.
    pub(super) fn page(&mut self, world: &mut dyn World) -> Result<(), Error> {
        let left = self.plan.most.map(|most| most - self.state.counts.records);
        let limit = if self.plan.endpoint.may_ask_for_less() {
            at_most(self.plan.batch, left)
        } else {
            self.plan.batch
        };
        let request = self.plan.endpoint.request(&self.state.place, limit)?;
        let asked = world.now();
        let standing = Standing {
            records: self.state.counts.records,
        };
        let sent = send::ask(
            world,
            self.plan,
            &request,
            standing,
            &mut self.state.counts.errors,
        );
        let (answer, body) = match sent {
            Ok(answered) => answered,
            Err(error) => return Err(self.leave(world, error)),
        };
        let page = Page::read(&self.plan.endpoint, &body)?;
        self.hear(&page);
        let count = page.records.len() as u64;
        let came = self.take(&page.records)?;
        let place = self.state.place.clone();
        // What a page has of the one before shows that the API's list has moved by as much. A page that has nothing else is passed over.
        let passed = if came.overlap < count {
            count - came.overlap
        } else {
            count
        };
        let next = self
            .plan
            .endpoint
            .next(&place, passed, page.cursor.clone(), &answer)?;
        let next = self.judge(world, &page, &came, u64::from(limit), next)?;
        match next {
            Some(next) => self.state.place = next,
            None => self.state.is_done = true,
        }
        if count > 0 {
            self.state.of_last_page = came.fresh.len();
            self.save(world)?;
            self.known.note(world, came.fresh);
        }
        self.tell(world, count, asked);
        Ok(())
    }

    /// Keeps what an answer says of all records.
    fn hear(&mut self, page: &Page<'_>) {
        if let Some(total) = page.total {
            if self.state.total.is_some_and(|known| known != total) {
                self.state.counts.total_changes += 1;
            }
            self.state.total = Some(total);
        }
        if let Some(cost) = page.cost {
            self.state.cost = Some(self.state.cost.unwrap_or_default().plus(cost));
        }
    }

    fn save(&mut self, world: &mut dyn World) -> Result<(), Error> {
        self.state.elapsed_ms = millis(self.before + world.now().saturating_sub(self.began));
        world
            .save(&self.state)
            .map_err(|why| Error::Passing(format!("what was fetched cannot be saved: {why}")))
    }

    /// Keeps what was counted when another attempt is to go on, and gives the error back.
    fn leave(&mut self, world: &mut dyn World, error: Error) -> Error {
        if let Error::Patience { .. } = error {
            self.state.counts.errors += 1;
        }
        if matches!(error, Error::Patience { .. } | Error::Passing(_)) && self.output.is_some() {
            // What is not kept is a number.
            let _ = self.save(world);
        }
        error
    }

    fn tell(&self, world: &mut dyn World, count: u64, asked: Duration) {
        let now = world.now();
        let batch = self.state.counts.batches;
        let ms = millis(now.saturating_sub(asked));
        log::info!(batch = batch, records = count, ms = ms; "batch {batch}: {count} records in {ms} ms");
        let done = self.state.distinct();
        let total = self
            .state
            .total
            .map(|total| total.min(self.plan.most.unwrap_or(total)).max(done));
        let took = now.saturating_sub(self.began).as_secs_f64();
        let eta = total.map_or(String::new(), |total| {
            let rate = (done - self.had) as f64 / took;
            let left = (total - done) as f64 / rate;
            if left.is_finite() {
                format!(", about {} s left", left.ceil())
            } else {
                String::new()
            }
        });
        world.progress(Progress {
            done,
            total,
            failed: self.state.counts.invalid,
            message: format!("batch {batch}{eta}"),
        });
    }

    pub(super) fn end(mut self, world: &mut dyn World) -> Result<Report, Error> {
        // No record is a result too.
        if self.output.is_none() {
            let bytes = if self.plan.format == Format::Csv {
                self.lines(&[])?.end()?.0
            } else {
                Vec::new()
            };
            self.write(&bytes)?;
        }
        if let Some(output) = &mut self.output {
            output.flush()?;
        }
        self.state.elapsed_ms = millis(self.before + world.now().saturating_sub(self.began));
        Ok(Report::of(self.plan, self.state))
    }
}
