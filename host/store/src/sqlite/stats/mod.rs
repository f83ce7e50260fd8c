//! Statistics of attempts that ended, gathered in a transaction and written with it: a row by the minute for each
//! processor, queue and outcome.
//!
//! Upkeep adds the minutes to hours, and hours to days and to the totals of all processors and queues ([`sum`]). Marks
//! in the table `control` say how far it has come, and whoever reads takes what is coarse up to there alone
//! ([`cover`]): an answer does not depend on them. An attempt that is settled before a mark, since the clock was set
//! back, is added to what is coarse too.

mod counted;
pub(super) mod cover;
mod forget;
mod read;
mod sum;
#[cfg(test)]
mod tests;
pub(super) mod versions;

use runner_model::{StateName, Timestamp};
use rusqlite::Connection;

use self::counted::{Gathered, Key};
use self::cover::{Marks, floor};
use crate::types::Span;

pub(super) use self::forget::forget;
#[cfg(test)]
pub(super) use self::read::{READ, READ_TOTALS};
pub(super) use self::read::{by_processor, each, series};
#[cfg(test)]
pub(super) use self::sum::FINER;
pub(super) use self::sum::sum_up;

/// An attempt that ended.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) at: Timestamp,
    pub(super) processor: i64,
    pub(super) queue: i64,
    /// The version of the plugin that it ran on.
    pub(super) version: Option<i64>,
    /// Whose job it was.
    pub(super) user: Option<Box<str>>,
    pub(super) outcome: Outcome,
    pub(super) wall_ms: u64,
    pub(super) queue_ms: u64,
    pub(super) fuel: u64,
    pub(super) memory_bytes: u64,
}

/// What became of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    Completed,
    Failed,
    Cancelled,
    Retrying,
    Interrupted,
}

impl Outcome {
    pub(super) const ALL: [Self; 5] = [
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
        Self::Retrying,
        Self::Interrupted,
    ];

    pub(super) const fn of(state: StateName) -> Self {
        match state {
            StateName::Completed => Self::Completed,
            StateName::Failed => Self::Failed,
            StateName::Cancelled => Self::Cancelled,
            StateName::Retrying => Self::Retrying,
            _ => Self::Interrupted,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Retrying => "retrying",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Writes what was gathered.
pub(super) fn write(conn: &Connection, samples: &[Sample]) -> rusqlite::Result<()> {
    if samples.is_empty() {
        return Ok(());
    }
    let marks = Marks::read(conn)?;
    let mut gathered = Gathered::default();
    for sample in samples {
        let at = sample.at.as_millis();
        let of = Some((sample.processor, sample.queue));
        let (hours, days) = (at < marks.hours_until, at < marks.days_until);
        for (span, of, is_written) in [
            (Span::Minute, of, true),
            (Span::Hour, of, hours),
            (Span::Hour, None, days),
            (Span::Day, of, days),
            (Span::Day, None, days),
        ] {
            if is_written {
                let key = Key {
                    span,
                    at: floor(at, span),
                    of,
                    outcome: sample.outcome,
                };
                gathered.row(key).add(sample);
            }
        }
    }
    gathered.write(conn)
}
