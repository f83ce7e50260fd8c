//! The load: clients that each do one thing after the other, as their own random numbers say, and an operator.

mod groups;
mod operator;
mod submits;
mod verbs;

use std::sync::Arc;
use std::time::Duration;

use runner_fixtures::Random;
use runner_model::JobId;
use serde_json::{Value, json};

pub(crate) use self::operator::{Operator, QUEUES, WIDEST, prepare, settle};
use crate::http::{Answer, Client, Door, Request};
use crate::log::{Log, Sent, Taken, Touched};
use crate::pace::Pace;
use crate::work::Work;

/// How often a request that counts once is sent before its client gives up.
const MOST_TRIES: u32 = 12;

/// One client.
pub(crate) struct Load<'p> {
    client: Client,
    random: Random,
    pace: &'p Pace,
    /// Its name, in the titles of all that it sends.
    name: String,
    sent: u64,
    log: Log,
    /// Jobs that nobody else touches: places in the log.
    own: Vec<usize>,
}

impl<'p> Load<'p> {
    pub(crate) fn new(door: Arc<Door>, seed: u64, number: u64, pace: &'p Pace) -> Self {
        Self {
            client: Client::new(door),
            random: Random::new(seed.wrapping_add(number << 32)),
            pace,
            name: format!("c{number}"),
            sent: 0,
            log: Log::default(),
            own: Vec::new(),
        }
    }

    /// Does one thing after the other until the load ends.
    pub(crate) fn run(mut self) -> Log {
        loop {
            let rest = Duration::from_millis(self.random.below(25));
            if !self.pace.rest(rest) {
                return self.log;
            }
            match self.random.below(100) {
                0..=24 => self.steer(),
                25..=34 => self.look(),
                // What is there must be worked off first.
                _ if self.pace.is_full() => {}
                35..=54 => self.submit_once(),
                55..=64 => self.submit(),
                65..=72 => self.submit_file(),
                73..=81 => self.submit_unique(),
                82..=88 => self.submit_many(),
                89..=94 => self.submit_tree(),
                95..=97 => self.submit_lines(),
                _ => self.submit_batch(),
            }
        }
    }

    fn title(&mut self, word: &str) -> String {
        self.sent += 1;
        format!("{word} {}-{}", self.name, self.sent)
    }

    /// Asks once, and takes note of how that went.
    fn ask(&mut self, what: &'static str, request: &Request) -> Answer {
        let answer = self.client.ask(request);
        self.note(what, &answer);
        answer
    }

    fn note(&mut self, what: &'static str, answer: &Answer) {
        match answer {
            Answer::Said(status, body) => {
                self.log.count(what, Some(*status));
                if !matches!(status, 200..=299 | 404 | 409 | 503) {
                    let body = String::from_utf8_lossy(body);
                    self.log.surprises.push(format!("{what}: {status} {body}"));
                }
            }
            Answer::Lost => self.log.count(what, None),
        }
    }

    /// Asks until there is an answer: for what counts once however often it is sent.
    fn insist(&mut self, what: &'static str, request: &Request) -> Answer {
        for _ in 0..MOST_TRIES {
            let answer = self.ask(what, request);
            let is_stopping = matches!(answer, Answer::Said(503, _));
            if !is_stopping && !matches!(answer, Answer::Lost) {
                return answer;
            }
            if is_stopping {
                // It says so until it is gone.
                self.pace.rest(Duration::from_millis(20));
            }
        }
        Answer::Lost
    }

    /// Puts a job into the log.
    fn logged(&mut self, title: String, work: &Work, taken: Taken) -> usize {
        self.log.sent.push(Sent {
            title,
            taken,
            ends: work.ends,
            outputs: work.outputs.clone(),
            touched: Touched {
                expires: work.document.get("expires_in_ms").is_some(),
                ..Touched::default()
            },
            after: None,
            batch: None,
            unique: None,
            may_replace: false,
        });
        self.log.sent.len() - 1
    }
}

/// What the answer to a submit promises.
fn promise(answer: &Answer) -> Taken {
    match answer.json() {
        Some((201, job)) => id(&job).map_or(Taken::Unknown, Taken::As),
        // Another has its unique key, or the server refused it.
        Some((503, _)) | None => Taken::Unknown,
        Some(_) => Taken::No,
    }
}

fn id(job: &Value) -> Option<JobId> {
    job["id"].as_str()?.parse().ok()
}

/// A job with a title, in one of the queues or its own, of some priority.
fn placed(random: &mut Random, work: &mut Work, title: &str) {
    work.set("title", json!(title));
    match random.below(12) {
        0 | 1 => work.set("queue", json!("narrow")),
        2 => work.set("queue", json!("paced")),
        3 | 4 => {
            work.set("queue", json!("keyed"));
            work.set("limit_key", json!(format!("tenant-{}", random.below(4))));
        }
        5 => {
            work.set("queue", json!("keyrate"));
            work.set("limit_key", json!(format!("tenant-{}", random.below(3))));
        }
        6 => work.set("queue", json!("wide")),
        _ => {}
    }
    match random.below(6) {
        0 => work.set("priority", json!("high")),
        1 => work.set("priority", json!(1 + random.below(10))),
        2 => work.set(
            "priority",
            json!({"urgency": "critical", "customer_tier": "vip"}),
        ),
        _ => {}
    }
}
