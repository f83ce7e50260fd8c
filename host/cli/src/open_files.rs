//! How many files a server may have open. Many systems let a process have 1 024 unless it asks for more, for the sake of
//! old programs; here each version of a plugin whose code is loaded has one, and each client.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Asks for as many as this process may ask for.
pub(crate) fn raise() {
    let most = getrlimit(Resource::Nofile).maximum;
    let limit = Rlimit {
        current: most,
        maximum: most,
    };
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        // It goes on with what it has.
        tracing::warn!(%error, "the limit on open files cannot be raised");
    }
}
