//! The inputs, read in one pass: what the columns hold, and their figures.
//!
//! Memory is bounded whatever the input: figures are exact while that is cheap, and estimated beyond, which the
//! summaries say. Nothing here knows of sections, formats or the host.

mod column;
mod days;
mod digest;
mod distinct;
mod error;
mod guess;
mod hash;
mod histogram;
mod moments;
mod number;
mod numbers;
mod reader;
mod rows;
mod sketch;
mod tally;
mod texts;
mod time;
mod values;

pub(crate) use self::column::cut;
pub use self::column::{Body, Column, Datum};
pub use self::days::{Days, Period};
pub use self::distinct::{Distinct, HowMany};
pub use self::error::Error;
pub use self::guess::Kind;
pub(crate) use self::hash::hash;
pub use self::histogram::{Histogram, NICE_BINS, edges};
pub use self::moments::Moments;
pub use self::number::Num;
pub use self::numbers::Numbers;
pub use self::reader::{Options, Source, Summary, Table, Visit, Watcher, open};
pub use self::rows::Row;
pub use self::tally::{Tally, Top};
pub use self::texts::Texts;
pub use self::time::Moment;
pub(crate) use self::time::{date_of, day_of};
pub use self::values::Values;
