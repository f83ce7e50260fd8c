//! What every request passes before it leaves: the grants, the limits, the pace, the breaker.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, Request, Response};
use runner_model::{HttpAsk, HttpGrant, HttpWants, Level, Origin, Refusal};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use super::access::HttpAccess;
use super::denial::{Denial, DenialReason};
use super::exchange::{Exchange, Timeouts};
use super::failure::of_limit;
use super::headers::{Unfit, check_request, is_forbidden, outgoing};
use super::session::Session;
use super::states::Trial;
use crate::text::clean;

/// The most that one write to a request's body hands over, in bytes.
pub(super) const CHUNK: usize = 16 * 1024;

/// The longest that a request waits for its grant's rate. What must wait longer had better be run again later.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What every request passes before it leaves.
pub(crate) struct Gate {
    pub(super) wants: HttpWants,
    pub(super) access: HttpAccess,
    pub(super) session: Arc<Session>,
}

/// What comes back from a request: the response, and how its transfer went.
type Sent = (
    Response<WasiBody>,
    Box<dyn Future<Output = Result<(), Error>> + Send>,
);

impl Gate {
    /// Judges a request. What is allowed comes back with all that it needs but its turn at the server.
    fn admit(
        &self,
        mut request: Request<WasiBody>,
        options: Option<RequestOptions>,
    ) -> Result<(Request<WasiBody>, Admitted), Error> {
        let session = &self.session;
        let uri = request.uri();
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let scheme = uri.scheme_str().unwrap_or("https");
        let origin = Origin::parse(scheme, authority).map_err(|error| {
            let what = format!(
                "a request to `{}` was not sent: {error}",
                clean(authority, 256)
            );
            session.explain(Level::Warn, &what);
            Error::HttpRequestUriInvalid
        })?;
        let path = match uri.path() {
            "" => "/",
            path => path,
        };
        let path = path.to_owned();
        let method = request.method().as_str();
        let ask = HttpAsk {
            origin: &origin,
            method,
            path: &path,
        };
        let grant = match self.access.grants.allow(&self.wants, ask) {
            Ok(grant) => grant.clone(),
            Err(refusal) => return Err(self.deny(refusal, method, origin.clone(), &path)),
        };
        check_request(request.uri(), request.headers())?;
        let turn = session
            .ledger
            .begin()
            .map_err(|exceeded| of_limit(&exceeded))?;
        outgoing(
            request.headers_mut(),
            &origin,
            &grant,
            self.access.secrets.as_ref(),
        )
        .map_err(|unfit| self.unfit(&unfit, &grant))?;
        let timeouts = timeouts(&grant, options);
        let remedy = self.access.remedy;
        let start = move |session, trial, grant, origin| Exchange {
            session,
            grant,
            origin,
            path,
            remedy,
            timeouts,
            turn,
            trial,
        };
        let admitted = Admitted {
            session: Arc::clone(session),
            grant,
            origin,
            start: Box::new(start),
        };
        Ok((request, admitted))
    }

    fn deny(&self, refusal: Refusal, method: &str, origin: Origin, path: &str) -> Error {
        let denial = Denial {
            processor: self.session.processor.clone(),
            method: clean(method, 64),
            origin,
            path: clean(path, 256),
            reason: DenialReason::Refused(refusal),
            remedy: self.access.remedy,
        };
        self.session.explain(Level::Warn, &denial.to_string());
        self.session.ledger.deny(denial);
        Error::HttpRequestDenied
    }

    fn unfit(&self, unfit: &Unfit, grant: &HttpGrant) -> Error {
        let why = match unfit {
            Unfit::Missing(name) => format!(
                "the grant of {} needs the secret `{name}`, and there is none; {}",
                grant.to,
                self.access.remedy.of_secret(name)
            ),
            Unfit::Malformed(field) => format!(
                "the header `{field}` of the grant of {} cannot be sent: a secret in it has a line break or other control characters",
                grant.to
            ),
        };
        self.session.explain(Level::Error, &why);
        self.session.ledger.unfit(why);
        Error::ConfigurationError
    }
}

/// The grant's timeouts; a guest may lower them.
fn timeouts(grant: &HttpGrant, options: Option<RequestOptions>) -> Timeouts {
    let options = options.unwrap_or_default();
    let at_most = |grants: Option<Duration>, usual: Duration, guests: Option<Duration>| {
        let most = grants.unwrap_or(usual);
        guests.map_or(most, |guests| guests.min(most))
    };
    Timeouts {
        connect: at_most(
            grant.connect_timeout,
            HttpGrant::CONNECT_TIMEOUT,
            options.connect_timeout,
        ),
        first_byte: at_most(
            grant.first_byte_timeout,
            HttpGrant::FIRST_BYTE_TIMEOUT,
            options.first_byte_timeout,
        ),
        between_bytes: at_most(
            grant.between_bytes_timeout,
            HttpGrant::BETWEEN_BYTES_TIMEOUT,
            options.between_bytes_timeout,
        ),
    }
}

type Start = dyn FnOnce(Arc<Session>, Trial, HttpGrant, Origin) -> Exchange + Send;

/// A request that is allowed, before its turn at the server.
struct Admitted {
    session: Arc<Session>,
    grant: HttpGrant,
    origin: Origin,
    start: Box<Start>,
}

impl Admitted {
    /// Waits for the request's turn.
    async fn turn(self) -> Result<Exchange, Error> {
        let Self {
            session,
            grant,
            origin,
            start,
        } = self;
        let states = &session.node.states;
        let trial = states
            .ask(&session.processor, &grant, &origin)
            .map_err(|wait| {
                let why = format!(
                    "{origin} failed again and again, and is left alone for {}",
                    shown(wait)
                );
                session.explain(Level::Warn, &why);
                session.ledger.be_patient(wait, why);
                Error::DestinationUnavailable
            })?;
        let patience = session.ledger.time_left().min(LONGEST_WAIT);
        let wait = trial.book(&grant, patience).map_err(|wait| {
            let rate = grant.rate.map(|rate| rate.to_string()).unwrap_or_default();
            let why = format!(
                "the grant of {} allows {rate}, and the next request has its turn in {}",
                grant.to,
                shown(wait)
            );
            session.explain(Level::Warn, &why);
            session.ledger.be_patient(wait, why);
            Error::ConnectionLimitReached
        })?;
        // What was not sent does not count.
        session
            .ledger
            .count()
            .map_err(|exceeded| of_limit(&exceeded))?;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Ok(start(Arc::clone(&session), trial, grant, origin))
    }
}

/// A wait as people read it: whole seconds from one on.
fn shown(wait: Duration) -> String {
    if wait < Duration::from_secs(1) {
        format!("{}ms", wait.as_millis())
    } else {
        format!("{}s", wait.as_millis().div_ceil(1000))
    }
}

impl WasiHttpHooks for Gate {
    fn is_forbidden_header(&mut self, name: &HeaderName) -> bool {
        is_forbidden(name)
    }

    fn forbidden_header_filter(&mut self) -> wasmtime_wasi_http::ForbiddenHeaderFilter {
        Arc::new(is_forbidden)
    }

    fn set_host_header(&mut self) -> bool {
        // It is made of what was judged.
        false
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Result<Sent, Error>> + Send> {
        let admitted = self.admit(request, options);
        Box::new(async move {
            let (request, admitted) = admitted?;
            let exchange = admitted.turn().await?;
            let node = Arc::clone(&exchange.session.node);
            let ended = node.spawn(exchange.run(request)).await;
            let response =
                ended.map_err(|error| Error::InternalError(Some(error.to_string())))??;
            let nothing_more: Box<dyn Future<Output = Result<(), Error>> + Send> =
                Box::new(async { Ok(()) });
            Ok((response, nothing_more))
        })
    }

    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        CHUNK
    }
}
