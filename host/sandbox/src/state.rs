//! What one attempt's store holds: the state of every capability, and the ways by which WASI finds its part.

use std::sync::Arc;

use runner_model::{Descriptor, Level, Limit, Limits, Progress};
use tokio::sync::watch;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtxView, WasiHttpView};

use crate::calls::Calls;
use crate::capability::{
    BlobState, CacheState, CacheStore, CheckpointState, CheckpointStore, HttpAccess, HttpNode,
    HttpState, Lines, LogBuffer, ProgressState, deny_sockets,
};
use crate::meter::Meter;
use crate::tight::{MOST_HANDLES, MOST_RANDOM_BYTES};
use crate::{InputFile, OutputPlaces};

/// The state of one attempt.
pub(crate) struct GuestState {
    pub(crate) calls: Calls,
    pub(crate) meter: Meter,
    pub(crate) table: ResourceTable,
    pub(crate) log: LogBuffer,
    pub(crate) progress: ProgressState,
    pub(crate) blobs: BlobState,
    pub(crate) checkpoint: CheckpointState,
    pub(crate) cache: CacheState,
    pub(crate) http: HttpState,
    wasi: WasiCtx,
    stdout: Lines,
    stderr: Lines,
}

/// What an attempt is given besides its limits.
pub(crate) struct Given {
    pub(crate) inputs: Vec<InputFile>,
    pub(crate) outputs: OutputPlaces,
    pub(crate) checkpoints: Arc<dyn CheckpointStore>,
    pub(crate) cache: Arc<dyn CacheStore>,
    pub(crate) http: HttpAccess,
}

impl GuestState {
    pub(crate) fn new(
        node: &Arc<HttpNode>,
        descriptor: &Descriptor,
        limits: &Limits,
        given: Given,
    ) -> (Self, watch::Receiver<Progress>) {
        let meter = Meter::new(limits.bytes(Limit::Memory));
        let log = LogBuffer::new(limits.bytes(Limit::Log), meter.clone());
        let stdout = Lines::new(log.clone(), Level::Info);
        let stderr = Lines::new(log.clone(), Level::Warn);
        let mut wasi = WasiCtxBuilder::new();
        wasi.stdout(stdout.clone())
            .stderr(stderr.clone())
            .max_random_size(MOST_RANDOM_BYTES);
        deny_sockets(&mut wasi);
        let mut table = ResourceTable::new();
        table.set_max_capacity(MOST_HANDLES);
        let (progress, watch) = ProgressState::new();
        let state = Self {
            calls: Calls::new(),
            table,
            progress,
            blobs: BlobState::new(
                descriptor,
                given.inputs,
                given.outputs,
                limits.bytes(Limit::Output),
                meter.clone(),
            ),
            checkpoint: CheckpointState::new(
                given.checkpoints,
                limits.bytes(Limit::Checkpoint),
                meter.clone(),
            ),
            cache: CacheState::new(given.cache, meter.clone()),
            http: HttpState::new(
                node,
                descriptor,
                given.http,
                limits,
                meter.clone(),
                log.clone(),
            ),
            wasi: wasi.build(),
            stdout,
            stderr,
            log,
            meter,
        };
        (state, watch)
    }

    /// The state, for one call of the guest: every interface is linked so that its calls come through here.
    pub(crate) const fn called(&mut self) -> &mut Self {
        self.calls.count();
        self
    }

    /// Makes what a guest printed without a line's end lines of the log.
    pub(crate) fn finish_lines(&self) {
        self.stdout.finish();
        self.stderr.finish();
    }
}

impl WasiView for GuestState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        self.calls.count();
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for GuestState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        self.calls.count();
        self.http.touch();
        WasiHttpCtxView {
            hooks: &mut self.http.hooks,
            table: &mut self.table,
            ctx: &mut self.http.context,
        }
    }
}
