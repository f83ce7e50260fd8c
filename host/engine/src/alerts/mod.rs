//! Alerts: what operators want to hear of. Each rule is compared with what is measured; when it begins to fire, and when it
//! does no more, that is an event `alert` of the outbox, which webhooks bring to people.
//!
//! [`reading`] measures, from counts that are kept and never by a walk over jobs; [`host`] knows the machine. When a rule turns
//! is the model's business, that it turns once the store's.

mod host;
mod reading;

use std::sync::Arc;
use std::time::Duration;

use runner_model::{AlertRuleError, AlertState, ScheduleName, Timestamp, Watched};
use runner_store::{Alert, NewAlert, StoreError};
use tokio::time::Instant;

use self::host::Host;
use crate::engine::{Engine, Shared};

/// How often rules are looked at while something happens, and while nothing does.
const BUSY: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(60);

/// The longest that a rule may have to be over its line.
const LONGEST_HOLD: Duration = Duration::from_secs(24 * 60 * 60);

/// A rule as somebody asks for it.
#[derive(Debug, Clone)]
pub struct AlertDraft {
    /// Its name.
    pub name: ScheduleName,
    /// What it watches.
    pub watched: Watched,
    /// For how long that must be over its line.
    pub hold: Duration,
    /// Who asks.
    pub by: Option<String>,
}

/// Why a rule was not made.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// A number in it makes no sense.
    #[error(transparent)]
    Rule(#[from] AlertRuleError),
    /// It would have to hold for too long.
    #[error("`for`: at most a day")]
    Hold,
    /// The store failed, or has one of that name.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Begins to look at rules.
    pub fn start_alerts(&self) {
        let task = tokio::spawn(run(Arc::clone(&self.shared)));
        self.lock_helpers().push(task);
    }

    /// Makes a rule.
    pub async fn add_alert(&self, draft: AlertDraft) -> Result<Alert, AlertError> {
        draft.watched.check()?;
        if draft.hold > LONGEST_HOLD {
            return Err(AlertError::Hold);
        }
        let alert = NewAlert {
            name: draft.name,
            watched: draft.watched,
            hold: draft.hold,
            created_by: draft.by,
        };
        Ok(self.store().add_alert(alert).await?)
    }

    /// Has nobody told of a rule for a while; for none they are told again.
    pub async fn mute_alert(
        &self,
        name: ScheduleName,
        within: Option<Duration>,
    ) -> Result<Alert, StoreError> {
        let until = within.map(|within| self.shared.clock.now().after(within));
        self.store().mute_alert(name, until).await
    }
}

/// Runs until the store is closed.
async fn run(shared: Arc<Shared>) {
    let mut bell = shared.store.bell();
    let mut host = Host::default();
    loop {
        let rung = bell.look();
        let looked_at = Instant::now();
        let wait = match look(&shared, &mut host).await {
            Ok(wait) => wait,
            Err(StoreError::Closed) => return,
            Err(error) => {
                tracing::error!(%error, "cannot look whether alerts fire");
                Some(IDLE)
            }
        };
        loop {
            let idle = async {
                match wait {
                    // What no commit tells of may be over its line: the disk, the memory, time that goes by.
                    Some(wait) => tokio::time::sleep_until(looked_at + wait).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = idle => break,
                open = bell.changed() => {
                    if !open {
                        return;
                    }
                    let now = bell.look();
                    if now.alerts != rung.alerts {
                        break;
                    }
                    if wait.is_some() && now != rung {
                        tokio::time::sleep_until(looked_at + BUSY).await;
                        break;
                    }
                }
            }
        }
    }
}

/// Looks at all rules; gives how long until they are looked at again, if there are any.
async fn look(shared: &Shared, host: &mut Host) -> Result<Option<Duration>, StoreError> {
    let alerts = shared.store.alerts().await?;
    if alerts.is_empty() {
        return Ok(None);
    }
    let now = shared.clock.now();
    host.measure();
    let mut is_busy = !shared.live.list().is_empty();
    for alert in &alerts {
        let Some(reading) = reading::read(shared, host, &alert.watched, now).await? else {
            continue;
        };
        let times = (alert.since, now);
        let to = alert.state.seen(reading.is_over, times, alert.hold);
        is_busy |= to.unwrap_or(alert.state) == AlertState::Pending;
        if let Some(to) = to {
            turn(shared, alert, to, reading.said).await?;
        }
    }
    Ok(Some(if is_busy { BUSY } else { IDLE }))
}

async fn turn(
    shared: &Shared,
    alert: &Alert,
    to: AlertState,
    said: String,
) -> Result<(), StoreError> {
    let name = alert.name.clone();
    let turned = shared
        .store
        .turn_alert(name, alert.state, to, said.clone())
        .await?;
    if turned && to == AlertState::Firing {
        tracing::warn!(alert = %alert.name, said, "an alert fires");
    }
    Ok(())
}

/// The beginning of the minute in which a time is that long ago.
fn minute_before(now: Timestamp, within: Duration) -> Timestamp {
    const MINUTE: i64 = 60_000;
    let millis = i64::try_from(within.as_millis()).unwrap_or(i64::MAX);
    let then = now.as_millis().saturating_sub(millis);
    Timestamp::from_millis(then.div_euclid(MINUTE) * MINUTE)
}
