//! Alerts: rules, how they stand, and how they turned. A turn, its line in the history and its event are one commit.

use std::time::Duration;

use runner_model::{AlertState, ScheduleName, Timestamp, Watched};
use rusqlite::{Connection, Row, params};

use super::rows::{named, rows, signed, time, time_if, unsigned};
use super::txn::Txn;
use crate::error::StoreError;
use crate::types::{Alert, AlertTurn, EventType, NewAlert, Page, PageToken};

/// How many rules there may be, and how many turns are kept.
const MOST: i64 = 200;
const TOO_MANY: &str = "there are 200 alerts, and no more are kept: remove one first";
const MOST_TURNS: i64 = 10_000;

const COLUMNS: &str = "SELECT name, watched, hold_ms, created_at, created_by, muted_until, state, since, said FROM alerts";

fn from_row(row: &Row<'_>) -> Result<Alert, StoreError> {
    let corrupt = |why: &dyn std::fmt::Display| StoreError::corrupt("rule of an alert")(why);
    let watched: String = row.get("watched")?;
    let watched: Watched = serde_json::from_str(&watched).map_err(|error| corrupt(&error))?;
    let state: String = row.get("state")?;
    Ok(Alert {
        name: named("name of an alert", row.get::<_, String>("name")?)?,
        watched,
        hold: Duration::from_millis(unsigned(row.get("hold_ms")?)),
        created_at: time(row, "created_at")?,
        created_by: row.get("created_by")?,
        muted_until: time_if(row, "muted_until")?,
        state: AlertState::from_name(&state).ok_or_else(|| corrupt(&state))?,
        since: time(row, "since")?,
        said: row.get("said")?,
    })
}

pub(super) fn list(conn: &Connection) -> Result<Vec<Alert>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} ORDER BY name"))?;
    let mut rows = statement.query([])?;
    let mut alerts = Vec::new();
    while let Some(row) = rows.next()? {
        alerts.push(from_row(row)?);
    }
    Ok(alerts)
}

pub(super) fn find(conn: &Connection, name: &ScheduleName) -> Result<Alert, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} WHERE name = ?1"))?;
    let mut rows = statement.query([name.as_str()])?;
    match rows.next()? {
        Some(row) => from_row(row),
        None => Err(StoreError::NoAlert(name.clone())),
    }
}

pub(super) fn add(txn: &mut Txn<'_>, alert: &NewAlert) -> Result<Alert, StoreError> {
    const COUNT: &str = "SELECT count(*) FROM alerts";
    const ADD: &str =
        "INSERT OR IGNORE INTO alerts (name, watched, hold_ms, created_at, created_by, since)
        VALUES (?1, ?2, ?3, ?4, ?5, ?4)";
    let conn = txn.conn;
    let count: i64 = conn
        .prepare_cached(COUNT)?
        .query_row([], |row| row.get(0))?;
    if count >= MOST {
        return Err(StoreError::Invalid(TOO_MANY));
    }
    let watched = serde_json::to_string(&alert.watched)
        .map_err(|error| StoreError::corrupt("rule of an alert")(&error))?;
    let added = conn.prepare_cached(ADD)?.execute(params![
        alert.name.as_str(),
        watched,
        signed(u64::try_from(alert.hold.as_millis()).unwrap_or(u64::MAX)),
        txn.now.as_millis(),
        alert.created_by,
    ])?;
    if added == 0 {
        return Err(StoreError::AlertExists(alert.name.clone()));
    }
    txn.rung.alerts += 1;
    find(conn, &alert.name)
}

pub(super) fn remove(txn: &mut Txn<'_>, name: &ScheduleName) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM alerts WHERE name = ?1";
    if txn.conn.prepare_cached(REMOVE)?.execute([name.as_str()])? == 0 {
        return Err(StoreError::NoAlert(name.clone()));
    }
    txn.rung.alerts += 1;
    Ok(())
}

pub(super) fn mute(
    txn: &mut Txn<'_>,
    name: &ScheduleName,
    until: Option<Timestamp>,
) -> Result<Alert, StoreError> {
    const MUTE: &str = "UPDATE alerts SET muted_until = ?2 WHERE name = ?1";
    txn.conn
        .prepare_cached(MUTE)?
        .execute((name.as_str(), until.map(Timestamp::as_millis)))?;
    txn.rung.alerts += 1;
    find(txn.conn, name)
}

pub(super) fn turn(
    txn: &mut Txn<'_>,
    name: &ScheduleName,
    (from, to): (AlertState, AlertState),
    said: &str,
) -> Result<bool, StoreError> {
    const TURN: &str =
        "UPDATE alerts SET state = ?3, since = ?4, said = ?5 WHERE name = ?1 AND state = ?2";
    const TOLD: &str = "SELECT told, coalesce(muted_until > ?2, 0) FROM alerts WHERE name = ?1";
    const TELL: &str = "UPDATE alerts SET told = ?2 WHERE name = ?1";
    const WRITE: &str =
        "INSERT INTO alert_turns (name, at, state, said, muted) VALUES (?1, ?2, ?3, ?4, ?5)";
    const FORGET: &str = "DELETE FROM alert_turns WHERE n <= (SELECT max(n) FROM alert_turns) - ?1";
    let conn = txn.conn;
    let now = txn.now.as_millis();
    let turned = conn.prepare_cached(TURN)?.execute(params![
        name.as_str(),
        from.as_str(),
        to.as_str(),
        now,
        said
    ])?;
    if turned == 0 {
        return Ok(false);
    }
    let fires = to == AlertState::Firing;
    if !fires && from != AlertState::Firing {
        return Ok(true);
    }
    let (was_told, is_muted): (bool, bool) = conn
        .prepare_cached(TOLD)?
        .query_row((name.as_str(), now), |row| Ok((row.get(0)?, row.get(1)?)))?;
    // Whoever heard that it fires hears that it does no more, and nobody else.
    let is_quiet = if fires { is_muted } else { !was_told };
    let word = if fires { "firing" } else { "recovered" };
    conn.prepare_cached(WRITE)?
        .execute(params![name.as_str(), now, word, said, is_quiet])?;
    conn.prepare_cached(FORGET)?.execute([MOST_TURNS])?;
    conn.prepare_cached(TELL)?
        .execute((name.as_str(), fires && !is_quiet))?;
    if !is_quiet {
        let data = serde_json::json!({"alert": name, "state": word, "message": said});
        txn.announce(EventType::Alert, data.to_string());
    }
    Ok(true)
}

pub(super) fn turns(
    conn: &Connection,
    name: Option<&ScheduleName>,
    after: Option<PageToken>,
    most: usize,
) -> Result<Page<AlertTurn>, StoreError> {
    const ALL: &str = "SELECT * FROM alert_turns WHERE n < ?1 ORDER BY n DESC LIMIT ?2";
    const OF_ONE: &str = "SELECT * FROM alert_turns INDEXED BY alert_turns_of
        WHERE n < ?1 AND name = ?3 ORDER BY n DESC LIMIT ?2";
    let below = after.map_or(i64::MAX, |token| token.0);
    let mut statement = conn.prepare_cached(if name.is_some() { OF_ONE } else { ALL })?;
    let mut found = match name {
        Some(name) => statement.query(params![below, rows(most + 1), name.as_str()])?,
        None => statement.query(params![below, rows(most + 1)])?,
    };
    let mut items = Vec::new();
    while let Some(row) = found.next()? {
        items.push(AlertTurn {
            number: row.get("n")?,
            name: named("name of an alert", row.get::<_, String>("name")?)?,
            at: time(row, "at")?,
            fires: row.get::<_, String>("state")? == "firing",
            said: row.get("said")?,
            is_muted: row.get("muted")?,
        });
    }
    let is_full = items.len() > most;
    items.truncate(most);
    let next = items.last().filter(|_| is_full);
    Ok(Page {
        next: next.map(|last| PageToken(last.number)),
        items,
        is_cut_short: false,
    })
}
