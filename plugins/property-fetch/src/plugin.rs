//! The processor `property-fetch`: the one file that knows the host.

use std::io;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use runner_plugin::{Descriptor, Failure, Job, Port, Processor, http};

use crate::endpoint::{PROPERTY_RADAR, SECRET};
use crate::error::Error;
use crate::fetch::fetch;
use crate::known::CACHE_BYTES;
use crate::params::{Format, Params};
use crate::report::Report;
use crate::state::State;
use crate::world::{Answer, Lost, Progress, Request, World};

/// The largest answer that is taken, in bytes.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Fetches records from a paged JSON API.
#[derive(Debug)]
pub struct PropertyFetch;

impl Processor for PropertyFetch {
    type Params = Params;
    type Output = Report;

    fn describe() -> Descriptor {
        Descriptor::new(
            "property-fetch",
            env!("CARGO_PKG_VERSION"),
            "Fetches property records by criteria, or records of any paged JSON API, into one data set",
        )
        .output(
            Port::optional(
                "data",
                "The records, one on each line; none if they are not bought",
            )
            .media_type(Format::Jsonl.media_type())
            .media_type(Format::Csv.media_type()),
        )
        .wants_http(PROPERTY_RADAR)
        .wants_http("*")
        .wants_secret(SECRET)
        .wants_cache(CACHE_BYTES)
        .resumable()
    }

    fn run(job: &Job, params: Params) -> Result<Report, Failure> {
        let from = job.restore_by(|saved| State::read(|| saved.state()));
        if let Some(state) = &from {
            log::info!(
                "going on from the checkpoint: {} records of {} batches are there",
                state.records(),
                state.batches()
            );
        }
        let media_type = params.format.media_type();
        let mut open = || {
            job.open_output("data", media_type)
                .map_err(|failure| io::Error::other(failure.into_message()))
        };
        let mut host = Host {
            job,
            began: Instant::now(),
        };
        fetch(&params, &mut host, &mut open, from).map_err(Failure::from)
    }
}

/// The host as the fetch's world.
struct Host<'a> {
    job: &'a Job,
    began: Instant,
}

impl World for Host<'_> {
    fn job(&self) -> &str {
        self.job.id()
    }

    fn send(&mut self, request: &Request) -> Result<Answer, Lost> {
        let mut sent = http::request(&request.method, &request.url);
        for (name, value) in &request.headers {
            sent = sent.header(name, value);
        }
        if let Some(body) = &request.body {
            sent = sent.body(body.as_bytes());
        }
        let answer = sent.send().map_err(lost)?;
        let text = |(name, value): (&str, &[u8])| {
            let value = std::str::from_utf8(value).ok()?;
            Some((name.to_owned(), value.to_owned()))
        };
        let (status, retry_after) = (answer.status(), answer.retry_after());
        let headers = answer.headers().filter_map(text).collect();
        Ok(Answer {
            status,
            headers,
            retry_after,
            body: answer.bytes_up_to(MOST_BYTES).map_err(lost)?,
        })
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn since_1970(&self) -> Duration {
        SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
    }

    fn wait(&mut self, time: Duration) {
        thread::sleep(time);
    }

    fn progress(&mut self, progress: Progress) {
        let Progress {
            done,
            total,
            failed,
            message,
        } = progress;
        self.job.progress(done, total, failed, Some(&message));
    }

    fn save(&mut self, state: &State) -> Result<(), String> {
        self.job.checkpoint(state).map_err(Failure::into_message)
    }

    fn recall(&mut self, key: &str) -> Option<Vec<u8>> {
        self.job.cache().get(key)
    }

    fn remember(&mut self, key: &str, value: &[u8], time: Duration) -> Result<(), String> {
        self.job
            .cache()
            .put(key, value, time)
            .map_err(Failure::into_message)
    }
}

fn lost(error: http::Error) -> Lost {
    let why = error.to_string();
    if error.is_transient() {
        Lost::Passing(why)
    } else {
        Lost::ForGood(why)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Patience { message, delay } => Self::retry_after(delay, message),
            Error::Passing(_) | Error::Output(_) => Self::transient(error),
            Error::Params(_) | Error::Refused(_) | Error::Unfit(_) | Error::Stuck(_) => {
                Self::permanent(error)
            }
        }
    }
}

runner_plugin::export!(PropertyFetch);
