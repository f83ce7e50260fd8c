//! Nodes and their leases: one row a process, whatever it runs, so that a heartbeat writes one row.

use std::time::Duration;

use runner_model::{Ending, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::rescue;
use super::rows;
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Fence, Heartbeat, Lease};

pub(super) fn enter(txn: &mut Txn<'_>, name: &str, ttl: Duration) -> Result<Lease, StoreError> {
    const INSERT: &str =
        "INSERT INTO nodes (name, started_at, expires_at) VALUES (?1, ?2, ?3) RETURNING n";
    let lease = txn.conn.prepare_cached(INSERT)?.query_row(
        params![name, txn.now.as_millis(), txn.now.after(ttl).as_millis()],
        |row| row.get(0),
    )?;
    Ok(Lease(lease))
}

pub(super) fn heartbeat(
    txn: &mut Txn<'_>,
    lease: Lease,
    ttl: Duration,
) -> Result<Heartbeat, StoreError> {
    const RENEW: &str = "UPDATE nodes SET expires_at = ?2 WHERE n = ?1 AND gone_at IS NULL";
    let expires_at = txn.now.after(ttl);
    let renewed = txn
        .conn
        .prepare_cached(RENEW)?
        .execute(params![lease.0, expires_at.as_millis()])?;
    if renewed == 0 {
        return Err(StoreError::NodeGone(lease));
    }
    Ok(Heartbeat {
        expires_at,
        stop: wanted(txn, lease, "cancel")?,
        pause: wanted(txn, lease, "pause")?,
    })
}

fn wanted(txn: &Txn<'_>, lease: Lease, what: &str) -> Result<Vec<Fence>, StoreError> {
    const FIND: &str = "SELECT id, attempt FROM jobs INDEXED BY jobs_leased
        WHERE lease = ?1 AND wanted = ?2";
    let mut statement = txn.conn.prepare_cached(FIND)?;
    let mut found = statement.query((lease.0, what))?;
    let mut fences = Vec::new();
    while let Some(row) = found.next()? {
        fences.push(Fence {
            job: rows::job_id(row, "id")?,
            attempt: row.get("attempt")?,
            lease,
        });
    }
    Ok(fences)
}

/// Refuses a node whose lease was taken from it. Gives whether it takes nothing new, for a job that must run alone.
pub(super) fn check(txn: &Txn<'_>, lease: Lease) -> Result<bool, StoreError> {
    const ALIVE: &str = "SELECT clearing FROM nodes WHERE n = ?1 AND gone_at IS NULL";
    let clearing: Option<bool> = txn
        .conn
        .prepare_cached(ALIVE)?
        .query_row([lease.0], |row| row.get(0))
        .optional()?;
    clearing.ok_or(StoreError::NodeGone(lease))
}

pub(super) fn leave(txn: &mut Txn<'_>, lease: Lease) -> Result<(), StoreError> {
    const GO: &str = "UPDATE nodes SET gone_at = ?2 WHERE n = ?1 AND gone_at IS NULL";
    txn.conn
        .prepare_cached(GO)?
        .execute(params![lease.0, txn.now.as_millis()])?;
    rescue::take_all(txn, lease, Ending::Interrupted)?;
    Ok(())
}

/// When the lease of the next node ends unless it is renewed; of another one than a node that asks.
pub(super) fn next_expiry(
    txn: &Txn<'_>,
    but: Option<Lease>,
) -> Result<Option<Timestamp>, StoreError> {
    const NEXT: &str = "SELECT min(expires_at) FROM nodes WHERE gone_at IS NULL AND n IS NOT ?1";
    let next: Option<i64> = txn
        .conn
        .prepare_cached(NEXT)?
        .query_row([but.map(|lease| lease.0)], |row| row.get(0))?;
    Ok(next.map(Timestamp::from_millis))
}
