//! What a guest can reach, one module for each thing: the interfaces it is imported by, the function that links
//! them, the check, the state of one attempt, and the tests.
//!
//! Nothing here is reachable unless its module is in [`ALL`]; a plugin that imports anything else is refused when
//! it is loaded, by name.

mod blobs;
mod cache;
mod checkpoint;
mod cli;
mod clocks;
mod filesystem;
mod http;
mod log;
mod progress;
mod random;
mod sockets;
mod stdio;
mod streams;

use wasmtime::component::Linker;

use crate::state::GuestState;

pub(crate) use self::blobs::BlobState;
pub use self::blobs::{Covered, InputFile, OutputFile, OutputPlaces, ResumedOutput, SavedOutput};
#[expect(unreachable_pub, reason = "the generated bindings re-export them")]
pub use self::blobs::{Reader, Writer};
pub(crate) use self::cache::CacheState;
pub use self::cache::{CacheStore, Cached, MemoryCache};
pub(crate) use self::checkpoint::CheckpointState;
pub use self::checkpoint::{CheckpointStore, KeepNothing, SavedState};
pub use self::http::{
    Addresses, Denial, DenialReason, HttpAccess, HttpOptions, NoSecrets, OwnAnswer, OwnError,
    OwnPost, Remedy, Resolver, Secrets, SystemResolver, tls_client_config,
};
pub(crate) use self::http::{HttpNode, HttpState, Ledger, Remark, Rooms};
pub use self::log::LogTail;
pub(crate) use self::log::{LogBuffer, Panic};
pub(crate) use self::progress::ProgressState;
pub(crate) use self::sockets::deny as deny_sockets;
pub(crate) use self::stdio::Lines;

/// One capability: what it is imported by, and how it is linked.
pub(crate) struct Capability {
    /// The interfaces, without their version, and the versions that fit: a prefix such as `0.2.`.
    pub(crate) interfaces: &'static [&'static str],
    pub(crate) version: &'static str,
    pub(crate) link: fn(&mut Linker<GuestState>) -> wasmtime::Result<()>,
}

const RUNNER: &str = "0.1.";
const WASI: &str = "0.2.";

/// Every capability there is.
pub(crate) const ALL: [&Capability; 13] = [
    &blobs::CAPABILITY,
    &cache::CAPABILITY,
    &checkpoint::CAPABILITY,
    &cli::CAPABILITY,
    &clocks::CAPABILITY,
    &filesystem::CAPABILITY,
    &http::CAPABILITY,
    &log::CAPABILITY,
    &progress::CAPABILITY,
    &random::CAPABILITY,
    &sockets::CAPABILITY,
    &stdio::CAPABILITY,
    &streams::CAPABILITY,
];

/// Links every capability.
pub(crate) fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    ALL.iter()
        .try_for_each(|capability| (capability.link)(linker))
}
