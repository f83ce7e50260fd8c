//! Webhooks: see [`WebhookStore`].

use runner_model::Timestamp;

use super::SqliteStore;
use crate::sqlite::webhooks::{self, deliveries, look, report};
use crate::store::{Answer, WebhookStore};
use crate::types::{
    Delivery, DeliveryId, EventFilter, Found, Lease, NewWebhook, Page, PageToken, Report,
    SealedText, StoredWebhook, WebhookChange, WebhookId,
};

impl WebhookStore for SqliteStore {
    fn webhooks(&self) -> Answer<Vec<StoredWebhook>> {
        self.read(webhooks::list)
    }

    fn webhook(&self, id: WebhookId) -> Answer<StoredWebhook> {
        self.read(move |conn| webhooks::find(conn, id))
    }

    fn add_webhook(&self, webhook: NewWebhook) -> Answer<StoredWebhook> {
        self.write(move |txn| webhooks::add(txn, &webhook))
    }

    fn change_webhook(&self, id: WebhookId, change: WebhookChange) -> Answer<StoredWebhook> {
        self.write(move |txn| webhooks::change(txn, id, &change))
    }

    fn remove_webhook(&self, id: WebhookId) -> Answer<()> {
        self.write(move |txn| webhooks::remove(txn, id))
    }

    fn rotate_webhook(
        &self,
        id: WebhookId,
        secret: SealedText,
        until: Timestamp,
    ) -> Answer<StoredWebhook> {
        self.write(move |txn| webhooks::rotate(txn, id, &secret, until))
    }

    fn hold_webhook(&self, id: WebhookId, lease: Lease) -> Answer<bool> {
        self.write(move |txn| webhooks::hold(txn, id, lease))
    }

    fn webhook_events(&self, filter: EventFilter, after: i64, most: usize) -> Answer<Found> {
        self.read(move |conn| look::look(conn, &filter, after, most))
    }

    fn due_deliveries(
        &self,
        id: WebhookId,
        most: usize,
    ) -> Answer<(Vec<Delivery>, Option<Timestamp>)> {
        self.read_now(move |conn, now| deliveries::due(conn, id, now, most))
    }

    fn report_webhook(&self, id: WebhookId, lease: Lease, told: Report) -> Answer<bool> {
        let weight = 1 + told.sent.len();
        self.write_some(weight, move |txn| report::report(txn, (id, lease), &told))
    }

    fn deliveries(
        &self,
        id: WebhookId,
        state: Option<&'static str>,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<Delivery>> {
        self.read(move |conn| deliveries::page(conn, id, state, after, most))
    }

    fn redeliver(&self, id: WebhookId, delivery: DeliveryId) -> Answer<Delivery> {
        self.write(move |txn| deliveries::again(txn, id, delivery))
    }
}
