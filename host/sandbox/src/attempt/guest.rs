//! A guest in its store: runs one call under every limit, and says what it used.

use std::pin::Pin;
use std::sync::Arc;

use runner_model::{Descriptor, Limit, Limits, Progress, Usage};
use tokio::sync::watch;
use wasmtime::{Store, UpdateDeadline};

use super::Outcome;
use super::control::{Control, Standing, Steering, Wanted};
use super::so_far::{Doing, SoFar};
use super::trap::classify;
use crate::capability::{Ledger, LogTail, OutputFile, Remark, Rooms};
use crate::engine::{Running, Shared};
use crate::plugin::Lines;
use crate::state::{Given, GuestState};
use crate::tight::{Hit, MOST_ALL_HANDLES, call_bytes};

/// How often the fuel that a guest burnt is written down, in fuel. What an attempt that was cut off is said to
/// have burnt is right to this much.
const FUEL_INTERVAL: u64 = 100_000_000;

/// A call into the guest.
pub(crate) type Call<'a, T> = Pin<Box<dyn Future<Output = wasmtime::Result<T>> + Send + 'a>>;

/// A guest, ready for its one call.
pub(crate) struct Guest {
    store: Store<GuestState>,
    limits: Limits,
    progress: watch::Receiver<Progress>,
    shared: Arc<Shared>,
    running: Running,
    control: Control,
    steering: Steering,
    so_far: Arc<SoFar>,
    lines: Option<Lines>,
}

/// What came of the call.
pub(crate) struct Ended<T> {
    /// What the guest gave, or what ended it.
    pub(crate) value: Result<T, Outcome>,
    /// What the host has to say about it, whether it succeeded or failed.
    pub(crate) verdict: Option<Outcome>,
    /// What the host has to say about it if it failed. A guest that got by without what it was refused has not.
    pub(crate) remark: Option<Outcome>,
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
        let (state, progress) = GuestState::new(&shared.http, descriptor, &limits, given);
        let mut store = Store::new(&shared.engine, state);
        store.limiter(|state| &mut state.meter);
        store.set_hostcall_fuel(most_call_bytes(&limits));
        store.set_max_component_handles(MOST_ALL_HANDLES);
        store
            .set_fuel(limits.fuel().0)
            .expect("the engine meters fuel");
        store
            .fuel_async_yield_interval(Some(FUEL_INTERVAL))
            .expect("the interval is not zero");
        store.set_epoch_deadline(1);
        let so_far = Arc::new(SoFar::new(limits.fuel(), store.data()));
        let noted = Arc::clone(&so_far);
        // Each tick lets whoever drives the guest look at the clock and at who wants to stop it.
        store.epoch_deadline_callback(move |mut store| {
            noted.note(store.get_fuel()?, store.data());
            let GuestState { calls, log, .. } = store.data_mut();
            Ok(match calls.sleep_for(log) {
                None => UpdateDeadline::Yield(1),
                Some(pause) => UpdateDeadline::YieldCustom(1, Box::pin(tokio::time::sleep(pause))),
            })
        });
        let (control, steering) = Steering::new(Arc::clone(&so_far));
        Self {
            store,
            limits,
            progress,
            shared: Arc::clone(shared),
            running: shared.ticker.run(),
            control,
            steering,
            so_far,
            lines: None,
        }
    }

    /// Has the lines of its source said where it breaks down.
    pub(crate) fn with_lines(mut self, lines: Lines) -> Self {
        self.lines = Some(lines);
        self
    }

    pub(super) fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.clone()
    }

    pub(super) fn log(&self) -> LogTail {
        self.store.data().log.tail()
    }

    /// The way to steer it.
    pub(super) fn control(&self) -> Control {
        self.control.clone()
    }

    /// Makes the call, unless it is cancelled or takes too long.
    pub(crate) async fn run<T, F>(mut self, call: F) -> Ended<T>
    where
        F: for<'a> FnOnce(&'a mut Store<GuestState>) -> Call<'a, T>,
    {
        let ran = Ran {
            limits: &self.limits,
            so_far: &self.so_far,
            ledger: Arc::clone(self.store.data().http.ledger()),
            rooms: Arc::clone(self.store.data().http.rooms()),
        };
        // Only somebody who holds a control can still want something.
        drop(self.control);
        let called = call(&mut self.store);
        let returned = ran
            .drive(called, &mut self.steering, self.running, &self.shared)
            .await;

        let fuel_exact = returned.is_ok();
        let fuel_left = self.store.get_fuel().expect("the engine meters fuel");
        let state = self.store.data_mut();
        state.finish_lines();
        let value = returned.and_then(|returned| {
            returned.map_err(|error| classify(&error, state.log.panic(), self.lines.as_ref()))
        });
        self.so_far.note(fuel_left, state);
        let usage = Usage {
            fuel_exact,
            ..self.so_far.usage()
        };
        let verdict = verdict(state);
        let remark = remark(state);
        match state.blobs.finish().await {
            Ok(outputs) => Ended {
                value,
                verdict,
                remark,
                usage,
                outputs,
            },
            Err(error) => {
                let lost = Outcome::Internal(format!("an output cannot be written: {error}"));
                Ended {
                    value: Err(lost),
                    verdict: None,
                    remark: None,
                    usage,
                    outputs: Vec::new(),
                }
            }
        }
    }
}

/// What is looked after while a call is under way.
struct Ran<'a> {
    limits: &'a Limits,
    so_far: &'a SoFar,
    ledger: Arc<Ledger>,
    rooms: Arc<Rooms>,
}

impl Ran<'_> {
    async fn drive<T>(
        &self,
        mut call: Call<'_, T>,
        steering: &mut Steering,
        mut running: Running,
        shared: &Shared,
    ) -> Result<wasmtime::Result<T>, Outcome> {
        let end = loop {
            self.so_far.does(Doing::Running);
            let left = self.limits.timeout().saturating_sub(self.so_far.wall());
            self.ledger.time_left_is(left);
            let end = tokio::select! {
                biased;
                wanted = steering.other_than(Wanted::Run) => match wanted {
                    Wanted::Cancel => Some(Err(Outcome::Cancelled)),
                    Wanted::Freeze | Wanted::Run => None,
                },
                () = tokio::time::sleep(left) => Some(Err(Outcome::TimedOut)),
                returned = &mut call => Some(Ok(returned)),
            };
            self.so_far.does(Doing::StandingStill);
            if let Some(end) = end {
                break end;
            }
            // Nobody polls the guest from here on; nothing needs to tick for it.
            drop(running);
            self.rooms.give_back();
            steering.stands(Standing::Frozen);
            if steering.other_than(Wanted::Freeze).await == Wanted::Cancel {
                break Err(Outcome::Cancelled);
            }
            running = shared.ticker.run();
            steering.stands(Standing::Running);
        };
        self.so_far.ends();
        end
    }
}

/// How many bytes one call may hand to the host: its largest checkpoint or result, and no less than for the usual ones.
fn most_call_bytes(limits: &Limits) -> usize {
    let largest = [Limit::Checkpoint, Limit::Result]
        .map(|limit| limits.get(limit).max(limit.default_value()));
    call_bytes(largest.into_iter().fold(0, u64::max))
}

/// What the host saw that the guest's own word does not outweigh.
fn verdict(state: &GuestState) -> Option<Outcome> {
    if state.meter.was_refused() {
        return Some(Outcome::MemoryExceeded(None));
    }
    if state.meter.was_table_refused() {
        return Some(Hit::table_elements().outcome());
    }
    if state.blobs.is_too_large() {
        return Some(Outcome::OutputTooLarge(Limit::Output, None));
    }
    None
}

/// What the host saw that explains a failure better than the guest's own word.
fn remark(state: &GuestState) -> Option<Outcome> {
    Some(match state.http.ledger().remark()? {
        Remark::Limit(limit, message) => Outcome::LimitExceeded {
            limit: limit.name(),
            message,
            detail: None,
        },
        Remark::Denied(denial) => Outcome::Denied(Box::new(denial), None),
        Remark::Unfit(why) => Outcome::GrantUnfit(why, None),
        Remark::Patience(patience) => Outcome::RetryAfter {
            message: patience.why,
            delay: patience.delay,
            detail: None,
        },
    })
}
