//! A sandbox to run guests in, through the library.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use runner_model::{JobId, Limits};
use runner_sandbox::{
    AttemptSpec, CompileLimits, CompileWorker, Covered, HttpAccess, HttpOptions, KeepNothing,
    LoadError, MemoryCache, OutputPlaces, Plugin, Remedy, Report, Sandbox, SandboxOptions,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::guest;

/// A sandbox with a folder for its cache and its outputs.
pub struct Bench {
    /// The sandbox.
    pub sandbox: Sandbox,
    folder: TempDir,
}

impl Bench {
    /// Starts a sandbox whose compile worker is the program at a path: `env!("CARGO_BIN_EXE_runner")`.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self::limited(program, CompileLimits::default())
    }

    /// Starts one whose compile worker runs under these limits.
    pub fn limited(program: impl Into<PathBuf>, limits: CompileLimits) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let cache = folder.path().join("cache");
        Self::start(
            program.into(),
            limits,
            HttpOptions::default(),
            &cache,
            folder,
        )
    }

    /// Starts one that does HTTP in its own way. What it compiles is kept in a folder, for the next test.
    pub fn with_http(program: impl Into<PathBuf>, cache: &Path, http: HttpOptions) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self::start(
            program.into(),
            CompileLimits::default(),
            http,
            cache,
            folder,
        )
    }

    fn start(
        program: PathBuf,
        limits: CompileLimits,
        http: HttpOptions,
        cache: &Path,
        folder: TempDir,
    ) -> Self {
        let sandbox = Sandbox::new(SandboxOptions {
            cache_dir: cache.to_owned(),
            compile_worker: CompileWorker {
                program,
                args: vec!["compile-worker".into()],
                limits,
            },
            instances: 16,
            threads: 2,
            http,
        })
        .expect("the sandbox starts");
        Self { sandbox, folder }
    }

    /// The folder that outputs are written to.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Loads a guest of the tests.
    pub fn load(&self, name: &str) -> Result<Arc<Plugin>, LoadError> {
        self.sandbox.load(guest(name))
    }

    /// A first and only attempt with no inputs.
    pub fn spec(&self, params: &str, limits: Limits) -> AttemptSpec {
        AttemptSpec {
            job: JobId::new(Uuid::now_v7()),
            attempt: 1,
            last_attempt: true,
            params: params.to_owned(),
            inputs: Vec::new(),
            outputs: OutputPlaces {
                folder: self.folder.path().to_owned(),
                named: BTreeMap::new(),
                resumed: BTreeMap::new(),
                covered: Covered::Reused,
            },
            checkpoint: None,
            checkpoints: Arc::new(KeepNothing),
            cache: Arc::new(MemoryCache::new(limits.bytes(runner_model::Limit::Cache))),
            http: HttpAccess::nothing(Remedy::Server),
            limits,
        }
    }

    /// Runs a guest of the tests to its end. The second value is the messages of its log.
    pub async fn run(&self, name: &str, params: &str, limits: Limits) -> (Report, Vec<String>) {
        let plugin = self.load(name).expect("the guest loads");
        let mut attempt = self.sandbox.start(&plugin, self.spec(params, limits));
        let report = attempt.wait().await;
        let (lines, _) = attempt.watch().log.take();
        (report, lines.into_iter().map(|line| line.message).collect())
    }
}
