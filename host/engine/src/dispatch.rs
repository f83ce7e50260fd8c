//! The dispatcher: owns the slots. It claims what may run, starts it, and settles what ended, each time as much as
//! there is. A job alone is never held back: what is there is handed over at once, and what comes meanwhile waits for
//! the next commit together.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use runner_model::Ending;
use runner_store::{Claimed, Fence, Settled, Settlement, StoreError};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::attempt;
use crate::engine::{Shared, Stopping};
use crate::live::{Running, Stop};

/// The most that is claimed or settled in one request.
const MOST_AT_ONCE: usize = 128;

/// Short jobs are claimed ahead of the slots, so that none stands idle while a commit is on its way. This is how
/// long what was claimed ahead may take, all slots together.
const AHEAD: Duration = Duration::from_millis(5);

/// How long what was claimed ahead may wait for a slot before it goes back: the jobs turned out not to be short.
const PATIENCE: Duration = Duration::from_millis(250);

/// How long an attempt is taken to last before one was seen: long enough that nothing is claimed ahead.
const UNKNOWN: Duration = Duration::from_secs(1);

/// How long to wait after the store failed before it is asked again.
const BREATH: Duration = Duration::from_secs(1);

pub(crate) struct Dispatcher {
    shared: Arc<Shared>,
    stopping: watch::Receiver<Stopping>,
    slots: usize,
    /// Claimed, and not yet started.
    ready: VecDeque<Claimed>,
    running: JoinSet<()>,
    ended: mpsc::UnboundedReceiver<(Settlement, Duration)>,
    end: mpsc::UnboundedSender<(Settlement, Duration)>,
    /// How long an attempt takes, as a moving mean.
    mean: Duration,
    /// When the last attempt was started.
    started: Instant,
    /// Whether the store may have more to claim than the last claim gave.
    more: bool,
}

impl Dispatcher {
    pub(crate) fn new(
        shared: Arc<Shared>,
        stopping: watch::Receiver<Stopping>,
        slots: usize,
    ) -> Self {
        let (end, ended) = mpsc::unbounded_channel();
        Self {
            shared,
            stopping,
            slots,
            ready: VecDeque::new(),
            running: JoinSet::new(),
            ended,
            end,
            mean: UNKNOWN,
            started: Instant::now(),
            more: true,
        }
    }

    /// Runs until it is told to stop and every attempt has ended and is settled.
    pub(crate) async fn run(mut self) {
        let mut bell = self.shared.store.bell();
        let mut ended = Vec::new();
        let mut ready_before = 0;
        loop {
            // Look first: what is committed from here on rings again.
            let ready = bell.look().ready;
            self.more |= ready != ready_before;
            ready_before = ready;
            while let Ok(settlement) = self.ended.try_recv() {
                ended.push(settlement);
            }
            while self.running.try_join_next().is_some() {}
            let stopping = *self.stopping.borrow_and_update();
            if stopping != Stopping::No || self.is_stuck() {
                self.give_back(&mut ended);
            }
            if stopping == Stopping::Now {
                self.shared.live.stop_all(Stop::Interrupted);
            }
            let wanted = if stopping == Stopping::No && self.more {
                self.wanted()
            } else {
                0
            };
            self.start();
            if !ended.is_empty() || wanted > 0 {
                self.commit(&mut ended, wanted).await;
                self.start();
                continue;
            }
            if stopping != Stopping::No && self.running.is_empty() && self.ended.is_empty() {
                return;
            }
            tokio::select! {
                ended_one = self.ended.recv() => ended.extend(ended_one),
                _ = self.running.join_next(), if !self.running.is_empty() => {}
                open = bell.changed(), if stopping == Stopping::No => {
                    if !open {
                        return;
                    }
                }
                () = tokio::time::sleep_until(self.started + PATIENCE), if !self.ready.is_empty() => {}
                _ = self.stopping.changed() => {}
            }
        }
    }

    /// How many more jobs to claim.
    fn wanted(&self) -> usize {
        let free = self.slots.saturating_sub(self.running.len());
        let mean = self.mean.as_micros().max(1);
        let ahead = usize::try_from(AHEAD.as_micros() / mean).unwrap_or(MOST_AT_ONCE) * self.slots;
        (free + ahead.min(MOST_AT_ONCE))
            .saturating_sub(self.ready.len())
            .min(MOST_AT_ONCE)
    }

    /// Settles what ended and claims what is wanted, in one commit if the store can.
    async fn commit(&mut self, ended: &mut Vec<(Settlement, Duration)>, wanted: usize) {
        let batch: Vec<(Settlement, Duration)> =
            ended.drain(..ended.len().min(MOST_AT_ONCE)).collect();
        for (_, took) in &batch {
            self.mean = (self.mean * 7 + *took) / 8;
        }
        let fences: Vec<(Fence, Ending)> = batch
            .iter()
            .map(|(settlement, _)| (settlement.fence, settlement.ending))
            .collect();
        let settlements: Vec<Settlement> = batch
            .into_iter()
            .map(|(settlement, _)| settlement)
            .collect();
        // Both are handed over before either is awaited.
        let lease = self.shared.lease();
        let settled =
            (!settlements.is_empty()).then(|| self.shared.store.settle(settlements.clone()));
        let claimed = (wanted > 0).then(|| self.shared.store.claim(lease, wanted));
        if let Some(settled) = settled {
            match settled.await {
                Ok(settled) => self.report(&fences, &settled),
                Err(error) => self.not_settled(settlements, ended, &error).await,
            }
        }
        let Some(claimed) = claimed else { return };
        match claimed.await {
            Ok(claimed) => {
                self.more = claimed.len() == wanted;
                // From here on it can be stopped, also while it waits for its slot.
                claimed
                    .iter()
                    .for_each(|claimed| self.shared.live.enter(claimed.fence, running(claimed)));
                self.ready.extend(claimed);
            }
            Err(StoreError::Closed) => self.more = false,
            Err(error) => {
                // A lost lease is the heartbeat's to renew; anything else may pass too.
                tracing::error!(%error, "cannot claim jobs");
                tokio::time::sleep(BREATH).await;
            }
        }
    }

    fn report(&self, fences: &[(Fence, Ending)], settled: &[Settled]) {
        for ((fence, ending), settled) in fences.iter().zip(settled) {
            self.shared.live.leave(fence);
            match settled {
                Settled::Done { state, .. } => {
                    tracing::info!(job.id = %fence.job, attempt = fence.attempt, ?ending, %state, "job settled");
                }
                Settled::Stale => {
                    tracing::warn!(job.id = %fence.job, attempt = fence.attempt, "an attempt came too late and changed nothing");
                }
            }
        }
    }

    /// Tries again what the store did not take; one by one, so that one that is wrong does not hold up the others.
    async fn not_settled(
        &self,
        settlements: Vec<Settlement>,
        ended: &mut Vec<(Settlement, Duration)>,
        error: &StoreError,
    ) {
        tracing::error!(%error, count = settlements.len(), "cannot settle jobs; trying each by itself");
        for settlement in settlements {
            let fence = (settlement.fence, settlement.ending);
            match self.shared.store.settle(vec![settlement.clone()]).await {
                Ok(settled) => self.report(&[fence], &settled),
                Err(StoreError::Closed) => {}
                Err(error) => {
                    tracing::error!(job.id = %fence.0.job, %error, "cannot settle a job; trying again");
                    ended.push((settlement, self.mean));
                }
            }
        }
        if !ended.is_empty() {
            tokio::time::sleep(BREATH).await;
        }
    }

    /// Starts what was claimed, as far as there are slots.
    fn start(&mut self) {
        while self.running.len() < self.slots {
            let Some(claimed) = self.ready.pop_front() else {
                return;
            };
            let shared = Arc::clone(&self.shared);
            let end = self.end.clone();
            self.started = Instant::now();
            self.running.spawn(async move {
                let began = Instant::now();
                let settlement = attempt::run(&shared, claimed).await;
                // The dispatcher listens until the last attempt has ended.
                let _ = end.send((settlement, began.elapsed()));
            });
        }
    }

    /// Whether what was claimed ahead has waited too long.
    fn is_stuck(&self) -> bool {
        !self.ready.is_empty() && self.started.elapsed() >= PATIENCE
    }

    /// What was claimed and not started goes back as interrupted.
    fn give_back(&mut self, ended: &mut Vec<(Settlement, Duration)>) {
        self.mean = UNKNOWN;
        for claimed in self.ready.drain(..) {
            let ending = match self.shared.live.stop_wanted(&claimed.fence) {
                Some(Stop::Cancelled) => Ending::Cancelled,
                Some(Stop::Interrupted) | None => Ending::Interrupted,
            };
            let settlement =
                Settlement::ended(claimed.fence, ending, runner_model::Usage::default());
            ended.push((settlement, self.mean));
        }
    }
}

fn running(claimed: &Claimed) -> Running {
    Running {
        job: claimed.fence.job,
        attempt: claimed.fence.attempt,
        processor: claimed.processor.clone(),
        started_at: claimed.started_at,
    }
}
