//! Where a fetch goes on after a page, and when it has come to its end: pages may be short or empty, or repeat what came.

use std::io::Write;

use super::run::Run;
use super::take::Came;
use crate::api::Paging;
use crate::error::Error;
use crate::page::Page;
use crate::place::Place;
use crate::world::World;

/// How many pages in a row may have records and nothing new.
const MOST_STALE: u32 = 3;

/// How many pages in a row may be empty and yet name a next one.
const MOST_EMPTY: u32 = 20;

impl<W: Write> Run<'_, W> {
    /// Where to go on, after all that is odd about a page; nowhere if that was the last.
    pub(super) fn judge(
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
}
