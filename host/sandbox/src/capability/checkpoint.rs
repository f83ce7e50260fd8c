//! What an attempt leaves for the one after it: `runner:job/checkpoint`.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use runner_model::{ByteSize, Limit};

use super::{BlobState, Capability, RUNNER, SavedOutput};
use crate::bindings::runner::job::checkpoint as wit;
use crate::meter::Meter;
use crate::state::GuestState;
use wasmtime::component::HasData;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["runner:job/checkpoint"],
    version: RUNNER,
    link: |linker| {
        wit::add_to_linker::<_, HasCheckpoint>(linker, |state: &mut GuestState| {
            let state = state.called();
            CheckpointView {
                state: &mut state.checkpoint,
                blobs: &mut state.blobs,
            }
        })
    },
};

/// What a checkpoint covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedState {
    /// The guest's bytes.
    pub state: Vec<u8>,
    /// Every output that was begun, up to its last flush.
    pub outputs: Vec<SavedOutput>,
}

/// Where checkpoints go.
pub trait CheckpointStore: Send + Sync {
    /// Makes state and output lengths durable in one commit before it returns. The error is shown to the guest.
    fn save(
        &self,
        saved: SavedState,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>>;

    /// Whether an attempt can come after this one, so that outputs have to be on disk.
    fn keeps(&self) -> bool {
        true
    }
}

/// For a job that has no attempt after this one: a checkpoint is checked against its limit and then let go.
#[derive(Debug, Clone, Copy)]
pub struct KeepNothing;

impl CheckpointStore for KeepNothing {
    fn save(&self, _: SavedState) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        Box::pin(async { Ok(()) })
    }

    fn keeps(&self) -> bool {
        false
    }
}

/// The checkpoints of one attempt.
pub(crate) struct CheckpointState {
    store: Arc<dyn CheckpointStore>,
    limit: ByteSize,
    meter: Meter,
}

impl CheckpointState {
    pub(crate) fn new(store: Arc<dyn CheckpointStore>, limit: ByteSize, meter: Meter) -> Self {
        Self {
            store,
            limit,
            meter,
        }
    }
}

struct HasCheckpoint;

impl HasData for HasCheckpoint {
    type Data<'a> = CheckpointView<'a>;
}

pub(crate) struct CheckpointView<'a> {
    state: &'a mut CheckpointState,
    blobs: &'a mut BlobState,
}

impl wit::Host for CheckpointView<'_> {
    async fn save(&mut self, state: Vec<u8>) -> wasmtime::Result<Result<(), String>> {
        if state.len() as u64 > self.state.limit.0 {
            let sizes = [state.len() as u64, self.state.limit.0];
            let [size, most] = Limit::Checkpoint.show_both(sizes);
            return Ok(Err(format!(
                "the checkpoint has {size}, more than its limit `checkpoint_bytes` of {most}"
            )));
        }
        let Some(_charge) = self.state.meter.charge(state.len() as u64) else {
            return Ok(Err("no memory is left for the checkpoint".to_owned()));
        };
        if !self.state.store.keeps() {
            return Ok(Ok(()));
        }
        let outputs = match self.blobs.sync_flushed().await {
            Ok(outputs) => outputs,
            Err(error) => return Ok(Err(format!("the outputs cannot be made durable: {error}"))),
        };
        let covered = outputs.clone();
        let saved = self.state.store.save(SavedState { state, outputs }).await;
        if saved.is_ok() {
            self.blobs.is_saved(&covered);
        }
        Ok(saved)
    }
}
