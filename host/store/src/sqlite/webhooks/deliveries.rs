//! Deliveries: written down, tried again, listed, and forgotten in the end.

use runner_model::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::super::events;
use super::super::rows::{rows, signed, time, time_if, unsigned};
use super::super::txn::Txn;
use crate::error::StoreError;
use crate::types::{
    Delivery, DeliveryId, DeliveryState, Page, PageToken, Sent, Subject, Tried, WebhookId,
};

/// How many are kept of a webhook beside those that wait.
const MOST_KEPT: i64 = 1_000;

/// One in so many reports forgets what is too much.
const TRIM_EVERY: i64 = 64;

/// The event's columns come first: see [`events::from_row`].
macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT seq, at, type, job, state, attempt, data, n, webhook, outcome, next_at, attempts, tried_at, ms,
                status, answer, error FROM webhook_deliveries ",
            $rest
        )
    };
}

fn from_row(row: &Row<'_>) -> Result<Delivery, StoreError> {
    let outcome = row.get_ref("outcome")?.as_str().unwrap_or_default();
    let state = match (outcome, time_if(row, "next_at")?) {
        ("waiting", Some(at)) => DeliveryState::Waiting(at),
        ("delivered", None) => DeliveryState::Delivered,
        ("failed", None) => DeliveryState::Failed,
        (other, _) => return Err(StoreError::corrupt("state of a delivery")(&other)),
    };
    Ok(Delivery {
        id: DeliveryId(row.get("n")?),
        webhook: WebhookId(row.get("webhook")?),
        event: events::from_row(row)?,
        state,
        attempts: row.get("attempts")?,
        tried: Tried {
            at: time(row, "tried_at")?,
            ms: unsigned(row.get("ms")?),
            status: row.get("status")?,
            answer: row.get("answer")?,
            error: row.get("error")?,
        },
    })
}

pub(in crate::sqlite) const DUE: &str = columns!(
    "INDEXED BY webhook_deliveries_waiting WHERE webhook = ?1 AND next_at IS NOT NULL AND next_at <= ?2
    ORDER BY next_at LIMIT ?3"
);

pub(in crate::sqlite) fn due(
    conn: &Connection,
    id: WebhookId,
    now: Timestamp,
    most: usize,
) -> Result<(Vec<Delivery>, Option<Timestamp>), StoreError> {
    const NEXT: &str =
        "SELECT min(next_at) FROM webhook_deliveries INDEXED BY webhook_deliveries_waiting
        WHERE webhook = ?1 AND next_at IS NOT NULL AND next_at > ?2";
    let mut statement = conn.prepare_cached(DUE)?;
    let mut found = statement.query((id.0, now.as_millis(), rows(most)))?;
    let mut due = Vec::new();
    while let Some(row) = found.next()? {
        due.push(from_row(row)?);
    }
    let next: Option<i64> = conn
        .prepare_cached(NEXT)?
        .query_row((id.0, now.as_millis()), |row| row.get(0))?;
    Ok((due, next.map(Timestamp::from_millis)))
}

pub(super) fn write(txn: &Txn<'_>, id: WebhookId, sent: &Sent) -> Result<(), StoreError> {
    const NEW: &str = "INSERT INTO webhook_deliveries (webhook, seq, at, type, job, state, attempt, data, outcome,
            next_at, attempts, tried_at, ms, status, answer, error)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?12, ?13, ?14, ?15)";
    // One that was removed meanwhile stays so.
    const AGAIN: &str =
        "UPDATE webhook_deliveries SET outcome = ?3, next_at = ?4, attempts = attempts + 1,
            tried_at = ?5, ms = ?6, status = ?7, answer = ?8, error = ?9
        WHERE n = ?2 AND webhook = ?1";
    let Tried {
        at,
        ms,
        status,
        answer,
        error,
    } = &sent.tried;
    let (at, ms) = (at.as_millis(), signed(*ms));
    let outcome = sent.state.as_str();
    let next_at = sent.state.next_at().map(Timestamp::as_millis);
    match &sent.what {
        Subject::New(event) => {
            let job = event.job.as_ref();
            txn.conn.prepare_cached(NEW)?.execute(params![
                id.0,
                event.seq,
                event.at.as_millis(),
                event.kind.as_str(),
                job.map(|(job, ..)| job.as_bytes()),
                job.map(|(_, state, _)| state.as_str()),
                job.map(|(.., attempt)| *attempt),
                event.data,
                outcome,
                next_at,
                at,
                ms,
                status,
                answer,
                error,
            ])?;
        }
        Subject::Again(delivery) => {
            txn.conn.prepare_cached(AGAIN)?.execute(params![
                id.0, delivery.0, outcome, next_at, at, ms, status, answer, error,
            ])?;
        }
    }
    Ok(())
}

/// What waits is due now.
pub(super) fn hurry(txn: &Txn<'_>, id: WebhookId) -> Result<(), StoreError> {
    const HURRY: &str =
        "UPDATE webhook_deliveries INDEXED BY webhook_deliveries_waiting SET next_at = ?2
        WHERE webhook = ?1 AND next_at IS NOT NULL AND next_at > ?2";
    txn.conn
        .prepare_cached(HURRY)?
        .execute((id.0, txn.now.as_millis()))?;
    Ok(())
}

/// Forgets the oldest that do not wait, now and then.
pub(super) fn trim(txn: &Txn<'_>, id: WebhookId) -> Result<(), StoreError> {
    const LAST: &str = "SELECT coalesce(max(n), 0) FROM webhook_deliveries WHERE webhook = ?1";
    const TRIM: &str = "DELETE FROM webhook_deliveries WHERE webhook = ?1 AND next_at IS NULL
        AND n <= (SELECT n FROM webhook_deliveries WHERE webhook = ?1 ORDER BY n DESC LIMIT 1 OFFSET ?2)";
    let last: i64 = txn
        .conn
        .prepare_cached(LAST)?
        .query_row([id.0], |row| row.get(0))?;
    if last % TRIM_EVERY == 0 {
        txn.conn.prepare_cached(TRIM)?.execute((id.0, MOST_KEPT))?;
    }
    Ok(())
}

pub(in crate::sqlite) fn page(
    conn: &Connection,
    id: WebhookId,
    state: Option<&'static str>,
    after: Option<PageToken>,
    most: usize,
) -> Result<Page<Delivery>, StoreError> {
    const PAGE: &str = columns!(
        "INDEXED BY webhook_deliveries_of WHERE webhook = ?1 AND n < ?2 AND outcome = coalesce(?3, outcome)
        ORDER BY n DESC LIMIT ?4"
    );
    super::find(conn, id)?;
    let below = after.map_or(i64::MAX, |token| token.0);
    let mut statement = conn.prepare_cached(PAGE)?;
    let mut found = statement.query(params![id.0, below, state, rows(most + 1)])?;
    let mut items = Vec::new();
    while let Some(row) = found.next()? {
        items.push(from_row(row)?);
    }
    let is_full = items.len() > most;
    items.truncate(most);
    let next = items.last().filter(|_| is_full);
    Ok(Page {
        next: next.map(|last| PageToken(last.id.0)),
        items,
        is_cut_short: false,
    })
}

pub(in crate::sqlite) fn again(
    txn: &mut Txn<'_>,
    id: WebhookId,
    delivery: DeliveryId,
) -> Result<Delivery, StoreError> {
    const AGAIN: &str = "UPDATE webhook_deliveries SET outcome = 'waiting', next_at = ?3
        WHERE n = ?2 AND webhook = ?1";
    const FIND: &str = columns!("WHERE n = ?2 AND webhook = ?1");
    super::find(txn.conn, id)?;
    txn.conn
        .prepare_cached(AGAIN)?
        .execute((id.0, delivery.0, txn.now.as_millis()))?;
    txn.rung.webhooks += 1;
    let found = txn
        .conn
        .prepare_cached(FIND)?
        .query_row((id.0, delivery.0), |row| Ok(from_row(row)))
        .optional()?;
    found.ok_or_else(|| StoreError::NoDelivery(delivery.to_string()))?
}
