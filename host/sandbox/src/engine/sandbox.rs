//! The sandbox: one engine, and what it needs to load plugins and to run attempts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use runner_model::Digest;
use tokio::runtime::{self, Runtime};
use wasmtime::component::Linker;
use wasmtime::{Cache, Engine};

use super::config::code_cache;
use super::pool::{self, Room};
use super::ticker::Ticker;
use crate::attempt::{Attempt, AttemptSpec};
use crate::capability::{self, HttpNode, HttpOptions};
use crate::compile::{CompileWorker, Compiler};
use crate::plugin::{self, Inspection, LoadError, Plugin};
use crate::state::GuestState;

/// How many threads do HTTP. They encrypt and copy; all else they do is to wait.
const HTTP_THREADS: usize = 2;

/// How a sandbox is made.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// The folder for compiled code and for what is known of plugins. Made if it is missing.
    pub cache_dir: PathBuf,
    /// The command that compiles strangers' code.
    pub compile_worker: CompileWorker,
    /// How many instances there may be at once, frozen ones included.
    pub instances: u32,
    /// How many threads run guests.
    pub threads: usize,
    /// How HTTP out of guests is done.
    pub http: HttpOptions,
}

/// Why there is no sandbox.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The cache folder cannot be used.
    #[error("cannot use the cache folder {path}")]
    CacheDir {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The threads that guests run on cannot be started.
    #[error("cannot start the guests' threads")]
    Threads(#[source] io::Error),
    /// The certificates that TLS is to trust cannot be read.
    #[error("cannot use the certificates in {path}")]
    Authorities {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// wasmtime does not work here.
    #[error("cannot start wasmtime: {0}")]
    Engine(String),
}

/// Runs plugins. Dropping it ends every guest.
pub struct Sandbox {
    shared: Arc<Shared>,
    instances: usize,
    room: Room,
    /// Taken when dropped: a runtime cannot be dropped as other things are.
    guests: Option<Runtime>,
    /// As well.
    http: Option<Runtime>,
}

/// What attempts and plugins need of the sandbox.
pub(crate) struct Shared {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<GuestState>,
    pub(crate) ticker: Ticker,
    pub(crate) http: Arc<HttpNode>,
    pub(crate) compiler: Compiler,
    pub(crate) known_dir: PathBuf,
    pub(crate) instantiation: Histogram,
    cache: Cache,
}

impl Sandbox {
    /// Starts the engine and its threads. Nothing is compiled or loaded yet.
    pub fn new(options: SandboxOptions) -> Result<Self, SandboxError> {
        let code_dir = made(options.cache_dir.join("code"))?;
        let known_dir = made(options.cache_dir.join("plugins"))?;
        let failed = |error: wasmtime::Error| SandboxError::Engine(format!("{error:#}"));
        let cache = code_cache(&code_dir).map_err(failed)?;
        let (engine, room) = pool::engine(&cache, options.instances.max(1)).map_err(failed)?;
        let mut linker = Linker::new(&engine);
        capability::link(&mut linker).map_err(failed)?;
        let ticker = Ticker::new(engine.clone()).map_err(SandboxError::Threads)?;
        let guests = runtime::Builder::new_multi_thread()
            .worker_threads(options.threads.max(1))
            .thread_name("runner-guest")
            // Between two ticks of the epoch nobody yields: whose time is up is looked at whenever somebody does.
            .event_interval(1)
            .enable_time()
            .build()
            .map_err(SandboxError::Threads)?;
        let http = runtime::Builder::new_multi_thread()
            .worker_threads(HTTP_THREADS)
            .thread_name("runner-http")
            .enable_all()
            .build()
            .map_err(SandboxError::Threads)?;
        let authorities = options.http.authorities.clone();
        let node = HttpNode::new(options.http, http.handle().clone()).map_err(|source| {
            SandboxError::Authorities {
                path: authorities.unwrap_or_default(),
                source,
            }
        })?;
        let compiler = Compiler::new(options.compile_worker, code_dir);
        let shared = Shared {
            engine,
            linker,
            ticker,
            http: Arc::new(node),
            compiler,
            known_dir,
            // From ten microseconds to a third of a second.
            instantiation: Histogram::new(exponential_buckets(0.000_01, 2.0, 16)),
            cache,
        };
        Ok(Self {
            shared: Arc::new(shared),
            instances: options.instances as usize,
            room,
            guests: Some(guests),
            http: Some(http),
        })
    }

    /// Makes a plugin of a component's bytes: compiles them in a process of their own unless that was done before,
    /// checks them against the contract, and asks the plugin what it is.
    ///
    /// It may take seconds and blocks; call it where blocking is allowed.
    pub fn load(&self, wasm: &[u8]) -> Result<Arc<Plugin>, LoadError> {
        self.load_telling(wasm, &mut || {})
    }

    /// As [`Self::load`]; `compiling` is called before it is compiled, which takes seconds for large ones.
    pub fn load_telling(
        &self,
        wasm: &[u8],
        compiling: &mut dyn FnMut(),
    ) -> Result<Arc<Plugin>, LoadError> {
        plugin::load(self, wasm, compiling).map(Arc::new)
    }

    /// Keeps nothing more of components whose bytes are gone: their code and what they said. Plugins that are loaded stay
    /// as they are. It removes files; call it where blocking is allowed.
    pub fn forget<'a>(&self, digests: impl IntoIterator<Item = &'a Digest>) {
        for digest in digests {
            plugin::forget(self, digest);
        }
    }

    /// Looks at a component for its author: as [`Self::load_telling`], but all that is wrong is found at once, and
    /// `describe` is asked again.
    pub fn inspect(&self, wasm: &[u8], compiling: &mut dyn FnMut()) -> Inspection {
        plugin::inspect(self, wasm, compiling)
    }

    /// Starts one attempt on the guests' threads.
    pub fn start(&self, plugin: &Arc<Plugin>, spec: AttemptSpec) -> Attempt {
        Attempt::start(self, plugin, spec)
    }

    /// How many instances there may be at once.
    pub const fn instances(&self) -> usize {
        self.instances
    }

    /// How instances find room.
    pub const fn room(&self) -> Room {
        self.room
    }

    /// How often the epoch ticker has ticked: it must not while nothing runs.
    pub fn ticks(&self) -> u64 {
        self.shared.ticker.ticks()
    }

    /// How long it took to instantiate a plugin for an attempt, in seconds.
    pub fn instantiation(&self) -> &Histogram {
        &self.shared.instantiation
    }

    /// How many compilations were answered by the cache of compiled code, and how many were not.
    pub fn cache_use(&self) -> (usize, usize) {
        (
            self.shared.cache.cache_hits(),
            self.shared.cache.cache_misses(),
        )
    }

    /// The threads that guests run on: whoever waits for attempts does it best there.
    pub fn threads(&self) -> &runtime::Handle {
        self.guests
            .as_ref()
            .expect("it is there until the sandbox is dropped")
            .handle()
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for threads in [self.guests.take(), self.http.take()].into_iter().flatten() {
            threads.shutdown_background();
        }
    }
}

fn made(folder: PathBuf) -> Result<PathBuf, SandboxError> {
    let make = |path: &Path| {
        fs::create_dir_all(path)?;
        // wasmtime's cache wants a path without links.
        path.canonicalize()
    };
    make(&folder).map_err(|source| SandboxError::CacheDir {
        path: folder,
        source,
    })
}
