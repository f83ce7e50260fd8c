//! An engine with a store of its own, to be stopped, dropped and started again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use runner_engine::{
    Config, Engine, EngineOptions, FrozenRoom, SecretKeySource, Source, Submission,
};
use runner_model::{JobId, StateName};
use runner_sandbox::{CompileLimits, CompileWorker, HttpOptions, Sandbox, SandboxOptions};
use runner_store::{Clock, Job, Options, SqliteStore, Store, SystemClock};
use serde_json::Value;
use tempfile::TempDir;

use crate::guest;

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long it waits before it looks again at what rings no bell.
const GLANCE: Duration = Duration::from_millis(10);

/// One node in a folder of its own.
pub struct Node {
    /// The engine.
    pub engine: Engine,
    program: PathBuf,
    folder: TempDir,
}

impl Node {
    /// Starts a node; its compile worker is the program at a path: `env!("CARGO_BIN_EXE_runner")`.
    pub async fn start(program: impl Into<PathBuf>, slots: usize) -> Self {
        Self::start_with(program, slots, FrozenRoom::default()).await
    }

    /// As [`Self::start`], with that much room for frozen attempts.
    pub async fn start_with(program: impl Into<PathBuf>, slots: usize, frozen: FrozenRoom) -> Self {
        Self::start_by(program, slots, frozen, Arc::new(SystemClock)).await
    }

    /// As [`Self::start_with`], with the time from a clock.
    pub async fn start_by(
        program: impl Into<PathBuf>,
        slots: usize,
        frozen: FrozenRoom,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let program = program.into();
        let engine = engine(&program, folder.path(), slots, frozen, clock).await;
        Self {
            engine,
            program,
            folder,
        }
    }

    /// Ends the node as a kill would, and starts another one on the same folder.
    pub async fn kill_and_restart(self, slots: usize) -> Self {
        let Self {
            engine,
            program,
            folder,
        } = self;
        // A process that is killed runs no more code; here the store's threads end once nobody holds it.
        drop(engine);
        let engine = self::engine(
            &program,
            folder.path(),
            slots,
            FrozenRoom::default(),
            Arc::new(SystemClock),
        )
        .await;
        Self {
            engine,
            program,
            folder,
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Installs a guest of the tests.
    pub async fn install(&self, name: &str) {
        let installed = self
            .engine
            .install(guest(name).to_vec(), Source::Installed)
            .await;
        installed.unwrap_or_else(|error| panic!("{name} cannot be installed: {error}"));
    }

    /// Submits one job.
    pub async fn submit(&self, processor: &str, params: Value) -> JobId {
        let jobs = self
            .engine
            .submit(vec![Submission::new(processor, params)])
            .await;
        jobs.unwrap_or_else(|error| panic!("the job was not taken: {error}"))[0].job()
    }

    /// The store.
    pub fn store(&self) -> &Arc<dyn Store> {
        self.engine.store()
    }

    /// Waits until a job is in a state.
    pub async fn wait_for(&self, job: JobId, state: StateName) -> Job {
        let mut bell = self.store().bell();
        let waiting = async {
            loop {
                bell.look();
                let found = self.store().job(job).await.expect("the job is there");
                if found.state.name() == state {
                    return found;
                }
                bell.changed().await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(job) => job,
            Err(_) => panic!(
                "the job was not {state} in time: {:#?}",
                self.store().job(job).await
            ),
        }
    }

    /// Waits until a job has its slot: a job that was claimed is running before this node has heard of it.
    pub async fn wait_for_slot(&self, job: JobId) -> Job {
        let found = self.wait_for(job, StateName::Running).await;
        let has_slot = || {
            let slots = self.engine.slot_list().into_iter();
            let mut running = slots.filter_map(|slot| slot.running);
            running.any(|one| one.job == job)
        };
        until(&format!("{job} has a slot"), async || has_slot()).await;
        found
    }

    /// Waits until the guest of a job's attempt has said something, in its log or as progress: then it has memory, and is
    /// in its own code.
    pub async fn wait_for_word(&self, job: JobId) -> Job {
        let found = self.wait_for(job, StateName::Running).await;
        let store = self.store();
        until(&format!("{job} says something"), async || {
            let job = store.job(job).await.expect("the job is there");
            let page = store.log(job.id, found.attempt, 0, 1).await;
            job.progress.is_some() || !page.expect("the job is there").lines.is_empty()
        })
        .await;
        found
    }
}

/// Looks again and again until something is so that rings no bell.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let looking = async {
        while !is_so().await {
            tokio::time::sleep(GLANCE).await;
        }
    };
    if tokio::time::timeout(PATIENCE, looking).await.is_err() {
        panic!("waited in vain: {what}");
    }
}

/// Installs guests of the tests in a data folder on which nothing runs.
pub(crate) async fn install(program: &Path, folder: &Path, guests: &[&str]) {
    let clock = Arc::new(SystemClock);
    let engine = engine(program, folder, 1, FrozenRoom::default(), clock).await;
    for name in guests {
        let wasm = guest(name).to_vec();
        let installed = engine.install(wasm, Source::Installed).await;
        installed.unwrap_or_else(|error| panic!("{name} cannot be installed: {error}"));
    }
    engine.stop(Duration::ZERO).await.expect("the engine stops");
}

async fn engine(
    program: &Path,
    folder: &Path,
    slots: usize,
    frozen: FrozenRoom,
    clock: Arc<dyn Clock>,
) -> Engine {
    let options = Options {
        clock: Arc::clone(&clock),
        ..Options::new(folder.to_owned())
    };
    let store = SqliteStore::open(options).expect("the store opens");
    let sandbox = Sandbox::new(SandboxOptions {
        cache_dir: folder.join("cache"),
        compile_worker: CompileWorker {
            program: program.to_owned(),
            args: vec!["compile-worker".into()],
            limits: CompileLimits::default(),
        },
        instances: 64,
        threads: 2,
        http: HttpOptions::default(),
    })
    .expect("the sandbox starts");
    let options = EngineOptions {
        store: Arc::new(store),
        sandbox: Arc::new(sandbox),
        clock,
        node: "test".to_owned(),
        slots,
        frozen,
        config: Config::default(),
        secret_key: SecretKeySource {
            given: None,
            file: folder.join("secret.key"),
        },
    };
    Engine::start(options).await.expect("the engine starts")
}
