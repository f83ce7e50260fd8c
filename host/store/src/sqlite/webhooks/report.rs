//! What a node did for a webhook, written down in one commit: how far it has come, and what became of what it sent.

use runner_model::Timestamp;
use rusqlite::params;

use super::super::rows::signed;
use super::super::txn::Txn;
use super::deliveries;
use crate::error::StoreError;
use crate::types::{DeliveryState, EventType, Lease, Report, WebhookId, WhyDisabled};

pub(in crate::sqlite) fn report(
    txn: &mut Txn<'_>,
    (id, lease): (WebhookId, Lease),
    report: &Report,
) -> Result<bool, StoreError> {
    const REPORT: &str =
        "UPDATE webhooks SET position = max(position, ?3), missed = missed + ?4, failures = ?5,
            failing_since = ?6, rests_until = ?7, delivered_at = coalesce(?8, delivered_at)
        WHERE n = ?1 AND lease = ?2";
    let delivered = report
        .sent
        .iter()
        .filter(|sent| sent.state == DeliveryState::Delivered)
        .map(|sent| sent.tried.at)
        .max();
    let held = txn.conn.prepare_cached(REPORT)?.execute(params![
        id.0,
        lease.0,
        report.position,
        signed(report.missed),
        report.health.failures,
        report.health.failing_since.map(Timestamp::as_millis),
        report.health.rests_until.map(Timestamp::as_millis),
        delivered.map(Timestamp::as_millis),
    ])?;
    if held == 0 {
        return Ok(false);
    }
    for sent in &report.sent {
        deliveries::write(txn, id, sent)?;
    }
    if report.has_recovered {
        deliveries::hurry(txn, id)?;
    }
    if let Some(why) = report.disable {
        disable(txn, id, why)?;
    }
    deliveries::trim(txn, id)?;
    Ok(true)
}

/// It is told no more, and whoever else listens hears so.
fn disable(txn: &mut Txn<'_>, id: WebhookId, why: WhyDisabled) -> Result<(), StoreError> {
    const DISABLE: &str = "UPDATE webhooks SET disabled = ?2, disabled_at = ?3
        WHERE n = ?1 AND disabled IS NULL";
    let disabled = txn.conn.prepare_cached(DISABLE)?.execute(params![
        id.0,
        why.as_str(),
        txn.now.as_millis()
    ])?;
    if disabled > 0 {
        let data = serde_json::json!({
            "webhook": id.to_string(),
            "state": "disabled",
            "reason": why.as_str(),
        });
        txn.announce(EventType::Alert, data.to_string());
        txn.rung.webhooks += 1;
    }
    Ok(())
}
