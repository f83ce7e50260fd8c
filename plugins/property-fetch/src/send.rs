//! Asking with patience: what may pass is asked again, and of all else it is said what to do.

use std::time::Duration;

use serde_json::value::RawValue;

use crate::endpoint::SECRET;
use crate::error::Error;
use crate::page::beginning;
use crate::params::Preset;
use crate::plan::Plan;
use crate::world::{Answer, Lost, Request, World};

/// How long a server that asks for patience, and does not say how much, is left alone.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest wait before a request is sent again.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What was had when a request was sent, for messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// Records in the output.
    pub(crate) records: u64,
}

/// A request that failed, and may not fail again.
struct Passing(String);

/// Sends a request until it is answered with JSON; `errors` counts the failures.
pub(crate) fn ask(
    world: &mut dyn World,
    plan: &Plan,
    request: &Request,
    standing: Standing,
    errors: &mut u64,
) -> Result<(Answer, Box<RawValue>), Error> {
    let mut delay = plan.retry_delay;
    let mut tries = 0;
    loop {
        let sent = world.send(request);
        let Passing(why) = match judge(sent, world, plan, request, standing)? {
            Ok(answered) => return Ok(answered),
            Err(passing) => passing,
        };
        *errors += 1;
        if tries == plan.retries {
            let times = match tries {
                0 => String::new(),
                1 => "; it was asked again once".to_owned(),
                tries => format!("; it was asked again {tries} times"),
            };
            return Err(Error::Passing(format!("{why}{times}")));
        }
        log::warn!("asking again in {}: {why}", crate::span::Span(delay));
        world.wait(delay);
        delay = (delay * 2).min(LONGEST_WAIT);
        tries += 1;
    }
}

type Judged = Result<Result<(Answer, Box<RawValue>), Passing>, Error>;

fn judge(
    sent: Result<Answer, Lost>,
    world: &dyn World,
    plan: &Plan,
    request: &Request,
    standing: Standing,
) -> Judged {
    let mut answer = match sent {
        Ok(answer) => answer,
        Err(Lost::Passing(why)) => return Ok(Err(Passing(why))),
        Err(Lost::ForGood(why)) => return Err(Error::Refused(why)),
    };
    let url = without_query(&request.url);
    let status = answer.status;
    if (200..300).contains(&status) {
        let body = std::mem::take(&mut answer.body);
        return Ok(read(body)
            .map(|body| (answer, body))
            .map_err(|why| Passing(format!("{url} answered what is no whole JSON: {why}"))));
    }
    let said = match beginning(&String::from_utf8_lossy(&answer.body)) {
        said if said.is_empty() => format!("{url} answered {status}"),
        said => format!("{url} answered {status}: {said}"),
    };
    match status {
        401 | 403 => Err(Error::Refused(without_key(&said, world, plan))),
        402 => Err(Error::Refused(without_credit(&said, world, standing))),
        429 => Err(Error::Patience {
            message: said,
            delay: answer.retry_after.unwrap_or(PATIENCE),
        }),
        408 | 425 | 500 | 502..=599 => match answer.retry_after {
            Some(delay) => Err(Error::Patience {
                message: said,
                delay,
            }),
            None => Ok(Err(Passing(said))),
        },
        400 | 422 => Err(Error::Refused(said + &about_criteria(plan))),
        300..=399 => Err(Error::Refused(format!(
            "{said}: it sends elsewhere, and no redirect is followed"
        ))),
        _ => Err(Error::Refused(said)),
    }
}

/// Reads a body as JSON; its numbers stay as they were written.
fn read(body: Vec<u8>) -> Result<Box<RawValue>, String> {
    let text = String::from_utf8(body).map_err(|error| error.utf8_error().to_string())?;
    let start = beginning(&text);
    RawValue::from_string(text).map_err(|error| {
        if error.is_eof() {
            error.to_string()
        } else {
            format!("{error}; it begins {start}")
        }
    })
}

fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

/// The key is the operator's, so that is who can mend it.
fn without_key(said: &str, world: &dyn World, plan: &Plan) -> String {
    let origin = plan.endpoint.origin();
    let (secret, method) = match plan.endpoint.preset {
        Preset::PropertyRadar => (SECRET, " --method POST"),
        Preset::Generic => ("NAME", ""),
    };
    format!(
        "{said}; the key is an operator's: the host puts it into each request by the grant, from the secret `{secret}`. To set them, and to go on:\n\n    \
         runner secret set {secret}\n    \
         runner plugin grant property-fetch {origin}{method} --header 'authorization: Bearer ${{secret:{secret}}}'\n    \
         runner job retry {}",
        world.job()
    )
}

fn without_credit(said: &str, world: &dyn World, standing: Standing) -> String {
    format!(
        "{said}; the account has no credit left. What was fetched before, {} records, is kept as a partial output; once there is credit, the job goes on behind them:\n\n    \
         runner job retry {}",
        standing.records,
        world.job()
    )
}

/// Names that were made up are the likeliest reason why an API takes no criteria.
fn about_criteria(plan: &Plan) -> String {
    let names: Vec<String> = plan
        .endpoint
        .renamed
        .iter()
        .map(|(from, to)| format!("`{from}` as `{to}`"))
        .collect();
    if names.is_empty() {
        return String::new();
    }
    format!(
        "; of `criteria` it was sent {}: if the API has another name for one, or takes its value in another form, give \
         `criteria` as the API's own list, [{{\"name\": …, \"value\": …}}], which is sent as it is",
        names.join(", ")
    )
}
