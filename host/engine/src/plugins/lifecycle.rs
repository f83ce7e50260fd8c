//! What people do with plugins: let a version run, go back, remove; and what they see of the code.

use runner_model::{Digest, Event, JobId, ProcessorName, StateName, Timestamp, nearest};
use runner_store::{PluginVersion, Removed, StoreError};

use super::{Compiling, LoadedCode, Plugins};
use crate::engine::Engine;
use crate::grants::say_held;
use crate::submit::{MOST_TRIES, SubmitError, check_again};

/// How far jobs are counted that wait for what was removed.
const MOST_COUNTED: usize = 10_000;

/// Why nothing was done with a plugin.
#[derive(Debug, thiserror::Error)]
pub enum PluginError {
    /// There is no such plugin.
    #[error("there is no plugin `{name}`{}", gone(.removed_at, .nearest))]
    NoPlugin {
        /// The name.
        name: ProcessorName,
        /// When the last that had the name was removed.
        removed_at: Option<Timestamp>,
        /// A name that is much like it.
        nearest: Option<String>,
    },
    /// The store failed, or the version is none that this can be done with.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn gone(removed_at: &Option<Timestamp>, nearest: &Option<String>) -> String {
    match (removed_at, nearest) {
        (Some(at), _) => format!(": it was removed at {at}"),
        (None, Some(name)) => format!(" (did you mean `{name}`?)"),
        (None, None) => String::new(),
    }
}

/// What was removed, and whom that concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedPlugin {
    /// The versions, and when.
    pub removed: Removed,
    /// How many jobs wait for a version of the plugin that was removed: they fail when their turn comes. Counted up to
    /// ten thousand.
    pub stranded_jobs: usize,
    /// A file in the plugins folder that it came from, and that is left there.
    pub file: Option<String>,
}

/// What code there is in memory, and what is being compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeInUse {
    /// The versions whose code is loaded, each with its size in bytes.
    pub loaded: Vec<(Digest, u64)>,
    /// How much may be loaded, in bytes. What attempts use beyond that goes when they end.
    pub limit: u64,
    /// What is being compiled.
    pub compiling: Vec<Compiling>,
    /// What was loaded or refused since the start, newest first, the last fifty.
    pub done: Vec<LoadedCode>,
}

impl Plugins {
    /// What is being compiled now, and what of the program comes behind it.
    fn compiling(&self) -> Vec<Compiling> {
        let mut compiling = self.loads.underway();
        for one in self.coming.list() {
            if compiling.iter().all(|known| known.digest != one.digest) {
                compiling.push(one);
            }
        }
        compiling
    }

    /// Says which version of a name runs now, after somebody chose.
    async fn chosen(&self, name: &ProcessorName) -> Result<PluginVersion, StoreError> {
        self.refresh(name).await?;
        say_held(&self.store, name).await?;
        let version = self.store.active_plugin(name.clone()).await?;
        let version = version.ok_or_else(|| StoreError::NoPlugin(name.clone()))?;
        tracing::info!(plugin = %name, digest = %version.digest, source = %version.source, "a version of a plugin is active");
        Ok(version)
    }

    /// What was removed is nothing to load any more. Attempts that run keep their code.
    async fn forget(&self, name: &ProcessorName, removed: &Removed) -> Result<(), StoreError> {
        self.refresh(name).await?;
        for digest in &removed.versions {
            self.lock_loaded().remove(*digest);
            tracing::info!(plugin = %name, %digest, "a version of a plugin is removed");
        }
        Ok(())
    }
}

impl Engine {
    /// Lets a version run, and gives its name to its source. One that was removed comes back if its bytes are still to
    /// be had.
    pub async fn activate_plugin(
        &self,
        name: &ProcessorName,
        digest: Digest,
    ) -> Result<PluginVersion, PluginError> {
        let plugins = &self.shared().plugins;
        match self.store().activate(name.clone(), digest).await {
            Err(error @ StoreError::VersionRemoved { .. }) => {
                if !plugins.bring_back(digest).await? {
                    return Err(error.into());
                }
                self.store().activate(name.clone(), digest).await?;
            }
            Err(StoreError::NoVersion { .. })
                if self.store().versions_of(name.clone()).await?.is_empty() =>
            {
                return Err(self.no_such_plugin(name).await?);
            }
            other => other?,
        }
        Ok(plugins.chosen(name).await?)
    }

    /// Lets the version run again that ran before. Done twice, it is as it was.
    pub async fn rollback_plugin(
        &self,
        name: &ProcessorName,
    ) -> Result<PluginVersion, PluginError> {
        match self.store().rollback(name.clone()).await {
            Err(StoreError::NoPlugin(_)) => return Err(self.no_such_plugin(name).await?),
            other => drop(other?),
        }
        Ok(self.shared().plugins.chosen(name).await?)
    }

    /// Removes a version that does not run. Attempts that run on it finish.
    pub async fn remove_plugin_version(
        &self,
        name: &ProcessorName,
        digest: Digest,
    ) -> Result<RemovedPlugin, PluginError> {
        match self.store().remove_version(name.clone(), digest).await {
            Err(StoreError::NoVersion { .. })
                if self.store().versions_of(name.clone()).await?.is_empty() =>
            {
                Err(self.no_such_plugin(name).await?)
            }
            other => self.removed(name, other?).await,
        }
    }

    /// Removes a plugin with all its versions. Attempts that run finish; its name is free.
    pub async fn remove_plugin(&self, name: &ProcessorName) -> Result<RemovedPlugin, PluginError> {
        match self.store().remove_plugin(name.clone()).await {
            Err(StoreError::NoPlugin(_)) => Err(self.no_such_plugin(name).await?),
            other => self.removed(name, other?).await,
        }
    }

    async fn removed(
        &self,
        name: &ProcessorName,
        removed: Removed,
    ) -> Result<RemovedPlugin, PluginError> {
        self.shared().plugins.forget(name, &removed).await?;
        let stranded_jobs = self
            .store()
            .stranded_jobs(name.clone(), MOST_COUNTED)
            .await?;
        let newest = match removed.versions.first() {
            Some(digest) => self.store().plugin_version(*digest).await?,
            None => None,
        };
        let source = newest.map(|version| version.source);
        Ok(RemovedPlugin {
            removed,
            stranded_jobs,
            file: source.filter(|source| source != "bundled" && source != "installed"),
        })
    }

    /// That there is no such plugin, and since when if there was one.
    pub async fn no_such_plugin(&self, name: &ProcessorName) -> Result<PluginError, StoreError> {
        let plugins = &self.shared().plugins;
        let names = plugins.names().await?;
        let names = names.iter().map(ProcessorName::as_str);
        Ok(PluginError::NoPlugin {
            removed_at: plugins.removed_at(name).await?,
            nearest: nearest(name.as_str(), names).map(str::to_owned),
            name: name.clone(),
        })
    }

    /// Lets a job that failed or was cancelled run again on the version of its plugin that is active now. What it was
    /// given must fit that version.
    pub async fn retry_on_latest(&self, job: JobId) -> Result<StateName, SubmitError> {
        let found = self.store().job(job).await?;
        found.state.on(Event::Retry).map_err(StoreError::from)?;
        let mut tries = 0;
        loop {
            let digest = check_again(self.shared(), &found).await?;
            match self.store().retry_on(job, digest).await {
                // It was removed in between.
                Err(
                    StoreError::NoVersion { name, .. } | StoreError::VersionRemoved { name, .. },
                ) if tries < MOST_TRIES => {
                    self.shared().plugins.refresh(&name).await?;
                    tries += 1;
                }
                other => return Ok(other?),
            }
        }
    }

    /// What code there is in memory, and what is being compiled.
    pub fn code_in_use(&self) -> CodeInUse {
        let plugins = &self.shared().plugins;
        let (loaded, limit) = {
            let set = plugins.lock_loaded();
            (set.list(), set.limit())
        };
        CodeInUse {
            loaded,
            limit,
            compiling: plugins.compiling(),
            done: plugins.loads.done(),
        }
    }
}
