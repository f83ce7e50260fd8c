//! One request and its answer.

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use runner_model::{HttpGrant, Level, Origin};
use tokio::sync::OwnedSemaphorePermit;
use wasmtime_wasi_http::{Error, WasiBody};

use super::access::Remedy;
use super::connect::{NoConnection, connect};
use super::denial::{Denial, DenialReason};
use super::download::Pump;
use super::failure::{is_the_servers, of_hyper};
use super::headers::{MOST_HEADERS, drop_hop_by_hop, size};
use super::pool::Connection;
use super::session::Session;
use super::states::Trial;
use super::upload::{Progress, Upload};
use super::wire::Wire;
use crate::tight::MOST_HEADER_BYTES;

/// What a connection takes of the attempt's memory, in bytes: hyper's buffers in both directions, TLS's, ours, and a piece
/// of a body that is handed over.
const CONNECTION_BYTES: u64 = 192 * 1024;

/// How much hyper reads ahead at the most, in bytes: the head of an answer is no longer than that.
pub(super) const MOST_BUFFERED: usize = 64 * 1024;

/// The longest waits of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timeouts {
    pub(super) connect: Duration,
    pub(super) first_byte: Duration,
    pub(super) between_bytes: Duration,
}

/// One request that was allowed.
pub(super) struct Exchange {
    pub(super) session: Arc<Session>,
    pub(super) grant: HttpGrant,
    pub(super) origin: Origin,
    pub(super) path: String,
    pub(super) remedy: Remedy,
    pub(super) timeouts: Timeouts,
    /// The request counts as under way until its answer has come.
    pub(super) turn: OwnedSemaphorePermit,
    pub(super) trial: Trial,
}

impl Exchange {
    /// Sends the request and gives its answer, whose body comes while it is read.
    pub(super) async fn run(
        mut self,
        request: Request<WasiBody>,
    ) -> Result<Response<WasiBody>, Error> {
        let method = request.method().clone();
        match self.send(request).await {
            Ok((connection, response)) => Ok(self.answer(connection, response)),
            Err(error) => {
                if is_the_servers(&error) {
                    self.trial.failed();
                }
                let what = format!("{method} {} failed: {error}", self.origin);
                self.session.explain(Level::Debug, &what);
                Err(error)
            }
        }
    }

    async fn send(
        &mut self,
        request: Request<WasiBody>,
    ) -> Result<(Connection, Response<Incoming>), Error> {
        let method = request.method().as_str().to_owned();
        let (parts, body) = request.into_parts();
        let (body, mut progress) = Upload::new(body);
        let mut request = Request::from_parts(parts, body);
        *request.uri_mut() = origin_form(request.uri());
        if let Some(mut used) = self.waiting().await {
            let again = repeat(&request);
            match self.try_send(&mut used, request, &mut progress).await {
                Ok(Ok(response)) => return self.checked(used, response),
                // The server had closed a connection that waited; nothing of the request was sent.
                Ok(Err(unsent)) => request = unsent,
                // It closed it while the request was on its way.
                Err(error) => match again {
                    Some(again) if is_gone(&error) => (request, progress) = again,
                    _ => return Err(error),
                },
            }
        }
        let mut new = self.connect(&method).await?;
        match self.try_send(&mut new, request, &mut progress).await? {
            Ok(response) => self.checked(new, response),
            Err(_) => Err(Error::ConnectionTerminated),
        }
    }

    /// A connection that was used before, once it is ready again.
    async fn waiting(&self) -> Option<Connection> {
        /// The last answer was whole, so it is ready at once or never.
        const SOON: Duration = Duration::from_millis(100);
        let mut connection = self.session.pool.take(&self.origin, &self.grant)?;
        let ready = tokio::time::timeout(SOON, connection.sender.ready()).await;
        if !matches!(ready, Ok(Ok(()))) {
            return None;
        }
        connection.room = self.session.rooms.take().await;
        Some(connection)
    }

    async fn connect(&self, method: &str) -> Result<Connection, Error> {
        let session = &self.session;
        let no_memory =
            || Error::InternalError(Some("no memory is left for a connection".to_owned()));
        let charge = session
            .meter
            .charge(CONNECTION_BYTES)
            .ok_or_else(no_memory)?;
        let room = session
            .rooms
            .take()
            .await
            .ok_or(Error::ConnectionLimitReached)?;
        let node = &session.node;
        let is_named = |address| self.grant.names_address(address);
        let connected = connect(
            &self.origin,
            &is_named,
            node.resolver.as_ref(),
            &node.tls.0,
            self.timeouts.connect,
        );
        let stream = connected
            .await
            .map_err(|error| self.no_connection(error, method))?;
        let wire = Wire::new(stream, Arc::clone(&session.ledger));
        let (sender, driver) = http1::Builder::new()
            .max_buf_size(MOST_BUFFERED)
            .max_headers(MOST_HEADERS)
            .handshake(wire)
            .await
            .map_err(|error| of_hyper(&error))?;
        let driver = session.node.spawn(async move {
            // What goes wrong is told to whoever waits for the answer.
            let _ = driver.await;
        });
        Ok(Connection {
            sender,
            _driver: driver,
            room: Some(room),
            _charge: charge,
        })
    }

    fn no_connection(&self, error: NoConnection, method: &str) -> Error {
        match error {
            NoConnection::Failed(error, why) => {
                let what = format!("cannot connect to {}: {why}", self.origin);
                self.session.explain(Level::Warn, &what);
                error
            }
            NoConnection::Refused { address, kind } => {
                let denial = Denial {
                    processor: self.session.processor.clone(),
                    method: method.to_owned(),
                    origin: self.origin.clone(),
                    path: self.path.clone(),
                    reason: DenialReason::Address {
                        address,
                        kind,
                        grant: Box::new(self.grant.clone()),
                    },
                    remedy: self.remedy,
                };
                self.session.explain(Level::Warn, &denial.to_string());
                self.session.ledger.deny(denial);
                Error::HttpRequestDenied
            }
        }
    }

    /// Sends a request; gives it back if the connection was gone before anything of it was sent.
    async fn try_send(
        &self,
        connection: &mut Connection,
        request: Request<Upload>,
        progress: &mut Progress,
    ) -> Result<Result<Response<Incoming>, Request<Upload>>, Error> {
        tokio::select! {
            sent = connection.sender.try_send_request(request) => match sent {
                Ok(response) => Ok(Ok(response)),
                Err(mut error) => match error.take_message() {
                    Some(unsent) => Ok(Err(unsent)),
                    None => Err(of_hyper(error.error())),
                },
            },
            () = progress.silence(self.timeouts.first_byte) => Err(Error::ConnectionReadTimeout),
        }
    }

    /// Refuses an answer that cannot be passed on.
    fn checked(
        &self,
        connection: Connection,
        response: Response<Incoming>,
    ) -> Result<(Connection, Response<Incoming>), Error> {
        // Nothing was asked to be upgraded to.
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            return Err(Error::HttpUpgradeFailed);
        }
        let size = size(response.headers());
        if size > MOST_HEADER_BYTES {
            let size = u32::try_from(size).ok();
            return Err(Error::HttpResponseHeaderSectionSize(size));
        }
        Ok((connection, response))
    }

    /// Passes an answer on, with a task that reads its body.
    fn answer(self, connection: Connection, response: Response<Incoming>) -> Response<WasiBody> {
        let Self {
            session,
            grant,
            origin,
            timeouts,
            turn,
            mut trial,
            ..
        } = self;
        session.ledger.went_through();
        let is_servers_failure = response.status().is_server_error();
        if is_servers_failure {
            trial.failed();
        }
        let (mut parts, body) = response.into_parts();
        drop_hop_by_hop(&mut parts.headers);
        let (pump, download) = Pump::new(session.meter.clone());
        let node = Arc::clone(&session.node);
        let task = node.spawn(async move {
            let mut verdict = Verdict {
                trial,
                is_servers_failure,
            };
            let read = pump.run(body, timeouts.between_bytes).await;
            // The guest learns of the end last: whatever it does then finds the books closed.
            match &read {
                Ok(()) => session.pool.put(origin, grant, connection),
                Err(error) => verdict.is_servers_failure |= is_the_servers(error),
            }
            drop((verdict, turn));
            pump.finish(read);
        });
        Response::from_parts(parts, download(task).boxed_unsync())
    }
}

/// What the breaker is told at the end of an answer; that the server answered, if nobody reads to the end.
struct Verdict {
    trial: Trial,
    is_servers_failure: bool,
}

impl Drop for Verdict {
    fn drop(&mut self) {
        if self.is_servers_failure {
            self.trial.failed();
        } else {
            self.trial.succeeded();
        }
    }
}

/// A request once more, if it may be sent twice: its method is idempotent (RFC 9110, 9.2.2) and it has no body. A server may
/// close a connection that waits just as a request is written to it, and nobody learns whether the server read it.
fn repeat(request: &Request<Upload>) -> Option<(Request<Upload>, Progress)> {
    let may = request.method().is_idempotent() && request.body().is_end_stream();
    may.then(|| {
        let nothing = Empty::new().map_err(|never| match never {});
        let (body, progress) = Upload::new(nothing.boxed_unsync());
        let mut again = Request::new(body);
        again.method_mut().clone_from(request.method());
        again.uri_mut().clone_from(request.uri());
        again.headers_mut().clone_from(request.headers());
        (again, progress)
    })
}

/// Whether it says that the server closed the connection.
const fn is_gone(error: &Error) -> bool {
    matches!(
        error,
        Error::ConnectionTerminated | Error::HttpResponseIncomplete
    )
}

/// What stands in the first line of a request: the path and the query alone, so that no server can read another host
/// out of it.
fn origin_form(uri: &Uri) -> Uri {
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let target = if target.starts_with('/') {
        target.to_owned()
    } else {
        format!("/{target}")
    };
    Uri::builder()
        .path_and_query(target)
        .build()
        .expect("it is part of a request's own")
}
