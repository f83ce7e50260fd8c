//! How many files a server may have open: attempts hold their inputs and outputs open, frozen ones too, and each
//! connection is one. Systems give programs 1024 unless they ask for more, since some old ones break with more.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

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
