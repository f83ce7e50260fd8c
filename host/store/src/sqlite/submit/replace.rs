//! A job that waits gets the params of another like it.

use rusqlite::params;

use super::{LONG_PARAMS, insert_inputs, plugin};
use crate::error::StoreError;
use crate::sqlite::held::Held;
use crate::sqlite::rows::rows;
use crate::sqlite::txn::Txn;
use crate::sqlite::{checkpoints, stat_inputs};
use crate::types::NewJob;

/// Gives a job that waits the processor, params, inputs, limits and plugin of another: in a scope that is wider than a
/// processor the two may have different ones, and params make sense to one alone. What it waits for, and its place, stay.
pub(super) fn replace(
    txn: &mut Txn<'_>,
    held: &Held,
    (job, processor): (&NewJob, i64),
) -> Result<(), StoreError> {
    const REPLACE: &str =
        "UPDATE jobs SET params = ?2, plugin = ?3, inputs = ?4, extra = 1, processor = ?5
        WHERE n = ?1";
    const EXTRA: &str = "INSERT INTO job_extras (job, params, limits) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET params = excluded.params, limits = excluded.limits";
    const NO_INPUTS: &str = "DELETE FROM job_inputs WHERE job = ?1";
    const NO_REFS: &str = "DELETE FROM job_input_refs WHERE job = ?1";
    if !job.job_inputs.is_empty() {
        return Err(StoreError::Invalid(
            "a job that may replace another's params cannot take outputs of other jobs as inputs: give the bytes, or \
             choose `reject` or `return`",
        ));
    }
    let is_long = job.params.len() > LONG_PARAMS;
    let conn = txn.conn;
    let plugin = plugin(conn, job)?;
    conn.prepare_cached(NO_INPUTS)?.execute([held.n])?;
    conn.prepare_cached(NO_REFS)?.execute([held.n])?;
    stat_inputs::forget(conn, held.n)?;
    conn.prepare_cached(REPLACE)?.execute(params![
        held.n,
        (!is_long).then_some(&job.params),
        plugin,
        rows(job.inputs.len() + job.stat_inputs.len()),
        processor,
    ])?;
    // What an earlier attempt saved is of the old params.
    checkpoints::forget(conn, held.n)?;
    conn.prepare_cached(EXTRA)?.execute(params![
        held.n,
        is_long.then_some(&job.params),
        job.limits
    ])?;
    insert_inputs(conn, held.n, job)?;
    // What an attempt saved, it saved of the params and inputs that it had.
    checkpoints::forget(conn, held.n)?;
    txn.noted(held.id, held.attempt, held.state.name(), "replaced");
    Ok(())
}
