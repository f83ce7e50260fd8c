//! The task of one webhook: what waits and what is new, sent; what came of it, written down; then asleep until there is
//! more. It alone moves the webhook's position, and it knows nothing that is not written down but how far it has looked.

use std::sync::Arc;
use std::time::Duration;

use runner_model::Timestamp;
use runner_store::{
    Bell, DeliveryState, Found, Health, Lease, Report, Sent, StoreError, StoredEvent,
    StoredWebhook, Subject, Tried, WebhookId, WhyDisabled,
};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::delivery::{Outcome, deliver};
use super::patience;
use crate::engine::Shared;
use crate::ids;

/// How many deliveries may wait to be tried again before nothing new is begun.
const MOST_WAITING: u64 = 1_000;

/// How far it may have looked beyond what is written down: a restart looks at so much again.
const FAR: i64 = 10_000;

/// The least time between two looks while others keep ringing.
const BETWEEN: Duration = Duration::from_millis(50);

/// How long to wait after the store failed, or while another node has the webhook, before asking again.
const BREATH: Duration = Duration::from_secs(1);
const OTHERS: Duration = Duration::from_secs(15);

/// The longest sleep before a time: clocks jump.
const LONGEST: Duration = Duration::from_secs(60);

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// There is more to do.
    Now,
    /// Nothing before the next event, or this time.
    Event(Option<Timestamp>),
    /// Nothing before this time, whatever happens.
    Rest(Timestamp),
    /// The webhook is gone, or is told no more.
    End,
}

/// One webhook.
struct Endpoint {
    shared: Arc<Shared>,
    id: WebhookId,
    /// The lease by which this node has it.
    held: Option<Lease>,
    /// How far was looked.
    seen: i64,
}

/// What is about to be sent: how often it was tried before goes with it.
struct Due {
    what: Subject,
    event: StoredEvent,
    attempts: u32,
}

/// Runs until the webhook is gone or told no more, or the store is closed.
pub(super) async fn run(shared: Arc<Shared>, id: WebhookId) {
    let mut bell = shared.store.bell();
    let mut endpoint = Endpoint {
        shared,
        id,
        held: None,
        seen: 0,
    };
    loop {
        let (rung, looked_at) = (bell.look(), Instant::now());
        let next = match endpoint.step(rung.seq).await {
            Ok(next) => next,
            Err(StoreError::Closed) => return,
            Err(error) => {
                tracing::error!(webhook = %id, %error, "cannot tell a webhook of events");
                Next::Rest(endpoint.shared.clock.now().after(BREATH))
            }
        };
        let (until, events) = match next {
            Next::Now => continue,
            Next::End => return,
            Next::Event(until) => (until, true),
            Next::Rest(until) => (Some(until), false),
        };
        let wait = until.map(|until| until.since(endpoint.shared.clock.now()));
        let is_news = |bell: &mut Bell| {
            let now = bell.look();
            now.webhooks != rung.webhooks || (events && now.seq != rung.seq)
        };
        tokio::select! {
            () = sleep(wait) => {}
            open = heard(&mut bell, is_news) => {
                if !open {
                    return;
                }
                tokio::time::sleep_until(looked_at + BETWEEN).await;
            }
        }
    }
}

async fn sleep(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait.min(LONGEST)).await,
        None => std::future::pending().await,
    }
}

/// Waits until the bell rings for something that is news; false if the store was closed.
async fn heard(bell: &mut Bell, is_news: impl Fn(&mut Bell) -> bool) -> bool {
    while bell.changed().await {
        if is_news(bell) {
            return true;
        }
    }
    false
}

/// Tells of an event, and the log of how that went.
async fn told(
    shared: &Shared,
    webhook: &StoredWebhook,
    event: &StoredEvent,
) -> Result<(Tried, Outcome), StoreError> {
    let (tried, outcome) = deliver(shared, webhook, event).await?;
    match &tried.error {
        None => tracing::info!(
            status = tried.status,
            ms = tried.ms,
            "an event was delivered"
        ),
        Some(why) => tracing::info!(
            status = tried.status,
            ms = tried.ms,
            why,
            "an event was not taken"
        ),
    }
    Ok((tried, outcome))
}

impl Endpoint {
    /// Sends what there is to send now. The last event that there was is known from before.
    async fn step(&mut self, last: i64) -> Result<Next, StoreError> {
        let store = &self.shared.store;
        let webhook = match store.webhook(self.id).await {
            Ok(webhook) if webhook.disabled.is_none() => webhook,
            Ok(_) | Err(StoreError::NoWebhook(_)) => return Ok(Next::End),
            Err(error) => return Err(error),
        };
        let now = self.shared.clock.now();
        let lease = self.shared.lease();
        if self.held != Some(lease) {
            if !store.hold_webhook(self.id, lease).await? {
                return Ok(Next::Rest(now.after(OTHERS)));
            }
            self.held = Some(lease);
        }
        if let Some(until) = webhook.health.rests_until.filter(|until| *until > now) {
            return Ok(Next::Rest(until));
        }
        self.seen = self.seen.max(webhook.position);
        // One that has failed again and again is tried with one thing.
        let most = match webhook.health.failures < patience::RESTS_AFTER {
            true => usize::try_from(webhook.parallel.max(1)).unwrap_or(usize::MAX),
            false => 1,
        };
        let (due, next_due) = store.due_deliveries(self.id, most).await?;
        let mut batch: Vec<Due> = due
            .into_iter()
            .map(|delivery| Due {
                what: Subject::Again(delivery.id),
                event: delivery.event,
                attempts: delivery.attempts,
            })
            .collect();
        let found = self.new_events(&webhook, most - batch.len()).await?;
        batch.extend(found.events.into_iter().map(|event| Due {
            what: Subject::New(event.clone()),
            event,
            attempts: 0,
        }));
        let report = Report {
            position: found.seen,
            missed: found.missed,
            health: webhook.health,
            ..Report::default()
        };
        if found.missed > 0 {
            tracing::warn!(webhook = %self.id, events = found.missed, "events were forgotten before a webhook was told of them");
        }
        let is_far = found.seen - webhook.position >= FAR || found.missed > 0;
        self.seen = found.seen;
        if batch.is_empty() {
            if is_far {
                self.tell(lease, report).await?;
            }
            return Ok(match self.seen < last && webhook.waiting < MOST_WAITING {
                true => Next::Now,
                false => Next::Event(next_due),
            });
        }
        let report = self.send(&webhook, batch, report).await?;
        self.tell(lease, report).await?;
        Ok(Next::Now)
    }

    /// What is new, if there is room for it.
    async fn new_events(&self, webhook: &StoredWebhook, room: usize) -> Result<Found, StoreError> {
        if room == 0 || webhook.waiting >= MOST_WAITING {
            return Ok(Found {
                events: Vec::new(),
                seen: self.seen,
                missed: 0,
            });
        }
        let filter = webhook.filter.clone();
        let store = &self.shared.store;
        store.webhook_events(filter, self.seen, room).await
    }

    async fn tell(&mut self, lease: Lease, report: Report) -> Result<(), StoreError> {
        let store = &self.shared.store;
        if !store.report_webhook(self.id, lease, report).await? {
            // Another node has it, and will do all of this again.
            (self.held, self.seen) = (None, 0);
        }
        Ok(())
    }

    /// Sends all of these at once, and gives what came of it.
    async fn send(
        &self,
        webhook: &StoredWebhook,
        batch: Vec<Due>,
        mut report: Report,
    ) -> Result<Report, StoreError> {
        let before = report.health;
        let mut tries = JoinSet::new();
        for (index, next) in batch.iter().enumerate() {
            let (shared, webhook) = (Arc::clone(&self.shared), webhook.clone());
            let event = next.event.clone();
            let span = tracing::info_span!(
                "webhook",
                webhook.id = %self.id,
                event.seq = event.seq,
                event.type = %event.kind,
                job.id = event.job.as_ref().map(|(job, ..)| tracing::field::display(*job)),
                attempt = next.attempts + 1
            );
            let tell = async move { (index, told(&shared, &webhook, &event).await) };
            tries.spawn(tell.instrument(span));
        }
        let mut ended: Vec<Option<(Tried, Outcome)>> = vec![None; batch.len()];
        while let Some(one) = tries.join_next().await {
            let (index, outcome) = one.map_err(|_| StoreError::Closed)?;
            ended[index] = Some(outcome?);
        }
        for (next, (tried, outcome)) in batch.into_iter().zip(ended.into_iter().flatten()) {
            let state = self.judge(&mut report, &next, &tried, outcome);
            report.sent.push(Sent {
                what: next.what,
                tried,
                state,
            });
        }
        report.has_recovered =
            before.failures >= patience::RESTS_AFTER && report.health.failures == 0;
        if report.has_recovered {
            tracing::info!(webhook = %self.id, "a webhook takes events again");
        }
        if let Some(why) = report.disable {
            tracing::warn!(webhook = %self.id, why = why.as_str(), "a webhook is told no more");
        }
        Ok(report)
    }

    /// What becomes of one delivery, and what it says about the endpoint.
    fn judge(
        &self,
        report: &mut Report,
        next: &Due,
        tried: &Tried,
        outcome: Outcome,
    ) -> DeliveryState {
        let config = &self.shared.webhooks;
        let now = self.shared.clock.now();
        let asked = match outcome {
            Outcome::Taken => {
                report.health = Health::default();
                return DeliveryState::Delivered;
            }
            Outcome::NotTaken(asked) => asked,
            Outcome::Gone => {
                report.disable = Some(WhyDisabled::Gone);
                None
            }
        };
        report.health = patience::failed(report.health, now, &config.retry);
        if report.health.failures == 1 {
            let why = tried.error.as_deref().unwrap_or_default();
            tracing::warn!(webhook = %self.id, why, "an event was not delivered");
        }
        let since = report.health.failing_since.unwrap_or(now);
        if now.since(since) >= config.disable_after {
            report.disable.get_or_insert(WhyDisabled::Failing);
        }
        let dice = (now, ids::jitter());
        patience::next_try(&config.retry, next.attempts + 1, dice, asked)
            .map_or(DeliveryState::Failed, DeliveryState::Waiting)
    }
}
