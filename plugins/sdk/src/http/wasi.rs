//! Requests over `wasi:http`.

use std::io::{self, Read};
use std::time::Duration;

use wasip2::http::outgoing_handler::{OutgoingRequest, RequestOptions, handle};
use wasip2::http::types::{
    ErrorCode, Fields, IncomingBody, IncomingResponse, Method, OutgoingBody, Scheme,
    http_error_code,
};
use wasip2::io::streams::{InputStream, StreamError};

use super::{Answer, Error, Request, url};

/// How much is read from the host at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// The body of an answer. The order of the fields is that in which the host wants them back.
#[derive(Debug)]
pub(super) struct Body {
    stream: InputStream,
    _body: IncomingBody,
    _response: IncomingResponse,
    chunk: Vec<u8>,
    at: usize,
}

pub(super) fn send(request: Request, body: &mut dyn Read, has_body: bool) -> Result<Answer, Error> {
    let parts = url::split(&request.url)?;
    let fields = Fields::new();
    for (name, value) in &request.headers {
        fields
            .append(name, value)
            .map_err(|error| Error::Unsendable(format!("the header `{name}` ({error})")))?;
    }
    let outgoing = OutgoingRequest::new(fields);
    let scheme = if parts.is_https {
        Scheme::Https
    } else {
        Scheme::Http
    };
    let is_set = outgoing.set_scheme(Some(&scheme)).is_ok()
        && outgoing.set_authority(Some(parts.authority)).is_ok()
        && outgoing.set_path_with_query(Some(parts.target)).is_ok();
    if !is_set {
        return Err(Error::Url(request.url));
    }
    outgoing
        .set_method(&method(&request.method))
        .map_err(|()| Error::Unsendable(format!("the method `{}`", request.method)))?;
    let sending = if has_body {
        let body = outgoing.body();
        Some(body.map_err(|()| Error::Unsendable("the header `content-length`".to_owned()))?)
    } else {
        None
    };
    let options = options(&request);
    let failed = |error: ErrorCode| of_code(&error, &request.url);
    let answer = handle(outgoing, options).map_err(failed)?;
    if let Some(sending) = sending {
        let written = write(&sending, body);
        match written {
            // Where the host took no more of it, the answer says why.
            Ok(_) => drop(OutgoingBody::finish(sending, None)),
            Err(error) => {
                return Err(Error::Data(format!(
                    "what was to be sent cannot be read: {error}"
                )));
            }
        }
    }
    let pending = answer.subscribe();
    pending.block();
    drop(pending);
    let response = match answer.get() {
        Some(Ok(response)) => response.map_err(failed)?,
        _ => return Err(Error::Transport(format!("{} gave no answer", request.url))),
    };
    let headers = response.headers().entries();
    let status = response.status();
    let lost = || Error::Transport(format!("{} gave no body", request.url));
    let body = response.consume().map_err(|()| lost())?;
    let stream = body.stream().map_err(|()| lost())?;
    Ok(Answer {
        status,
        headers,
        body: Body {
            stream,
            _body: body,
            _response: response,
            chunk: Vec::new(),
            at: 0,
        },
        url: request.url,
    })
}

/// Writes a body; false if the host takes no more of it.
fn write(sending: &OutgoingBody, body: &mut dyn Read) -> io::Result<bool> {
    let Ok(stream) = sending.write() else {
        return Ok(false);
    };
    let ready = stream.subscribe();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let mut rest = &buffer[..read];
        while !rest.is_empty() {
            let room = match stream.check_write() {
                Ok(0) => {
                    ready.block();
                    continue;
                }
                Ok(room) => usize::try_from(room).unwrap_or(usize::MAX).min(rest.len()),
                Err(_) => return Ok(false),
            };
            let (now, later) = rest.split_at(room);
            if stream.write(now).is_err() {
                return Ok(false);
            }
            rest = later;
        }
    }
    // Without, what was written last might still be on its way when the body is finished.
    Ok(stream.blocking_flush().is_ok())
}

fn options(request: &Request) -> Option<RequestOptions> {
    if request.connect_timeout.is_none() && request.answer_timeout.is_none() {
        return None;
    }
    let nanos = |timeout: Option<Duration>| {
        timeout.map(|timeout| u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX))
    };
    let options = RequestOptions::new();
    // A host that knows no such limit has its own.
    let _ = options.set_connect_timeout(nanos(request.connect_timeout));
    let _ = options.set_first_byte_timeout(nanos(request.answer_timeout));
    let _ = options.set_between_bytes_timeout(nanos(request.answer_timeout));
    Some(options)
}

fn method(name: &str) -> Method {
    match name {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "CONNECT" => Method::Connect,
        "OPTIONS" => Method::Options,
        "TRACE" => Method::Trace,
        "PATCH" => Method::Patch,
        other => Method::Other(other.to_owned()),
    }
}

/// Whether another try may succeed.
fn is_transient(error: &ErrorCode) -> bool {
    !matches!(
        error,
        ErrorCode::HttpRequestDenied
            | ErrorCode::HttpRequestLengthRequired
            | ErrorCode::HttpRequestBodySize(_)
            | ErrorCode::HttpRequestMethodInvalid
            | ErrorCode::HttpRequestUriInvalid
            | ErrorCode::HttpRequestUriTooLong
            | ErrorCode::HttpRequestHeaderSectionSize(_)
            | ErrorCode::HttpRequestHeaderSize(_)
            | ErrorCode::HttpResponseHeaderSectionSize(_)
            | ErrorCode::HttpUpgradeFailed
            | ErrorCode::ConfigurationError
            | ErrorCode::InternalError(_)
            | ErrorCode::TlsCertificateError
    )
}

fn of_code(error: &ErrorCode, url: &str) -> Error {
    match error {
        ErrorCode::HttpRequestDenied => Error::Denied(url.to_owned()),
        ErrorCode::HttpRequestUriInvalid => Error::Url(url.to_owned()),
        // The host says it in words.
        ErrorCode::InternalError(Some(why)) => Error::Refused(why.clone()),
        error if is_transient(error) => Error::Transport(format!("{url} failed: {}", words(error))),
        error => Error::Refused(format!("{url} failed: {}", words(error))),
    }
}

/// `ErrorCode::ConnectionRefused` as `connection refused`.
fn words(error: &ErrorCode) -> String {
    let debug = format!("{error:?}");
    let name = debug.trim_start_matches("ErrorCode::");
    let (name, rest) = name.split_at(name.find(['(', ' ', '{']).unwrap_or(name.len()));
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words + rest
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        while self.at == self.chunk.len() {
            // Let go of the old chunk first: the new one is another allocation, made by the host.
            self.chunk = Vec::new();
            self.at = 0;
            self.chunk = match self.stream.blocking_read(CHUNK as u64) {
                Ok(chunk) => chunk,
                Err(StreamError::Closed) => return Ok(0),
                Err(StreamError::LastOperationFailed(error)) => {
                    let code = http_error_code(&error);
                    let kind = match &code {
                        Some(code) if !is_transient(code) => io::ErrorKind::PermissionDenied,
                        _ => io::ErrorKind::ConnectionAborted,
                    };
                    let why = match &code {
                        Some(ErrorCode::InternalError(Some(why))) => why.clone(),
                        Some(code) => words(code),
                        None => error.to_debug_string(),
                    };
                    return Err(io::Error::new(kind, why));
                }
            };
        }
        let left = &self.chunk[self.at..];
        let amount = left.len().min(into.len());
        into[..amount].copy_from_slice(&left[..amount]);
        self.at += amount;
        Ok(amount)
    }
}
