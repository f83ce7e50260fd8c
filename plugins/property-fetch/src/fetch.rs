//! The fetch itself: page after page, until no more come.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::value::RawValue;

use crate::api::Paging;
use crate::error::Error;
use crate::known::Known;
use crate::page::Page;
use crate::params::{Format, Params};
use crate::place::Place;
use crate::plan::Plan;
use crate::pointer::{Fields, compact, text_of};
use crate::report::Report;
use crate::seen::{Mark, mark};
use crate::send::{self, Standing};
use crate::sink::{self, Lines};
use crate::state::State;
use crate::world::{Progress, World};

/// How many pages in a row may have records and nothing new.
const MOST_STALE: u32 = 3;

/// How many pages in a row may be empty and yet name a next one.
const MOST_EMPTY: u32 = 20;

/// Fetches what params ask for into an output, which `open` gives; from a state on if there is one.
pub fn fetch<W: Write>(
    params: &Params,
    world: &mut dyn World,
    open: &mut dyn FnMut() -> io::Result<W>,
    from: Option<State>,
) -> Result<Report, Error> {
    let plan = Plan::of(params)?;
    if plan.is_preview {
        return preview(&plan, world);
    }
    let known = Known::load(&plan, world);
    let is_resumed = from.is_some();
    let state = from.unwrap_or_else(|| State::at(plan.endpoint.first()));
    // What was noted after the last checkpoint was perhaps not: noted again, it is the same note.
    known.note(world, state.seen.last(state.of_last_page));
    let mut run = Run {
        began: world.now(),
        before: state.elapsed(),
        had: state.distinct(),
        plan: &plan,
        known,
        state,
        // An output that a checkpoint covers must be open when the next one is saved.
        output: if is_resumed { Some(open()?) } else { None },
        open,
        stale: 0,
        empty: 0,
    };
    while !run.state.is_done && !run.has_enough() {
        run.page(world)?;
    }
    run.end(world)
}

/// Asks how many records there are, and what they cost.
fn preview(plan: &Plan, world: &mut dyn World) -> Result<Report, Error> {
    let mut state = State::at(plan.endpoint.first());
    let limit = at_most(plan.batch, plan.most);
    let request = plan.endpoint.request(&state.place, limit)?;
    let began = world.now();
    let standing = Standing { records: 0 };
    let (_, body) = send::ask(world, plan, &request, standing, &mut state.counts.errors)?;
    let page = Page::read_totals(&plan.endpoint, &body);
    state.total = page.total;
    state.cost = page.cost;
    state.elapsed_ms = millis(world.now().saturating_sub(began));
    let total = state
        .total
        .map_or("an unknown number of".to_owned(), |total| total.to_string());
    let cost = state
        .cost
        .map_or(String::new(), |cost| format!(", for {}", cost.amount()));
    log::info!("there are {total} records{cost}; none was bought: `purchase` is false");
    Ok(Report::of(plan, state))
}

fn at_most(batch: u32, left: Option<u64>) -> u32 {
    let left = left.unwrap_or(u64::MAX);
    u32::try_from(left).unwrap_or(u32::MAX).min(batch)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A fetch on its way.
struct Run<'a, W> {
    plan: &'a Plan,
    known: Known,
    state: State,
    output: Option<W>,
    open: &'a mut dyn FnMut() -> io::Result<W>,
    began: Duration,
    /// The time that earlier attempts took.
    before: Duration,
    /// What they had.
    had: u64,
    /// Pages in a row with records and nothing new.
    stale: u32,
    /// Pages in a row without records.
    empty: u32,
}

/// What came of the records of a page.
#[derive(Debug, Default)]
struct Came {
    /// Marks of records that were new to this job.
    fresh: Vec<Mark>,
    /// How many at the page's beginning came already.
    overlap: u64,
    /// Something in it was new.
    has_news: bool,
}

impl<W: Write> Run<'_, W> {
    fn has_enough(&self) -> bool {
        self.plan
            .most
            .is_some_and(|most| self.state.counts.records >= most)
    }

    /// Asks for a page and writes what it holds.
    fn page(&mut self, world: &mut dyn World) -> Result<(), Error> {
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

    /// Writes those records of a page that are new.
    fn take(&mut self, records: &[&RawValue]) -> Result<Came, Error> {
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

    fn lines(&mut self, records: &[&RawValue]) -> Result<Lines, Error> {
        let is_first = self.state.columns.is_none();
        if self.plan.format == Format::Csv && is_first {
            self.state.columns = Some(sink::columns(&self.plan.columns, records));
        }
        let columns = self.state.columns.as_deref().unwrap_or_default();
        Ok(Lines::begin(self.plan.format, columns, is_first)?)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.output.is_none() {
            self.output = Some((self.open)()?);
        }
        if let Some(output) = &mut self.output {
            output.write_all(bytes)?;
        }
        Ok(())
    }

    fn leave_out(&mut self, values: u64, names: std::collections::BTreeSet<String>) {
        self.state.counts.values_without_column += values;
        for name in names {
            if self.state.without_column.len() < 20 && !self.state.without_column.contains(&name) {
                log::warn!("no column is for the field `{name}`: it is left out");
                self.state.without_column.insert(name);
            }
        }
    }

    /// Where to go on, after all that is odd about a page; nowhere if that was the last.
    fn judge(
        &mut self,
        world: &mut dyn World,
        page: &Page<'_>,
        came: &Came,
        limit: u64,
        next: Option<Place>,
    ) -> Result<Option<Place>, Error> {
        let count = page.records.len() as u64;
        if count == 0 {
            return self.judge_empty(world, next);
        }
        self.empty = 0;
        let Some(next) = next else {
            return Ok(None);
        };
        let has_all = self.state.total.is_some_and(|total| next.offset >= total);
        if count < limit {
            if self.is_counted() && has_all {
                return Ok(None);
            }
            self.state.counts.short_pages += 1;
        }
        if came.has_news {
            self.stale = 0;
            return Ok(Some(next));
        }
        self.stale += 1;
        if self.stale < MOST_STALE {
            return Ok(Some(next));
        }
        if has_all {
            log::warn!("the API repeats its last page; it said that there are no more records");
            return Ok(None);
        }
        Err(Error::Stuck(format!(
            "the API answered {MOST_STALE} pages in a row with nothing that had not come before, and does not come to an end: it may not \
             understand how it is asked for the next page; {} records came",
            self.state.counts.records
        )))
    }

    fn judge_empty(
        &mut self,
        world: &mut dyn World,
        next: Option<Place>,
    ) -> Result<Option<Place>, Error> {
        self.empty += 1;
        if !self.is_counted() {
            // Such an API says by itself when it is at its end.
            if next.is_some() {
                self.state.counts.empty_pages += 1;
            }
            if next.is_some() && self.empty >= MOST_EMPTY {
                return Err(Error::Stuck(format!(
                    "the API answered {MOST_EMPTY} pages in a row without a record, and names a next one again and again; {} records came",
                    self.state.counts.records
                )));
            }
            return Ok(next);
        }
        let place = self.state.place.clone();
        let tries = match self.state.total {
            Some(total) if place.offset < total => 2,
            Some(_) => 0,
            None => 1,
        };
        if self.empty <= tries {
            self.state.counts.empty_pages += 1;
            world.wait(self.plan.retry_delay);
            return Ok(Some(place));
        }
        if tries == 2 {
            log::warn!(
                "the API says that there are {} records, and gives none behind the first {}",
                self.state.total.unwrap_or_default(),
                place.offset
            );
        }
        // The page that is the end was counted as one that is odd.
        self.state.counts.empty_pages -= u64::from(tries);
        Ok(None)
    }

    /// Whether pages are asked for by how many came before, so that the end shows by itself.
    fn is_counted(&self) -> bool {
        matches!(
            self.plan.endpoint.paging,
            Paging::Offset { .. } | Paging::Page { .. }
        )
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

    fn end(mut self, world: &mut dyn World) -> Result<Report, Error> {
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
