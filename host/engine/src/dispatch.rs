//! The dispatcher: owns the slots. It claims what may run, starts it, and settles what ended, each time as much as
//! there is. A job alone is never held back: what is there is handed over at once, and what comes while a commit is on
//! its way waits for the next one together. Slots that become free meanwhile take what was claimed ahead.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use runner_model::{Ending, Usage};
use runner_store::{Answer, AttemptStart, Claimed, Fence, Settled, Settlement, StoreError};
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::attempt;
use crate::engine::{Shared, Stopping};
use crate::live::Running;
use crate::meters::outcome;
use crate::steer::{Offer, Stop};

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
    /// How many slots there are to be: it may change at any time.
    slots_wanted: watch::Receiver<usize>,
    /// Claimed, and not yet started.
    ready: VecDeque<Claimed>,
    /// Frozen ones that are to go on, and wait for a slot.
    thawing: VecDeque<Fence>,
    /// All that were started and did not end. The frozen ones among them hold no slot.
    running: JoinSet<(Settlement, Duration)>,
    /// Which attempt a task runs, in case it panics.
    fences: HashMap<Id, Fence>,
    /// How long an attempt takes, as a moving mean.
    mean: Duration,
    /// When the last attempt was started, or the first that waits was claimed.
    moved: Instant,
    /// Whether the store may have more to claim than the last claim gave.
    more: bool,
    /// Whether what was claimed may not be wanted any more.
    look_again: bool,
}

/// Why an attempt failed, if it did.
fn code(ending: &Ending) -> Option<&'static str> {
    match ending {
        Ending::Failed(code) => Some(code.as_str()),
        _ => None,
    }
}

/// A commit on its way.
type Commit = Pin<Box<dyn Future<Output = Done> + Send>>;

/// What a commit answered.
struct Done {
    settlements: Vec<Settlement>,
    settled: Result<Vec<Settled>, StoreError>,
    wanted: usize,
    claimed: Option<Result<Vec<Claimed>, StoreError>>,
}

impl Dispatcher {
    pub(crate) fn new(shared: Arc<Shared>, stopping: watch::Receiver<Stopping>) -> Self {
        let slots_wanted = shared.slots.wanted();
        Self {
            slots: shared.slots.count(),
            shared,
            stopping,
            slots_wanted,
            ready: VecDeque::new(),
            thawing: VecDeque::new(),
            running: JoinSet::new(),
            fences: HashMap::new(),
            mean: UNKNOWN,
            moved: Instant::now(),
            more: true,
            look_again: false,
        }
    }

    /// Runs until it is told to stop and every attempt has ended and is settled.
    pub(crate) async fn run(mut self) {
        let mut bell = self.shared.store.bell();
        let mut ended = Vec::new();
        let mut ready_before = 0;
        let mut commit: Option<Commit> = None;
        loop {
            // Look first: what is committed from here on rings again.
            let ready = bell.look().ready;
            self.more |= ready != ready_before;
            ready_before = ready;
            while let Some(joined) = self.running.try_join_next_with_id() {
                ended.push(self.joined(joined));
            }
            let stopping = *self.stopping.borrow_and_update();
            self.slots = *self.slots_wanted.borrow_and_update();
            if stopping == Stopping::No {
                self.start();
            }
            if stopping != Stopping::No || self.is_stuck() {
                self.give_back(&mut ended);
            } else if std::mem::take(&mut self.look_again) {
                self.withdraw(&mut ended);
            }
            if stopping != Stopping::No {
                // They go on from their checkpoints, wherever that is.
                self.shared.live.stop_frozen();
            }
            if stopping == Stopping::Now {
                self.shared.live.stop_all(Stop::Interrupted);
            }
            if commit.is_none() {
                let wanted = if stopping == Stopping::No && self.more {
                    self.wanted()
                } else {
                    0
                };
                commit = self.hand_over(&mut ended, wanted);
            }
            let is_idle = self.running.is_empty() && commit.is_none();
            if stopping != Stopping::No && is_idle {
                return;
            }
            tokio::select! {
                done = async { commit.as_mut().expect("checked").as_mut().await }, if commit.is_some() => {
                    commit = None;
                    self.committed(done, &mut ended).await;
                }
                Some(joined) = self.running.join_next_with_id() => ended.push(self.joined(joined)),
                open = bell.changed(), if stopping == Stopping::No => {
                    if !open {
                        return;
                    }
                }
                () = self.shared.live.moved() => self.look_again = true,
                () = tokio::time::sleep_until(self.moved + PATIENCE), if !self.ready.is_empty() => {}
                _ = self.stopping.changed() => {}
                _ = self.slots_wanted.changed() => {}
            }
        }
    }

    /// How many slots nobody holds.
    fn free(&self) -> usize {
        let holding = self.running.len().saturating_sub(self.shared.live.frozen());
        self.slots.saturating_sub(holding)
    }

    /// How many more jobs to claim.
    fn wanted(&self) -> usize {
        let free = self.free().saturating_sub(self.thawing.len());
        let mean = self.mean.as_micros().max(1);
        let ahead = usize::try_from(AHEAD.as_micros() / mean).unwrap_or(MOST_AT_ONCE) * self.slots;
        (free + ahead.min(MOST_AT_ONCE))
            .saturating_sub(self.ready.len())
            .min(MOST_AT_ONCE)
    }

    /// Hands over what ended and claims what is wanted, in one commit if the store can; none if there is nothing.
    fn hand_over(
        &mut self,
        ended: &mut Vec<(Settlement, Duration)>,
        wanted: usize,
    ) -> Option<Commit> {
        if ended.is_empty() && wanted == 0 {
            return None;
        }
        let mut settlements = Vec::with_capacity(ended.len().min(MOST_AT_ONCE));
        for (settlement, took) in ended.drain(..ended.len().min(MOST_AT_ONCE)) {
            self.mean = (self.mean * 7 + took) / 8;
            settlements.push(settlement);
        }
        // What becomes ready from here on may be missed by this claim, and is seen by the bell.
        self.more &= wanted == 0;
        // Both are handed over before either is awaited.
        let lease = self.shared.lease();
        let settled: Option<Answer<_>> =
            (!settlements.is_empty()).then(|| self.shared.store.settle(settlements.clone()));
        let claimed = (wanted > 0).then(|| self.shared.store.claim(lease, wanted));
        Some(Box::pin(async move {
            let settled = match settled {
                Some(settled) => settled.await,
                None => Ok(Vec::new()),
            };
            let claimed = match claimed {
                Some(claimed) => Some(claimed.await),
                None => None,
            };
            Done {
                settlements,
                settled,
                wanted,
                claimed,
            }
        }))
    }

    /// Takes what a commit answered.
    async fn committed(&mut self, done: Done, ended: &mut Vec<(Settlement, Duration)>) {
        match done.settled {
            Ok(settled) => self.report(&done.settlements, &settled),
            Err(error) => self.not_settled(done.settlements, ended, &error).await,
        }
        match done.claimed {
            None => {}
            Some(Ok(claimed)) => {
                self.more |= claimed.len() == done.wanted;
                if self.ready.is_empty() {
                    self.moved = Instant::now();
                }
                for claimed in claimed {
                    self.take(claimed, ended);
                }
            }
            Some(Err(StoreError::Closed)) => {}
            Some(Err(error)) => {
                self.more = true;
                // A lost lease is the heartbeat's to renew; anything else may pass too.
                tracing::error!(%error, "cannot claim jobs");
                tokio::time::sleep(BREATH).await;
            }
        }
    }

    /// Takes what was claimed: a new attempt, or a frozen one that goes on.
    fn take(&mut self, claimed: Claimed, ended: &mut Vec<(Settlement, Duration)>) {
        match claimed.start {
            AttemptStart::Fresh => {
                // From here on it can be stopped, also while it waits for its slot.
                self.shared.live.enter(claimed.fence, running(&claimed));
                self.ready.push_back(claimed);
            }
            AttemptStart::Thawed if self.shared.live.is_claimed(&claimed.fence) => {
                self.thawing.push_back(claimed.fence);
            }
            // It is being stopped, which settles it; or it is gone, and nobody else does.
            AttemptStart::Thawed if self.shared.live.holds(&claimed.fence) => {}
            AttemptStart::Thawed => {
                let interrupted = Ending::Interrupted;
                ended.push((
                    Settlement::ended(claimed.fence, interrupted, Usage::default()),
                    self.mean,
                ));
            }
        }
    }

    fn report(&self, settlements: &[Settlement], settled: &[Settled]) {
        for (settlement, settled) in settlements.iter().zip(settled) {
            let Settlement { fence, ending, .. } = settlement;
            let left = self.shared.live.leave(fence);
            match settled {
                Settled::Done { state, .. } => {
                    let usage = &settlement.usage;
                    if let Some(left) = &left {
                        let meters = &self.shared.meters;
                        meters.ended(&left.processor, ending, usage);
                    }
                    self.shared.slots.settled(fence, Some(*state));
                    // An operator reads of each attempt here, and only here.
                    tracing::info!(
                        job.id = %fence.job,
                        processor = left.as_ref().map(|left| left.processor.as_str()),
                        queue = left.as_ref().map(|left| left.queue.as_str()),
                        attempt = fence.attempt,
                        outcome = outcome(ending),
                        code = code(ending),
                        %state,
                        wall_ms = usage.wall_ms,
                        fuel = usage.fuel.0,
                        peak_memory_bytes = usage.peak_memory_bytes.0,
                        "an attempt ended"
                    );
                }
                Settled::Stale => {
                    self.shared.slots.settled(fence, None);
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
            match self.shared.store.settle(vec![settlement.clone()]).await {
                Ok(settled) => self.report(&[settlement], &settled),
                Err(StoreError::Closed) => {}
                Err(error) => {
                    tracing::error!(job.id = %settlement.fence.job, %error, "cannot settle a job; trying again");
                    ended.push((settlement, self.mean));
                }
            }
        }
        if !ended.is_empty() {
            tokio::time::sleep(BREATH).await;
        }
    }

    /// Starts what was claimed, as far as there are slots: first what was begun before.
    fn start(&mut self) {
        for _ in 0..self.thawing.len() {
            if self.free() == 0 {
                return;
            }
            let Some(fence) = self.thawing.pop_front() else {
                break;
            };
            if self.shared.live.offer(&fence) == Offer::Later {
                self.thawing.push_back(fence);
            }
        }
        while self.free() > 0 {
            let Some(claimed) = self.ready.pop_front() else {
                return;
            };
            let shared = Arc::clone(&self.shared);
            let fence = claimed.fence;
            self.moved = Instant::now();
            shared.slots.take(fence, running(&claimed));
            let span = tracing::info_span!(
                "job",
                job.id = %fence.job,
                processor = %claimed.processor,
                attempt = fence.attempt
            );
            let attempt = async move {
                let began = Instant::now();
                (attempt::run(&shared, claimed).await, began.elapsed())
            };
            // Where its guest runs, so that no thread has to be woken for it.
            let task = self
                .running
                .spawn_on(attempt.instrument(span), self.shared.sandbox.threads());
            self.fences.insert(task.id(), fence);
        }
    }

    /// What a task came to; a panic in it is our bug and fails the attempt alone.
    fn joined(
        &mut self,
        joined: Result<(Id, (Settlement, Duration)), JoinError>,
    ) -> (Settlement, Duration) {
        match joined {
            Ok((id, ended)) => {
                if let Some(fence) = self.fences.remove(&id) {
                    self.shared.slots.free(&fence);
                }
                ended
            }
            Err(error) => {
                let fence = self.fences.remove(&error.id());
                let fence = fence.expect("a task is entered when it is started");
                self.shared.slots.free(&fence);
                (attempt::broken(fence, &error.to_string()), UNKNOWN)
            }
        }
    }

    /// Whether what was claimed ahead has waited too long.
    fn is_stuck(&self) -> bool {
        !self.ready.is_empty() && self.moved.elapsed() >= PATIENCE
    }

    /// What was claimed and not started goes back as interrupted.
    fn give_back(&mut self, ended: &mut Vec<(Settlement, Duration)>) {
        self.mean = UNKNOWN;
        for claimed in std::mem::take(&mut self.ready) {
            ended.push((self.unstarted(claimed.fence), self.mean));
        }
    }

    /// What was claimed and is not wanted any more does not wait for its slot.
    fn withdraw(&mut self, ended: &mut Vec<(Settlement, Duration)>) {
        let live = &self.shared.live;
        if !self
            .ready
            .iter()
            .any(|claimed| live.is_unwanted(&claimed.fence))
        {
            return;
        }
        let (unwanted, wanted): (VecDeque<_>, VecDeque<_>) = std::mem::take(&mut self.ready)
            .into_iter()
            .partition(|claimed| live.is_unwanted(&claimed.fence));
        self.ready = wanted;
        for claimed in unwanted {
            ended.push((self.unstarted(claimed.fence), self.mean));
        }
    }

    /// What to settle of an attempt whose guest was not started.
    fn unstarted(&self, fence: Fence) -> Settlement {
        let ending = match self.shared.live.stop_wanted(&fence) {
            Some(Stop::Cancelled) => Ending::Cancelled,
            Some(Stop::Interrupted) | None => Ending::Interrupted,
        };
        Settlement::ended(fence, ending, Usage::default())
    }
}

fn running(claimed: &Claimed) -> Running {
    Running {
        job: claimed.fence.job,
        attempt: claimed.fence.attempt,
        processor: claimed.processor.clone(),
        queue: claimed.queue.clone(),
        started_at: claimed.started_at,
    }
}
