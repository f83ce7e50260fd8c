//! Plugins: their versions, which of them runs, and whom a name belongs to.

use runner_model::{Digest, ProcessorName};

use super::Answer;
use crate::types::{Installed, NewVersion, Once, PluginVersion, Removed};

/// Plugins and their versions.
///
/// What is removed stays known as removed: jobs name it, and it does not come back by itself.
pub trait PluginStore {
    /// Takes a version of a plugin, and lets it run unless its name belongs to another source.
    fn install(&self, version: NewVersion) -> Answer<Installed>;

    /// As [`Self::install`]; sent again with the same key within 24 h it changes nothing and answers as the first time.
    fn install_once(&self, once: Once, version: NewVersion) -> Answer<Installed>;

    /// Lets a known version run, and gives its name to its source.
    fn activate(&self, name: ProcessorName, digest: Digest) -> Answer<()>;

    /// Lets the version run again that ran before the one that runs; called again, it goes back to that one.
    fn rollback(&self, name: ProcessorName) -> Answer<Digest>;

    /// Removes a version that does not run.
    fn remove_version(&self, name: ProcessorName, digest: Digest) -> Answer<Removed>;

    /// Removes a plugin: every version that was accepted under its name, and the cache of its jobs. The name is free
    /// then; grants and ceilings stay for when it comes back.
    fn remove_plugin(&self, name: ProcessorName) -> Answer<Removed>;

    /// Every version of every plugin that was not removed, refused ones too, by name and then newest first.
    fn plugin_versions(&self) -> Answer<Vec<PluginVersion>>;

    /// Every version that said that name, removed and refused ones too, newest first.
    fn versions_of(&self, name: ProcessorName) -> Answer<Vec<PluginVersion>>;

    /// The version of a plugin that has these bytes, if they are known; also if it was removed.
    fn plugin_version(&self, digest: Digest) -> Answer<Option<PluginVersion>>;

    /// The version of a plugin that runs.
    fn active_plugin(&self, name: ProcessorName) -> Answer<Option<PluginVersion>>;

    /// How many jobs wait for a version of a plugin that was removed, counted up to so many: they fail when their turn
    /// comes.
    fn stranded_jobs(&self, name: ProcessorName, most: usize) -> Answer<usize>;
}
