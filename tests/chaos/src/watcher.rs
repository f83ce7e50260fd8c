//! A client that follows the events through all of the server's deaths, by the number of the last that it saw.

use std::io::BufRead as _;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use runner_model::{JobId, StateName, Timestamp};
use runner_store::testing::EventRow;
use serde_json::Value;

use crate::http::{self, Door};
use crate::pace::Pace;

/// What the watcher and those who wait for it share.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// The number of the last event.
    last: AtomicI64,
    enough: AtomicBool,
}

impl Heard {
    pub(crate) fn last(&self) -> i64 {
        self.last.load(Ordering::Acquire)
    }

    /// Tells the watcher that nothing more is of interest.
    pub(crate) fn enough(&self) {
        self.enough.store(true, Ordering::Release);
    }
}

/// Follows until it is told that it heard enough. The second value is what was wrong with the stream.
pub(crate) fn follow(door: &Door, heard: &Heard) -> (Vec<EventRow>, Vec<String>) {
    let (mut events, mut wrong) = (Vec::new(), Vec::new());
    // Nobody ends this one.
    let breath = Pace::new(Duration::from_secs(1_000_000));
    while !heard.enough.load(Ordering::Acquire) {
        let stream = door.wait().map(|place| http::events(&place, heard.last()));
        let Some(Ok(stream)) = stream else {
            breath.rest(Duration::from_millis(5));
            continue;
        };
        let (mut id, mut data) = (None, String::new());
        for line in stream.lines().map_while(Result::ok) {
            if heard.enough.load(Ordering::Acquire) {
                break;
            }
            if let Some(number) = line.strip_prefix("id: ") {
                id = number.parse::<i64>().ok();
            } else if let Some(text) = line.strip_prefix("data: ") {
                data = text.to_owned();
            } else if line.is_empty() {
                // Those without an id are for whoever happens to listen.
                if let Some(seq) = id.take() {
                    let last = heard.last();
                    if data.is_empty() {
                        // A place without an event: all up to it was told.
                        if seq < last {
                            wrong.push(format!("the place {seq} came after event {last}"));
                        }
                    } else {
                        if seq <= last {
                            wrong.push(format!("event {seq} came after event {last}"));
                        }
                        match parse(seq, &data) {
                            Some(event) => events.push(event),
                            None => wrong
                                .push(format!("event {seq} does not say what it should: {data}")),
                        }
                    }
                    heard.last.store(seq, Ordering::Release);
                }
                data.clear();
            }
        }
    }
    (events, wrong)
}

fn parse(seq: i64, data: &str) -> Option<EventRow> {
    let event: Value = serde_json::from_str(data).ok()?;
    if event["seq"].as_i64() != Some(seq) {
        return None;
    }
    let job = match &event["job"] {
        Value::Null => None,
        job => {
            let id: JobId = job["id"].as_str()?.parse().ok()?;
            let state: StateName = job["state"].as_str()?.parse().ok()?;
            let attempt = u32::try_from(job["attempt"].as_u64()?).ok()?;
            Some((id, state, attempt))
        }
    };
    Some(EventRow {
        seq,
        // The time as text is not compared.
        at: Timestamp::from_millis(0),
        kind: event["type"].as_str()?.to_owned(),
        job,
        data: None,
    })
}
