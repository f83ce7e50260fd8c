//! The time: `wasi:clocks`. Guests read the real clocks and may sleep; the wall timeout ends those that sleep on.

use wasmtime::component::Linker;
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksView as _};
use wasmtime_wasi::p2::bindings::clocks;

use super::{Capability, WASI};
use crate::state::GuestState;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["wasi:clocks/wall-clock", "wasi:clocks/monotonic-clock"],
    version: WASI,
    link,
};

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    clocks::wall_clock::add_to_linker::<_, WasiClocks>(linker, GuestState::clocks)?;
    clocks::monotonic_clock::add_to_linker::<_, WasiClocks>(linker, GuestState::clocks)
}
