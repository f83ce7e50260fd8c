//! Webhooks: who is told of events by HTTP, how far each has come, and what became of each delivery.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use runner_model::{BatchId, ProcessorName, QueueName, ScheduleName, Timestamp, WebhookUrl};
use serde::{Deserialize, Serialize};

use super::{EventType, StoredEvent};
use crate::error::StoreError;

/// The id of a webhook. It is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebhookId(pub(crate) i64);

/// The id of a delivery. It is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub(crate) i64);

/// Which events are meant. Everything that is said must hold; of each kind one is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EventFilter {
    /// Of one of these types; of any if empty.
    pub events: BTreeSet<EventType>,
    /// Of jobs of one of these processors.
    pub processors: BTreeSet<ProcessorName>,
    /// Of one of these queues, or of a job in it.
    pub queues: BTreeSet<QueueName>,
    /// Of one of these batches, or of an item of it.
    pub batches: BTreeSet<BatchId>,
    /// Of jobs with one of these tags.
    pub tags: BTreeSet<String>,
    /// Of one of these alerts.
    pub alerts: BTreeSet<ScheduleName>,
}

/// What an event is about, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The processor.
    pub processor: Option<String>,
    /// The queue.
    pub queue: Option<String>,
    /// The batch.
    pub batch: Option<BatchId>,
    /// The tags.
    pub tags: Vec<String>,
    /// The alert.
    pub alert: Option<String>,
}

impl EventFilter {
    /// Whether it asks for more than a type.
    pub fn asks_for_facts(&self) -> bool {
        !(self.processors.is_empty()
            && self.queues.is_empty()
            && self.batches.is_empty()
            && self.tags.is_empty()
            && self.alerts.is_empty())
    }

    /// Whether an event about that is meant, if its type is. What an event does not know is not what is asked for.
    pub fn fits(&self, facts: &Facts) -> bool {
        fn holds<T: AsRef<str>>(
            mut asked: impl ExactSizeIterator<Item = T>,
            known: &[String],
        ) -> bool {
            asked.len() == 0 || asked.any(|one| known.iter().any(|known| known == one.as_ref()))
        }
        let batch = facts.batch;
        holds(
            self.processors.iter().map(ProcessorName::as_str),
            facts.processor.as_slice(),
        ) && holds(
            self.queues.iter().map(QueueName::as_str),
            facts.queue.as_slice(),
        ) && holds(
            self.alerts.iter().map(ScheduleName::as_str),
            facts.alert.as_slice(),
        ) && holds(self.tags.iter(), &facts.tags)
            && (self.batches.is_empty() || batch.is_some_and(|batch| self.batches.contains(&batch)))
    }
}

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookFormat {
    /// The event as JSON.
    #[default]
    Standard,
    /// A line of text, as Slack's incoming webhooks take it.
    Slack,
    /// A line of text, as Discord's webhooks take it.
    Discord,
    /// A mail for people.
    Email,
}

/// A text that was sealed: no store sees what it is.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedText {
    /// What it was sealed with beside the key.
    pub nonce: Vec<u8>,
    /// The sealed text.
    pub sealed: Vec<u8>,
}

impl fmt::Debug for SealedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedText(…)")
    }
}

/// A webhook that somebody makes.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// Where events are sent to.
    pub url: WebhookUrl,
    /// What people call it.
    pub title: Option<String>,
    /// Which events.
    pub filter: EventFilter,
    /// How they are written.
    pub format: WebhookFormat,
    /// How many are sent at once. With more than one they may come in another order.
    pub parallel: u32,
    /// Random bytes: they are in the ids of its messages, so that another database's are others.
    pub mark: [u8; 8],
    /// What its messages are signed with; mail is not.
    pub secret: Option<SealedText>,
    /// Who makes it.
    pub created_by: Option<String>,
}

/// What is to be changed of a webhook.
#[derive(Debug, Clone, Default)]
pub struct WebhookChange {
    /// Where events are sent to.
    pub url: Option<WebhookUrl>,
    /// What people call it.
    pub title: Option<Option<String>>,
    /// Which events, from those on that it has not come to.
    pub filter: Option<EventFilter>,
    /// How they are written.
    pub format: Option<WebhookFormat>,
    /// How many are sent at once.
    pub parallel: Option<u32>,
    /// Whether it is told at all. What was missed while it was not is told then, as far as it is kept.
    pub whether: Option<Whether>,
}

/// Whether a webhook is told of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whether {
    /// It is.
    Told,
    /// It is not.
    NotTold,
}

/// A webhook as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredWebhook {
    /// Its id.
    pub id: WebhookId,
    /// Where events are sent to.
    pub url: WebhookUrl,
    /// What people call it.
    pub title: Option<String>,
    /// Which events.
    pub filter: EventFilter,
    /// How they are written.
    pub format: WebhookFormat,
    /// How many are sent at once.
    pub parallel: u32,
    /// Random bytes in the ids of its messages.
    pub mark: [u8; 8],
    /// What its messages are signed with, the newest first.
    pub secrets: Vec<WebhookSecret>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: Option<String>,
    /// Why it is not told of anything, if so.
    pub disabled: Option<Disabled>,
    /// All events up to this number were told, or are kept to be told again, or were not meant.
    pub position: i64,
    /// Events that were forgotten before it came to them.
    pub missed: u64,
    /// How it stands.
    pub health: Health,
    /// How many deliveries wait to be tried again.
    pub waiting: u64,
    /// When it last took one.
    pub delivered_at: Option<Timestamp>,
}

/// A secret of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSecret {
    /// The secret.
    pub sealed: SealedText,
    /// Until when it is used, if another took its place.
    pub expires_at: Option<Timestamp>,
}

/// Since when and why a webhook is not told of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disabled {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub why: WhyDisabled,
}

/// Why a webhook is not told of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyDisabled {
    /// Somebody wanted so.
    ByHand,
    /// Its endpoint says that it is gone (410).
    Gone,
    /// Nothing could be delivered for days.
    Failing,
}

/// How the endpoint of a webhook stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Health {
    /// Deliveries that failed since the last that did not.
    pub failures: u32,
    /// When the first of them did.
    pub failing_since: Option<Timestamp>,
    /// Until when it is left alone.
    pub rests_until: Option<Timestamp>,
}

/// Events for a webhook, and up to where was looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The events, oldest first.
    pub events: Vec<StoredEvent>,
    /// All up to this number were looked at.
    pub seen: i64,
    /// Events that are not kept any more and were not looked at.
    pub missed: u64,
}

/// What became of one try to deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// When it began.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// The first bytes of its body.
    pub answer: Option<String>,
    /// Why there was none, or what is wrong with it.
    pub error: Option<String>,
}

/// What was tried to be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An event for the first time.
    New(StoredEvent),
    /// One that was tried before.
    Again(DeliveryId),
}

/// A try to deliver, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// What.
    pub what: Subject,
    /// How it went.
    pub tried: Tried,
    /// What becomes of it.
    pub state: DeliveryState,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It was taken.
    Delivered,
    /// It is tried again then.
    Waiting(Timestamp),
    /// It was given up.
    Failed,
}

/// What a node tells of a webhook that it tells.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How far it has come.
    pub position: i64,
    /// Events that were forgotten meanwhile.
    pub missed: u64,
    /// What was tried.
    pub sent: Vec<Sent>,
    /// How it stands now.
    pub health: Health,
    /// Whether it answers again after it did not: then what waits is due at once.
    pub has_recovered: bool,
    /// Why it is told no more, if so.
    pub disable: Option<WhyDisabled>,
}

/// A delivery as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// Of which webhook.
    pub webhook: WebhookId,
    /// What is told.
    pub event: StoredEvent,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// How the last try went.
    pub tried: Tried,
}

impl WebhookFormat {
    const ALL: [Self; 4] = [Self::Standard, Self::Slack, Self::Discord, Self::Email];

    /// The name as clients see it and as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Slack => "slack",
            Self::Discord => "discord",
            Self::Email => "email",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

impl WhyDisabled {
    const ALL: [Self; 3] = [Self::ByHand, Self::Gone, Self::Failing];

    /// The name as clients see it and as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == name)
    }
}

impl DeliveryState {
    /// The name as clients see it and as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Waiting(_) => "waiting",
            Self::Failed => "failed",
        }
    }

    /// When it is tried again.
    pub const fn next_at(self) -> Option<Timestamp> {
        match self {
            Self::Waiting(at) => Some(at),
            Self::Delivered | Self::Failed => None,
        }
    }
}

fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number > 0)
}

fn shown(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}

impl fmt::Display for WebhookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for WebhookId {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = number(text).map(Self);
        id.ok_or_else(|| StoreError::NoWebhook(shown(text)))
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DeliveryId {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = number(text).map(Self);
        id.ok_or_else(|| StoreError::NoDelivery(shown(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_event_does_not_know_is_not_what_is_asked_for() {
        let filter = |json: &str| serde_json::from_str::<EventFilter>(json).unwrap();
        let facts = Facts {
            processor: Some("mail".to_owned()),
            queue: Some("slow".to_owned()),
            batch: None,
            tags: vec!["red".to_owned(), "blue".to_owned()],
            alert: Some("full".to_owned()),
        };
        for (json, fits, fits_nothing) in [
            ("{}", true, true),
            (r#"{"events": ["alert"]}"#, true, true),
            (r#"{"processors": ["fetch", "mail"]}"#, true, false),
            (r#"{"processors": ["fetch"]}"#, false, false),
            (r#"{"alerts": ["full", "late"]}"#, true, false),
            (r#"{"alerts": ["late"]}"#, false, false),
            (
                r#"{"queues": ["slow"], "tags": ["green", "red"]}"#,
                true,
                false,
            ),
            (r#"{"queues": ["slow"], "tags": ["green"]}"#, false, false),
            (
                r#"{"batches": ["0190163d-8694-739b-aea5-966c26f8ad91"]}"#,
                false,
                false,
            ),
        ] {
            let filter = filter(json);
            assert_eq!(filter.fits(&facts), fits, "{json}");
            assert_eq!(filter.fits(&Facts::default()), fits_nothing, "{json}");
        }
        let wrong = serde_json::from_str::<EventFilter>(r#"{"events": ["job-done"]}"#);
        let said = wrong.unwrap_err().to_string();
        assert!(
            said.starts_with("there are no events `job-done`: write job-created, "),
            "{said}"
        );
    }
}
