//! Who is told of events by HTTP.

use runner_model::Timestamp;

use super::Answer;
use crate::types::{
    Delivery, DeliveryId, EventFilter, Found, Lease, NewWebhook, Page, PageToken, Report,
    SealedText, StoredWebhook, WebhookChange, WebhookId,
};

/// Webhooks, how far each has come in the outbox, and what became of their deliveries.
///
/// [`crate::Rung::webhooks`] rises with each that is made, changed or removed, and when a delivery is to be tried again.
pub trait WebhookStore {
    /// All webhooks, in the order in which they were made.
    fn webhooks(&self) -> Answer<Vec<StoredWebhook>>;

    /// One of them.
    fn webhook(&self, id: WebhookId) -> Answer<StoredWebhook>;

    /// Makes one: it is told of what happens from now on.
    fn add_webhook(&self, webhook: NewWebhook) -> Answer<StoredWebhook>;

    /// Changes one.
    fn change_webhook(&self, id: WebhookId, change: WebhookChange) -> Answer<StoredWebhook>;

    /// Removes one, with its deliveries.
    fn remove_webhook(&self, id: WebhookId) -> Answer<()>;

    /// Gives one a new secret. Those that it has are used beside it until then, at the most.
    fn rotate_webhook(
        &self,
        id: WebhookId,
        secret: SealedText,
        until: Timestamp,
    ) -> Answer<StoredWebhook>;

    /// Takes a webhook for a node, which alone tells it until its lease ends. False if another node has it.
    fn hold_webhook(&self, id: WebhookId, lease: Lease) -> Answer<bool>;

    /// Events that are meant, after a number: at most so many, oldest first, of a bounded number that is looked at.
    fn webhook_events(&self, filter: EventFilter, after: i64, most: usize) -> Answer<Found>;

    /// Deliveries that are due to be tried again, at most so many, and when the next will be.
    fn due_deliveries(
        &self,
        id: WebhookId,
        most: usize,
    ) -> Answer<(Vec<Delivery>, Option<Timestamp>)>;

    /// Writes down what the node that holds a webhook did. False, and nothing is written, if it does not hold it any more.
    fn report_webhook(&self, id: WebhookId, lease: Lease, report: Report) -> Answer<bool>;

    /// Deliveries of a webhook, newest first; on request only those of a state.
    fn deliveries(
        &self,
        id: WebhookId,
        state: Option<&'static str>,
        after: Option<PageToken>,
        most: usize,
    ) -> Answer<Page<Delivery>>;

    /// Has a delivery tried again now, however it stands.
    fn redeliver(&self, id: WebhookId, delivery: DeliveryId) -> Answer<Delivery>;
}
