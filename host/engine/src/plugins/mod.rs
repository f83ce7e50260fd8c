//! Which plugins there are, and their code while it is in use.
//!
//! The store's versions are the truth. What is held here is what jobs are checked with, looked up again whenever another
//! version begins to run, and the code that attempts need, loaded by the first of them.

mod bundled;
mod compiling;
mod install;
mod lifecycle;
mod loaded;
mod source;

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use runner_model::{ByteSize, Descriptor, Digest, ProcessorName, Timestamp};
use runner_sandbox::{LoadError, ParamsSchema, Plugin, Sandbox};
use runner_store::{Clock, Store, StoreError};
use tokio::sync::Mutex as AsyncMutex;

pub use self::bundled::BundledPlugin;
use self::bundled::Coming;
use self::compiling::Loads;
pub use self::compiling::{CodeOrigin, Compiling, LoadedCode};
use self::install::Bundled;
pub use self::install::{CheckedPlugin, InstallError};
pub use self::lifecycle::{CodeInUse, PluginError, RemovedPlugin};
use self::loaded::Loaded;
pub use self::source::{Offer, Source};

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
    loads: Arc<Loads>,
    active: Mutex<HashMap<ProcessorName, Arc<Known>>>,
    /// One look at a time, so that what was seen last is what is held.
    looking: AsyncMutex<()>,
    loaded: Mutex<Loaded<Plugin>>,
    bundled: Mutex<Bundled>,
    coming: Coming,
    /// One installation at a time: each is seconds of work on all cores.
    installing: AsyncMutex<()>,
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
    pub(crate) fn new(
        store: Arc<dyn Store>,
        sandbox: Arc<Sandbox>,
        clock: Arc<dyn Clock>,
        most_code: ByteSize,
    ) -> Self {
        Self {
            store,
            loads: Arc::new(Loads::new(sandbox, clock)),
            active: Mutex::default(),
            looking: AsyncMutex::default(),
            loaded: Mutex::new(Loaded::new(most_code.0)),
            bundled: Mutex::default(),
            coming: Coming::default(),
            installing: AsyncMutex::default(),
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

    /// When the plugin of a name was removed, if it was.
    pub(crate) async fn removed_at(
        &self,
        name: &ProcessorName,
    ) -> Result<Option<Timestamp>, StoreError> {
        let versions = self.store.versions_of(name.clone()).await?;
        Ok(versions
            .iter()
            .filter_map(|version| version.removed_at)
            .max())
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
        let place = self.lock_loaded().place(digest);
        if let Some(plugin) = place.get() {
            return Ok(Arc::clone(plugin));
        }
        let loaded = place
            .get_or_try_init(|| self.load_from_store(processor, digest))
            .await
            .cloned();
        drop(place);
        self.settle();
        loaded
    }

    async fn load_from_store(
        &self,
        processor: &ProcessorName,
        digest: Digest,
    ) -> Result<Arc<Plugin>, Unavailable> {
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
        let (loads, what) = (Arc::clone(&self.loads), processor.to_string());
        blocking(move || {
            let wasm = fs::read(&path).map_err(|error| {
                Unavailable::Host(format!("cannot read {}: {error}", path.display()))
            })?;
            loads.load(&wasm, &what).map_err(Unavailable::Load)
        })
        .await
    }

    /// Looks up in the store which version of a name runs.
    pub(crate) async fn refresh(
        &self,
        name: &ProcessorName,
    ) -> Result<Option<Arc<Known>>, StoreError> {
        let _alone = self.looking.lock().await;
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

    fn keep(&self, plugin: &Arc<Plugin>) {
        let place = self.lock_loaded().place(plugin.digest());
        // Another task may have loaded the same code; one of the two is enough.
        let _ = place.set(Arc::clone(plugin));
        drop(place);
        self.settle();
    }

    /// Lets code go that is too much, now that there is more.
    fn settle(&self) {
        let gone = self.lock_loaded().settle();
        for (digest, code_bytes) in gone {
            tracing::debug!(%digest, code_bytes, "code is unloaded, to be loaded again when a job needs it");
        }
    }

    fn lock_active(&self) -> MutexGuard<'_, HashMap<ProcessorName, Arc<Known>>> {
        self.active.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_loaded(&self) -> MutexGuard<'_, Loaded<Plugin>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_bundled(&self) -> MutexGuard<'_, Bundled> {
        self.bundled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does work that blocks on a thread where that is allowed.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
