//! Minutes are added to hours, and hours to days and to the totals: by upkeep, a portion in each transaction.
//!
//! A portion ends with a minute or an hour, and the mark moves with it, so that nothing is added twice. A mark may
//! stand within an hour or a day: that one is read from what is finer.

use runner_model::Timestamp;
use rusqlite::Connection;

use super::counted::{Gathered, Key, outcome};
use super::cover::{Marks, floor};
use crate::error::StoreError;
use crate::types::Span;

/// Adds about so many minutes' rows of hours that are over to the hours, and about so many hours' rows to the days and
/// totals; gives how many. There is nothing left once that is 0.
pub(in crate::sqlite) fn sum_up(
    conn: &Connection,
    now: Timestamp,
    most: usize,
) -> Result<usize, StoreError> {
    const HOURS: &str = "UPDATE control SET hours_until = ?1";
    const DAYS: &str = "UPDATE control SET days_until = ?1";
    let marks = Marks::read(conn)?;
    let over = floor(now.as_millis(), Span::Hour);
    let minutes = Finer {
        span: Span::Minute,
        from: marks.hours_until,
        until: over,
    };
    let (added, mark) = minutes.add(conn, most, |key| [key.of_span(Span::Hour)])?;
    let mut hours_until = marks.hours_until;
    if added > 0 {
        hours_until = mark;
        conn.prepare_cached(HOURS)?.execute([mark])?;
    }
    let hours = Finer {
        span: Span::Hour,
        from: marks.days_until,
        until: floor(hours_until, Span::Hour),
    };
    let into_days = |key: Key| {
        let day = key.of_span(Span::Day);
        [key.total(), day, day.total()]
    };
    let (more, mark) = hours.add(conn, most, into_days)?;
    if more > 0 {
        conn.prepare_cached(DAYS)?.execute([mark])?;
    }
    Ok(added + more)
}

impl Key {
    const fn of_span(self, span: Span) -> Self {
        Self {
            span,
            at: floor(self.at, span),
            ..self
        }
    }

    const fn total(self) -> Self {
        Self { of: None, ..self }
    }
}

/// Rows that are to be added to coarser ones.
struct Finer {
    span: Span,
    from: i64,
    until: i64,
}

pub(in crate::sqlite) const FINER: &str =
    "SELECT count, wall, waited, fuel, memory, at, processor, queue, outcome
    FROM stats WHERE span = ?1 AND at >= ?2 AND at < ?3 ORDER BY at, processor, queue, outcome";

impl Finer {
    /// Adds about so many, and no part of a time. Gives how many, and up to when nothing is left.
    fn add<const N: usize>(
        &self,
        conn: &Connection,
        most: usize,
        into: impl Fn(Key) -> [Key; N],
    ) -> Result<(usize, i64), StoreError> {
        let mut gathered = Gathered::default();
        let (mut added, mut last, mut mark) = (0, i64::MIN, self.until.max(self.from));
        let mut statement = conn.prepare_cached(FINER)?;
        let mut rows = statement.query((self.span.secs(), self.from, self.until))?;
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(5)?;
            if added >= most && at != last {
                mark = at;
                break;
            }
            let key = Key {
                span: self.span,
                at,
                of: Some((row.get(6)?, row.get(7)?)),
                outcome: outcome(row, 8)?,
            };
            for key in into(key) {
                gathered.row(key).merge_row(row)?;
            }
            (added, last) = (added + 1, at);
        }
        drop(rows);
        gathered.write(conn)?;
        Ok((added, mark))
    }
}
