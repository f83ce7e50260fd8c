//! Sockets: `wasi:sockets`, with nothing behind it. Guests link to it because their language's standard library
//! does; no address may be used and no name is looked up. The only way out is `wasi:http`.

use wasmtime::component::Linker;
use wasmtime_wasi::WasiCtxBuilder;
use wasmtime_wasi::p2::bindings::sockets;
use wasmtime_wasi::sockets::{WasiSockets, WasiSocketsView as _};

use super::{Capability, WASI};
use crate::state::GuestState;

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &[
        "wasi:sockets/network",
        "wasi:sockets/instance-network",
        "wasi:sockets/ip-name-lookup",
        "wasi:sockets/tcp",
        "wasi:sockets/tcp-create-socket",
        "wasi:sockets/udp",
        "wasi:sockets/udp-create-socket",
    ],
    version: WASI,
    link,
};

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    let options = sockets::network::LinkOptions::default();
    sockets::network::add_to_linker::<_, WasiSockets>(linker, &options, GuestState::sockets)?;
    sockets::instance_network::add_to_linker::<_, WasiSockets>(linker, GuestState::sockets)?;
    sockets::ip_name_lookup::add_to_linker::<_, WasiSockets>(linker, GuestState::sockets)?;
    sockets::tcp::add_to_linker::<_, WasiSockets>(linker, GuestState::sockets)?;
    sockets::tcp_create_socket::add_to_linker::<_, WasiSockets>(linker, GuestState::sockets)?;
    sockets::udp::add_to_linker::<_, WasiSockets>(linker, GuestState::sockets)?;
    sockets::udp_create_socket::add_to_linker::<_, WasiSockets>(linker, GuestState::sockets)
}

/// Says no to everything, also to what a later version of the library may allow by default.
pub(crate) fn deny(wasi: &mut WasiCtxBuilder) {
    wasi.allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .socket_addr_check(|_, _| Box::pin(async { false }));
}
