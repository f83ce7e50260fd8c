//! Plugins come in: compiled and checked unless they are known, and kept if they pass.

use std::collections::HashMap;
use std::sync::Arc;

use runner_model::{Descriptor, Digest};
use runner_sandbox::{LoadError, Plugin, digest_of};
use runner_store::{Installed, NewVersion, PluginVersion, Refusal, StoreError};

use super::compiling::refusal;
use super::source::Offer;
use super::{Plugins, blocking};
use crate::grants::say_held;

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

/// A component that passed the checks, and what it would come beside. Nothing of it is kept but its code, in the cache.
#[derive(Debug)]
pub struct CheckedPlugin {
    /// The digest of its bytes.
    pub digest: Digest,
    /// How many they are.
    pub size: u64,
    /// What it says of itself.
    pub descriptor: Descriptor,
    /// How long compiling took, now or before, in milliseconds.
    pub compile_ms: u64,
    /// The version of its name that runs.
    pub active: Option<PluginVersion>,
}

/// The plugins of the program itself, by digest: the bytes of one that was removed are still here.
pub(super) type Bundled = HashMap<Digest, &'static [u8]>;

impl Plugins {
    /// Takes a component: checks it, keeps its bytes, and lets it run unless its name is another source's. Bytes that
    /// are refused for what they are leave nothing behind. Known ones are neither compiled nor loaded: that happens
    /// when the first job needs them.
    pub(crate) async fn install(
        &self,
        wasm: Vec<u8>,
        offer: Offer,
    ) -> Result<(Installed, Option<Descriptor>), InstallError> {
        let what = offer.source.as_text();
        self.install_called(wasm, offer, &what).await
    }

    /// The same of a component that people know by a name.
    pub(super) async fn install_called(
        &self,
        wasm: Vec<u8>,
        offer: Offer,
        what: &str,
    ) -> Result<(Installed, Option<Descriptor>), InstallError> {
        let _alone = self.installing.lock().await;
        let (wasm, digest) = blocking(move || {
            let digest = digest_of(&wasm);
            (wasm, digest)
        })
        .await;
        let known = self.store.plugin_version(digest).await?;
        if let Some(PluginVersion {
            removed_at: Some(at),
            descriptor,
            ..
        }) = &known
            && !offer.offered.brings_back(*at)
        {
            return Ok((Installed::Removed(*at), descriptor.clone()));
        }
        let (descriptor, compile_ms) = match known {
            // Its bytes are gone, and what it says of itself is known.
            Some(PluginVersion {
                removed_at: Some(_),
                descriptor: Some(descriptor),
                ..
            }) => {
                self.store.put_blob(wasm).await?;
                (descriptor, None)
            }
            Some(PluginVersion {
                descriptor: Some(descriptor),
                ..
            }) => (descriptor, None),
            _ => match self.check(wasm, what).await? {
                Ok(plugin) => {
                    let millis = plugin.compile_millis();
                    (plugin.descriptor().clone(), Some(millis))
                }
                Err(refusal) => return Ok((Installed::Refused(refusal), None)),
            },
        };
        let version = NewVersion {
            digest,
            size: self.store.blob_path(digest).await?.1.size,
            source: offer.source.as_text(),
            offered: offer.offered,
            descriptor: Ok(descriptor.clone()),
            compile_ms,
        };
        let installed = match offer.once {
            Some(once) => self.store.install_once(once, version).await?,
            None => self.store.install(version).await?,
        };
        if installed == Installed::Active {
            self.refresh(&descriptor.name).await?;
            say_held(&self.store, &descriptor.name).await?;
        }
        Ok((installed, Some(descriptor)))
    }

    /// Checks a component as [`Self::install`] does, and takes nothing.
    pub(crate) async fn would_install(
        &self,
        wasm: Vec<u8>,
        what: &str,
    ) -> Result<Result<CheckedPlugin, Refusal>, InstallError> {
        let _alone = self.installing.lock().await;
        let (loads, what) = (Arc::clone(&self.loads), what.to_owned());
        let size = wasm.len() as u64;
        let (digest, loaded) = blocking(move || (digest_of(&wasm), loads.load(&wasm, &what))).await;
        let plugin = match loaded {
            Ok(plugin) => plugin,
            Err(error @ (LoadError::Files(_) | LoadError::Host(_))) => {
                return Err(InstallError::Load(error));
            }
            Err(error) => return Ok(Err(refusal(&error))),
        };
        let descriptor = plugin.descriptor().clone();
        let versions = self.store.versions_of(descriptor.name.clone()).await?;
        Ok(Ok(CheckedPlugin {
            digest,
            size,
            descriptor,
            compile_ms: plugin.compile_millis(),
            active: versions.into_iter().find(|version| version.is_active),
        }))
    }

    /// Compiles and checks a component that nothing is known of, and keeps its bytes if they pass.
    async fn check(
        &self,
        wasm: Vec<u8>,
        what: &str,
    ) -> Result<Result<Arc<Plugin>, Refusal>, InstallError> {
        let (loads, what) = (Arc::clone(&self.loads), what.to_owned());
        let (wasm, loaded) = blocking(move || {
            let loaded = loads.load(&wasm, &what);
            (wasm, loaded)
        })
        .await;
        match loaded {
            Ok(plugin) => {
                self.store.put_blob(wasm).await?;
                self.keep(&plugin);
                Ok(Ok(plugin))
            }
            Err(error @ (LoadError::Files(_) | LoadError::Host(_))) => {
                Err(InstallError::Load(error))
            }
            Err(error) => Ok(Err(refusal(&error))),
        }
    }

    /// Brings a version back that was removed, if its bytes are still to be had: from the program, or because the
    /// collector has not come by.
    pub(super) async fn bring_back(&self, digest: Digest) -> Result<bool, StoreError> {
        let _alone = self.installing.lock().await;
        let Some(version) = self.store.plugin_version(digest).await? else {
            return Ok(false);
        };
        let Some(descriptor) = version.descriptor else {
            return Ok(false);
        };
        let bundled = self.lock_bundled().get(&digest).copied();
        if let Some(wasm) = bundled {
            self.store.put_blob(wasm.to_vec()).await?;
        }
        let back = self.store.install(NewVersion {
            digest,
            size: version.size,
            source: version.source,
            offered: runner_store::Offered::ByHand,
            descriptor: Ok(descriptor),
            compile_ms: None,
        });
        match back.await {
            Ok(_) => Ok(true),
            Err(StoreError::NoBlob(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
