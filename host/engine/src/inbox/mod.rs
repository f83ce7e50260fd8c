//! The plugins folder, an inbox: what is put there is checked, kept by its digest and runs; the store is the truth.
//!
//! `watch` hears what happens, `settle` decides when a file is whole, `intake` reads it, `check` hands it to the plugins,
//! `refusals` says what was not taken, and `task` has them work together. While nothing happens in the folder, nothing
//! happens here. A file that goes takes no plugin with it.

mod check;
mod intake;
mod refusals;
mod settle;
mod task;
mod watch;

pub(crate) use self::refusals::Refusals;
pub use self::refusals::RefusedFile;
pub(crate) use self::task::Inbox;
