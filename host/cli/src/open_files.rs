//! How many files a server may have open: attempts hold their inputs and outputs open, frozen ones too, and each
//! connection is one. Systems give programs 1024 unless they ask for more, since some old ones break with more.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The most connections, whatever the system allows. An idle one costs some 13 kB.
const MOST_CONNECTIONS: u64 = 20_000;

/// Asks for as many as this process may have.
pub(crate) fn raise_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, ?limit, "the server may have no more files open");
    }
}

/// How many of them may be connections: the store, attempts, and files on their way in or out need some too, and a job must not
/// fail because somebody holds connections.
pub(crate) fn for_connections() -> usize {
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from((files / 4 * 3).clamp(1, MOST_CONNECTIONS)).unwrap_or(usize::MAX)
}
