//! One execution of a job: started, watched, cut off if need be, and reported.

mod backtrace;
mod control;
mod guest;
mod outcome;
mod report;
mod result;
mod so_far;
mod spec;
mod start;
mod trap;

pub use self::control::Control;
pub(crate) use self::guest::Guest;
pub use self::outcome::Outcome;
pub use self::report::Report;
pub use self::spec::AttemptSpec;
pub use self::start::{Attempt, Watch};
pub use self::trap::Trap;
