//! Webhooks: who they are. What they are told is in [`look`], how that went in [`report`] and [`deliveries`].

pub(super) mod deliveries;
pub(super) mod look;
pub(super) mod report;

use runner_model::Timestamp;
use rusqlite::{Connection, Row, params};

use super::events;
use super::rows::{parsed, time, time_if, unsigned};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{
    Disabled, EventFilter, Health, Lease, NewWebhook, SealedText, StoredWebhook, WebhookChange,
    WebhookFormat, WebhookId, WebhookSecret, Whether, WhyDisabled,
};

/// How many webhooks there may be: each looks at all that happens.
const MOST: i64 = 100;
const TOO_MANY: &str = "there are 100 webhooks, and no more are kept: remove one first";

/// How many secrets are used at once, the newest included.
const MOST_SECRETS: i64 = 4;

const COLUMNS: &str = "SELECT w.*, (SELECT count(*) FROM webhook_deliveries d
        WHERE d.webhook = w.n AND d.next_at IS NOT NULL) AS waiting FROM webhooks w";

pub(super) fn list(conn: &Connection) -> Result<Vec<StoredWebhook>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} ORDER BY n"))?;
    let mut rows = statement.query([])?;
    let mut webhooks = Vec::new();
    while let Some(row) = rows.next()? {
        webhooks.push(from_row(conn, row)?);
    }
    Ok(webhooks)
}

pub(super) fn find(conn: &Connection, id: WebhookId) -> Result<StoredWebhook, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} WHERE n = ?1"))?;
    let mut rows = statement.query([id.0])?;
    match rows.next()? {
        Some(row) => from_row(conn, row),
        None => Err(StoreError::NoWebhook(id.to_string())),
    }
}

fn from_row(conn: &Connection, row: &Row<'_>) -> Result<StoredWebhook, StoreError> {
    let id = WebhookId(row.get("n")?);
    let disabled = row.get::<_, Option<String>>("disabled")?;
    let format: String = row.get("format")?;
    let why = disabled.map(|why| {
        WhyDisabled::from_name(&why).ok_or_else(|| StoreError::corrupt("reason of a webhook")(&why))
    });
    Ok(StoredWebhook {
        id,
        url: parsed("address of a webhook", &row.get::<_, String>("url")?)?,
        title: row.get("title")?,
        filter: filter(&row.get::<_, String>("filter")?)?,
        format: WebhookFormat::from_name(&format)
            .ok_or_else(|| StoreError::corrupt("format of a webhook")(&format))?,
        parallel: row.get("parallel")?,
        mark: row.get("mark")?,
        secrets: secrets(conn, id)?,
        created_at: time(row, "created_at")?,
        created_by: row.get("created_by")?,
        disabled: match (why.transpose()?, time_if(row, "disabled_at")?) {
            (Some(why), Some(at)) => Some(Disabled { at, why }),
            _ => None,
        },
        position: row.get("position")?,
        missed: unsigned(row.get("missed")?),
        health: Health {
            failures: row.get("failures")?,
            failing_since: time_if(row, "failing_since")?,
            rests_until: time_if(row, "rests_until")?,
        },
        waiting: unsigned(row.get("waiting")?),
        delivered_at: time_if(row, "delivered_at")?,
    })
}

fn filter(json: &str) -> Result<EventFilter, StoreError> {
    serde_json::from_str(json).map_err(|why| StoreError::corrupt("filter of a webhook")(&why))
}

fn to_json(filter: &EventFilter) -> Result<String, StoreError> {
    serde_json::to_string(filter).map_err(|why| StoreError::corrupt("filter of a webhook")(&why))
}

fn secrets(conn: &Connection, id: WebhookId) -> Result<Vec<WebhookSecret>, StoreError> {
    const SECRETS: &str = "SELECT nonce, sealed, expires_at FROM webhook_secrets
        WHERE webhook = ?1 ORDER BY n DESC";
    let mut statement = conn.prepare_cached(SECRETS)?;
    let secrets = statement.query_map([id.0], |row| {
        Ok(WebhookSecret {
            sealed: SealedText {
                nonce: row.get(0)?,
                sealed: row.get(1)?,
            },
            expires_at: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_millis),
        })
    })?;
    Ok(secrets.collect::<Result<_, _>>()?)
}

fn add_secret(txn: &Txn<'_>, id: WebhookId, secret: &SealedText) -> Result<(), StoreError> {
    const ADD: &str = "INSERT INTO webhook_secrets (webhook, nonce, sealed, made_at)
        VALUES (?1, ?2, ?3, ?4)";
    txn.conn.prepare_cached(ADD)?.execute(params![
        id.0,
        secret.nonce,
        secret.sealed,
        txn.now.as_millis()
    ])?;
    Ok(())
}

pub(super) fn add(txn: &mut Txn<'_>, webhook: &NewWebhook) -> Result<StoredWebhook, StoreError> {
    const ADD: &str =
        "INSERT INTO webhooks (mark, url, title, filter, parallel, created_at, created_by, position, format)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    const COUNT: &str = "SELECT count(*) FROM webhooks";
    let conn = txn.conn;
    let count: i64 = conn
        .prepare_cached(COUNT)?
        .query_row([], |row| row.get(0))?;
    if count >= MOST {
        return Err(StoreError::Invalid(TOO_MANY));
    }
    conn.prepare_cached(ADD)?.execute(params![
        webhook.mark,
        webhook.url.as_str(),
        webhook.title,
        to_json(&webhook.filter)?,
        webhook.parallel,
        txn.now.as_millis(),
        webhook.created_by,
        events::last(conn)?,
        webhook.format.as_str(),
    ])?;
    let id = WebhookId(conn.last_insert_rowid());
    if let Some(secret) = &webhook.secret {
        add_secret(txn, id, secret)?;
    }
    txn.rung.webhooks += 1;
    find(conn, id)
}

pub(super) fn change(
    txn: &mut Txn<'_>,
    id: WebhookId,
    change: &WebhookChange,
) -> Result<StoredWebhook, StoreError> {
    const CHANGE: &str = "UPDATE webhooks SET url = ?2, title = ?3, filter = ?4, parallel = ?5, format = ?6 WHERE n = ?1";
    // It begins anew: what was wrong with the endpoint may not be any more.
    const TELL: &str = "UPDATE webhooks SET disabled = NULL, disabled_at = NULL, failures = 0,
            failing_since = NULL, rests_until = NULL WHERE n = ?1 AND disabled IS NOT NULL";
    const TELL_NOT: &str = "UPDATE webhooks SET disabled = 'by_hand', disabled_at = ?2
        WHERE n = ?1 AND disabled IS NULL";
    let conn = txn.conn;
    let known = find(conn, id)?;
    conn.prepare_cached(CHANGE)?.execute(params![
        id.0,
        change.url.as_ref().unwrap_or(&known.url).as_str(),
        change.title.as_ref().unwrap_or(&known.title),
        to_json(change.filter.as_ref().unwrap_or(&known.filter))?,
        change.parallel.unwrap_or(known.parallel),
        change.format.unwrap_or(known.format).as_str(),
    ])?;
    match change.whether {
        None => {}
        Some(Whether::Told) => {
            conn.prepare_cached(TELL)?.execute([id.0])?;
            deliveries::hurry(txn, id)?;
        }
        Some(Whether::NotTold) => {
            conn.prepare_cached(TELL_NOT)?
                .execute((id.0, txn.now.as_millis()))?;
        }
    }
    txn.rung.webhooks += 1;
    find(conn, id)
}

pub(super) fn remove(txn: &mut Txn<'_>, id: WebhookId) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM webhooks WHERE n = ?1";
    if txn.conn.prepare_cached(REMOVE)?.execute([id.0])? == 0 {
        return Err(StoreError::NoWebhook(id.to_string()));
    }
    txn.rung.webhooks += 1;
    Ok(())
}

pub(super) fn rotate(
    txn: &mut Txn<'_>,
    id: WebhookId,
    secret: &SealedText,
    until: Timestamp,
) -> Result<StoredWebhook, StoreError> {
    const END: &str = "UPDATE webhook_secrets SET expires_at = min(coalesce(expires_at, ?2), ?2)
        WHERE webhook = ?1";
    const FORGET: &str = "DELETE FROM webhook_secrets WHERE webhook = ?1
        AND (expires_at <= ?2 OR n NOT IN
            (SELECT n FROM webhook_secrets WHERE webhook = ?1 ORDER BY n DESC LIMIT ?3))";
    let conn = txn.conn;
    find(conn, id)?;
    conn.prepare_cached(END)?
        .execute((id.0, until.as_millis()))?;
    add_secret(txn, id, secret)?;
    conn.prepare_cached(FORGET)?
        .execute((id.0, txn.now.as_millis(), MOST_SECRETS))?;
    txn.rung.webhooks += 1;
    find(conn, id)
}

pub(super) fn hold(txn: &Txn<'_>, id: WebhookId, lease: Lease) -> Result<bool, StoreError> {
    // A node that is gone, or did not renew its lease, has lost it.
    const HOLD: &str = "UPDATE webhooks SET lease = ?2 WHERE n = ?1
        AND (lease IS NULL OR lease = ?2 OR NOT EXISTS (SELECT 1 FROM nodes
            WHERE nodes.n = webhooks.lease AND gone_at IS NULL AND expires_at > ?3))";
    let held = txn
        .conn
        .prepare_cached(HOLD)?
        .execute((id.0, lease.0, txn.now.as_millis()))?;
    Ok(held > 0)
}
