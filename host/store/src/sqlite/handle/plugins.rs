//! Plugins: see [`PluginStore`].

use runner_model::{Digest, ProcessorName};

use super::SqliteStore;
use crate::sqlite::{onces, plugins};
use crate::store::{Answer, PluginStore};
use crate::types::{Installed, NewVersion, Once, PluginVersion, Removed};

impl PluginStore for SqliteStore {
    fn install(&self, version: NewVersion) -> Answer<Installed> {
        self.write(move |txn| plugins::install(txn, &version))
    }

    fn install_once(&self, once: Once, version: NewVersion) -> Answer<Installed> {
        self.write(move |txn| onces::once(txn, &once, |txn| plugins::install(txn, &version)))
    }

    fn activate(&self, name: ProcessorName, digest: Digest) -> Answer<()> {
        self.write(move |txn| plugins::activate(txn, &name, digest))
    }

    fn rollback(&self, name: ProcessorName) -> Answer<Digest> {
        self.write(move |txn| plugins::rollback(txn, &name))
    }

    fn remove_version(&self, name: ProcessorName, digest: Digest) -> Answer<Removed> {
        self.write(move |txn| plugins::remove_version(txn, &name, digest))
    }

    fn remove_plugin(&self, name: ProcessorName) -> Answer<Removed> {
        self.write(move |txn| plugins::remove_plugin(txn, &name))
    }

    fn plugin_versions(&self) -> Answer<Vec<PluginVersion>> {
        self.read(plugins::versions)
    }

    fn versions_of(&self, name: ProcessorName) -> Answer<Vec<PluginVersion>> {
        self.read(move |conn| plugins::versions_of(conn, &name))
    }

    fn plugin_version(&self, digest: Digest) -> Answer<Option<PluginVersion>> {
        self.read(move |conn| plugins::by_digest(conn, digest))
    }

    fn active_plugin(&self, name: ProcessorName) -> Answer<Option<PluginVersion>> {
        self.read(move |conn| plugins::active(conn, &name))
    }

    fn stranded_jobs(&self, name: ProcessorName, most: usize) -> Answer<usize> {
        self.read(move |conn| plugins::stranded(conn, &name, most))
    }
}
