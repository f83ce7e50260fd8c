//! What is compiled and loaded: what is under way, and what it came to. It is of this process alone and for people to
//! see; nothing is decided by it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use runner_model::{Digest, Timestamp};
use runner_sandbox::{Compiled, LoadError, Plugin, Sandbox, digest_of};
use runner_store::{Clock, Refusal};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// How many loads are remembered.
const MOST_KEPT: usize = 50;

/// A component that is being compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiling {
    /// Its name if it is known, and else where it comes from.
    pub what: String,
    /// Its bytes.
    pub digest: Digest,
    /// How many.
    pub size: u64,
    /// Since when.
    pub since: Timestamp,
}

/// A component that was loaded, or was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedCode {
    /// Its name if it is known, and else where it comes from.
    pub what: String,
    /// Its bytes.
    pub digest: Digest,
    /// How many.
    pub size: u64,
    /// When it was done.
    pub at: Timestamp,
    /// How long all of it took, in milliseconds.
    pub load_ms: u64,
    /// What it came to.
    pub result: Result<CodeOrigin, Refusal>,
}

/// Where code came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeOrigin {
    /// Whether it was compiled before, and taken from the cache.
    pub from_cache: bool,
    /// How long compiling took, now or then, in milliseconds.
    pub compile_ms: u64,
}

/// What is under way and what was done, oldest first.
#[derive(Default)]
struct Seen {
    underway: Vec<(u64, Compiling)>,
    done: VecDeque<LoadedCode>,
    next: u64,
}

/// Loads components, and remembers what became of that.
pub(super) struct Loads {
    sandbox: Arc<Sandbox>,
    clock: Arc<dyn Clock>,
    seen: Mutex<Seen>,
    began: Notify,
}

/// What ends with a compilation, however it ends.
struct Underway<'a> {
    loads: &'a Loads,
    number: u64,
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        let number = self.number;
        self.loads
            .lock()
            .underway
            .retain(|(known, _)| *known != number);
    }
}

impl Loads {
    pub(super) fn new(sandbox: Arc<Sandbox>, clock: Arc<dyn Clock>) -> Self {
        Self {
            sandbox,
            clock,
            seen: Mutex::default(),
            began: Notify::new(),
        }
    }

    /// Loads a component, and compiles it first if that was not done before. It may take seconds and blocks.
    pub(super) fn load(&self, wasm: &[u8], what: &str) -> Result<Arc<Plugin>, LoadError> {
        let began = Instant::now();
        let (digest, size) = (digest_of(wasm), wasm.len() as u64);
        let mut underway = None;
        let loaded = self.sandbox.load_telling(wasm, &mut || {
            tracing::info!(
                plugin = what,
                size_bytes = size,
                "compiling a plugin, once for this version"
            );
            underway = Some(self.begin(what, digest, size));
        });
        let was_compiled = underway.take().is_some();
        self.end(LoadedCode {
            what: match &loaded {
                Ok(plugin) => plugin.descriptor().name.to_string(),
                Err(_) => what.to_owned(),
            },
            digest,
            size,
            at: self.clock.now(),
            load_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            result: match &loaded {
                Ok(plugin) => Ok(CodeOrigin {
                    from_cache: plugin.compiled() == Compiled::Before,
                    compile_ms: plugin.compile_millis(),
                }),
                Err(error) => Err(refusal(error)),
            },
        });
        if let Ok(plugin) = &loaded
            && was_compiled
        {
            tracing::info!(
                plugin = %plugin.descriptor().name,
                compile_ms = plugin.compile_millis(),
                code_bytes = plugin.code_bytes(),
                "a plugin is compiled"
            );
        }
        loaded
    }

    fn begin(&self, what: &str, digest: Digest, size: u64) -> Underway<'_> {
        let since = self.clock.now();
        let mut seen = self.lock();
        let number = seen.next;
        seen.next += 1;
        let compiling = Compiling {
            what: what.to_owned(),
            digest,
            size,
            since,
        };
        seen.underway.push((number, compiling));
        self.began.notify_waiters();
        Underway {
            loads: self,
            number,
        }
    }

    fn end(&self, loaded: LoadedCode) {
        let mut seen = self.lock();
        if seen.done.len() == MOST_KEPT {
            seen.done.pop_front();
        }
        seen.done.push_back(loaded);
    }

    /// Ends when the next compilation begins.
    pub(super) fn compiles(&self) -> Notified<'_> {
        self.began.notified()
    }

    /// What is being compiled now.
    pub(super) fn underway(&self) -> Vec<Compiling> {
        let seen = self.lock();
        seen.underway.iter().map(|(_, one)| one.clone()).collect()
    }

    /// What was loaded or refused last, newest first.
    pub(super) fn done(&self) -> Vec<LoadedCode> {
        self.lock().done.iter().rev().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a component is not taken, for programs and people.
pub(super) fn refusal(error: &LoadError) -> Refusal {
    Refusal {
        code: error.code().unwrap_or("internal").to_owned(),
        message: error.to_string(),
    }
}
