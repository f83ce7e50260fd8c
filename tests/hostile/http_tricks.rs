//! Tries to make the host send what was not judged, past all that an SDK looks after; says what it was told.

use runner_plugin::{Descriptor, Failure, Job, Processor};
use schemars::JsonSchema;
use serde::Deserialize;

struct Tricks;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    /// `host:port`
    authority: String,
    trick: String,
}

impl Processor for Tricks {
    type Params = Params;
    type Output = Vec<String>;

    fn describe() -> Descriptor {
        runner_test_guests::describe("http-tricks").wants_http("*")
    }

    fn run(_: &Job, params: Params) -> Result<Vec<String>, Failure> {
        Ok(run(&params))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn run(params: &Params) -> Vec<String> {
    vec![params.authority.clone(), params.trick.clone()]
}

#[cfg(target_arch = "wasm32")]
fn run(params: &Params) -> Vec<String> {
    match params.trick.as_str() {
        "absolute" => wasi::absolute(&params.authority),
        "headers" => wasi::headers(&params.authority),
        "methods" => wasi::methods(&params.authority),
        "header_flood" => wasi::header_flood(),
        "handles" => wasi::handles(),
        "bodies" => wasi::bodies(),
        "long" => wasi::long(),
        "debug" => wasi::debug(&params.authority),
        other => panic!("there is no trick `{other}`"),
    }
}

#[cfg(target_arch = "wasm32")]
mod wasi {
    use wasip2::http::outgoing_handler::{OutgoingRequest, handle};
    use wasip2::http::types::{Fields, Method, OutgoingBody, Scheme};

    fn request(authority: &str, fields: Fields) -> OutgoingRequest {
        let request = OutgoingRequest::new(fields);
        request.set_scheme(Some(&Scheme::Http)).unwrap();
        let _ = request.set_authority(Some(authority));
        request.set_path_with_query(Some("/")).unwrap();
        request
    }

    fn sent(request: OutgoingRequest) -> String {
        let answer = match handle(request, None) {
            Ok(answer) => answer,
            Err(error) => return format!("refused: {error:?}"),
        };
        answer.subscribe().block();
        match answer.get().unwrap().unwrap() {
            Ok(response) => format!("answered: {}", response.status()),
            Err(error) => format!("failed: {error:?}"),
        }
    }

    /// Another host in the first line, in the authority, in the path.
    pub fn absolute(authority: &str) -> Vec<String> {
        let mut said = Vec::new();
        for target in [
            "http://evil.example/x",
            "evil.example/x",
            "*",
            "//evil.example/x",
            "/a\r\nhost: evil.example",
            "/a b",
            "?q",
        ] {
            let request = request(authority, Fields::new());
            match request.set_path_with_query(Some(target)) {
                Ok(()) => said.push(sent(request)),
                Err(()) => said.push("no path".to_owned()),
            }
        }
        for authority in [
            format!("evil.example@{authority}"),
            format!("{authority}@evil.example"),
            format!("{authority}#"),
            format!("{authority}/x"),
            format!("{authority} "),
            format!("{authority}\r\nx: y"),
        ] {
            let request = OutgoingRequest::new(Fields::new());
            request.set_scheme(Some(&Scheme::Http)).unwrap();
            request.set_path_with_query(Some("/")).unwrap();
            match request.set_authority(Some(&authority)) {
                Ok(()) => said.push(sent(request)),
                Err(()) => said.push("no authority".to_owned()),
            }
        }
        said
    }

    /// Headers that are the host's, or that break lines.
    pub fn headers(authority: &str) -> Vec<String> {
        let mut said = Vec::new();
        for (name, value) in [
            ("host", "evil.example"),
            ("Connection", "x-a"),
            ("transfer-encoding", "chunked"),
            ("te", "trailers"),
            ("upgrade", "websocket"),
            ("proxy-authorization", "x"),
            ("expect", "100-continue"),
            ("keep-alive", "1"),
            ("x", "a\r\ny: b"),
            ("x", "a\nb"),
            ("x\r\ny", "a"),
            ("x y", "a"),
            ("x:", "a"),
            ("", "a"),
            ("content-length", "+5"),
        ] {
            let fields = Fields::new();
            match fields.append(name, value.as_bytes()) {
                Ok(()) => said.push(sent(request(authority, fields))),
                Err(error) => said.push(format!("no header: {error:?}")),
            }
        }
        // Two lengths, and one that is not true.
        let fields = Fields::new();
        let first = fields.append("content-length", b"5").is_ok();
        let second = fields.append("content-length", b"6").is_ok();
        said.push(format!("lengths: {first} {second}"));
        let request = request(
            authority,
            Fields::from_list(&[("content-length".to_owned(), b"5".to_vec())]).unwrap(),
        );
        said.push(sent(request));
        said
    }

    /// Texts that are longer than any request needs.
    pub fn long() -> Vec<String> {
        let request = OutgoingRequest::new(Fields::new());
        let long = |length| "x".repeat(length);
        let mut said = Vec::new();
        for (just, more) in [(32, 33), (33, 10_000_000)] {
            said.push(request.set_method(&Method::Other(long(just))).is_ok());
            said.push(request.set_method(&Method::Other(long(more))).is_ok());
        }
        for length in [512, 513, 60_000] {
            said.push(request.set_authority(Some(&long(length))).is_ok());
        }
        for length in [8_191, 8_192, 60_000] {
            said.push(
                request
                    .set_path_with_query(Some(&format!("/{}", long(length))))
                    .is_ok(),
            );
        }
        said.iter().map(ToString::to_string).collect()
    }

    /// What an error says of the host that it comes from.
    pub fn debug(authority: &str) -> Vec<String> {
        use wasip2::io::streams::StreamError;

        let request = request(authority, Fields::new());
        request.set_path_with_query(Some("/cut")).unwrap();
        let answer = handle(request, None).unwrap();
        answer.subscribe().block();
        let response = answer.get().unwrap().unwrap().unwrap();
        let body = response.consume().unwrap();
        let stream = body.stream().unwrap();
        loop {
            match stream.blocking_read(1 << 16) {
                Ok(_) => {}
                Err(StreamError::LastOperationFailed(error)) => {
                    return vec![error.to_debug_string()];
                }
                Err(StreamError::Closed) => return vec!["whole".to_owned()],
            }
        }
    }

    pub fn methods(authority: &str) -> Vec<String> {
        let methods = [
            Method::Connect,
            Method::Trace,
            Method::Other("trace".to_owned()),
            Method::Other("GET / HTTP/1.1\r\nx: y".to_owned()),
        ];
        let try_it = |method| {
            let request = request(authority, Fields::new());
            match request.set_method(&method) {
                Ok(()) => sent(request),
                Err(()) => "no method".to_owned(),
            }
        };
        methods.into_iter().map(try_it).collect()
    }

    /// Headers without end.
    pub fn header_flood() -> Vec<String> {
        let fields = Fields::new();
        for number in 0_u64.. {
            if let Err(error) = fields.append(&format!("x-{number}"), &[b'x'; 100]) {
                return vec![format!("{error:?}")];
            }
        }
        Vec::new()
    }

    /// Resources that are never given back.
    pub fn handles() -> Vec<String> {
        let mut kept = Vec::new();
        loop {
            kept.push(Fields::new());
        }
    }

    /// As many bodies as there can be, each with as much in it as it takes.
    pub fn bodies() -> Vec<String> {
        let mut kept = Vec::new();
        let mut bytes = 0;
        for _ in 0..80 {
            let request = OutgoingRequest::new(Fields::new());
            let body: OutgoingBody = request.body().unwrap();
            let stream = body.write().unwrap();
            while let Ok(room @ 1..) = stream.check_write() {
                let room = room.min(1 << 20) as usize;
                if stream.write(&vec![b'x'; room]).is_err() {
                    break;
                }
                bytes += room;
            }
            kept.push((stream, body, request));
        }
        vec![bytes.to_string()]
    }
}

runner_plugin::export!(Tricks);
