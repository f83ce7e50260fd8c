//! How a plugin runs.
//!
//! A [`Sandbox`] owns the wasmtime engine, the threads that guests run on and the folder of compiled code. It
//! [loads](Sandbox::load) the bytes of a component into a [`Plugin`]: compiled in a process of its own, checked
//! against the contract, asked what it is. It [starts](Sandbox::start) attempts: each has a fresh store, runs under
//! [`Limits`](runner_model::Limits) and ends with a [`Report`] that names what it came to and what it used.
//!
//! What a guest can reach is in `capability`, one module for each: its interfaces, the function that links them,
//! the check, the state of one attempt and the tests. wasmtime is named nowhere outside this crate, and this
//! crate knows no store, no queue and no server.

#![warn(missing_docs)]

mod attempt;
mod bindings;
mod calls;
mod capability;
mod compile;
mod engine;
mod meter;
mod plugin;
mod schema;
mod state;
mod text;
mod tight;

pub use crate::attempt::{Attempt, AttemptSpec, Control, Outcome, Report, Trap, Watch};
pub use crate::capability::{
    Addresses, CacheStore, Cached, CheckpointStore, Covered, Denial, DenialReason, HttpAccess,
    HttpOptions, InputFile, KeepNothing, LogTail, MemoryCache, NoSecrets, OutputFile, OutputPlaces,
    OwnAnswer, OwnError, OwnPost, Remedy, Resolver, ResumedOutput, SavedOutput, SavedState,
    Secrets, SystemResolver, tls_client_config,
};
pub use crate::compile::{CompileLimits, CompileWorker, MOST_COMPONENT_BYTES, compile_worker};
pub use crate::engine::{Room, Sandbox, SandboxError, SandboxOptions};
pub use crate::plugin::{
    CodeSize, Compiled, Import, Inspection, LoadError, Plugin, Reach, describe_limits, digest_of,
};
pub use crate::schema::{ParamsSchema, SchemaError, Violation};
