//! Which plugins there are, and their code while it is in use.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use runner_model::{Descriptor, Digest, ProcessorName};
use runner_sandbox::{Compiled, LoadError, ParamsSchema, Plugin, Sandbox, digest_of};
use runner_store::{Installed, NewVersion, Refusal, Store, StoreError};
use tokio::sync::{Mutex as AsyncMutex, OnceCell};

use crate::grants::say_held;

/// How many plugins' code is kept at once; what was used longest ago goes first.
const MOST_LOADED: usize = 64;

/// Where a plugin came from. A name belongs to its first source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// It is part of the program.
    Bundled,
    /// It lies in the plugins folder, under that path: from the data folder on, so that the folder can be moved.
    File(PathBuf),
    /// Somebody installed it.
    Installed,
}

impl Source {
    fn as_text(&self) -> String {
        match self {
            Self::Bundled => "bundled".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Installed => "installed".to_owned(),
        }
    }
}

/// Why a plugin could not be taken: the host's fault. A plugin that is refused is no error, but an [`Installed`].
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sandbox failed.
    #[error(transparent)]
    Load(LoadError),
}

/// What jobs of a processor are checked with.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) digest: Digest,
    pub(crate) descriptor: Descriptor,
    pub(crate) params: ParamsSchema,
}

/// The plugins of a node.
pub(crate) struct Plugins {
    store: Arc<dyn Store>,
    sandbox: Arc<Sandbox>,
    active: Mutex<HashMap<ProcessorName, Arc<Known>>>,
    loaded: Mutex<Loaded>,
    /// One installation at a time: each is seconds of work on all cores.
    installing: AsyncMutex<()>,
}

/// The place of a plugin's code, which is loaded by whoever needs it first.
type Place = Arc<OnceCell<Arc<Plugin>>>;

#[derive(Default)]
struct Loaded {
    /// For each its last use, by the clock below, and its place.
    by_digest: HashMap<Digest, (u64, Place)>,
    clock: u64,
}

/// Why the code of a job's plugin is not there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unavailable {
    /// Its version was deleted, or none is active.
    #[error("{0}")]
    Missing(String),
    /// It does not load.
    #[error(transparent)]
    Load(LoadError),
    /// The store or a file failed.
    #[error("{0}")]
    Host(String),
}

impl Plugins {
    pub(crate) fn new(store: Arc<dyn Store>, sandbox: Arc<Sandbox>) -> Self {
        Self {
            store,
            sandbox,
            active: Mutex::default(),
            loaded: Mutex::default(),
            installing: AsyncMutex::default(),
        }
    }

    /// Takes a component: checks it, keeps its bytes, and lets it run unless its name is another source's. Bytes that
    /// are refused for what they are leave nothing behind. Known ones are neither compiled nor loaded: that happens
    /// when the first job needs them.
    pub(crate) async fn install(
        &self,
        wasm: Vec<u8>,
        source: Source,
    ) -> Result<(Installed, Option<Descriptor>), InstallError> {
        let _alone = self.installing.lock().await;
        let (wasm, digest) = blocking(move || {
            let digest = digest_of(&wasm);
            (wasm, digest)
        })
        .await;
        let known = self.store.plugin_version(digest).await?;
        let descriptor = match known.and_then(|version| version.descriptor) {
            Some(descriptor) => descriptor,
            None => match self.check(wasm, &source).await? {
                Ok(descriptor) => descriptor,
                Err(refusal) => return Ok((Installed::Refused(refusal), None)),
            },
        };
        let size = self.store.blob_path(digest).await?.1.size;
        let version = NewVersion {
            digest,
            size,
            source: source.as_text(),
            descriptor: Ok(descriptor.clone()),
        };
        let installed = self.store.install(version).await?;
        if installed == Installed::Active {
            self.refresh(&descriptor.name).await?;
            say_held(&self.store, &descriptor.name).await?;
        }
        Ok((installed, Some(descriptor)))
    }

    /// Compiles and checks a component that nothing is known of, and keeps its bytes if they pass.
    async fn check(
        &self,
        wasm: Vec<u8>,
        source: &Source,
    ) -> Result<Result<Descriptor, Refusal>, InstallError> {
        let sandbox = Arc::clone(&self.sandbox);
        let source = source.as_text();
        let (wasm, loaded) = blocking(move || {
            let loaded = sandbox.load_telling(&wasm, &mut || compiling(&source, wasm.len()));
            (wasm, loaded)
        })
        .await;
        match loaded {
            Ok(plugin) => {
                if let Compiled::Now { millis } = plugin.compiled() {
                    let name = &plugin.descriptor().name;
                    tracing::info!(plugin = %name, compile_ms = millis, "a plugin is compiled");
                }
                self.store.put_blob(wasm).await?;
                let descriptor = plugin.descriptor().clone();
                self.keep(plugin.digest(), plugin);
                Ok(Ok(descriptor))
            }
            Err(error @ (LoadError::Files(_) | LoadError::Host(_))) => {
                Err(InstallError::Load(error))
            }
            Err(error) => Ok(Err(Refusal {
                code: error.code().unwrap_or("internal").to_owned(),
                message: error.to_string(),
            })),
        }
    }

    /// What jobs of a processor are checked with now.
    pub(crate) async fn active(
        &self,
        name: &ProcessorName,
    ) -> Result<Option<Arc<Known>>, StoreError> {
        if let Some(known) = self.lock_active().get(name) {
            return Ok(Some(Arc::clone(known)));
        }
        self.refresh(name).await
    }

    /// The names of the processors that jobs can be submitted for.
    pub(crate) async fn names(&self) -> Result<Vec<ProcessorName>, StoreError> {
        let versions = self.store.plugin_versions().await?;
        Ok(versions
            .into_iter()
            .filter(|version| version.is_active)
            .filter_map(|version| version.name)
            .collect())
    }

    /// The code of a job's plugin: the version it was submitted for, or the active one if none was recorded.
    pub(crate) async fn load(
        &self,
        processor: &ProcessorName,
        digest: Option<Digest>,
    ) -> Result<Arc<Plugin>, Unavailable> {
        let digest = match digest {
            Some(digest) => digest,
            None => match self.active(processor).await {
                Ok(Some(known)) => known.digest,
                Ok(None) => {
                    return Err(Unavailable::Missing(format!(
                        "no plugin provides `{processor}`"
                    )));
                }
                Err(error) => return Err(Unavailable::Host(error.to_string())),
            },
        };
        let cell = self.lock_loaded().cell(digest);
        cell.get_or_try_init(|| self.load_from_store(digest))
            .await
            .cloned()
    }

    async fn load_from_store(&self, digest: Digest) -> Result<Arc<Plugin>, Unavailable> {
        let (path, _) = self
            .store
            .blob_path(digest)
            .await
            .map_err(|error| match error {
                StoreError::NoBlob(_) => {
                    Unavailable::Missing(format!("plugin version {digest} was deleted"))
                }
                other => Unavailable::Host(other.to_string()),
            })?;
        let sandbox = Arc::clone(&self.sandbox);
        blocking(move || {
            let wasm = fs::read(&path).map_err(|error| {
                Unavailable::Host(format!("cannot read {}: {error}", path.display()))
            })?;
            let telling = &mut || compiling(&digest.to_string(), wasm.len());
            sandbox
                .load_telling(&wasm, telling)
                .map_err(Unavailable::Load)
        })
        .await
    }

    /// Looks up in the store which version of a name runs.
    async fn refresh(&self, name: &ProcessorName) -> Result<Option<Arc<Known>>, StoreError> {
        let version = self.store.active_plugin(name.clone()).await?;
        let known = version.and_then(|version| {
            let descriptor = version.descriptor?;
            // It was compiled when the version was taken; a version that was taken compiles.
            let params = ParamsSchema::compile(&descriptor.params_schema).ok()?;
            Some(Arc::new(Known {
                digest: version.digest,
                descriptor,
                params,
            }))
        });
        match &known {
            Some(known) => self.lock_active().insert(name.clone(), Arc::clone(known)),
            None => self.lock_active().remove(name),
        };
        Ok(known)
    }

    fn keep(&self, digest: Digest, plugin: Arc<Plugin>) {
        // Another task may have loaded the same code; one of the two is enough.
        let _ = self.lock_loaded().cell(digest).set(plugin);
    }

    fn lock_active(&self) -> std::sync::MutexGuard<'_, HashMap<ProcessorName, Arc<Known>>> {
        self.active.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_loaded(&self) -> std::sync::MutexGuard<'_, Loaded> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Loaded {
    /// The place of a plugin's code, as the one used last.
    fn cell(&mut self, digest: Digest) -> Place {
        self.clock += 1;
        let clock = self.clock;
        if !self.by_digest.contains_key(&digest) && self.by_digest.len() >= MOST_LOADED {
            let oldest = self.by_digest.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(oldest) = oldest.map(|(digest, _)| *digest) {
                self.by_digest.remove(&oldest);
            }
        }
        let (used, cell) = self.by_digest.entry(digest).or_default();
        *used = clock;
        Arc::clone(cell)
    }
}

/// Says that a plugin is being compiled: nothing of it runs until that is done.
fn compiling(what: &str, size_bytes: usize) {
    tracing::info!(
        plugin = what,
        size_bytes,
        "compiling a plugin, once for this version"
    );
}

/// Does work that blocks on a thread where that is allowed.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
