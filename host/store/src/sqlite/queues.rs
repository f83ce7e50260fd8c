//! Queues and limit keys: what an operator sees and changes.

use std::collections::BTreeMap;

use runner_model::{LimitKey, QueueName, Rate, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::gates::{self, QueueGate, Shut};
use super::rows::{named, rows, unsigned};
use super::txn::Txn;
use super::{counts, keys};
use crate::error::StoreError;
use crate::types::{EventType, KeyChange, KeyView, QueueChange, QueueSettings, QueueView};

/// The number of a queue that must be there.
pub(super) fn find(conn: &Connection, queue: &QueueName) -> Result<i64, StoreError> {
    const FIND: &str = "SELECT id FROM queues WHERE name = ?1";
    conn.prepare_cached(FIND)?
        .query_row([queue.as_str()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::NoQueue(queue.clone()))
}

/// Every queue.
pub(super) fn list(conn: &Connection, now: Timestamp) -> Result<Vec<QueueView>, StoreError> {
    const LIST: &str = "SELECT id, name FROM queues ORDER BY name";
    let mut counts = counts::counts(conn)?;
    let mut statement = conn.prepare_cached(LIST)?;
    let mut found = statement.query([])?;
    let mut views = Vec::new();
    while let Some(row) = found.next()? {
        let name: QueueName = named("queue name", row.get::<_, String>(1)?)?;
        let counts = counts.queues.remove(&name).unwrap_or_default();
        views.push(QueueView {
            counts,
            ..view(conn, row.get(0)?, name, now)?
        });
    }
    Ok(views)
}

/// How many lanes of a queue are looked at for the job that waits longest.
const MOST_LANES: i64 = 10_000;

/// A lane has its oldest job at its head, so that each costs one look.
pub(super) const WAITING_SINCE: &str =
    "SELECT min(since) FROM (SELECT (SELECT due_at FROM jobs INDEXED BY jobs_ready
         WHERE state = 'pending' AND lease IS NULL AND crashes < 2
           AND queue = l.queue AND priority = l.priority AND limit_key = l.limit_key
         ORDER BY due_at, n LIMIT 1) AS since
    FROM lanes l WHERE l.queue = ?1 LIMIT ?2)";

/// See [`crate::QueueStore::waiting_since`].
pub(super) fn waiting_since(
    conn: &Connection,
    queue: Option<&QueueName>,
) -> Result<BTreeMap<QueueName, Timestamp>, StoreError> {
    const QUEUES: &str = "SELECT id, name FROM queues WHERE ?1 IS NULL OR name = ?1";
    let mut all = conn.prepare_cached(QUEUES)?;
    let mut all = all.query([queue.map(QueueName::as_str)])?;
    let mut statement = conn.prepare_cached(WAITING_SINCE)?;
    let mut queues = BTreeMap::new();
    while let Some(row) = all.next()? {
        let id: i64 = row.get(0)?;
        let since: Option<i64> = statement.query_row((id, MOST_LANES), |row| row.get(0))?;
        if let Some(since) = since {
            let name = named("queue name", row.get::<_, String>(1)?)?;
            queues.insert(name, Timestamp::from_millis(since));
        }
    }
    Ok(queues)
}

/// A queue by its name, without its counts.
pub(super) fn one(
    conn: &Connection,
    name: &QueueName,
    now: Timestamp,
) -> Result<QueueView, StoreError> {
    view(conn, find(conn, name)?, name.clone(), now)
}

/// A queue without its counts.
fn view(
    conn: &Connection,
    id: i64,
    name: QueueName,
    now: Timestamp,
) -> Result<QueueView, StoreError> {
    const SETTINGS: &str =
        "SELECT weight, concurrency, rate, key_concurrency, key_rate FROM queues WHERE id = ?1";
    let gate = gates::queue(conn, id)?;
    let mut statement = conn.prepare_cached(SETTINGS)?;
    let mut found = statement.query([id])?;
    let settings = match found.next()? {
        Some(row) => settings(row)?,
        None => QueueSettings::default(),
    };
    Ok(QueueView {
        name,
        is_paused: gate.is_paused,
        settings,
        counts: std::collections::BTreeMap::new(),
        next_token_at: next_token(&gate, now),
    })
}

fn next_token(gate: &QueueGate, now: Timestamp) -> Option<Timestamp> {
    let rate = gate.brake.rate?;
    (gate.brake.bucket.tokens(rate, now) == 0).then(|| gate.brake.bucket.next(rate, now))
}

fn settings(row: &Row<'_>) -> Result<QueueSettings, StoreError> {
    Ok(QueueSettings {
        weight: row.get(0)?,
        concurrency: row.get(1)?,
        rate: gates::rate(row, 2)?,
        key_concurrency: row.get(3)?,
        key_rate: gates::rate(row, 4)?,
    })
}

pub(super) fn change(
    txn: &mut Txn<'_>,
    queue: &QueueName,
    changes: &[QueueChange],
) -> Result<QueueView, StoreError> {
    const WEIGHT: &str = "UPDATE queues SET weight = ?2 WHERE id = ?1";
    const CONCURRENCY: &str = "UPDATE queues SET concurrency = ?2 WHERE id = ?1";
    const RATE: &str = "UPDATE queues SET rate = ?2, opens_at = NULL WHERE id = ?1";
    const KEY_CONCURRENCY: &str = "UPDATE queues SET key_concurrency = ?2 WHERE id = ?1";
    const KEY_RATE: &str = "UPDATE queues SET key_rate = ?2 WHERE id = ?1";
    let id = txn.names.queue(txn.conn, queue.as_str())?;
    for change in changes {
        match change {
            QueueChange::Weight(0) => return Err(StoreError::Invalid(NO_WEIGHT)),
            QueueChange::Concurrency(Some(0)) | QueueChange::KeyConcurrency(Some(0)) => {
                return Err(StoreError::Invalid(NO_ROOM));
            }
            QueueChange::Weight(weight) => set(txn.conn, WEIGHT, id, weight)?,
            QueueChange::Concurrency(most) => set(txn.conn, CONCURRENCY, id, most)?,
            QueueChange::Rate(rate) => set(txn.conn, RATE, id, &text(*rate))?,
            QueueChange::KeyConcurrency(most) => set(txn.conn, KEY_CONCURRENCY, id, most)?,
            QueueChange::KeyRate(rate) => set(txn.conn, KEY_RATE, id, &text(*rate))?,
        }
    }
    open_keys(txn.conn, id)?;
    txn.rung.ready += 1;
    announce(txn, queue, "limits");
    view(txn.conn, id, queue.clone(), txn.now)
}

const NO_WEIGHT: &str = "a queue's weight is at least 1: pause the queue if it is to give nothing";
const NO_ROOM: &str = "a concurrency is at least 1: pause the queue if nothing is to run";

fn set(
    conn: &Connection,
    sql: &str,
    id: i64,
    value: &dyn rusqlite::ToSql,
) -> Result<(), StoreError> {
    conn.prepare_cached(sql)?.execute(params![id, value])?;
    Ok(())
}

fn text(rate: Option<Rate>) -> Option<String> {
    rate.map(|rate| rate.to_string())
}

/// Opens every limit key of a queue: the next claim shuts again what has no room by the limits as they are now.
fn open_keys(conn: &Connection, queue: i64) -> Result<(), StoreError> {
    const KEYS: &str =
        "UPDATE limit_keys SET shut = 0, opens_at = NULL WHERE queue = ?1 AND shut = 1";
    const LANES: &str = "UPDATE lanes SET open = 1 WHERE queue = ?1 AND open = 0";
    conn.prepare_cached(KEYS)?.execute([queue])?;
    conn.prepare_cached(LANES)?.execute([queue])?;
    Ok(())
}

fn announce(txn: &mut Txn<'_>, queue: &QueueName, what: &str) {
    let data = serde_json::json!({"queue": queue, "changed": what});
    txn.announce(EventType::QueueUpdate, data.to_string());
}

/// Whether jobs are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    Jobs,
    Nothing,
}

pub(super) fn set_paused(
    txn: &mut Txn<'_>,
    queue: &QueueName,
    gives: Gives,
) -> Result<(), StoreError> {
    const SET: &str = "UPDATE queues SET paused = ?2 WHERE id = ?1";
    let id = find(txn.conn, queue)?;
    set(txn.conn, SET, id, &(gives == Gives::Nothing))?;
    txn.rung.ready += u64::from(gives == Gives::Jobs);
    announce(txn, queue, word(gives));
    Ok(())
}

fn word(gives: Gives) -> &'static str {
    match gives {
        Gives::Jobs => "resumed",
        Gives::Nothing => "paused",
    }
}

pub(super) fn set_everything_paused(txn: &mut Txn<'_>, gives: Gives) -> Result<(), StoreError> {
    const SET: &str = "UPDATE control SET paused = ?1 WHERE one = 1";
    txn.conn
        .prepare_cached(SET)?
        .execute([gives == Gives::Nothing])?;
    txn.rung.ready += u64::from(gives == Gives::Jobs);
    let data = serde_json::json!({"everything": word(gives)});
    txn.announce(EventType::QueueUpdate, data.to_string());
    Ok(())
}

pub(super) fn list_keys(
    conn: &Connection,
    queue: &QueueName,
    after: Option<&LimitKey>,
    most: usize,
    now: Timestamp,
) -> Result<Vec<KeyView>, StoreError> {
    const LIST: &str = "SELECT limit_key FROM limit_keys
        WHERE queue = ?1 AND limit_key > ?2 ORDER BY limit_key LIMIT ?3";
    let gate = gates::queue(conn, find(conn, queue)?)?;
    let mut statement = conn.prepare_cached(LIST)?;
    let after = after.map_or("", LimitKey::as_str);
    let mut found = statement.query(params![gate.id, after, rows(most)])?;
    let mut views = Vec::new();
    while let Some(row) = found.next()? {
        let key: LimitKey = named("limit key", row.get::<_, String>(0)?)?;
        views.push(key_view(conn, &gate, key, now)?);
    }
    Ok(views)
}

/// A limit key, also one of which nothing is known: it is as the queue says.
pub(super) fn one_key(
    conn: &Connection,
    queue: &QueueName,
    key: &LimitKey,
    now: Timestamp,
) -> Result<KeyView, StoreError> {
    let gate = gates::queue(conn, find(conn, queue)?)?;
    key_view(conn, &gate, key.clone(), now)
}

fn key_view(
    conn: &Connection,
    gate: &QueueGate,
    key: LimitKey,
    now: Timestamp,
) -> Result<KeyView, StoreError> {
    let brake = gates::key(conn, gate, key.as_str())?;
    let without_slots = gates::Brake {
        concurrency: None,
        ..brake
    };
    Ok(KeyView {
        key,
        running: unsigned(brake.running),
        concurrency: brake.concurrency.and_then(|most| u32::try_from(most).ok()),
        rate: brake.rate,
        next_token_at: match without_slots.room(now) {
            Err(Shut::NoToken(next)) => Some(next),
            _ => None,
        },
    })
}

pub(super) fn change_key(
    txn: &mut Txn<'_>,
    queue: &QueueName,
    key: &LimitKey,
    changes: &[KeyChange],
) -> Result<(), StoreError> {
    const ADD: &str = "INSERT OR IGNORE INTO limit_keys (queue, limit_key) VALUES (?1, ?2)";
    const CONCURRENCY: &str =
        "UPDATE limit_keys SET concurrency = ?3 WHERE queue = ?1 AND limit_key = ?2";
    const RATE: &str = "UPDATE limit_keys SET rate = ?3 WHERE queue = ?1 AND limit_key = ?2";
    const COUNT: &str = "UPDATE queues SET key_limits = (SELECT count(*) FROM limit_keys
            WHERE queue = ?1 AND (concurrency IS NOT NULL OR rate IS NOT NULL)) WHERE id = ?1";
    let id = txn.names.queue(txn.conn, queue.as_str())?;
    let conn = txn.conn;
    conn.prepare_cached(ADD)?
        .execute(params![id, key.as_str()])?;
    for change in changes {
        match change {
            KeyChange::Concurrency(Some(0)) => return Err(StoreError::Invalid(NO_ROOM)),
            KeyChange::Concurrency(most) => {
                conn.prepare_cached(CONCURRENCY)?
                    .execute(params![id, key.as_str(), most])?
            }
            KeyChange::Rate(rate) => {
                conn.prepare_cached(RATE)?
                    .execute(params![id, key.as_str(), text(*rate)])?
            }
        };
    }
    conn.prepare_cached(COUNT)?.execute([id])?;
    keys::open(conn, id, key.as_str())?;
    txn.rung.ready += 1;
    announce(txn, queue, "key limits");
    Ok(())
}

/// Opens queues and limit keys that have a token again: at most so many; gives how many, and when the next has.
pub(super) fn open_due(
    txn: &mut Txn<'_>,
    most: usize,
) -> Result<(usize, Option<Timestamp>), StoreError> {
    const QUEUES: &str = "UPDATE queues SET opens_at = NULL WHERE opens_at <= ?1";
    let conn = txn.conn;
    let now = txn.now.as_millis();
    let mut opened = conn.prepare_cached(QUEUES)?.execute([now])?;
    let due: Vec<(i64, String)> = {
        let mut statement = conn.prepare_cached(KEYS_DUE)?;
        let found = statement.query_map((now, rows(most)), |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.collect::<Result<_, _>>()?
    };
    for (queue, key) in &due {
        keys::open(conn, *queue, key)?;
    }
    opened += due.len();
    if opened > 0 {
        txn.rung.ready += 1;
    }
    let next: Option<i64> = conn
        .prepare_cached(NEXT_OPENING)?
        .query_row([], |row| row.get(0))?;
    Ok((opened, next.map(Timestamp::from_millis)))
}

pub(super) const KEYS_DUE: &str = "SELECT queue, limit_key FROM limit_keys
    INDEXED BY limit_keys_opening WHERE opens_at <= ?1 ORDER BY opens_at LIMIT ?2";

pub(super) const NEXT_OPENING: &str = "SELECT min(at) FROM (
    SELECT min(opens_at) AS at FROM queues INDEXED BY queues_opening WHERE opens_at IS NOT NULL
    UNION ALL
    SELECT min(opens_at) FROM limit_keys INDEXED BY limit_keys_opening WHERE opens_at IS NOT NULL)";

/// Forgets at most so many limit keys of which nothing runs and whose bucket is full: they are as if new.
pub(super) fn forget_keys(txn: &Txn<'_>, most: usize) -> Result<usize, StoreError> {
    const FORGET: &str = "DELETE FROM limit_keys WHERE (queue, limit_key) IN (
            SELECT queue, limit_key FROM limit_keys WHERE running = 0 AND shut = 0 AND concurrency IS NULL
                AND rate IS NULL AND full_at_us <= ?1 LIMIT ?2)";
    let micros = txn.now.as_millis().saturating_mul(1_000);
    Ok(txn
        .conn
        .prepare_cached(FORGET)?
        .execute((micros, rows(most)))?)
}
