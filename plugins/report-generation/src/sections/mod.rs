//! What the report shows: what was asked for, or a sensible report from the columns' types.
//!
//! `plan` finds what sections name in a data set and refuses what makes no sense, before anything is read; `run` takes
//! the rows; `show` makes blocks of what came of it. `overview` is the report that nobody asked for in detail.

mod error;
mod figure;
mod filter;
mod groups;
mod ids;
mod nearest;
mod nothing;
mod overview;
mod plan;
mod role;
mod run;
mod show;
mod words;

pub use self::error::Error;
pub(crate) use self::error::{hint, unknown_data};
pub use self::ids::Ids;
pub(crate) use self::nothing::{in_place_of, nothing};
pub use self::overview::{facts, notes, overview};
pub use self::plan::{Plan, plan};
pub use self::run::Running;
pub(crate) use self::words::locale;
