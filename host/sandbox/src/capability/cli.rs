//! What a command would have: `wasi:cli`'s environment and exit. The environment is empty, and a guest that exits
//! ends its attempt as one that broke down.

use wasmtime::component::Linker;
use wasmtime_wasi::cli::{WasiCli, WasiCliView as _};
use wasmtime_wasi::p2::bindings::cli;

use super::{Capability, WASI};
use crate::state::GuestState;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["wasi:cli/environment", "wasi:cli/exit"],
    version: WASI,
    link,
};

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    cli::environment::add_to_linker::<_, WasiCli>(linker, GuestState::cli)?;
    cli::exit::add_to_linker::<_, WasiCli>(linker, GuestState::cli)
}
