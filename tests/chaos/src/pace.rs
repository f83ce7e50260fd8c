//! When the load goes on, when it holds back, and when it is over.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What all that make load look at.
#[derive(Debug)]
pub(crate) struct Pace {
    until: Instant,
    is_over: Mutex<bool>,
    over: Condvar,
    /// Whether so much waits that nothing more is handed in.
    is_full: AtomicBool,
}

impl Pace {
    pub(crate) fn new(load: Duration) -> Self {
        Self {
            until: Instant::now() + load,
            is_over: Mutex::new(false),
            over: Condvar::new(),
            is_full: AtomicBool::new(false),
        }
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_over.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a while, less if the load ends meanwhile. False once it has ended.
    pub(crate) fn rest(&self, time: Duration) -> bool {
        let left = self.until.saturating_duration_since(Instant::now());
        let over = self.lock();
        let (over, _) = self
            .over
            .wait_timeout_while(over, time.min(left), |over| !*over)
            .unwrap_or_else(PoisonError::into_inner);
        !*over && Instant::now() < self.until
    }

    /// Ends the load before its time.
    pub(crate) fn end(&self) {
        *self.lock() = true;
        self.over.notify_all();
    }

    pub(crate) fn is_over(&self) -> bool {
        *self.lock() || Instant::now() >= self.until
    }

    pub(crate) fn set_full(&self, is_full: bool) {
        self.is_full.store(is_full, Ordering::Relaxed);
    }

    pub(crate) fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }
}
