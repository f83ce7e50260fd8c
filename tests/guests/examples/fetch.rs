//! Sends requests as it is told, by the SDK, and says what came of each.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::time::Duration;

use runner_plugin::{Descriptor, Failure, Job, Processor, http};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

struct Fetch;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Params {
    /// Where to.
    url: String,
    method: String,
    headers: BTreeMap<String, String>,
    /// How many bytes to send.
    send: Option<usize>,
    /// As a stream of unknown length.
    stream: bool,
    /// How often, one after the other.
    times: u32,
    /// How many at once, their answers kept open.
    open: usize,
    /// Go on after an error.
    forgive: bool,
    /// Try until one is answered.
    until_answered: bool,
    /// Fail unless the status is a success.
    check: bool,
    timeout_ms: Option<u64>,
    /// Report progress once the answer's headers are there, then go on to its body.
    tell: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            url: String::new(),
            method: "GET".to_owned(),
            headers: BTreeMap::new(),
            send: None,
            stream: false,
            times: 1,
            open: 0,
            forgive: false,
            until_answered: false,
            check: false,
            timeout_ms: None,
            tell: false,
        }
    }
}

#[derive(Serialize, JsonSchema, Default)]
struct Came {
    status: Option<u16>,
    headers: BTreeMap<String, String>,
    bytes: u64,
    /// The first bytes, as text.
    text: String,
    error: Option<String>,
}

impl Processor for Fetch {
    type Params = Params;
    type Output = Vec<Came>;

    fn describe() -> Descriptor {
        runner_test_guests::describe("fetch").wants_http("*")
    }

    fn run(job: &Job, params: Params) -> Result<Vec<Came>, Failure> {
        let mut open = Vec::new();
        for _ in 0..params.open {
            open.push(send(&params)?);
        }
        let mut all = Vec::new();
        let mut turn = 0;
        while turn < params.times {
            let came = once(job, &params);
            let is_answered = came.is_ok();
            match came {
                Ok(came) => all.push(came),
                // One is enough to know that there were some.
                Err(_) if params.until_answered && !all.is_empty() => {}
                Err(error) if params.forgive || params.until_answered => all.push(Came {
                    error: Some(error.to_string()),
                    ..Came::default()
                }),
                Err(error) => return Err(error.into()),
            }
            if is_answered || !params.until_answered {
                turn += 1;
            }
        }
        drop(open);
        Ok(all)
    }
}

fn send(params: &Params) -> Result<http::Answer, http::Error> {
    let mut request = http::request(&params.method, &params.url);
    for (name, value) in &params.headers {
        request = request.header(name, value);
    }
    if let Some(timeout) = params.timeout_ms {
        let timeout = Duration::from_millis(timeout);
        request = request.timeout(timeout).connect_timeout(timeout);
    }
    match params.send {
        Some(bytes) if params.stream => request.send_reader(io::repeat(b'x').take(bytes as u64)),
        Some(bytes) => request.body(vec![b'x'; bytes]).send(),
        None => request.send(),
    }
}

fn once(job: &Job, params: &Params) -> Result<Came, http::Error> {
    let answer = send(params)?;
    let mut answer = if params.check {
        answer.checked()?
    } else {
        answer
    };
    if params.tell {
        job.progress(1, 2, 0, None);
    }
    let mut came = Came {
        status: Some(answer.status()),
        headers: answer
            .headers()
            .map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned()))
            .collect(),
        ..Came::default()
    };
    let mut start = Vec::new();
    let read = answer
        .by_ref()
        .take(2_000)
        .read_to_end(&mut start)
        .and_then(|_| io::copy(&mut answer, &mut Count(&mut came.bytes)));
    came.bytes += start.len() as u64;
    came.text = String::from_utf8_lossy(&start).into_owned();
    if let Err(error) = read {
        if !params.forgive {
            return Err(http::Error::Transport(error.to_string()));
        }
        came.error = Some(error.to_string());
    }
    Ok(came)
}

struct Count<'a>(&'a mut u64);

impl Write for Count<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

runner_plugin::export!(Fetch);
