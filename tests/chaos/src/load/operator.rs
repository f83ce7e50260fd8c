//! The operator: sets up queues and schedules, meddles with everything while there is load, and lets all go on after it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use runner_testkit::guest;
use serde_json::{Value, json};

use super::Load;
use crate::http::{Answer, Door, Request};
use crate::log::Log;
use crate::pace::Pace;
use crate::work::DROPPED;

/// How many jobs may be open before the clients hold back.
const MOST_OPEN: u64 = 300;

/// The queues with limits that hold from the beginning to the end.
pub(crate) const QUEUES: [&str; 5] = ["narrow", "paced", "keyed", "keyrate", "wide"];

/// The most that ever may run in the queue whose limit changes.
pub(crate) const WIDEST: u32 = 6;

/// The states in which a job has not ended.
const OPEN: [&str; 6] = [
    "blocked",
    "scheduled",
    "pending",
    "running",
    "paused",
    "retrying",
];

/// Sets up what the load needs, whatever the server dies of meanwhile.
pub(crate) fn prepare(door: Arc<Door>, pace: &Pace) -> Log {
    let mut operator = Load::new(door, 0, 0, pace);
    // The inbox takes its plugin beside the first requests.
    let dropped = Request::new("GET", format!("/api/v1/plugins/{DROPPED}"));
    while !matches!(
        operator.insist("look for the plugin", &dropped),
        Answer::Said(200, _)
    ) {
        if !pace.rest(Duration::from_millis(50)) {
            return operator.log;
        }
    }
    let limits = [
        json!({"concurrency": 2}),
        json!({"rate": "25/s burst 5"}),
        json!({"key_concurrency": 1}),
        json!({"key_rate": "12/s burst 2"}),
        json!({"concurrency": WIDEST}),
    ];
    for (queue, limits) in QUEUES.iter().zip(limits) {
        operator.insist(
            "set a queue's limits",
            &Request::json("PATCH", format!("/api/v1/queues/{queue}"), &limits),
        );
    }
    let schedules = [
        ("all", "all", "allow", DROPPED),
        ("once", "once", "skip", "count"),
        ("skip", "skip", "cancel", "count"),
    ];
    for (name, misfire, overlap, processor) in schedules {
        let params = if processor == "count" {
            json!({"to": 30_000_000})
        } else {
            json!({})
        };
        let job =
            json!({"processor": processor, "params": params, "title": format!("tick {name}")});
        let schedule = json!({
            "cron": "* * * * * *", "misfire": misfire, "overlap": overlap, "target": {"job": job},
        });
        operator.insist(
            "put a schedule",
            &Request::json("PUT", format!("/api/v1/schedules/tick-{name}"), &schedule),
        );
    }
    operator.log
}

/// Somebody who meddles with everything.
pub(crate) struct Operator<'p> {
    load: Load<'p>,
    /// The file of the plugin in the inbox.
    dropped: PathBuf,
    versions: u8,
}

/// The guest of the inbox with something at its end that does nothing: another file to whoever looks at its bytes.
fn version(number: u8) -> Vec<u8> {
    let mut wasm = guest(DROPPED).to_vec();
    // A custom section: its number, its length, its name with its length, its bytes.
    let section = [4, b'v', b'e', b'r', b's', number];
    wasm.extend([0, section.len() as u8]);
    wasm.extend(section);
    wasm
}

impl<'p> Operator<'p> {
    pub(crate) fn new(door: Arc<Door>, seed: u64, pace: &'p Pace, dropped: PathBuf) -> Self {
        Self {
            load: Load::new(door, seed ^ 0x0b0e, 99, pace),
            dropped,
            versions: 0,
        }
    }

    /// Meddles until the load ends.
    pub(crate) fn run(mut self) -> Log {
        loop {
            let rest = Duration::from_millis(100 + self.load.random.below(200));
            if !self.load.pace.rest(rest) {
                return self.load.log;
            }
            self.look();
            match self.load.random.below(14) {
                0 => self.pause_everything(),
                1 | 2 => self.pause_a_queue(),
                3 | 4 => self.change_slots(),
                5 | 6 => self.widen(),
                7 => self.replace_the_plugin(),
                _ => {}
            }
        }
    }

    /// Looks how much is open, so that the clients hold back.
    fn look(&mut self) {
        let answer = self
            .load
            .ask("stats", &Request::new("GET", "/api/v1/stats"));
        if let Some((200, stats)) = answer.json() {
            self.load.pace.set_full(open(&stats) > MOST_OPEN);
        }
    }

    fn moment(&mut self) {
        let moment = Duration::from_millis(50 + self.load.random.below(200));
        self.load.pace.rest(moment);
    }

    fn pause_everything(&mut self) {
        self.load
            .ask("pause everything", &Request::new("POST", "/api/v1/pause"));
        self.moment();
        self.load
            .insist("resume everything", &Request::new("POST", "/api/v1/resume"));
    }

    fn pause_a_queue(&mut self) {
        let queue = *self.load.random.pick(&QUEUES);
        let verb = |verb| Request::new("POST", format!("/api/v1/queues/{queue}/{verb}"));
        self.load.ask("pause a queue", &verb("pause"));
        self.moment();
        self.load.insist("resume a queue", &verb("resume"));
    }

    fn change_slots(&mut self) {
        let answer = self
            .load
            .ask("workers", &Request::new("GET", "/api/v1/workers"));
        let Some((200, workers)) = answer.json() else {
            return;
        };
        if let Some(node) = workers["items"][0]["node"].as_str() {
            let slots = json!({"slots": 2 + self.load.random.below(14)});
            let request = Request::json("PATCH", format!("/api/v1/workers/{node}"), &slots);
            self.load.ask("change slots", &request);
        }
    }

    fn widen(&mut self) {
        let concurrency = json!({"concurrency": 1 + self.load.random.below(WIDEST.into())});
        let request = Request::json("PATCH", "/api/v1/queues/wide", &concurrency);
        self.load.ask("change a queue's limits", &request);
    }

    /// A new version of a plugin is moved into its place, or written over the old one while the server looks.
    fn replace_the_plugin(&mut self) {
        self.versions = self.versions.wrapping_add(1);
        let wasm = version(self.versions);
        let written = if self.load.random.below(2) == 0 {
            let beside = self.dropped.with_extension("part");
            fs::write(&beside, wasm).and_then(|()| fs::rename(&beside, &self.dropped))
        } else {
            fs::write(&self.dropped, wasm)
        };
        if let Err(error) = written {
            self.load
                .log
                .surprises
                .push(format!("the plugin cannot be written: {error}"));
        }
        self.load.log.count("replace a plugin", Some(200));
    }
}

fn open(stats: &Value) -> u64 {
    OPEN.iter()
        .filter_map(|state| stats["jobs"][*state].as_u64())
        .sum()
}

/// Lets everything go on after the load, and waits until every job has ended. Gives what has not, with what the server
/// says why.
pub(crate) fn settle(door: Arc<Door>, most: Duration) -> (Log, Vec<String>) {
    let pace = Pace::new(most);
    let mut operator = Load::new(door, 0, 100, &pace);
    for schedule in ["all", "once", "skip"] {
        let path = format!("/api/v1/schedules/tick-{schedule}/pause");
        operator.insist("pause a schedule", &Request::new("POST", path));
    }
    operator.insist("resume everything", &Request::new("POST", "/api/v1/resume"));
    for queue in QUEUES {
        let path = format!("/api/v1/queues/{queue}/resume");
        operator.insist("resume a queue", &Request::new("POST", path));
    }
    resume_all(&mut operator, "batches", "state", "paused");
    loop {
        // Jobs may be paused once more by a pause that came late to their attempt.
        resume_all(&mut operator, "jobs", "state", "paused");
        let answer = operator.ask("stats", &Request::new("GET", "/api/v1/stats"));
        if answer
            .json()
            .is_some_and(|(status, stats)| status == 200 && open(&stats) == 0)
        {
            return (operator.log, Vec::new());
        }
        if !pace.rest(Duration::from_millis(100)) {
            let left = left(&mut operator);
            return (operator.log, left);
        }
    }
}

fn ask_json(operator: &mut Load<'_>, path: String) -> Value {
    match operator.ask("list", &Request::new("GET", path)) {
        answer @ Answer::Said(200, _) => answer.json().map_or(Value::Null, |(_, json)| json),
        _ => Value::Null,
    }
}

/// Resumes all of a kind that are paused.
fn resume_all(operator: &mut Load<'_>, kind: &'static str, field: &str, state: &str) {
    let mut token = String::new();
    loop {
        let filter = if kind == "jobs" { "state=paused&" } else { "" };
        let page = ask_json(
            operator,
            format!("/api/v1/{kind}?{filter}page_size=500{token}"),
        );
        for one in page["items"].as_array().into_iter().flatten() {
            if one[field] == state
                && let Some(id) = one["id"].as_str()
            {
                let path = format!("/api/v1/{kind}/{id}/resume");
                operator.ask("resume what is left", &Request::new("POST", path));
            }
        }
        match page["next_page_token"].as_str() {
            Some(next) => token = format!("&page_token={next}"),
            None => return,
        }
    }
}

/// The jobs that have not ended, and why not.
fn left(operator: &mut Load<'_>) -> Vec<String> {
    let mut left = Vec::new();
    for state in OPEN {
        let page = ask_json(operator, format!("/api/v1/jobs?state={state}&page_size=5"));
        for job in page["items"].as_array().into_iter().flatten() {
            let id = job["id"].as_str().unwrap_or_default();
            let why = ask_json(operator, format!("/api/v1/jobs/{id}/explain"));
            left.push(format!(
                "{} {id} is {state}: {}",
                job["title"], why["reasons"]
            ));
        }
    }
    left
}
