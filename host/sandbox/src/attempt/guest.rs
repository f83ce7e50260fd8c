//! A guest in its store: runs one call under every limit, and says what it used.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use runner_model::{Descriptor, Fuel, Limit, Limits, Progress, Usage};
use tokio::sync::watch;
use wasmtime::{Store, UpdateDeadline};

use super::Outcome;
use super::trap::classify;
use crate::capability::{LogTail, OutputFile};
use crate::engine::{Running, Shared};
use crate::state::{Given, GuestState};

/// How often the fuel that a guest burnt is written down, in fuel. What an attempt that was cut off is said to
/// have burnt is right to this much.
const FUEL_INTERVAL: u64 = 100_000_000;

/// How many bytes one call may hand to the host: a checkpoint of the largest size, and a little.
const MOST_CALL_BYTES: usize = 17 * 1024 * 1024;

/// How many handles to the host's and its own resources a guest may hold at once.
const MOST_HANDLES: usize = 1_000;

/// A call into the guest.
pub(crate) type Call<'a, T> = Pin<Box<dyn Future<Output = wasmtime::Result<T>> + Send + 'a>>;

/// A guest, ready for its one call.
pub(crate) struct Guest {
    store: Store<GuestState>,
    limits: Limits,
    progress: watch::Receiver<Progress>,
    running: Running,
}

/// What came of the call.
pub(crate) struct Ended<T> {
    /// What the guest gave, or what ended it.
    pub(crate) value: Result<T, Outcome>,
    /// What the host has to say about it: it wins over a failure, and some of it over a success.
    pub(crate) verdict: Option<Outcome>,
    pub(crate) usage: Usage,
    pub(crate) outputs: Vec<OutputFile>,
}

impl Guest {
    pub(crate) fn new(
        shared: &Arc<Shared>,
        descriptor: &Descriptor,
        limits: Limits,
        given: Given,
    ) -> Self {
        let (state, progress) = GuestState::new(descriptor, &limits, given);
        let mut store = Store::new(&shared.engine, state);
        store.limiter(|state| &mut state.meter);
        store.set_hostcall_fuel(MOST_CALL_BYTES);
        store.set_max_component_handles(MOST_HANDLES);
        store
            .set_fuel(limits.fuel().0)
            .expect("the engine meters fuel");
        store
            .fuel_async_yield_interval(Some(FUEL_INTERVAL))
            .expect("the interval is not zero");
        store.set_epoch_deadline(1);
        // Each tick lets whoever drives the guest look at the clock and at who wants to stop it.
        store.epoch_deadline_callback(|_| Ok(UpdateDeadline::Yield(1)));
        Self {
            store,
            limits,
            progress,
            running: shared.ticker.run(),
        }
    }

    pub(super) fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.clone()
    }

    pub(super) fn log(&self) -> LogTail {
        self.store.data().log.tail()
    }

    /// Makes the call, unless it is cancelled or takes too long.
    pub(crate) async fn run<T, F>(
        mut self,
        cancelled: impl Future<Output = ()> + Send,
        call: F,
    ) -> Ended<T>
    where
        F: for<'a> FnOnce(&'a mut Store<GuestState>) -> Call<'a, T>,
    {
        let began = Instant::now();
        let returned = tokio::select! {
            biased;
            () = cancelled => Err(Outcome::Cancelled),
            () = tokio::time::sleep(self.limits.timeout()) => Err(Outcome::TimedOut),
            returned = call(&mut self.store) => Ok(returned),
        };
        let wall_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        drop(self.running);

        let fuel_exact = returned.is_ok();
        let fuel_left = self.store.get_fuel().expect("the engine meters fuel");
        let state = self.store.data_mut();
        state.finish_lines();
        let value = returned
            .and_then(|returned| returned.map_err(|error| classify(&error, state.log.panic())));
        let usage = Usage {
            fuel: Fuel(self.limits.fuel().0.saturating_sub(fuel_left)),
            fuel_exact,
            peak_memory_bytes: state.meter.peak(),
            wall_ms,
            frozen_ms: 0,
            input_bytes: state.blobs.bytes_read(),
            output_bytes: state.blobs.bytes_written(),
            log_bytes: state.log.written(),
            http_requests: 0,
        };
        let verdict = verdict(state, value.is_err());
        match state.blobs.finish().await {
            Ok(outputs) => Ended {
                value,
                verdict,
                usage,
                outputs,
            },
            Err(error) => {
                let lost = Outcome::Internal(format!("an output cannot be written: {error}"));
                Ended {
                    value: Err(lost),
                    verdict: None,
                    usage,
                    outputs: Vec::new(),
                }
            }
        }
    }
}

/// What the host saw that the guest's own word does not outweigh.
fn verdict(state: &GuestState, failed: bool) -> Option<Outcome> {
    if state.meter.was_refused() {
        return Some(Outcome::MemoryExceeded(None));
    }
    if state.blobs.is_too_large() {
        return Some(Outcome::OutputTooLarge(Limit::Output, None));
    }
    let denied = state.http.denied().filter(|_| failed)?;
    Some(Outcome::Denied(denied.clone(), None))
}
