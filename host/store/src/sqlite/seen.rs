//! Changes that are made only to what is still as somebody saw it: the look and the change are one transaction.

use super::txn::Txn;
use super::{batches, ceilings, change, jobs, queues, schedules, templates};
use crate::error::StoreError;
use crate::types::{SeenChange, Version};

pub(super) fn change_seen(
    txn: &mut Txn<'_>,
    what: &SeenChange,
    seen: &[Version],
) -> Result<(), StoreError> {
    let conn = txn.conn;
    let (kind, now) = match what {
        SeenChange::Job(id, _) => ("job", jobs::get(conn, *id)?.version()),
        SeenChange::Queue(name, _) => ("queue", queues::one(conn, name, txn.now)?.version()),
        SeenChange::Batch(id, _) => ("batch", batches::view(conn, *id)?.version()),
        SeenChange::Schedule(new) => ("schedule", schedules::find(conn, &new.name)?.1.version()),
        SeenChange::Template(new) => ("template", templates::find(conn, &new.name)?.version()),
        SeenChange::Key(queue, key, _) => (
            "limit key",
            queues::one_key(conn, queue, key, txn.now)?.version(),
        ),
        SeenChange::Ceilings(change) => (
            "ceiling",
            Version::of_ceilings(&ceilings::list(conn)?, change.plugin.as_ref()),
        ),
    };
    if !seen.contains(&now) {
        return Err(StoreError::NotAsSeen { kind });
    }
    match what {
        SeenChange::Job(id, changes) => change::change(txn, *id, changes).map(drop),
        SeenChange::Queue(name, changes) => queues::change(txn, name, changes).map(drop),
        SeenChange::Batch(id, most) => batches::set_parallel(txn, *id, *most),
        SeenChange::Schedule(new) => schedules::put(txn, new).map(drop),
        SeenChange::Template(new) => templates::put(txn, new),
        SeenChange::Key(queue, key, changes) => queues::change_key(txn, queue, key, changes),
        SeenChange::Ceilings(change) => ceilings::set(txn, change),
    }
}
