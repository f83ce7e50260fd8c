//! Chaos: a real server under a load as mixed as real life, killed again and again, and then a checker that goes through
//! all that it acknowledged and all that it leaves on disk.
//!
//! A seed decides what the clients ask for and how each of the server's lives ends. What meets what in time is not
//! decided by it, so that a seed that found something is run several times to find it again.

#![warn(missing_docs)]

mod check;
mod evidence;
mod http;
mod killer;
mod load;
mod log;
mod pace;
mod plan;
mod process;
mod report;
mod rescue;
mod run;
mod watcher;
mod work;

pub use crate::check::{Finding, check, check_one};
pub use crate::evidence::Evidence;
pub use crate::plan::{Deaths, Plan};
pub use crate::run::{Ran, run};
