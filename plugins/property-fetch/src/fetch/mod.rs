//! The fetch itself: page after page, until no more come.
//!
//! `run` asks for a page and saves behind it; `take` writes the records that are new; `judge` says where to go on, after all
//! that is odd about a page.

mod judge;
mod run;
mod take;

use std::io::{self, Write};
use std::time::Duration;

use self::run::Run;
use crate::error::Error;
use crate::known::Known;
use crate::page::Page;
use crate::params::Params;
use crate::plan::Plan;
use crate::report::Report;
use crate::send::{self, Standing};
use crate::state::State;
use crate::world::World;

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
