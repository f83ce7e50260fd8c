//! The epoch ticker: makes guests yield, and only while a guest runs.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wasmtime::Engine;

/// How often a running guest yields.
const TICK: Duration = Duration::from_millis(10);

/// Raises the engine's epoch while anything runs. When nothing does, its thread sleeps until something does.
#[derive(Debug)]
pub(crate) struct Ticker {
    shared: Arc<Shared>,
    thread: Option<thread::JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    running: usize,
    ticks: u64,
    ended: bool,
}

/// A guest runs as long as this is held.
#[derive(Debug)]
pub(crate) struct Running {
    shared: Arc<Shared>,
}

impl Ticker {
    pub(crate) fn new(engine: Engine) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let thread = thread::Builder::new()
            .name("runner-epoch".to_owned())
            .spawn({
                let shared = Arc::clone(&shared);
                move || shared.tick(&engine)
            })?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Says that a guest runs.
    pub(crate) fn run(&self) -> Running {
        self.shared.lock().running += 1;
        self.shared.changed.notify_one();
        Running {
            shared: Arc::clone(&self.shared),
        }
    }

    /// How often it has ticked.
    pub(crate) fn ticks(&self) -> u64 {
        self.shared.lock().ticks
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tick(&self, engine: &Engine) {
        let mut state = self.lock();
        while !state.ended {
            if state.running == 0 {
                state = self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            drop(state);
            thread::sleep(TICK);
            engine.increment_epoch();
            state = self.lock();
            state.ticks += 1;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.lock().running -= 1;
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It ends within a tick; a panic in it has been reported by its hook.
            let _ = thread.join();
        }
    }
}
