//! The plugins of the program. What must be compiled first comes behind the start of the node, the small ones first; whoever asks
//! for one meanwhile waits for it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use runner_model::{Digest, ProcessorName};
use runner_sandbox::digest_of;
use runner_store::{Installed, StoreError};
use tokio::sync::{oneshot, watch};

use super::{Compiling, InstallError, Offer, Plugins, Source, blocking};
use crate::engine::Engine;

/// How long somebody waits for a plugin that is still to come. Whoever is told that it is not there yet asks again.
const PATIENCE: Duration = Duration::from_secs(10);

/// A plugin of the program.
#[derive(Debug, Clone)]
pub struct BundledPlugin {
    /// The processor's name.
    pub name: ProcessorName,
    /// The component.
    pub wasm: &'static [u8],
}

/// Plugins of the program that are not there yet.
#[derive(Debug, Default)]
pub(super) struct Coming(watch::Sender<Vec<Compiling>>);

impl Coming {
    fn expect(&self, plugins: Vec<Compiling>) {
        self.0.send_replace(plugins);
    }

    /// One is there, or will not be.
    fn arrived(&self, digest: Digest) {
        self.0
            .send_modify(|plugins| plugins.retain(|plugin| plugin.digest != digest));
    }

    fn has(&self, name: &ProcessorName) -> bool {
        has(&self.0.borrow(), name)
    }

    /// All of them.
    pub(super) fn list(&self) -> Vec<Compiling> {
        self.0.borrow().clone()
    }

    async fn gone(&self, is_gone: impl FnMut(&Vec<Compiling>) -> bool) {
        // It does not end before the one who asks.
        let _ = self.0.subscribe().wait_for(is_gone).await;
    }
}

fn has(plugins: &[Compiling], name: &ProcessorName) -> bool {
    plugins.iter().any(|plugin| plugin.what == name.as_str())
}

impl Plugins {
    /// Whether a plugin of that name is still to come; it is waited for, but not for ever.
    pub(crate) async fn is_coming(&self, name: &ProcessorName) -> bool {
        if !self.coming.has(name) {
            return false;
        }
        let gone = self.coming.gone(|plugins| !has(plugins, name));
        tokio::time::timeout(PATIENCE, gone).await.is_err()
    }

    /// Ends when every plugin of the program is there.
    pub(crate) async fn all_came(&self) {
        self.coming.gone(Vec::is_empty).await;
    }

    async fn take_bundled(
        &self,
        plugins: Vec<(Digest, BundledPlugin)>,
    ) -> Result<(), InstallError> {
        for (digest, BundledPlugin { name, wasm }) in plugins {
            let offer = Offer::from(Source::Bundled);
            let taken = self
                .install_called(wasm.to_vec(), offer, name.as_str())
                .await;
            self.coming.arrived(digest);
            if let Installed::Removed(at) = taken?.0 {
                tracing::info!(plugin = %name, %digest, "a bundled plugin was removed at {at} and stays away; to have it back: runner plugin activate {name}@{digest}");
            }
        }
        Ok(())
    }
}

impl Engine {
    /// Takes the plugins of the program. One that was removed stays away until somebody activates it. It returns when all
    /// are there, or when one must be compiled first: then that one and the others come behind it.
    pub async fn take_bundled(&self, mut plugins: Vec<BundledPlugin>) -> Result<(), InstallError> {
        plugins.sort_by_key(|plugin| plugin.wasm.len());
        let plugins: Vec<(Digest, BundledPlugin)> = blocking(|| {
            let digests = plugins.into_iter();
            digests
                .map(|plugin| (digest_of(plugin.wasm), plugin))
                .collect()
        })
        .await;
        let shared = Arc::clone(&self.shared);
        let since = shared.clock.now();
        shared.plugins.coming.expect(
            plugins
                .iter()
                .map(|(digest, plugin)| Compiling {
                    what: plugin.name.to_string(),
                    digest: *digest,
                    size: plugin.wasm.len() as u64,
                    since,
                })
                .collect(),
        );
        shared.plugins.lock_bundled().extend(
            plugins
                .iter()
                .map(|(digest, plugin)| (*digest, plugin.wasm)),
        );
        let mut compiles = pin!(self.shared.plugins.loads.compiles());
        // What is compiled before the first look at it is heard too.
        compiles.as_mut().enable();
        let (sender, taken) = oneshot::channel();
        let task = tokio::spawn(async move {
            let taken = shared.plugins.take_bundled(plugins).await;
            // Nobody asks for those that were not tried.
            shared.plugins.coming.expect(Vec::new());
            match sender.send(taken) {
                Ok(()) => {}
                Err(Ok(())) => {
                    tracing::info!("the plugins that come with the program are compiled");
                }
                Err(Err(error)) => {
                    tracing::error!(%error, "the plugins that come with the program cannot be taken");
                }
            }
        });
        tokio::select! {
            biased;
            taken = taken => taken.unwrap_or(Ok(())),
            () = compiles => {
                self.lock_helpers().push(task);
                Ok(())
            }
        }
    }

    /// Whether there is no plugin of that name yet, since it comes with the program and is still being compiled. It is waited
    /// for, but not for ever.
    pub async fn is_coming(&self, name: &ProcessorName) -> Result<bool, StoreError> {
        let plugins = &self.shared().plugins;
        Ok(plugins.active(name).await?.is_none() && plugins.is_coming(name).await)
    }
}
