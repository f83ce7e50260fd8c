//! What the other WASI interfaces are made of: `wasi:io`.

use wasmtime::StoreContextMut;
use wasmtime::component::{HasData, Linker, Resource, ResourceTable};
use wasmtime_wasi::p2::bindings::io;

use super::{Capability, WASI};
use crate::state::GuestState;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["wasi:io/error", "wasi:io/poll", "wasi:io/streams"],
    version: WASI,
    link,
};

/// The interface as wasmtime-wasi links it. That it is this one is held by a test:
/// `tests/http/command.rs: an_error_tells_a_guest_nothing_of_the_hosts_code`.
const ERROR: &str = "wasi:io/error@0.2.12";

struct HasTable;

impl HasData for HasTable {
    type Data<'a> = &'a mut ResourceTable;
}

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    io::error::add_to_linker::<_, HasTable>(linker, |state| &mut state.called().table)?;
    plain_errors(linker)?;
    io::poll::add_to_linker::<_, HasTable>(linker, |state| &mut state.called().table)?;
    io::streams::add_to_linker::<_, HasTable>(linker, |state| &mut state.called().table)
}

/// Says what an error says to people. wasmtime's own function gives a backtrace with it where one is taken, and the host's
/// code and paths are no business of a guest.
fn plain_errors(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    linker.instance(ERROR)?.func_wrap(
        "[method]error.to-debug-string",
        |mut store: StoreContextMut<'_, GuestState>,
         (error,): (Resource<io::error::Error>,)|
         -> wasmtime::Result<(String,)> {
            let error = store.data_mut().called().table.get(&error)?;
            Ok((format!("{error:#}"),))
        },
    )?;
    linker.allow_shadowing(false);
    Ok(())
}
