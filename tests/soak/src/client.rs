//! A client: submits jobs to plugins at random, sees them through, and remembers what it was told.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use runner_fixtures::Random;
use runner_model::{Digest, JobId};
use runner_testkit::Server;
use serde_json::{Value, json};

use crate::components::name_of;
use crate::history::{Millis, now};

/// How many clients there are.
pub(crate) const CLIENTS: u32 = 4;

/// How many jobs each of them has open at the most.
const MOST_OPEN: usize = 30;

/// How long a job may take to end once nothing more is asked for.
const TO_END: Duration = Duration::from_secs(60);

/// How long a client waits before it looks at its oldest job again.
const GLANCE: Duration = Duration::from_millis(10);

/// Whether the load goes on.
#[derive(Debug, Default)]
pub(crate) struct Load {
    is_over: Mutex<bool>,
    over: Condvar,
}

impl Load {
    pub(crate) fn end(&self) {
        *self.is_over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.over.notify_all();
    }

    /// Waits, less if the load ends meanwhile. False once it has.
    fn rest(&self, time: Duration) -> bool {
        let over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        let over = self.over.wait_timeout_while(over, time, |over| !*over);
        !*over.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// What a client asked for, and what it was told.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) plugin: u32,
    pub(crate) asked: Millis,
    pub(crate) answered: Millis,
    pub(crate) told: Told,
}

/// What it was told.
#[derive(Debug)]
pub(crate) enum Told {
    /// It is a job, for that version of the plugin.
    Taken { id: JobId, digest: Digest },
    /// There is no such plugin.
    NoPlugin,
    /// What nobody expects.
    Surprise(String),
}

/// A client.
#[derive(Debug)]
pub(crate) struct Client<'a> {
    server: &'a Server,
    random: Random,
    plugins: u32,
    open: VecDeque<JobId>,
    asked: Vec<Asked>,
}

impl<'a> Client<'a> {
    pub(crate) fn new(server: &'a Server, seed: u64, number: u32, plugins: u32) -> Self {
        Self {
            server,
            random: Random::new(seed.wrapping_add(u64::from(number) << 32)),
            plugins,
            open: VecDeque::new(),
            asked: Vec::new(),
        }
    }

    /// Submits until the load ends, and waits for all that is open then.
    pub(crate) fn run(mut self, load: &Load) -> Vec<Asked> {
        loop {
            let is_full = self.open.len() >= MOST_OPEN && !self.is_oldest_over();
            let breath = if is_full { GLANCE } else { Duration::ZERO };
            if !load.rest(breath) {
                break;
            }
            if !is_full {
                self.submit();
            }
        }
        let until = Instant::now() + TO_END;
        let never = Load::default();
        while !self.open.is_empty() && Instant::now() < until {
            if !self.is_oldest_over() {
                never.rest(GLANCE);
            }
        }
        self.asked
    }

    fn submit(&mut self) {
        let plugin = self.random.below(u64::from(self.plugins)) as u32;
        let mut job = json!({"processor": name_of(plugin)});
        // Most are short; some run while their plugin is swapped; some are due when it was.
        match self.random.below(10) {
            0 | 1 => job["params"] = json!({"milliseconds": 100 + self.random.below(400)}),
            2 => job["delay_ms"] = (100 + self.random.below(2_000)).into(),
            _ => {}
        }
        let asked = now();
        let (status, body) = self.server.post("/api/v1/jobs", &job);
        let answered = now();
        let told = told(status, &body);
        if let Told::Taken { id, .. } = &told {
            self.open.push_back(*id);
        }
        self.asked.push(Asked {
            plugin,
            asked,
            answered,
            told,
        });
    }

    /// Whether the oldest job ended. It is open no more then.
    fn is_oldest_over(&mut self) -> bool {
        let Some(id) = self.open.front() else {
            return true;
        };
        let (_, job) = self.server.get(&format!("/api/v1/jobs/{id}"));
        let is_over = matches!(
            job["state"].as_str(),
            Some("completed" | "failed" | "cancelled")
        );
        if is_over {
            self.open.pop_front();
        }
        is_over
    }
}

fn told(status: u16, body: &Value) -> Told {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match status {
        201 => match (
            text(&body["id"]).parse(),
            text(&body["plugin"]["digest"]).parse(),
        ) {
            (Ok(id), Ok(digest)) => Told::Taken { id, digest },
            _ => Told::Surprise(format!("a job without id or version: {body}")),
        },
        422 if body["code"] == "unknown_processor" => Told::NoPlugin,
        _ => Told::Surprise(format!("{status} {body}")),
    }
}
