//! Connections of one attempt that wait for its next request to the same server.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper::client::conn::http1::SendRequest;
use runner_model::{HttpGrant, Origin};

use super::permits::Room;
use super::task::Task;
use super::upload::Upload;
use crate::meter::Charge;

/// How many connections of an attempt wait at the most, and for how long.
const MOST_IDLE: usize = 8;
const LONGEST_IDLE: Duration = Duration::from_secs(15);

/// A connection, with all that it takes.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) sender: SendRequest<Upload>,
    pub(super) _driver: Task<()>,
    /// Room for it among all of the node; none while it waits.
    pub(super) room: Option<Room>,
    pub(super) _charge: Charge,
}

/// The connections that wait.
#[derive(Debug, Default)]
pub(super) struct Pool {
    idle: Mutex<Vec<Idle>>,
}

/// A connection was made under a grant, which said what address it may have: no other grant uses it.
#[derive(Debug)]
struct Idle {
    origin: Origin,
    grant: HttpGrant,
    since: Instant,
    connection: Connection,
}

impl Pool {
    /// A connection to that server, if one waits that is still good.
    pub(super) fn take(&self, origin: &Origin, grant: &HttpGrant) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|idle| {
            idle.since.elapsed() < LONGEST_IDLE && !idle.connection.sender.is_closed()
        });
        let is_fit = |idle: &Idle| idle.origin == *origin && idle.grant == *grant;
        let at = idle.iter().rposition(is_fit)?;
        Some(idle.remove(at).connection)
    }

    /// Keeps a connection for the next request; the one that has waited longest goes for it.
    pub(super) fn put(&self, origin: Origin, grant: HttpGrant, mut connection: Connection) {
        if connection.sender.is_closed() {
            return;
        }
        // Others may have its room meanwhile.
        connection.room = None;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() >= MOST_IDLE {
            idle.remove(0);
        }
        idle.push(Idle {
            origin,
            grant,
            since: Instant::now(),
            connection,
        });
    }
}
