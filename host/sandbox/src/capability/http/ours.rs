//! Functions of `wasi:http` that are ours and not wasmtime's.
//!
//! Bounds for what a guest writes into a request before anybody looks at it. wasmtime's own functions take methods,
//! addresses and paths of any length that a call can have, and 256 requests of those would be gigabytes.

use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, Resource};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::p2::bindings::http::types::{
    ErrorCode, HostOutgoingRequest as _, IoError, Method, OutgoingRequest,
};

use super::failure::of_body;
use super::headers::LONGEST_TARGET;
use crate::state::GuestState;

/// The interface as wasmtime-wasi-http links it. That it is this one is held by a test:
/// `tests/http/requests.rs: what_is_longer_than_any_request_needs_is_not_kept`.
const TYPES: &str = "wasi:http/types@0.2.12";

/// The longest name of a method, and the longest host with its port, in bytes.
const LONGEST_METHOD: usize = 32;
const LONGEST_AUTHORITY: usize = 512;

/// What one call of the guest gives back.
type Answer = wasmtime::Result<(Result<(), ()>,)>;

/// Puts ours in the place of theirs.
pub(super) fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    let mut types = linker.instance(TYPES)?;
    types.func_wrap(
        "[method]outgoing-request.set-method",
        |mut store: StoreContextMut<'_, GuestState>,
         (request, method): (Resource<OutgoingRequest>, Method)|
         -> Answer {
            let is_too_long = matches!(&method, Method::Other(name) if name.len() > LONGEST_METHOD);
            if is_too_long {
                return Ok((Err(()),));
            }
            Ok((store.data_mut().http().set_method(request, method)?,))
        },
    )?;
    types.func_wrap(
        "[method]outgoing-request.set-authority",
        |mut store: StoreContextMut<'_, GuestState>,
         (request, authority): (Resource<OutgoingRequest>, Option<String>)|
         -> Answer {
            if authority
                .as_ref()
                .is_some_and(|text| text.len() > LONGEST_AUTHORITY)
            {
                return Ok((Err(()),));
            }
            Ok((store.data_mut().http().set_authority(request, authority)?,))
        },
    )?;
    types.func_wrap(
        "[method]outgoing-request.set-path-with-query",
        |mut store: StoreContextMut<'_, GuestState>,
         (request, target): (Resource<OutgoingRequest>, Option<String>)|
         -> Answer {
            if target
                .as_ref()
                .is_some_and(|text| text.len() > LONGEST_TARGET)
            {
                return Ok((Err(()),));
            }
            Ok((store
                .data_mut()
                .http()
                .set_path_with_query(request, target)?,))
        },
    )?;
    // What breaks off a body is an error of the stream that it is read by. wasmtime's own function looks for another type
    // in it than is there, and finds none.
    types.func_wrap(
        "http-error-code",
        |mut store: StoreContextMut<'_, GuestState>,
         (error,): (Resource<IoError>,)|
         -> wasmtime::Result<(Option<ErrorCode>,)> {
            let view = store.data_mut().http();
            let error = view.table.get(&error)?;
            let code = error.downcast_ref::<ErrorCode>().cloned();
            Ok((code.or_else(|| error.downcast_ref().and_then(of_body)),))
        },
    )?;
    linker.allow_shadowing(false);
    Ok(())
}
