//! What the other WASI interfaces are made of: `wasi:io`.

use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime_wasi::p2::bindings::io;

use super::{Capability, WASI};
use crate::state::GuestState;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["wasi:io/error", "wasi:io/poll", "wasi:io/streams"],
    version: WASI,
    link,
};

struct HasTable;

impl HasData for HasTable {
    type Data<'a> = &'a mut ResourceTable;
}

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    io::error::add_to_linker::<_, HasTable>(linker, |state| &mut state.table)?;
    io::poll::add_to_linker::<_, HasTable>(linker, |state| &mut state.table)?;
    io::streams::add_to_linker::<_, HasTable>(linker, |state| &mut state.table)
}
