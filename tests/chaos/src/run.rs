//! One run: the load, the deaths, the quiet after them, and what they leave.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use runner_store::testing::ledger;
use runner_testkit::{Runner, guest};
use serde_json::json;

use crate::check::{self, Finding};
use crate::evidence::Evidence;
use crate::http::{Client, Door, Request};
use crate::killer::Killer;
use crate::load::{self, Load, Operator};
use crate::log::Log;
use crate::pace::Pace;
use crate::plan::{Fates, Plan};
use crate::report;
use crate::watcher::{self, Heard};
use crate::work::{DROPPED, GUESTS};

/// How many clients there are.
const CLIENTS: u64 = 6;

/// How long all that is open may take to end once nothing dies any more.
const TO_SETTLE: Duration = Duration::from_secs(120);

/// How long the watcher may take to hear what has happened.
const TO_HEAR: Duration = Duration::from_secs(30);

/// A run that is over.
#[derive(Debug)]
pub struct Ran {
    /// All that it leaves.
    pub evidence: Evidence,
    /// What the checker says of it.
    pub findings: Vec<Finding>,
    seed: u64,
    runner: Runner,
}

impl Ran {
    /// Whether nothing was found.
    pub fn is_good(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.breaches.is_empty())
    }

    /// What was done and what was found, for people.
    pub fn report(&self) -> String {
        report::of(&self.evidence, &self.findings, self.seed)
    }

    /// Leaves the data folder where it is, for somebody to look at.
    pub fn keep(self) -> PathBuf {
        self.runner.keep()
    }
}

/// Does what a plan says, and checks what comes of it. Errors are of the machine: a program that does not start, a folder
/// that cannot be read.
pub fn run(plan: &Plan) -> io::Result<Ran> {
    let runner = Runner::new(&plan.program);
    runner.install(&GUESTS);
    let dropped = runner
        .path("data")
        .join("plugins")
        .join(format!("{DROPPED}.wasm"));
    std::fs::create_dir_all(runner.path("data/plugins"))?;
    std::fs::write(&dropped, guest(DROPPED))?;

    let door = Arc::new(Door::default());
    let heard = Heard::default();
    let mut killer = Killer {
        runner: &runner,
        door: Arc::clone(&door),
        lives: Vec::new(),
    };
    let (mut log, events, heard_wrong, heard_to) = thread::scope(|scope| {
        let watcher = scope.spawn(|| watcher::follow(&door, &heard));
        let lives = under_load(&mut killer, plan, &door, dropped, &heard);
        // Whatever went wrong, the watcher must end.
        heard.enough();
        let (events, wrong) = watcher
            .join()
            .map_err(|_| io::Error::other("the watcher broke down"))?;
        let (log, heard_to) = lives?;
        io::Result::Ok((log, events, wrong, heard_to))
    })?;
    let lives = killer.lives;
    let folder = runner.path("data");
    let ledger = ledger(&folder).map_err(io::Error::other)?;
    log.sent.sort_by(|one, other| one.title.cmp(&other.title));
    let evidence = Evidence {
        folder,
        ledger,
        log,
        heard: events,
        heard_to,
        heard_wrong,
        lives,
    };
    let findings = check::check(&evidence);
    Ok(Ran {
        evidence,
        findings,
        seed: plan.seed,
        runner,
    })
}

/// Everything up to the server's last end. Gives the clients' log, and up to which event the watcher must have heard.
fn under_load(
    killer: &mut Killer<'_>,
    plan: &Plan,
    door: &Arc<Door>,
    dropped: PathBuf,
    heard: &Heard,
) -> io::Result<(Log, i64)> {
    let pace = Pace::new(plan.load);
    let mut log = Log::default();
    let process = thread::scope(|scope| {
        let pace = &pace;
        let load = scope.spawn(move || {
            let mut log = load::prepare(Arc::clone(door), pace);
            thread::scope(|scope| {
                let operator = Operator::new(Arc::clone(door), plan.seed, pace, dropped);
                let mut all = vec![scope.spawn(move || operator.run())];
                for number in 1..=CLIENTS {
                    let client = Load::new(Arc::clone(door), plan.seed, number, pace);
                    all.push(scope.spawn(move || client.run()));
                }
                for one in all {
                    log.add(joined(one.join()));
                }
            });
            log
        });
        let process = killer.until_over(Fates::new(plan), pace);
        // The clients must end too when no server can be started.
        if process.is_err() {
            pace.end();
        }
        log.add(joined(load.join()));
        process
    })?;
    let (settled, left) = load::settle(Arc::clone(door), TO_SETTLE);
    log.add(settled);
    log.surprises
        .extend(left.into_iter().map(|job| format!("it did not end: {job}")));
    let heard_to = sentinel(door, heard, &mut log);
    killer.stop(process)?;
    Ok((log, heard_to))
}

/// A thread of ours that broke down is a surprise like any other.
fn joined(log: thread::Result<Log>) -> Log {
    log.unwrap_or_else(|_| Log {
        surprises: vec!["a client broke down: its log is lost".to_owned()],
        ..Log::default()
    })
}

/// One last thing happens, and the watcher must hear of it. Gives its number.
fn sentinel(door: &Arc<Door>, heard: &Heard, log: &mut Log) -> i64 {
    let mut client = Client::new(Arc::clone(door));
    let before = heard.last();
    let change = json!({"weight": 1});
    client.ask(&Request::json("PATCH", "/api/v1/queues/wide", &change));
    let breath = Pace::new(TO_HEAR);
    let (mut last, mut since) = (before, Instant::now());
    // All is quiet: the last is the last once nothing came for a while.
    while last == before || since.elapsed() < Duration::from_secs(1) {
        if !breath.rest(Duration::from_millis(20)) {
            log.surprises
                .push("the last event was not heard".to_owned());
            break;
        }
        if heard.last() != last {
            (last, since) = (heard.last(), Instant::now());
        }
    }
    last
}
