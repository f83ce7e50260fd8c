//! What goes wrong under way, as the guest is told.

use std::error::Error as StdError;
use std::io;

use wasmtime_wasi_http::Error;
use wasmtime_wasi_http::p2::bindings::http::types::ErrorCode;

use super::ledger::Exceeded;

/// What hyper says, as the guest is told.
pub(super) fn of_hyper(error: &hyper::Error) -> Error {
    if let Some(exceeded) = find::<Exceeded>(error) {
        return of_limit(exceeded);
    }
    if error.is_parse_too_large() {
        return Error::HttpResponseHeaderSectionSize(None);
    }
    if error.is_incomplete_message() {
        return Error::HttpResponseIncomplete;
    }
    // A response whose chunks or trailers are wrong or endless is told as bad input of the connection.
    let is_bad_input = |error: &io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
        )
    };
    if error.is_parse() || find::<io::Error>(error).is_some_and(is_bad_input) {
        return Error::HttpProtocolError;
    }
    if find::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof) {
        return Error::HttpResponseIncomplete;
    }
    Error::ConnectionTerminated
}

/// A limit that was reached.
pub(super) fn of_limit(exceeded: &Exceeded) -> Error {
    Error::InternalError(Some(exceeded.to_string()))
}

/// What TLS says.
pub(super) fn of_tls(error: &io::Error) -> Error {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(rustls::Error::InvalidCertificate(_)) => Error::TlsCertificateError,
        Some(rustls::Error::AlertReceived(alert)) => Error::TlsAlertReceived {
            alert_id: Some(u8::from(*alert)),
            alert_message: Some(format!("{alert:?}")),
        },
        Some(_) => Error::TlsProtocolError,
        None => Error::ConnectionTerminated,
    }
}

/// Whether it tells of a server that is out of order, rather than of us or the guest.
pub(super) const fn is_the_servers(error: &Error) -> bool {
    matches!(
        error,
        Error::DnsTimeout
            | Error::DnsError { .. }
            | Error::DestinationNotFound
            | Error::DestinationUnavailable
            | Error::ConnectionRefused
            | Error::ConnectionTerminated
            | Error::ConnectionTimeout
            | Error::ConnectionReadTimeout
            | Error::ConnectionWriteTimeout
            | Error::TlsProtocolError
            | Error::TlsCertificateError
            | Error::TlsAlertReceived { .. }
            | Error::HttpResponseIncomplete
            | Error::HttpResponseHeaderSectionSize(_)
            | Error::HttpResponseTimeout
            | Error::HttpUpgradeFailed
            | Error::HttpProtocolError
    )
}

/// What broke off a body, as `wasi:http` calls it.
pub(super) fn of_body(error: &Error) -> Option<ErrorCode> {
    Some(match error {
        Error::HttpResponseIncomplete => ErrorCode::HttpResponseIncomplete,
        Error::HttpResponseHeaderSectionSize(size) => {
            ErrorCode::HttpResponseTrailerSectionSize(*size)
        }
        Error::HttpProtocolError => ErrorCode::HttpProtocolError,
        Error::ConnectionReadTimeout => ErrorCode::ConnectionReadTimeout,
        Error::ConnectionTerminated => ErrorCode::ConnectionTerminated,
        Error::InternalError(why) => ErrorCode::InternalError(why.clone()),
        _ => return None,
    })
}

fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // What an I/O error wraps is not its source but itself.
        next = match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
