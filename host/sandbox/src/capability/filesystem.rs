//! Files: `wasi:filesystem`, with nothing behind it. Guests link to it because their language's standard library
//! does; there is no folder to open, so every path fails.

use wasmtime::component::Linker;
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView as _};
use wasmtime_wasi::p2::bindings::filesystem;

use super::{Capability, WASI};
use crate::state::GuestState;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["wasi:filesystem/types", "wasi:filesystem/preopens"],
    version: WASI,
    link,
};

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    filesystem::types::add_to_linker::<_, WasiFilesystem>(linker, GuestState::filesystem)?;
    filesystem::preopens::add_to_linker::<_, WasiFilesystem>(linker, GuestState::filesystem)
}
