//! HTTP out of a guest: `wasi:http`. Nothing is granted yet, so every request is refused, with the grant that
//! would allow it.

use std::fmt;

use http::{Request, Response};
use wasmtime::component::Linker;
use wasmtime_wasi_http::p2::bindings::http as wit;
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttp, WasiHttpCtx, WasiHttpHooks, WasiHttpView as _,
};

use super::{Capability, LogBuffer, WASI};
use crate::state::GuestState;
use crate::text::clean;
use runner_model::{Level, ProcessorName};

pub(super) const CAPABILITY: Capability = Capability {
    interfaces: &["wasi:http/types", "wasi:http/outgoing-handler"],
    version: WASI,
    link,
};

/// The most bytes that one set of headers may take in memory.
const MOST_HEADER_BYTES: usize = 64 * 1024;

fn link(linker: &mut Linker<GuestState>) -> wasmtime::Result<()> {
    let options = wit::types::LinkOptions::default();
    wit::types::add_to_linker::<_, WasiHttp>(linker, &options, GuestState::http)?;
    wit::outgoing_handler::add_to_linker::<_, WasiHttp>(linker, GuestState::http)
}

/// A request that nobody granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// The processor that sent it.
    pub processor: ProcessorName,
    /// Scheme, host and port, such as `https://api.example.com`.
    pub origin: String,
    /// The method, such as `GET`.
    pub method: String,
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            processor,
            origin,
            method,
        } = self;
        write!(
            f,
            "{method} {origin} is not granted to {processor}; an operator may allow it by\n\
             \n    runner plugin grant {processor} {origin} --method {method}\n\
             \nor in runner.toml by\n\
             \n    [[plugin.{processor}.http]]\n    to = \"{origin}\"\n    methods = [\"{method}\"]"
        )
    }
}

/// HTTP as one attempt sees it.
pub(crate) struct HttpState {
    pub(crate) context: WasiHttpCtx,
    pub(crate) hooks: Gate,
}

/// What every request passes before it leaves.
pub(crate) struct Gate {
    processor: ProcessorName,
    log: LogBuffer,
    denied: Option<Denial>,
}

impl HttpState {
    pub(crate) fn new(processor: ProcessorName, log: LogBuffer) -> Self {
        let mut context = WasiHttpCtx::new();
        context.set_field_size_limit(MOST_HEADER_BYTES);
        Self {
            context,
            hooks: Gate {
                processor,
                log,
                denied: None,
            },
        }
    }

    /// The first request that was refused.
    pub(crate) fn denied(&self) -> Option<&Denial> {
        self.hooks.denied.as_ref()
    }
}

/// What comes back from a request: the response, and how its transfer went.
type Sent = (
    Response<WasiBody>,
    Box<dyn Future<Output = Result<(), Error>> + Send>,
);

impl WasiHttpHooks for Gate {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        _: Option<RequestOptions>,
        _: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Result<Sent, Error>> + Send> {
        let uri = request.uri();
        let origin = format!(
            "{}://{}",
            uri.scheme_str().unwrap_or("https"),
            uri.authority().map_or("", |authority| authority.as_str())
        );
        let denial = Denial {
            processor: self.processor.clone(),
            origin: clean(&origin, 1024),
            method: clean(request.method().as_str(), 64),
        };
        self.log.push(Level::Warn, &denial.to_string(), None);
        self.denied.get_or_insert(denial);
        Box::new(async { Err(Error::HttpRequestDenied) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_grant_that_would_allow_it() {
        let denial = Denial {
            processor: ProcessorName::try_from("weather".to_owned()).unwrap(),
            origin: "https://api.example.com".to_owned(),
            method: "GET".to_owned(),
        };
        insta::assert_snapshot!(denial, @r#"
        GET https://api.example.com is not granted to weather; an operator may allow it by

            runner plugin grant weather https://api.example.com --method GET

        or in runner.toml by

            [[plugin.weather.http]]
            to = "https://api.example.com"
            methods = ["GET"]
        "#);
    }
}
