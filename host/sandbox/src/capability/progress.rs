//! How far the job has come: `runner:job/progress`. Only what is newest is kept, so a guest may report as often as
//! it likes.

use runner_model::{Progress, Step};
use tokio::sync::watch;
use wasmtime::component::HasSelf;

use super::{Capability, RUNNER};
use crate::bindings::runner::job::progress as wit;
use crate::state::GuestState;
use crate::text::clean;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["runner:job/progress"],
    version: RUNNER,
    link: |linker| {
        wit::add_to_linker::<_, HasSelf<ProgressState>>(linker, |state: &mut GuestState| {
            &mut state.called().progress
        })
    },
};

/// The longest message or step name that is kept whole, in bytes.
const LONGEST_TEXT: usize = 1024;

/// The progress of one attempt.
#[derive(Debug)]
pub(crate) struct ProgressState {
    newest: watch::Sender<Progress>,
}

impl ProgressState {
    pub(crate) fn new() -> (Self, watch::Receiver<Progress>) {
        let (newest, watch) = watch::channel(Progress::default());
        (Self { newest }, watch)
    }
}

impl wit::Host for ProgressState {
    fn report(
        &mut self,
        done: u64,
        total: Option<u64>,
        failed: u64,
        message: Option<String>,
    ) -> wasmtime::Result<()> {
        let message = message.map(|text| clean(&text, LONGEST_TEXT));
        self.newest.send_modify(|progress| {
            progress.done = done;
            progress.total = total;
            progress.failed = failed;
            progress.message = message;
        });
        Ok(())
    }

    fn step(&mut self, name: String, index: u32, count: u32) -> wasmtime::Result<()> {
        let name = clean(&name, LONGEST_TEXT);
        self.newest
            .send_modify(|progress| progress.step = Some(Step { name, index, count }));
        Ok(())
    }
}
