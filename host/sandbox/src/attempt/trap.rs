//! What a guest that broke down leaves behind: message, place and backtrace.

use std::collections::BTreeSet;
use std::fmt;

use wasmtime::{FrameInfo, PoolConcurrencyLimitError, WasmBacktrace};
use wasmtime_wasi::I32Exit;

use super::{Outcome, backtrace};
use crate::capability::Panic;
use crate::plugin::Lines;
use crate::text::clean;
use crate::tight::Hit;

/// How a guest broke down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trap {
    /// What happened: the panic's message, or the engine's name for it.
    pub message: String,
    /// Where in the guest's source, if the guest said so.
    pub place: Option<String>,
    /// The guest's functions, innermost first, one a line, if there were any.
    pub backtrace: Option<String>,
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "it panicked at {place}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Says what ended a call that gave no value.
pub(super) fn classify(
    error: &wasmtime::Error,
    panic: Option<&Panic>,
    lines: Option<&Lines>,
) -> Outcome {
    if let Some(exit) = error.downcast_ref::<I32Exit>() {
        let message = format!("it called exit({}) instead of returning", exit.0);
        return Outcome::Trapped(Trap {
            message,
            place: None,
            backtrace: None,
        });
    }
    if error.is::<PoolConcurrencyLimitError>() {
        return Outcome::Internal(format!("no slot is free for another instance: {error}"));
    }
    if let Some(hit) = Hit::in_error(error) {
        return hit.outcome();
    }
    match error.downcast_ref::<wasmtime::Trap>() {
        Some(wasmtime::Trap::OutOfFuel) => Outcome::FuelExhausted,
        Some(trap) => Outcome::Trapped(describe(Some(*trap), error, panic, lines)),
        None => Outcome::Trapped(describe(None, error, panic, lines)),
    }
}

/// How much of the engine's own words is kept, in bytes: names of the plugin may be in them.
const LONGEST_MESSAGE: usize = 4 * 1024;

/// How few functions call one another when a stack is full by recursion.
const FEW_FUNCTIONS: usize = 4;

/// How many frames are kept of a backtrace at most.
const MOST_FRAMES: usize = 20;

/// Whether a trap is what a full stack looks like. Most languages keep a stack of their own in the guest's memory, below
/// everything else, so that it ends where the memory does.
fn has_filled_its_stack(trap: wasmtime::Trap, error: &wasmtime::Error) -> bool {
    let is_of_kind = matches!(
        trap,
        wasmtime::Trap::MemoryOutOfBounds | wasmtime::Trap::StackOverflow
    );
    let frames = error
        .downcast_ref::<WasmBacktrace>()
        .map_or(&[][..], WasmBacktrace::frames);
    let functions: BTreeSet<u32> = frames.iter().map(FrameInfo::func_index).collect();
    is_of_kind && frames.len() >= MOST_FRAMES && functions.len() <= FEW_FUNCTIONS
}

fn describe(
    trap: Option<wasmtime::Trap>,
    error: &wasmtime::Error,
    panic: Option<&Panic>,
    lines: Option<&Lines>,
) -> Trap {
    let backtrace = backtrace::text(error, lines);
    match (panic, trap) {
        (Some(panic), _) => {
            Trap { message: panic.message.clone(), place: panic.place.clone(), backtrace }
        }
        (None, Some(wasmtime::Trap::UnreachableCodeReached)) => Trap {
            message: "it aborted, which is how most languages end after a fatal error (wasm `unreachable`)"
                .to_owned(),
            place: None,
            backtrace,
        },
        (None, Some(trap)) if has_filled_its_stack(trap, error) => Trap {
            message: format!("it recursed until its stack was full ({trap})"),
            place: None,
            backtrace,
        },
        (None, Some(trap)) => Trap {
            message: trap.to_string().trim_start_matches("wasm trap: ").to_owned(),
            place: None,
            backtrace,
        },
        (None, None) => Trap {
            message: clean(&error.root_cause().to_string(), LONGEST_MESSAGE),
            place: None,
            backtrace,
        },
    }
}
