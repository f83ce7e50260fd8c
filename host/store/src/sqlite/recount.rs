//! Compares what is kept with what is counted anew: for tests, and for an operator who wants to know.

use std::path::Path;

use rusqlite::Connection;

use super::open;
use crate::error::StoreError;

/// Each gives rows that should not be, with what is wrong about them.
const CHECKS: &[(&str, &str)] = &[
    (
        "a count differs from the jobs",
        "SELECT state || ' of queue ' || queue || ': kept and counted ' || sum(kept) || ', ' || sum(counted) FROM (
            SELECT state, queue, jobs AS kept, 0 AS counted FROM counts
            UNION ALL SELECT state, queue, 0, count(*) FROM jobs GROUP BY state, queue)
         GROUP BY state, queue HAVING sum(kept) <> sum(counted)",
    ),
    (
        "a lane differs from the pending jobs",
        "SELECT queue || ' ' || priority || ' `' || limit_key || '`: ' || sum(kept) || ', ' || sum(counted) FROM (
            SELECT queue, priority, limit_key, ready AS kept, 0 AS counted FROM lanes
            UNION ALL SELECT queue, priority, limit_key, 0, count(*) FROM jobs
                WHERE state = 'pending' AND lease IS NULL AND crashes < 2 GROUP BY queue, priority, limit_key)
         GROUP BY queue, priority, limit_key HAVING sum(kept) <> sum(counted)",
    ),
    (
        "what runs of a limit key differs from the running jobs",
        "SELECT queue || ' `' || limit_key || '`: ' || sum(kept) || ', ' || sum(counted) FROM (
            SELECT queue, limit_key, running AS kept, 0 AS counted FROM limit_keys
            UNION ALL SELECT queue, limit_key, 0, count(*) FROM jobs WHERE state = 'running' AND limit_key <> ''
                GROUP BY queue, limit_key)
         GROUP BY queue, limit_key HAVING sum(kept) <> sum(counted)",
    ),
    (
        "a lease is held by a job that does not run, or none by one that does",
        "SELECT hex(id) || ' ' || state FROM jobs
         WHERE (state = 'running' OR paused_from IS 'running') <> (lease IS NOT NULL)
           AND NOT (state = 'pending' AND lease IS NOT NULL)",
    ),
    (
        "something is wanted of an attempt that no node holds",
        "SELECT hex(id) || ' ' || wanted FROM jobs WHERE wanted IS NOT NULL AND lease IS NULL",
    ),
    (
        "a lane is shut and its limit key is not, or the other way round",
        "SELECT l.queue || ' `' || l.limit_key || '`' FROM lanes l
            JOIN limit_keys k ON k.queue = l.queue AND k.limit_key = l.limit_key
         WHERE l.open = 0 AND k.shut = 0
         UNION ALL SELECT queue || ' `' || limit_key || '`' FROM lanes l WHERE open = 0 AND NOT EXISTS
            (SELECT 1 FROM limit_keys k WHERE k.queue = l.queue AND k.limit_key = l.limit_key)",
    ),
    (
        "a limit key is shut for good: nothing of it runs, and no time opens it",
        "SELECT queue || ' `' || limit_key || '`' FROM limit_keys
         WHERE shut = 1 AND opens_at IS NULL AND running = 0",
    ),
    (
        "a limit key runs more than it may",
        "SELECT k.queue || ' `' || k.limit_key || '`: ' || running FROM limit_keys k WHERE running < 0",
    ),
    (
        "a unique key is held by a job that ended",
        "SELECT u.key || ' ' || j.state FROM unique_keys u JOIN jobs j ON j.n = u.job
         WHERE u.ends_at IS NULL AND j.finished_at IS NOT NULL",
    ),
    (
        "a blocked job waits for another number of jobs than have not told it of their end",
        "SELECT hex(j.id) || ': ' || w.pending FROM waits w JOIN jobs j ON j.n = w.job
         WHERE w.pending <> (SELECT count(*) FROM waits_for f WHERE f.job = w.job AND f.told = 0)
            + (SELECT count(*) FROM batches b WHERE b.then_job = w.job AND b.finished_at IS NULL)",
    ),
    (
        "a job is blocked and waits for nothing",
        "SELECT hex(id) FROM jobs WHERE state = 'blocked'
            AND NOT EXISTS (SELECT 1 FROM waits WHERE job = n AND pending > 0)
            AND NOT EXISTS (SELECT 1 FROM batch_items i WHERE i.job = jobs.n AND i.phase = 0)",
    ),
    (
        "a job ended, and others wait for it that will not hear so",
        "SELECT hex(j.id) FROM waits_for f JOIN jobs j ON j.n = f.needed JOIN waits w ON w.job = f.job
         WHERE f.told = 0 AND j.finished_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM to_tell WHERE needed = j.n)",
    ),
    (
        "a job ended without a time, or has a time and did not end",
        "SELECT hex(id) || ' ' || state FROM jobs
         WHERE (state IN ('completed', 'failed', 'cancelled')) <> (finished_at IS NOT NULL)",
    ),
    (
        "attempts are missing or too many",
        "SELECT hex(id) FROM jobs
         WHERE attempt - (lease IS NOT NULL) <> (SELECT count(*) FROM attempts WHERE job = n)",
    ),
    (
        "an output is whole and its job did not complete, or the other way round",
        "SELECT hex(id) || ' ' || state FROM jobs JOIN job_outputs ON job = n WHERE partial = (state = 'completed')",
    ),
    (
        "the log's bytes differ from its lines",
        "SELECT job || '.' || attempt FROM logs l WHERE bytes <>
            (SELECT coalesce(sum(weight), 0) FROM log_lines m WHERE m.job = l.job AND m.attempt = l.attempt)",
    ),
    (
        "a batch counts other than its items",
        "SELECT hex(b.id) || ': ' || b.released FROM batches b WHERE b.released <>
            (SELECT count(*) FROM batch_items i WHERE i.batch = b.n AND i.phase = 1)
         UNION ALL SELECT hex(b.id) || ': ended' FROM batches b WHERE b.total - completed - failed - skipped - cancelled <>
            (SELECT count(*) FROM batch_items i WHERE i.batch = b.n AND i.phase < 2)",
    ),
    (
        "an item of a batch ended and counts as open, or the other way round",
        "SELECT hex(j.id) || ' ' || j.state FROM batch_items i JOIN jobs j ON j.n = i.job
         WHERE (i.phase = 2) <> (j.finished_at IS NOT NULL)",
    ),
    (
        "a batch is over and has open items, or is not and has none",
        "SELECT hex(b.id) || ' ' || b.state FROM batches b WHERE b.sealed = 1
           AND (b.finished_at IS NULL) <> (b.total > completed + failed + skipped + cancelled)",
    ),
    (
        "the bytes of a cache differ from what it keeps",
        "SELECT processor || ': ' || sum(kept) || ', ' || sum(counted) FROM (
            SELECT processor, bytes AS kept, 0 AS counted FROM cache_sizes
            UNION ALL SELECT processor, 0, size FROM cached)
         GROUP BY processor HAVING sum(kept) <> sum(counted)",
    ),
    (
        "an hour counts other than its minutes",
        "SELECT at || ' ' || processor || ' ' || queue || ' ' || outcome || ': ' || sum(hours) || ', ' || sum(minutes) FROM (
            SELECT at, processor, queue, outcome, count AS hours, 0 AS minutes FROM stats WHERE span = 3600
            UNION ALL SELECT at / 3600000 * 3600000, processor, queue, outcome, 0, count FROM stats
                WHERE span = 60 AND at < (SELECT hours_until FROM control))
         WHERE at >= (SELECT minutes_since FROM control)
         GROUP BY at, processor, queue, outcome HAVING sum(hours) <> sum(minutes)",
    ),
    (
        "a day counts other than its hours",
        "SELECT at || ' ' || processor || ' ' || queue || ' ' || outcome || ': ' || sum(days) || ', ' || sum(hours) FROM (
            SELECT at, processor, queue, outcome, count AS days, 0 AS hours FROM stats WHERE span = 86400
            UNION ALL SELECT at / 86400000 * 86400000, processor, queue, outcome, 0, count FROM stats
                WHERE span = 3600 AND at < (SELECT days_until FROM control))
         WHERE at >= (SELECT hours_since FROM control)
         GROUP BY at, processor, queue, outcome HAVING sum(days) <> sum(hours)",
    ),
    (
        "the totals of an hour or a day differ from its processors and queues",
        "SELECT span || ' ' || at || ' ' || outcome || ': ' || sum(totals) || ', ' || sum(each) FROM (
            SELECT span, at, outcome, count AS totals, 0 AS each FROM stat_totals
            UNION ALL SELECT span, at, outcome, 0, count FROM stats
                WHERE span > 60 AND at < (SELECT days_until FROM control))
         WHERE at >= (SELECT hours_since FROM control)
         GROUP BY span, at, outcome HAVING sum(totals) <> sum(each)",
    ),
    (
        "an hour's attempts by user differ from those by processor",
        "SELECT at || ' ' || outcome || ': ' || sum(users) || ', ' || sum(others) FROM (
            SELECT at, outcome, count AS users, 0 AS others FROM user_stats
            UNION ALL SELECT at, outcome, 0, count FROM stats, control
                WHERE span = 3600 AND at < hours_until / 3600000 * 3600000
            UNION ALL SELECT at / 3600000 * 3600000, outcome, 0, count FROM stats, control
                WHERE span = 60 AND at >= hours_until / 3600000 * 3600000)
         WHERE at >= (SELECT users_since FROM control)
            AND at >= (SELECT min(at) FROM user_hours)
         GROUP BY at, outcome HAVING sum(users) <> sum(others)",
    ),
    (
        "a day's attempts by user differ from those of its hours",
        "SELECT at || ' ' || outcome || ': ' || sum(days) || ', ' || sum(hours) FROM (
            SELECT at, outcome, count AS days, 0 AS hours FROM user_days
            UNION ALL SELECT at / 86400000 * 86400000, outcome, 0, count FROM user_stats
                WHERE at < (SELECT user_days_until FROM control))
         WHERE at >= (SELECT users_since FROM control)
         GROUP BY at, outcome HAVING sum(days) <> sum(hours)",
    ),
    (
        "an hour has another number of users by name",
        "SELECT h.at || ': ' || h.named FROM user_hours h WHERE h.named <>
            (SELECT count(DISTINCT user) FROM user_stats s WHERE s.at = h.at AND s.kind = 0)
            AND h.at IN (SELECT at FROM user_stats)",
    ),
    (
        "the database itself",
        "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    ),
    (
        "a row refers to one that is not there",
        "SELECT \"table\" FROM pragma_foreign_key_check",
    ),
];

/// Compares what is kept in a store's folder with what is counted anew, and says where they differ.
pub fn recount(folder: &Path) -> Result<Vec<String>, StoreError> {
    recount_in(&open::reader(&folder.join("runner.db"))?)
}

/// Does so in an open database.
pub(super) fn recount_in(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut differences = Vec::new();
    for (what, sql) in CHECKS {
        check(conn, what, sql, &mut differences)?;
    }
    Ok(differences)
}

/// Compares the same for the jobs after the n-th alone, where counting all takes too long. Their queues may have no
/// other jobs. The database's own structure is not looked at.
pub fn recount_after(folder: &Path, n: u64) -> Result<Vec<String>, StoreError> {
    let conn = open::reader(&folder.join("runner.db"))?;
    // Nothing can be written but what is temporary: the file is open for reading.
    conn.pragma_update(None, "query_only", false)?;
    // What is temporary goes before what has the same name in the database.
    conn.execute_batch(&format!(
        "CREATE TEMP VIEW jobs AS SELECT * FROM main.jobs WHERE n > {n};
         CREATE TEMP TABLE queues_of AS SELECT DISTINCT queue FROM jobs;
         CREATE TEMP VIEW counts AS SELECT * FROM main.counts WHERE queue IN (SELECT queue FROM queues_of);
         CREATE TEMP VIEW attempts AS SELECT * FROM main.attempts WHERE job > {n};
         CREATE TEMP VIEW logs AS SELECT * FROM main.logs WHERE job > {n};
         CREATE TEMP VIEW job_outputs AS SELECT * FROM main.job_outputs WHERE job > {n};
         CREATE TEMP VIEW batch_items AS SELECT * FROM main.batch_items WHERE job > {n};
         CREATE TEMP VIEW batches AS SELECT * FROM main.batches b
            WHERE EXISTS (SELECT 1 FROM batch_items i WHERE i.batch = b.n);"
    ))?;
    let mut differences = Vec::new();
    for (what, sql) in CHECKS {
        if !sql.contains("pragma_") {
            check(&conn, what, sql, &mut differences)?;
        }
    }
    Ok(differences)
}

fn check(
    conn: &Connection,
    what: &str,
    sql: &str,
    differences: &mut Vec<String>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let which: String = row.get(0)?;
        differences.push(format!("{what}: {which}"));
    }
    Ok(())
}
