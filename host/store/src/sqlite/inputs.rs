//! Inputs that are outputs of other jobs, and become blobs once those have completed.

use runner_model::{JobId, PortName};
use rusqlite::{Connection, OptionalExtension, params};

use super::blobs;
use super::rows::{digest, job_id, named, rows};
use super::txn::Txn;
use crate::error::StoreError;

/// An output that is not there.
pub(super) struct Missing {
    pub(super) source: JobId,
    pub(super) output: PortName,
}

/// The digest and media type of a job's output; none if it made no such thing, or left it half done.
pub(super) fn output(
    conn: &Connection,
    job: i64,
    name: &str,
) -> Result<Option<(runner_model::Digest, String)>, StoreError> {
    const FIND: &str = "SELECT digest, media_type FROM job_outputs
        WHERE job = ?1 AND name = ?2 AND partial = 0";
    let mut statement = conn.prepare_cached(FIND)?;
    let mut found = statement.query((job, name))?;
    match found.next()? {
        Some(row) => Ok(Some((digest(row, "digest")?, row.get(1)?))),
        None => Ok(None),
    }
}

/// Makes the outputs that a job takes its inputs. Nothing is changed if one is missing.
pub(super) fn resolve(txn: &Txn<'_>, job: i64) -> Result<Result<(), Missing>, StoreError> {
    const REFS: &str = "SELECT r.name, r.output, r.source, j.id FROM job_input_refs r
        CROSS JOIN jobs j ON j.n = r.source WHERE r.job = ?1 ORDER BY r.name";
    const INSERT: &str = "INSERT OR REPLACE INTO job_inputs (job, name, digest, media_type)
        VALUES (?1, ?2, ?3, ?4)";
    const FORGET: &str = "DELETE FROM job_input_refs WHERE job = ?1";
    // Those that are to be statistics count before they have bytes.
    const COUNT: &str = "UPDATE jobs SET inputs = (SELECT count(*) FROM
            (SELECT name FROM job_inputs WHERE job = ?1 UNION SELECT name FROM job_stat_inputs WHERE job = ?1))
        WHERE n = ?1";
    let conn = txn.conn;
    let mut found = Vec::new();
    {
        let mut statement = conn.prepare_cached(REFS)?;
        let mut refs = statement.query([job])?;
        while let Some(row) = refs.next()? {
            let (name, wanted): (String, String) = (row.get(0)?, row.get(1)?);
            let source = job_id(row, "id")?;
            match output(conn, row.get(2)?, &wanted)? {
                Some((digest, media_type)) => found.push((name, digest, media_type)),
                None => {
                    let output = named("output name", wanted)?;
                    return Ok(Err(Missing { source, output }));
                }
            }
        }
    }
    if found.is_empty() {
        return Ok(Ok(()));
    }
    for (name, digest, media_type) in found {
        blobs::name(conn, digest)?;
        conn.prepare_cached(INSERT)?
            .execute(params![job, name, digest.as_bytes(), media_type])?;
    }
    conn.prepare_cached(FORGET)?.execute([job])?;
    conn.prepare_cached(COUNT)?.execute([job])?;
    Ok(Ok(()))
}

/// The jobs that a job waits for or waited for, at most so many.
pub(super) fn needed(conn: &Connection, job: i64, most: usize) -> Result<Vec<JobId>, StoreError> {
    const NEEDED: &str = "SELECT j.id FROM waits_for w INDEXED BY waits_for_by_job
        CROSS JOIN jobs j ON j.n = w.needed WHERE w.job = ?1 LIMIT ?2";
    ids(conn, NEEDED, (job, rows(most)))
}

/// The jobs that wait for a job or waited for it, at most so many.
pub(super) fn needed_by(
    conn: &Connection,
    job: i64,
    most: usize,
) -> Result<Vec<JobId>, StoreError> {
    const NEEDED_BY: &str = "SELECT j.id FROM waits_for w
        CROSS JOIN jobs j ON j.n = w.job WHERE w.needed = ?1 ORDER BY w.job LIMIT ?2";
    ids(conn, NEEDED_BY, (job, rows(most)))
}

/// Those of them that it still waits for, at most so many, and how many there are.
pub(super) fn still_needed(
    conn: &Connection,
    job: i64,
    most: usize,
) -> Result<(Vec<JobId>, u64), StoreError> {
    const NEEDED: &str = "SELECT j.id FROM waits_for w INDEXED BY waits_for_by_job
        CROSS JOIN jobs j ON j.n = w.needed WHERE w.job = ?1 AND w.told = 0 LIMIT ?2";
    const COUNT: &str = "SELECT pending FROM waits WHERE job = ?1";
    let count: Option<i64> = conn
        .prepare_cached(COUNT)?
        .query_row([job], |row| row.get(0))
        .optional()?;
    let ids = ids(conn, NEEDED, (job, rows(most)))?;
    Ok((ids, super::rows::unsigned(count.unwrap_or(0))))
}

/// The ids that a query gives.
pub(super) fn ids(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<JobId>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    let mut ids = Vec::new();
    while let Some(row) = found.next()? {
        ids.push(job_id(row, "id")?);
    }
    Ok(ids)
}
