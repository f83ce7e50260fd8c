//! Where among the jobs those of a time are: the earliest and the latest time of each few thousand, so that a list of
//! a time need not walk through all that came later. An index by time would be written for each job, and this is once
//! in a transaction.

use rusqlite::{Connection, OptionalExtension};

use super::txn::Txn;
use crate::error::StoreError;

/// Jobs of a span, as a power of two. The migration that made the table knows it too.
const BITS: i64 = 12;

/// Times of the jobs that came in a transaction, by their spans. One that is too wide does no harm, and so nothing is
/// taken back when a request is rolled back.
#[derive(Debug, Default)]
pub(super) struct Spans(Vec<Span>);

#[derive(Debug)]
struct Span {
    span: i64,
    from_at: i64,
    until_at: i64,
}

impl Spans {
    /// A job came.
    pub(super) fn came(&mut self, n: i64, at: i64) {
        let span = n >> BITS;
        match self.0.last_mut() {
            Some(last) if last.span == span => {
                last.from_at = last.from_at.min(at);
                last.until_at = last.until_at.max(at);
            }
            _ => self.0.push(Span {
                span,
                from_at: at,
                until_at: at,
            }),
        }
    }

    pub(super) fn flush(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        const WIDEN: &str = "INSERT INTO job_spans (span, from_at, until_at) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET from_at = min(from_at, excluded.from_at),
                until_at = max(until_at, excluded.until_at)";
        for span in self.0.drain(..) {
            conn.prepare_cached(WIDEN)?
                .execute((span.span, span.from_at, span.until_at))?;
        }
        Ok(())
    }
}

pub(super) const FIRST_FROM: &str =
    "SELECT span FROM job_spans WHERE until_at >= ?1 ORDER BY span LIMIT 1";
pub(super) const LAST_BEFORE: &str =
    "SELECT span FROM job_spans WHERE from_at < ?1 ORDER BY span DESC LIMIT 1";

/// All jobs that came from a time on have this number or a higher one; none came if there is none.
pub(super) fn first_from(conn: &Connection, at: i64) -> Result<Option<i64>, StoreError> {
    Ok(find(conn, FIRST_FROM, at)?.map(|span| span << BITS))
}

/// All jobs that came before a time have a lower number; none came if there is none.
pub(super) fn end_before(conn: &Connection, at: i64) -> Result<Option<i64>, StoreError> {
    Ok(find(conn, LAST_BEFORE, at)?.map(|span| (span + 1) << BITS))
}

fn find(conn: &Connection, sql: &str, at: i64) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached(sql)?
        .query_row([at], |row| row.get(0))
        .optional()
}

/// Forgets the spans whose jobs are gone.
pub(super) fn forget(txn: &Txn<'_>) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM job_spans WHERE span < (SELECT min(n) FROM jobs) >> ?1";
    txn.conn.prepare_cached(FORGET)?.execute([BITS])?;
    Ok(())
}
