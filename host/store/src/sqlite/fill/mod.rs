//! Fills an empty store with jobs that ended, as they would stand after a month of life: for measuring, since nobody
//! waits a month. What is kept of them adds up, as if they had come one by one.

mod groups;
mod life;
mod rows;

use std::path::Path;

use rusqlite::Connection;

use self::life::{BLOCK, Life};
use self::rows::Rows;
use super::migrate::migrate;
use super::open;
use crate::error::StoreError;

/// Changes whenever what is filled in does.
pub const FILL_VERSION: u32 = 3;

/// What a store is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// How many jobs, all of which have ended.
    pub jobs: u64,
    /// When the last of them came.
    pub until_ms: i64,
    /// Over how long they came.
    pub over_ms: i64,
}

/// Jobs that go into one transaction.
const PORTION: u64 = 50_000;

/// Fills a new store in a folder. Nobody else may use it meanwhile, and it is not safe from a crash.
pub fn fill(folder: &Path, what: Fill) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder).map_err(StoreError::file("create", folder))?;
    let path = folder.join("runner.db");
    let mut conn = open::writer(&path)?;
    migrate(&mut conn, &path)?;
    let is_used: bool =
        conn.query_row("SELECT EXISTS (SELECT 1 FROM jobs)", [], |row| row.get(0))?;
    if is_used {
        return Err(StoreError::Invalid("only an empty store is filled"));
    }
    conn.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -262144;",
    )?;
    let mut rows = Rows::new(&conn, what)?;
    let mut number = 0;
    while number < what.jobs {
        let end = what.jobs.min(number + PORTION);
        conn.execute_batch("BEGIN")?;
        for number in number..end {
            let created_at = created_at(what, number);
            rows.add(&conn, &Life::of(number, created_at))?;
            if (number + 1) % BLOCK == 0 || number + 1 == what.jobs {
                rows.end_batch(&conn)?;
            }
        }
        rows.end_portion(&conn, created_at(what, end - 1))?;
        conn.execute_batch("COMMIT")?;
        number = end;
    }
    rows.finish(&conn)?;
    finish(&conn)
}

fn created_at(what: Fill, number: u64) -> i64 {
    let left = i128::from(what.jobs - 1 - number);
    let ago = i128::from(what.over_ms) * left / i128::from(what.jobs.max(1));
    what.until_ms - i64::try_from(ago).unwrap_or(i64::MAX)
}

fn finish(conn: &Connection) -> Result<(), StoreError> {
    conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::recount::{recount, recount_after};

    #[test]
    fn what_is_filled_in_adds_up() {
        const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
        let folder = tempfile::tempdir().unwrap();
        let what = Fill {
            jobs: 23_456,
            until_ms: 1_790_000_000_000,
            over_ms: 30 * DAY_MS,
        };
        fill(folder.path(), what).unwrap();
        assert_eq!(recount(folder.path()).unwrap(), Vec::<String>::new());
        assert!(fill(folder.path(), what).is_err(), "it is not empty");
        assert_eq!(
            recount_after(folder.path(), 0).unwrap(),
            Vec::<String>::new()
        );
        let conn = open::reader(&folder.path().join("runner.db")).unwrap();
        let number = |sql: &str| -> i64 { conn.query_row(sql, [], |row| row.get(0)).unwrap() };
        assert_eq!(number("SELECT count(*) FROM jobs"), 23_456);
        // Each of these differs if one of the two was not written, or twice.
        for (kept, counted) in [
            (
                "SELECT sum(count) FROM stats, control
                    WHERE span = iif(at < hours_until, 3600, 60)",
                "SELECT count(*) FROM attempts",
            ),
            (
                "SELECT sum(count) FROM stats, control WHERE span = 3600 AND at < days_until",
                "SELECT sum(count) FROM stats WHERE span = 86400",
            ),
            (
                "SELECT sum(count) FROM errors",
                "SELECT count(*) FROM attempts WHERE code <> 'cancelled'",
            ),
            (
                "SELECT count(*) FROM error_jobs",
                "SELECT count(*) FROM jobs WHERE state = 'failed'",
            ),
            (
                "SELECT sum(total) FROM batches",
                "SELECT count(*) FROM batch_items",
            ),
        ] {
            assert_eq!(number(kept), number(counted), "{kept}");
            assert!(number(kept) > 0, "{kept}");
        }
    }

    #[test]
    fn the_events_of_a_job_are_found_among_many_also_if_a_clock_was_set_back() {
        use crate::sqlite::events::{OF_JOB, of_job};
        use runner_model::JobId;

        const HOUR_MS: i64 = 60 * 60 * 1_000;
        let folder = tempfile::tempdir().unwrap();
        let what = Fill {
            jobs: 40_000,
            until_ms: 1_790_000_000_000,
            over_ms: 12 * HOUR_MS,
        };
        fill(folder.path(), what).unwrap();
        let conn = open::writer(&folder.path().join("runner.db")).unwrap();
        let number = |sql: &str| -> i64 { conn.query_row(sql, [], |row| row.get(0)).unwrap() };
        let last = number("SELECT max(seq) FROM events");
        assert!(last > 110_000, "{last}");
        let all = |job: JobId| -> Vec<i64> {
            let mut statement = conn.prepare(OF_JOB).unwrap();
            let found = statement.query_map((0, last, job.as_bytes()), |row| row.get(0));
            found.unwrap().map(Result::unwrap).collect()
        };
        let walked = |job: JobId| {
            let (mut seqs, mut seen, mut looks) = (Vec::new(), 0, 0);
            while seen < last {
                let found = of_job(&conn, job, seen, 100).unwrap();
                assert!(found.seen > seen, "it goes on");
                seqs.extend(found.events.iter().map(|event| event.seq));
                seen = found.seen;
                looks += 1;
            }
            (seqs, looks)
        };
        let jobs: Vec<JobId> = (1..40_000)
            .step_by(1_733)
            .map(|n| {
                let sql = format!("SELECT id FROM jobs WHERE n = {n}");
                let id: [u8; 16] = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
                JobId::from_bytes(id)
            })
            .collect();
        for job in &jobs {
            let (found, looks) = walked(*job);
            assert_eq!(found, all(*job));
            assert!(found.len() >= 2 && looks < 8, "{found:?} in {looks} looks");
        }
        // From here on the clock is a day behind, and for a while in the middle two days ahead.
        let back = 24 * HOUR_MS;
        conn.execute(
            "UPDATE events SET at = at - ?1 WHERE seq > ?2 / 3",
            (back, last),
        )
        .unwrap();
        conn.execute(
            "UPDATE events SET at = at + 3 * ?1 WHERE seq > ?2 / 2 AND seq < ?2 / 2 + 5000",
            (back, last),
        )
        .unwrap();
        for job in &jobs {
            assert_eq!(walked(*job).0, all(*job));
        }
    }
}
