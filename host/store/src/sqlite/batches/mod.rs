//! Batches: many jobs as one. A batch lets go of so many items at a time and holds the others back, blocked: so that
//! it can be paused and stopped at the cost of few, however many it has.

mod control;
mod items;
mod read;

pub(super) use self::control::{
    create, delete, pause, resume, retry, seal, set_parallel, stop, stop_more,
};
pub(super) use self::items::{add, follow_up, is_held_back, item_ended, item_retried};
#[cfg(test)]
pub(super) use self::read::page_sql;
pub(super) use self::read::{end_of, find, of_item, page, view};

/// Items that a batch lets go of at once if it says nothing else.
const WINDOW: i64 = 1_000;

#[cfg(test)]
pub(super) use self::items::{HELD, LET_GO};
