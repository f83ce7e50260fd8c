//! One request and its answer.

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, StatusCode, Uri};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
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
        let mut connection = match self.waiting().await {
            Some(connection) => connection,
            None => self.connect(&method).await?,
        };
        let (parts, body) = request.into_parts();
        let (body, mut progress) = Upload::new(body);
        let mut request = Request::from_parts(parts, body);
        *request.uri_mut() = origin_form(request.uri());
        let response = match self
            .try_send(&mut connection, request, &mut progress)
            .await?
        {
            Ok(response) => response,
            // The server had closed a connection that waited; nothing of the request was sent.
            Err(unsent) => {
                connection = self.connect(&method).await?;
                let sent = self
                    .try_send(&mut connection, unsent, &mut progress)
                    .await?;
                sent.map_err(|_| Error::ConnectionTerminated)?
            }
        };
        self.check(&response)?;
        Ok((connection, response))
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
    fn check(&self, response: &Response<Incoming>) -> Result<(), Error> {
        // Nothing was asked to be upgraded to.
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            return Err(Error::HttpUpgradeFailed);
        }
        let size = size(response.headers());
        if size > MOST_HEADER_BYTES {
            let size = u32::try_from(size).ok();
            return Err(Error::HttpResponseHeaderSectionSize(size));
        }
        Ok(())
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
