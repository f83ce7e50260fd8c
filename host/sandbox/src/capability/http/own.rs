//! Requests of the host's own, to addresses that people gave: webhooks. Where they may go to is judged as for guests,
//! and what comes back is bounded as for them. No guest is part of it.

use std::error::Error as StdError;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, RETRY_AFTER, USER_AGENT};
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use runner_model::{ByteSize, HttpUrl, Network, Origin};

use super::address;
use super::connect::{NoConnection, connect};
use super::exchange::MOST_BUFFERED;
use super::headers::{AGENT, MOST_HEADERS, size};
use super::ledger::Exceeded;
use super::node::HttpNode;
use super::task::Task;
use super::wire::{Count, Wire};
use crate::engine::Sandbox;
use crate::text::clean;
use crate::tight::MOST_HEADER_BYTES;

/// How much of an answer's body is read and kept, in bytes.
const MOST_KEPT: usize = 1_024;

/// What may go by beside the body that is sent, in bytes: heads, what hyper reads ahead, TLS.
const MOST_BESIDE: u64 = 256 * 1_024;

/// How long an answer's body is waited for.
const BODY: Duration = Duration::from_secs(1);

/// A request of the host's own.
#[derive(Debug, Clone)]
pub struct OwnPost {
    /// Where to.
    pub url: HttpUrl,
    /// Headers beside those that every request has. Their names are lower-case.
    pub headers: Vec<(&'static str, String)>,
    /// What the body is.
    pub media_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
    /// Addresses that are not of the public internet and may be connected to.
    pub allowed: Arc<[Network]>,
    /// How long all of it may take.
    pub within: Duration,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAnswer {
    /// The status.
    pub status: u16,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// The first bytes of the body, as text that is safe to show.
    pub body: String,
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnError {
    /// The name leads to addresses that must be allowed first.
    #[error("{origin} leads to {address}, {kind} address, which is not allowed")]
    Refused {
        /// Where the request was to go to.
        origin: Origin,
        /// The first of the addresses.
        address: IpAddr,
        /// What kind it is, with its article: `a loopback`.
        kind: &'static str,
    },
    /// It did not work.
    #[error("{0}")]
    Failed(String),
}

impl OwnPost {
    /// The address that stands in a URL and its kind, if it is one that must be allowed. Names are looked up when something
    /// is sent, and judged then.
    pub fn must_be_allowed(url: &HttpUrl) -> Option<(IpAddr, &'static str)> {
        let address = url.origin().host().address()?;
        address::kind(address).map(|kind| (address, kind))
    }
}

fn failed(why: impl ToString) -> OwnError {
    OwnError::Failed(clean(&why.to_string(), MOST_KEPT))
}

/// What hyper says, with its reasons.
fn of_hyper(error: &hyper::Error) -> OwnError {
    let mut why = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        why = format!("{why}: {error}");
        source = error.source();
    }
    failed(why)
}

/// The bytes of one request and its answer.
struct Quota(AtomicU64);

impl Count for Quota {
    fn bytes_left(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn passed(&self, bytes: usize) -> Result<(), Exceeded> {
        let bytes = bytes as u64;
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(bytes)
            });
        taken.map(drop).map_err(|_| {
            let most = ByteSize(MOST_BESIDE);
            Exceeded(format!("the answer has more than {most}"))
        })
    }
}

impl Sandbox {
    /// Sends a request of the host's own, on the threads of HTTP. Its name is looked up once, and no redirect is followed.
    /// Dropped, the request is given up.
    pub async fn post_own(&self, post: OwnPost) -> Result<OwnAnswer, OwnError> {
        let node = Arc::clone(&self.shared().http);
        let within = post.within;
        let sending = async move { tokio::time::timeout(within, send(&node, post)).await };
        match self.shared().http.spawn(sending).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(_)) => Err(failed(format_args!(
                "no answer within {} s",
                within.as_secs_f64()
            ))),
            Err(_) => Err(failed("the host is stopping")),
        }
    }
}

async fn send(node: &HttpNode, post: OwnPost) -> Result<OwnAnswer, OwnError> {
    let origin = post.url.origin();
    let is_allowed = |address| post.allowed.iter().any(|of| of.contains(address));
    let connected = connect(
        origin,
        &is_allowed,
        node.resolver.as_ref(),
        &node.tls.0,
        post.within,
    );
    let stream = connected.await.map_err(|error| match error {
        NoConnection::Refused { address, kind } => OwnError::Refused {
            origin: origin.clone(),
            address,
            kind,
        },
        NoConnection::Failed(_, why) => failed(format_args!("cannot connect to {origin}: {why}")),
    })?;
    let quota = Quota(AtomicU64::new(
        (post.body.len() as u64).saturating_add(MOST_BESIDE),
    ));
    let (mut sender, driver) = http1::Builder::new()
        .max_buf_size(MOST_BUFFERED)
        .max_headers(MOST_HEADERS)
        .handshake(Wire::new(stream, Arc::new(quota)))
        .await
        .map_err(|error| of_hyper(&error))?;
    // It ends with this function; what goes wrong in it is told to whoever waits for the answer.
    let _driver: Task<()> = node.spawn(async move {
        let _ = driver.await;
    });
    let answer = sender
        .send_request(request(post)?)
        .await
        .map_err(|error| of_hyper(&error))?;
    read(answer).await
}

fn request(post: OwnPost) -> Result<Request<Full<Bytes>>, OwnError> {
    let mut request = Request::post(post.url.target())
        .body(Full::from(post.body))
        .map_err(failed)?;
    let value = |text: &str| HeaderValue::from_str(text).map_err(failed);
    let headers = request.headers_mut();
    headers.insert(HOST, value(&post.url.origin().authority())?);
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(post.media_type));
    for (name, text) in &post.headers {
        headers.insert(HeaderName::from_static(name), value(text)?);
    }
    Ok(request)
}

/// Reads as much of an answer as is kept.
async fn read(answer: Response<Incoming>) -> Result<OwnAnswer, OwnError> {
    let (parts, mut body) = answer.into_parts();
    if size(&parts.headers) > MOST_HEADER_BYTES {
        let most = ByteSize(MOST_HEADER_BYTES as u64);
        return Err(failed(format_args!(
            "the answer's headers have more than {most}"
        )));
    }
    if parts.status == StatusCode::SWITCHING_PROTOCOLS {
        return Err(failed("the answer is of another protocol"));
    }
    let mut kept = Vec::new();
    // The status has come: a body that breaks off, or takes its time, says nothing against it.
    let reading = async {
        while kept.len() < MOST_KEPT
            && let Some(Ok(frame)) = body.frame().await
        {
            let data = frame.into_data().unwrap_or_default();
            kept.extend_from_slice(&data[..data.len().min(MOST_KEPT - kept.len())]);
        }
    };
    let _ = tokio::time::timeout(BODY, reading).await;
    let seconds = parts.headers.get(RETRY_AFTER);
    let seconds = seconds.and_then(|value| value.to_str().ok()?.trim().parse().ok());
    Ok(OwnAnswer {
        status: parts.status.as_u16(),
        retry_after: seconds.map(Duration::from_secs),
        body: clean(&String::from_utf8_lossy(&kept), MOST_KEPT),
    })
}
