//! The attempts that this node holds now: how to steer them, and what they say while they run.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use runner_model::{
    ByteSize, JobId, LogLine, ProcessorName, Progress, QueueName, Timestamp, Usage,
};
use runner_sandbox::Control;
use runner_store::Fence;
use tokio::sync::{Notify, broadcast};

use crate::steer::{Offer, Order, Steer, Stop};

/// How many ephemeral events a slow watcher may be behind before it misses some.
const BACKLOG: usize = 1024;

/// How much that was wanted of attempts whose claim is on its way is kept.
const MOST_EARLY: usize = 256;

/// An attempt that runs on this node.
#[derive(Debug, Clone)]
pub struct Running {
    /// The job.
    pub job: JobId,
    /// Which execution of it.
    pub attempt: u32,
    /// What runs it.
    pub processor: ProcessorName,
    /// Where it waited.
    pub queue: QueueName,
    /// Since when.
    pub started_at: Timestamp,
}

/// What an attempt says while it runs. Nobody keeps it: whoever is not listening misses it.
#[derive(Debug, Clone)]
pub enum LiveEvent {
    /// How far it has come.
    Progress {
        /// The job.
        job: JobId,
        /// How far.
        progress: Progress,
    },
    /// Lines of its log.
    Log {
        /// The job.
        job: JobId,
        /// Which execution of it.
        attempt: u32,
        /// The lines.
        lines: Vec<LogLine>,
    },
}

/// How much a node keeps frozen. A pause beyond it interrupts the attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrozenRoom {
    /// How many attempts.
    pub most: usize,
    /// How much memory they may hold together.
    pub memory: ByteSize,
}

impl Default for FrozenRoom {
    fn default() -> Self {
        Self {
            most: 64,
            memory: ByteSize(2 * 1024 * 1024 * 1024),
        }
    }
}

/// The attempts of this node.
#[derive(Debug)]
pub(crate) struct Live {
    attempts: Mutex<HashMap<Fence, Entry>>,
    /// What was wanted of attempts that are not here: whose claim is on its way, most likely.
    early: Mutex<VecDeque<(Fence, Early)>>,
    /// How many of them are frozen and hold no slot.
    frozen: AtomicUsize,
    room: FrozenRoom,
    /// Wakes the dispatcher: a slot became free, or what waits for one is not wanted any more.
    moved: Notify,
    events: broadcast::Sender<LiveEvent>,
}

/// What may be wanted of an attempt before its claim has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Early {
    Stop(Stop),
    Pause,
}

#[derive(Debug)]
struct Entry {
    running: Running,
    steer: Steer,
    /// Wakes the attempt's task.
    wake: Arc<Notify>,
}

impl Live {
    pub(crate) fn new(room: FrozenRoom) -> Self {
        Self {
            attempts: Mutex::default(),
            early: Mutex::default(),
            frozen: AtomicUsize::new(0),
            room,
            moved: Notify::new(),
            events: broadcast::Sender::new(BACKLOG),
        }
    }

    /// Enters an attempt that was claimed.
    pub(crate) fn enter(&self, fence: Fence, running: Running) {
        let mut attempts = self.lock();
        let mut steer = Steer::default();
        let mut early = self.lock_early();
        if !early.is_empty() {
            early.retain(|(whose, what)| {
                let is_its = *whose == fence;
                match what {
                    Early::Stop(reason) if is_its => steer.stop(*reason),
                    Early::Pause if is_its => steer.pause(true),
                    _ => {}
                }
                !is_its
            });
            self.moved.notify_one();
        }
        let entry = Entry {
            running,
            steer,
            wake: Arc::default(),
        };
        attempts.insert(fence, entry);
    }

    /// Gives the way to steer an attempt's guest; stops it at once if that was wanted before. The answer wakes when
    /// there may be an order.
    pub(crate) fn started(&self, fence: &Fence, control: Control) -> Arc<Notify> {
        let mut attempts = self.lock();
        let Some(entry) = attempts.get_mut(fence) else {
            return Arc::default();
        };
        if entry.steer.stop.is_some() {
            control.cancel();
        }
        entry.steer.control = Some(control);
        if entry.steer.is_unwanted() {
            entry.wake.notify_one();
        }
        Arc::clone(&entry.wake)
    }

    /// An attempt's guest has ended; what it came to is still to be settled.
    pub(crate) fn ended(&self, fence: &Fence) {
        self.change(fence, Steer::is_over);
    }

    /// Why an attempt is to stop, if it is.
    pub(crate) fn stop_wanted(&self, fence: &Fence) -> Option<Stop> {
        self.lock().get(fence).and_then(|entry| entry.steer.stop)
    }

    /// Whether an attempt that was not started yet is to stop or to be paused.
    pub(crate) fn is_unwanted(&self, fence: &Fence) -> bool {
        let attempts = self.lock();
        attempts
            .get(fence)
            .is_some_and(|entry| entry.steer.is_unwanted())
    }

    /// Stops an attempt.
    pub(crate) fn stop(&self, fence: &Fence, reason: Stop) {
        let mut attempts = self.lock();
        match attempts.get_mut(fence) {
            Some(entry) => entry.steer.stop(reason),
            None => self.remember(*fence, Early::Stop(reason)),
        }
        self.moved.notify_one();
    }

    /// Stops every attempt.
    pub(crate) fn stop_all(&self, reason: Stop) {
        self.lock()
            .values_mut()
            .for_each(|entry| entry.steer.stop(reason));
    }

    /// Stops the frozen ones: a node that is to end keeps none.
    pub(crate) fn stop_frozen(&self) {
        self.lock()
            .values_mut()
            .filter(|entry| entry.steer.frozen().is_some())
            .for_each(|entry| entry.steer.stop(Stop::Interrupted));
    }

    /// Has an attempt paused.
    pub(crate) fn pause(&self, fence: &Fence) {
        let mut attempts = self.lock();
        match attempts.get_mut(fence) {
            Some(entry) => {
                entry.steer.pause(true);
                entry.wake.notify_one();
            }
            None => self.remember(*fence, Early::Pause),
        }
        self.moved.notify_one();
    }

    /// Takes back that an attempt was to be paused.
    pub(crate) fn unpause(&self, fence: &Fence) {
        let mut attempts = self.lock();
        if let Some(entry) = attempts.get_mut(fence) {
            entry.steer.pause(false);
        }
        self.lock_early()
            .retain(|(whose, what)| whose != fence || *what != Early::Pause);
        self.moved.notify_one();
    }

    /// Keeps what is wanted for when the claim arrives; the oldest goes when there is too much, which was for
    /// attempts that had ended.
    fn remember(&self, fence: Fence, what: Early) {
        let mut early = self.lock_early();
        if early.len() >= MOST_EARLY {
            early.pop_front();
        }
        early.push_back((fence, what));
    }

    /// What an attempt's task is to do next.
    pub(crate) fn order(&self, fence: &Fence) -> Order {
        self.change(fence, Steer::order).unwrap_or(Order::Nothing)
    }

    /// An attempt's guest stands still; false if there is no room for it, and it is stopped therefore.
    pub(crate) fn stands_still(&self, fence: &Fence, memory: ByteSize) -> bool {
        let mut attempts = self.lock();
        let (count, bytes) = attempts
            .values()
            .filter_map(|entry| entry.steer.frozen())
            .fold((0, memory.0), |(count, bytes), one| {
                (count + 1, bytes.saturating_add(one))
            });
        let fits = count < self.room.most && bytes <= self.room.memory.0;
        let Some(entry) = attempts.get_mut(fence) else {
            return false;
        };
        if fits {
            entry.steer.stands_still(memory.0);
            self.frozen.fetch_add(1, Ordering::Relaxed);
        } else {
            entry.steer.gives_up();
            entry.steer.stop(Stop::Interrupted);
        }
        fits
    }

    /// An attempt's guest ended instead of being frozen.
    pub(crate) fn gives_up(&self, fence: &Fence) {
        self.change(fence, Steer::gives_up);
    }

    /// The store has said whether an attempt is to be frozen.
    pub(crate) fn is_decided(&self, fence: &Fence, order: Order, is_frozen: bool) {
        self.change(fence, |steer| steer.is_decided(order, is_frozen));
        if let Some(entry) = self.lock().get(fence) {
            entry.wake.notify_one();
        }
        self.moved.notify_one();
    }

    /// The store gave a frozen attempt back to go on; false if this node does not hold it.
    pub(crate) fn is_claimed(&self, fence: &Fence) -> bool {
        self.change(fence, Steer::is_claimed).unwrap_or(false)
    }

    /// Whether this node holds an attempt.
    pub(crate) fn holds(&self, fence: &Fence) -> bool {
        self.lock().contains_key(fence)
    }

    /// Whether the guest of another attempt of the same job has not ended here.
    pub(crate) fn has_other(&self, fence: &Fence) -> bool {
        self.lock().iter().any(|(other, entry)| {
            other.job == fence.job && other != fence && entry.steer.control.is_some()
        })
    }

    /// Offers a slot to a frozen attempt.
    pub(crate) fn offer(&self, fence: &Fence) -> Offer {
        let offer = self.change(fence, Steer::offer).unwrap_or(Offer::Refused);
        if offer == Offer::Taken
            && let Some(entry) = self.lock().get(fence)
        {
            entry.wake.notify_one();
        }
        offer
    }

    /// How many attempts are frozen and hold no slot.
    pub(crate) fn frozen(&self) -> usize {
        self.frozen.load(Ordering::Relaxed)
    }

    /// Whether the attempt of a job is frozen here.
    pub(crate) fn is_frozen(&self, job: JobId) -> bool {
        let attempts = self.lock();
        attempts
            .iter()
            .any(|(fence, entry)| fence.job == job && entry.steer.frozen().is_some())
    }

    /// Waits until a slot may have become free by a freeze, or what waits for one may not be wanted any more.
    pub(crate) async fn moved(&self) {
        self.moved.notified().await;
    }

    /// Takes an attempt out that has ended, and says what it was.
    pub(crate) fn leave(&self, fence: &Fence) -> Option<Running> {
        self.ended(fence);
        self.lock().remove(fence).map(|entry| entry.running)
    }

    /// An attempt that this node holds.
    pub(crate) fn held(&self, fence: &Fence) -> Option<Running> {
        let attempts = self.lock();
        attempts.get(fence).map(|entry| entry.running.clone())
    }

    /// Those whose guest runs.
    pub(crate) fn list(&self) -> Vec<Running> {
        self.lock()
            .values()
            .filter(|entry| entry.steer.control.is_some() && entry.steer.frozen().is_none())
            .map(|entry| entry.running.clone())
            .collect()
    }

    /// What the attempt of a job has used so far, and which it is; none if its guest does not run or stand still here.
    pub(crate) fn usage(&self, job: JobId) -> Option<(u32, Usage)> {
        let attempts = self.lock();
        attempts
            .iter()
            .filter(|(fence, _)| fence.job == job)
            .find_map(|(fence, entry)| {
                let control = entry.steer.control.as_ref()?;
                Some((fence.attempt, control.usage()))
            })
    }

    /// Changes how an attempt stands, and keeps count of the frozen ones.
    fn change<T>(&self, fence: &Fence, change: impl FnOnce(&mut Steer) -> T) -> Option<T> {
        let mut attempts = self.lock();
        let entry = attempts.get_mut(fence)?;
        let before = entry.steer.frozen().is_some();
        let answer = change(&mut entry.steer);
        if before && entry.steer.frozen().is_none() {
            self.frozen.fetch_sub(1, Ordering::Relaxed);
        }
        Some(answer)
    }

    pub(crate) fn tell(&self, event: LiveEvent) {
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<LiveEvent> {
        self.events.subscribe()
    }

    /// Whether anybody listens: what nobody hears need not be said.
    pub(crate) fn is_heard(&self) -> bool {
        self.events.receiver_count() > 0
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Fence, Entry>> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_early(&self) -> std::sync::MutexGuard<'_, VecDeque<(Fence, Early)>> {
        self.early.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
