//! A soak: one real server whose plugins, hundreds of them in many versions, are installed, swapped, rolled back and
//! removed while jobs run on them; and a check that no job was lost and that nothing is left of what went.
//!
//! A seed decides what is done to which plugin. What meets what in time is not decided by it.

#![warn(missing_docs)]

mod check;
mod client;
mod components;
mod disk;
mod expect;
mod history;
mod model;
mod operator;
mod plan;
mod report;
mod run;
mod sections;
mod usage;

pub use crate::check::Finding;
pub use crate::plan::Plan;
pub use crate::run::{Ran, run};
