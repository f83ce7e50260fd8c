//! What an attempt has used so far: noted at each tick while its guest runs, and read by whoever asks meanwhile. What it
//! used in all is the last reading.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use runner_model::{ByteSize, Fuel, Usage};

use crate::capability::Ledger;
use crate::meter::Meter;
use crate::state::GuestState;

/// The figures of one attempt, shared by its guest and by those who steer it.
#[derive(Debug)]
pub(crate) struct SoFar {
    /// How much fuel it began with.
    fuel: u64,
    fuel_left: AtomicU64,
    read: AtomicU64,
    written: AtomicU64,
    logged: AtomicU64,
    meter: Meter,
    ledger: Arc<Ledger>,
    times: Mutex<Times>,
}

/// How long it ran and stood still.
#[derive(Debug, Default)]
struct Times {
    wall: Duration,
    frozen: Duration,
    /// Since when it does what it does now; none before it begins and once it is over.
    now: Option<(Instant, Doing)>,
}

/// What an attempt does with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Running,
    StandingStill,
}

impl Times {
    fn add(&mut self) {
        if let Some((since, doing)) = self.now.take() {
            match doing {
                Doing::Running => self.wall += since.elapsed(),
                Doing::StandingStill => self.frozen += since.elapsed(),
            }
        }
    }

    /// Both, with what is under way.
    fn read(&self) -> (Duration, Duration) {
        let so_far = |of| match self.now {
            Some((since, doing)) if doing == of => since.elapsed(),
            _ => Duration::ZERO,
        };
        (
            self.wall + so_far(Doing::Running),
            self.frozen + so_far(Doing::StandingStill),
        )
    }
}

impl SoFar {
    /// Of an attempt that has used nothing yet.
    pub(super) fn new(fuel: Fuel, state: &GuestState) -> Self {
        Self {
            fuel: fuel.0,
            fuel_left: AtomicU64::new(fuel.0),
            read: AtomicU64::new(0),
            written: AtomicU64::new(0),
            logged: AtomicU64::new(0),
            meter: state.meter.clone(),
            ledger: Arc::clone(state.http.ledger()),
            times: Mutex::default(),
        }
    }

    /// Notes what only the guest's thread sees.
    pub(super) fn note(&self, fuel_left: u64, state: &GuestState) {
        for (noted, figure) in [
            (&self.fuel_left, fuel_left),
            (&self.read, state.blobs.bytes_read().0),
            (&self.written, state.blobs.bytes_written().0),
            (&self.logged, state.log.written().0),
        ] {
            noted.store(figure, Ordering::Relaxed);
        }
    }

    /// From now on it does this.
    pub(super) fn does(&self, doing: Doing) {
        let mut times = self.times();
        times.add();
        times.now = Some((Instant::now(), doing));
    }

    /// It is over, and how long it ran and stood still does not change any more.
    pub(super) fn ends(&self) {
        self.times().add();
    }

    /// How long it has run.
    pub(super) fn wall(&self) -> Duration {
        self.times().read().0
    }

    /// The memory that it holds now.
    pub(super) fn memory(&self) -> ByteSize {
        self.meter.used()
    }

    /// All of it, as it was noted last; the fuel is not exact.
    pub(super) fn usage(&self) -> Usage {
        let noted = |figure: &AtomicU64| figure.load(Ordering::Relaxed);
        let (wall, frozen) = self.times().read();
        Usage {
            fuel: Fuel(self.fuel.saturating_sub(noted(&self.fuel_left))),
            fuel_exact: false,
            peak_memory_bytes: self.meter.peak(),
            wall_ms: millis(wall),
            frozen_ms: millis(frozen),
            input_bytes: ByteSize(noted(&self.read)),
            output_bytes: ByteSize(noted(&self.written)),
            log_bytes: ByteSize(noted(&self.logged)),
            http_requests: self.ledger.requests(),
            http_bytes: self.ledger.bytes(),
        }
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
