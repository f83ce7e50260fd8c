//! What is counted in one row, and the two tables that have such rows.

use runner_model::Histogram;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::sqlite::rows::{signed, unsigned};

/// What stands in the column `kind`: a user by name, jobs that name nobody, users without a row of their own.
pub(super) const NAMED: i64 = 0;
pub(super) const NOBODY: i64 = 1;
pub(super) const OTHERS: i64 = 2;

/// What is counted in one row.
#[derive(Debug, Clone, Default)]
pub(super) struct Counted {
    pub(super) count: u64,
    pub(super) wall: Histogram,
    pub(super) waited: Histogram,
}

impl Counted {
    /// Adds what the first three columns of a row have.
    pub(super) fn merge_row(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        self.count = self.count.saturating_add(unsigned(row.get(0)?));
        for (histogram, column) in [(&mut self.wall, 1), (&mut self.waited, 2)] {
            // What cannot be read is left out: statistics are worth no failed settle.
            histogram.merge_bytes(row.get_ref(column)?.as_blob().unwrap_or_default());
        }
        Ok(())
    }
}

/// The hour or the day, the kind, the user's name if it is one, and the outcome.
pub(super) type Key<'s> = (i64, i64, &'s str, &'s str);

/// The table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    Hours,
    Days,
}

impl Rows {
    /// Adds to a row. Says whether it was there.
    pub(super) fn add(
        self,
        conn: &Connection,
        (at, kind, user, outcome): Key<'_>,
        mut counted: Counted,
    ) -> rusqlite::Result<bool> {
        const FIND: &str = "SELECT count, wall, waited FROM user_stats
            WHERE at = ?1 AND kind = ?2 AND user = ?3 AND outcome = ?4";
        const FIND_DAY: &str = "SELECT count, wall, waited FROM user_days
            WHERE at = ?1 AND kind = ?2 AND user = ?3 AND outcome = ?4";
        const PUT: &str =
            "INSERT OR REPLACE INTO user_stats (at, kind, user, outcome, count, wall, waited)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        const PUT_DAY: &str =
            "INSERT OR REPLACE INTO user_days (at, kind, user, outcome, count, wall, waited)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (find, put) = match self {
            Self::Hours => (FIND, PUT),
            Self::Days => (FIND_DAY, PUT_DAY),
        };
        let known = conn
            .prepare_cached(find)?
            .query_row((at, kind, user, outcome), |row| counted.merge_row(row))
            .optional()?;
        conn.prepare_cached(put)?.execute(params![
            at,
            kind,
            user,
            outcome,
            signed(counted.count),
            counted.wall.to_bytes(),
            counted.waited.to_bytes(),
        ])?;
        Ok(known.is_some())
    }
}
