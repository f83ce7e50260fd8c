//! HTTP out of a guest: `wasi:http`, through hooks of our own.
//!
//! A request passes, in this order: [`gate`] (is it wanted and granted? limits, the grant's headers, its rate, the server's
//! breaker), [`connect`] (the name is looked up once, each address judged by [`address`], and one of those connected
//! to), [`exchange`] (the request as it was judged, the answer checked), [`upload`] and [`download`] (the bodies).
//!
//! What holds:
//! - What is connected to, the `Host` header, the certificate's name and the first line of the request are made of the
//!   [`Origin`](runner_model::Origin) that was judged, never of what the guest wrote.
//! - No redirect is followed: an answer of 302 is an answer. No proxy of the environment is used, nothing is
//!   decompressed, nothing is cached.
//! - The guest never has the grant's headers: they are put in after it has handed its request over. What cannot be
//!   helped: a server that repeats them in its answer shows them to the guest. `TRACE`, which is made for that, is never
//!   sent; grant secrets to servers that you trust with them.
//! - Every byte is counted, in both directions, and every wait has an end.
//!
//! The host's own requests, of webhooks, go the same way from [`connect`] on: see [`own`].

mod access;
mod address;
mod connect;
mod denial;
mod download;
mod exchange;
mod failure;
mod gate;
mod headers;
mod ledger;
mod node;
mod ours;
mod own;
mod permits;
mod pool;
mod resolver;
mod session;
mod states;
mod task;
mod tls;
mod upload;
mod wire;

use std::sync::Arc;

use runner_model::{Descriptor, HttpWants, Limits};
use wasmtime::component::Linker;
use wasmtime_wasi_http::p2::bindings::http as wit;
use wasmtime_wasi_http::{WasiHttp, WasiHttpCtx, WasiHttpView as _};

pub use self::access::{HttpAccess, NoSecrets, Remedy, Secrets};
pub use self::denial::{Denial, DenialReason};
use self::gate::{CHUNK, Gate};
use self::headers::LONGEST_TARGET;
pub(crate) use self::ledger::{Ledger, Remark};
pub(crate) use self::node::HttpNode;
pub use self::node::HttpOptions;
pub use self::own::{OwnAnswer, OwnError, OwnPost};
pub(crate) use self::permits::Rooms;
use self::pool::Pool;
pub use self::resolver::{Addresses, Resolver, SystemResolver};
use self::session::Session;
pub use self::tls::tls_client_config;
use super::{Capability, LogBuffer, WASI};
use crate::meter::{Charge, Meter};
use crate::state::GuestState;
use crate::tight::{MOST_HANDLES, MOST_HEADER_BYTES};

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["wasi:http/types", "wasi:http/outgoing-handler"],
    version: WASI,
    link,
};

/// What a guest can make the host hold by handles alone: each has headers and a path, or a piece of a body.
const HANDLES_BYTES: u64 = (MOST_HANDLES * (MOST_HEADER_BYTES + LONGEST_TARGET)) as u64;

const _: () = assert!(
    CHUNK <= MOST_HEADER_BYTES,
    "a body's piece has room where headers have"
);

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    let options = wit::types::LinkOptions::default();
    wit::types::add_to_linker::<_, WasiHttp>(linker, &options, GuestState::http)?;
    wit::outgoing_handler::add_to_linker::<_, WasiHttp>(linker, GuestState::http)?;
    ours::link(linker)
}

/// HTTP as one attempt sees it.
pub(crate) struct HttpState {
    pub(crate) context: WasiHttpCtx,
    pub(crate) hooks: Gate,
    ledger: Arc<Ledger>,
    rooms: Arc<Rooms>,
    meter: Meter,
    handles: Option<Charge>,
}

impl HttpState {
    pub(crate) fn new(
        node: &Arc<HttpNode>,
        descriptor: &Descriptor,
        access: HttpAccess,
        limits: &Limits,
        meter: Meter,
        log: LogBuffer,
    ) -> Self {
        let mut context = WasiHttpCtx::new();
        context.set_field_size_limit(MOST_HEADER_BYTES);
        let ledger = Arc::new(Ledger::new(limits));
        let rooms = Arc::new(Rooms::new(Arc::clone(&node.connections)));
        let session = Session {
            processor: descriptor.name.clone(),
            node: Arc::clone(node),
            ledger: Arc::clone(&ledger),
            rooms: Arc::clone(&rooms),
            pool: Pool::default(),
            meter: meter.clone(),
            log,
        };
        let hooks = Gate {
            wants: HttpWants::of(&descriptor.wants),
            access,
            session: Arc::new(session),
        };
        Self {
            context,
            hooks,
            ledger,
            rooms,
            meter,
            handles: None,
        }
    }

    /// Takes the memory that handles may come to, when the first is about to be made. Headers cannot be counted one by
    /// one from here, so the most that they can have is.
    pub(crate) fn touch(&mut self) {
        if self.handles.is_none() {
            self.handles = self.meter.charge(HANDLES_BYTES);
        }
    }

    /// What was used, and what the host has to say about it.
    pub(crate) fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// The room for connections that the attempt has.
    pub(crate) fn rooms(&self) -> &Arc<Rooms> {
        &self.rooms
    }
}
