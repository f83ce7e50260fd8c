//! The attempts that run on this node now: how to stop them, and what they say while they run.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use runner_model::{JobId, LogLine, ProcessorName, Progress, QueueName, Timestamp};
use runner_sandbox::Control;
use runner_store::Fence;
use tokio::sync::broadcast;

/// How many ephemeral events a slow watcher may be behind before it misses some.
const BACKLOG: usize = 1024;

/// Why an attempt is stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Somebody cancelled the job.
    Cancelled,
    /// The node shuts down, or lost its lease.
    Interrupted,
}

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

/// The attempts of this node.
#[derive(Debug)]
pub(crate) struct Live {
    attempts: Mutex<HashMap<Fence, Entry>>,
    events: broadcast::Sender<LiveEvent>,
}

#[derive(Debug)]
struct Entry {
    running: Running,
    /// None before the guest was started and after it has ended.
    control: Option<Control>,
    stop: Option<Stop>,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self {
            attempts: Mutex::default(),
            events: broadcast::Sender::new(BACKLOG),
        }
    }

    /// Enters an attempt that was claimed.
    pub(crate) fn enter(&self, fence: Fence, running: Running) {
        self.lock().insert(
            fence,
            Entry {
                running,
                control: None,
                stop: None,
            },
        );
    }

    /// Gives the way to steer an attempt's guest; stops it at once if that was wanted before.
    pub(crate) fn started(&self, fence: &Fence, control: Control) {
        if let Some(entry) = self.lock().get_mut(fence) {
            if entry.stop.is_some() {
                control.cancel();
            }
            entry.control = Some(control);
        }
    }

    /// An attempt's guest has ended; what it came to is still to be settled.
    pub(crate) fn ended(&self, fence: &Fence) {
        if let Some(entry) = self.lock().get_mut(fence) {
            entry.control = None;
        }
    }

    /// Why an attempt is to stop, if it is.
    pub(crate) fn stop_wanted(&self, fence: &Fence) -> Option<Stop> {
        self.lock().get(fence).and_then(|entry| entry.stop)
    }

    /// Stops an attempt. The first reason counts.
    pub(crate) fn stop(&self, fence: &Fence, reason: Stop) {
        if let Some(entry) = self.lock().get_mut(fence) {
            entry.stop(reason);
        }
    }

    /// Stops every attempt.
    pub(crate) fn stop_all(&self, reason: Stop) {
        self.lock()
            .values_mut()
            .for_each(|entry| entry.stop(reason));
    }

    /// Takes an attempt out that has ended.
    pub(crate) fn leave(&self, fence: &Fence) {
        self.lock().remove(fence);
    }

    /// Those whose guest runs.
    pub(crate) fn list(&self) -> Vec<Running> {
        self.lock()
            .values()
            .filter(|entry| entry.control.is_some())
            .map(|entry| entry.running.clone())
            .collect()
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
}

impl Entry {
    fn stop(&mut self, reason: Stop) {
        self.stop.get_or_insert(reason);
        if let Some(control) = &self.control {
            control.cancel();
        }
    }
}
