//! Attempts whose node is gone are taken from it.

use runner_model::{Ending, Jitter, Usage};
use rusqlite::params;

use super::held::{self, Held, held};
use super::nodes;
use super::rows::rows;
use super::settle::{End, end_attempt};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Lease, Rescued};

/// Takes attempts from nodes whose lease ran out. The node is gone first, so that it can claim nothing more while its
/// attempts are taken in portions.
pub(super) fn rescue(
    txn: &mut Txn<'_>,
    by: Option<Lease>,
    most: usize,
) -> Result<Rescued, StoreError> {
    const EXPIRE: &str = "UPDATE nodes SET gone_at = ?1
        WHERE gone_at IS NULL AND expires_at <= ?1 AND n IS NOT ?2";
    let own = by.map(|lease| lease.0);
    txn.conn
        .prepare_cached(EXPIRE)?
        .execute(params![txn.now.as_millis(), own])?;
    take_from_gone(txn, by, most)
}

/// Takes every attempt from every node but one.
pub(super) fn rescue_all_but(txn: &mut Txn<'_>, lease: Lease) -> Result<Rescued, StoreError> {
    const EXPIRE: &str = "UPDATE nodes SET gone_at = ?1 WHERE gone_at IS NULL AND n <> ?2";
    txn.conn
        .prepare_cached(EXPIRE)?
        .execute(params![txn.now.as_millis(), lease.0])?;
    take_from_gone(txn, Some(lease), usize::MAX >> 1)
}

/// Takes all that a node holds.
pub(super) fn take_all(txn: &mut Txn<'_>, lease: Lease, ending: Ending) -> Result<(), StoreError> {
    const FIND: &str = held!("INDEXED BY jobs_leased WHERE lease = ?1 ORDER BY n");
    for held in held::all(txn, FIND, [lease.0])? {
        take(txn, &held, ending)?;
    }
    Ok(())
}

fn take_from_gone(
    txn: &mut Txn<'_>,
    by: Option<Lease>,
    most: usize,
) -> Result<Rescued, StoreError> {
    const FIND: &str = held!(
        "INDEXED BY jobs_leased
         WHERE lease IS NOT NULL AND (SELECT gone_at FROM nodes WHERE nodes.n = jobs.lease) IS NOT NULL
         LIMIT ?1"
    );
    let found = held::all(txn, FIND, [rows(most + 1)])?;
    let more = found.len() > most;
    let mut attempts = 0;
    for held in found.iter().take(most) {
        take(txn, held, Ending::Crashed)?;
        attempts += 1;
    }
    Ok(Rescued {
        attempts,
        more,
        next: nodes::next_expiry(txn, by)?,
    })
}

fn take(txn: &mut Txn<'_>, held: &Held, ending: Ending) -> Result<(), StoreError> {
    // What it used is lost with its process; that it ran so long is known.
    let end = End {
        ending,
        failure: None,
        result: None,
        usage: &Usage::default(),
        outputs: &[],
        jitter: Jitter::NONE,
    };
    end_attempt(txn, held, &end)?;
    Ok(())
}
