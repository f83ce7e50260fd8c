//! Randomness: `wasi:random`.

use wasmtime::component::{HasData, Linker};
use wasmtime_wasi::WasiView as _;
use wasmtime_wasi::p2::bindings::random;
use wasmtime_wasi::p2::bindings::random::{insecure, insecure_seed, random as secure};
use wasmtime_wasi::random::{WasiRandom, WasiRandomCtx};

use super::{Capability, WASI};
use crate::state::GuestState;
use crate::tight::{Hit, MOST_RANDOM_BYTES};

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &[
        "wasi:random/random",
        "wasi:random/insecure",
        "wasi:random/insecure-seed",
    ],
    version: WASI,
    link,
};

/// WASI's randomness, which says by its name what ended an attempt that asked for too much of it.
struct Bounded<'a>(&'a mut WasiRandomCtx);

struct HasBounded;

impl HasData for HasBounded {
    type Data<'a> = Bounded<'a>;
}

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    random::random::add_to_linker::<_, HasBounded>(linker, |state| {
        Bounded(state.ctx().ctx.random())
    })?;
    random::insecure::add_to_linker::<_, HasBounded>(linker, |state| {
        Bounded(state.ctx().ctx.random())
    })?;
    insecure_seed::add_to_linker::<_, WasiRandom>(linker, |state| state.ctx().ctx.random())
}

fn within(length: u64) -> wasmtime::Result<()> {
    if length > MOST_RANDOM_BYTES {
        return Err(Hit::random_bytes(length).into());
    }
    Ok(())
}

impl secure::Host for Bounded<'_> {
    fn get_random_bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        within(length)?;
        secure::Host::get_random_bytes(self.0, length)
    }

    fn get_random_u64(&mut self) -> wasmtime::Result<u64> {
        secure::Host::get_random_u64(self.0)
    }
}

impl insecure::Host for Bounded<'_> {
    fn get_insecure_random_bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        within(length)?;
        insecure::Host::get_insecure_random_bytes(self.0, length)
    }

    fn get_insecure_random_u64(&mut self) -> wasmtime::Result<u64> {
        insecure::Host::get_insecure_random_u64(self.0)
    }
}
