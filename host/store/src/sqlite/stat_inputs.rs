//! Inputs that are the host's own statistics: asked for with the job, made when its first attempt begins, and the same
//! from then on.

use runner_model::StatsAsk;
use rusqlite::{Connection, params};

use super::held::must_hold;
use super::rows::named;
use super::txn::Txn;
use super::{blobs, jobs};
use crate::error::StoreError;
use crate::types::{Fence, Input, NewJob, StatInput};

/// Writes down what a job that was just taken asks for.
pub(super) fn insert(conn: &Connection, n: i64, job: &NewJob) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO job_stat_inputs (job, name, asked) VALUES (?1, ?2, ?3)";
    for input in &job.stat_inputs {
        let asked = input.ask.to_json().to_string();
        conn.prepare_cached(INSERT)?
            .execute(params![n, input.name.as_str(), asked])?;
    }
    Ok(())
}

/// What a job gets that takes the place of another asks for nothing that the other did.
pub(super) fn forget(conn: &Connection, n: i64) -> rusqlite::Result<()> {
    const FORGET: &str = "DELETE FROM job_stat_inputs WHERE job = ?1";
    conn.prepare_cached(FORGET)?.execute([n])?;
    Ok(())
}

pub(super) const ASKED: &str =
    "SELECT name, asked FROM job_stat_inputs WHERE job = ?1 ORDER BY name";

/// What a job asks for, made or not.
pub(super) fn asked(conn: &Connection, n: i64) -> Result<Vec<StatInput>, StoreError> {
    let mut statement = conn.prepare_cached(ASKED)?;
    let mut found = statement.query([n])?;
    let mut inputs = Vec::new();
    while let Some(row) = found.next()? {
        inputs.push(StatInput {
            name: named("input name", row.get::<_, String>(0)?)?,
            ask: ask(&row.get::<_, String>(1)?)?,
        });
    }
    Ok(inputs)
}

fn ask(json: &str) -> Result<StatsAsk, StoreError> {
    let value =
        serde_json::from_str(json).map_err(|why| StoreError::corrupt("statistics input")(&why))?;
    StatsAsk::from_json(&value).map_err(|why| StoreError::corrupt("statistics input")(&why))
}

/// Those that have no bytes yet.
pub(super) fn unmade(
    conn: &Connection,
    n: i64,
    made: &[Input],
) -> Result<Vec<StatInput>, StoreError> {
    let mut inputs = asked(conn, n)?;
    inputs.retain(|input| !made.iter().any(|one| one.name == input.name));
    Ok(inputs)
}

/// Keeps the bytes that an attempt made of one, unless an earlier one did; gives what is kept.
pub(super) fn keep(txn: &Txn<'_>, fence: Fence, input: &Input) -> Result<Input, StoreError> {
    const KEEP: &str =
        "INSERT OR IGNORE INTO job_inputs (job, name, digest, media_type) VALUES (?1, ?2, ?3, ?4)";
    let held = must_hold(txn.conn, fence)?;
    let asked = asked(txn.conn, held.n)?;
    if !asked.iter().any(|one| one.name == input.name) {
        return Err(StoreError::Invalid(
            "the job asks for no statistics by that name",
        ));
    }
    blobs::name(txn.conn, input.digest)?;
    txn.conn.prepare_cached(KEEP)?.execute(params![
        held.n,
        input.name.as_str(),
        input.digest.as_bytes(),
        input.media_type,
    ])?;
    let kept = jobs::inputs(txn.conn, held.n)?;
    kept.into_iter()
        .find(|one| one.name == input.name)
        .ok_or(StoreError::NoBlob(input.digest))
}
