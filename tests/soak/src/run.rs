//! One run: plugins come, are changed under load, and go; and what is left is looked at.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use runner_store::testing::{age_blobs, ledger};
use runner_testkit::{Runner, Server};
use serde_json::{Value, json};

use crate::check::{self, Finding};
use crate::client::{Asked, CLIENTS, Client, Load};
use crate::components::Components;
use crate::disk::Disk;
use crate::operator::{Done, OPERATORS, Operator};
use crate::plan::Plan;
use crate::report;
use crate::usage::Usage;

/// So little that code is unloaded and loaded again all the time, and that code which is kept where it should not be is
/// seen as memory.
const LOADED_CODE: &str = "16MiB";

/// How old the collector takes what is to be collected for.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A run that is over.
#[derive(Debug)]
pub struct Ran {
    /// What was checked, and what was found.
    pub findings: Vec<Finding>,
    pub(crate) facts: Facts,
    runner: Runner,
}

/// What a run was like.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) plan: Plan,
    pub(crate) component_bytes: usize,
    pub(crate) took: Duration,
    pub(crate) done: Vec<Done>,
    pub(crate) fresh: Usage,
    pub(crate) warm: Usage,
    pub(crate) after: Usage,
    pub(crate) emptied: Usage,
    /// How much lay on the disk before anything came, when all had come, and when all had gone.
    pub(crate) disk: [Disk; 3],
    pub(crate) upkeep: Vec<String>,
    pub(crate) jobs: check::Counts,
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
        report::of(&self.facts, &self.findings)
    }

    /// Leaves the data folder where it is, for somebody to look at.
    pub fn keep(self) -> PathBuf {
        self.runner.keep()
    }
}

/// Does what a plan says, and checks what comes of it. Errors are of the machine. A server that does not answer ends it
/// by a panic.
pub fn run(plan: &Plan) -> io::Result<Ran> {
    let components = Components::new()?;
    let began = Instant::now();
    let runner = Runner::new(&plan.program);
    fs::create_dir_all(runner.path("data"))?;
    runner.write(
        "data/runner.toml",
        format!("loaded_code = \"{LOADED_CODE}\"\n"),
    );
    let server = Server::start(runner);
    let data = server.runner().path("data");
    let (empty, fresh) = (Disk::of(&data)?, Usage::of(server.process())?);

    let mut operators: Vec<Operator<'_>> = (0..OPERATORS)
        .map(|number| Operator::new(&server, &components, plan, number))
        .collect();
    each(&mut operators, Operator::begin);
    (plan.say)("each plugin is there; now a part of the changes under load, to warm up");
    let mut asked = under_load(&server, plan, 0, || {
        each(&mut operators, |one| one.go_on(warm_versions(plan)));
    });
    let warm = Usage::calm(server.process(), plan.calm, None)?;
    (plan.say)(&format!("warm: {warm}; now all the changes"));
    asked.extend(under_load(&server, plan, 1, || {
        each(&mut operators, |one| one.go_on(plan.versions));
    }));
    let after = Usage::calm(server.process(), plan.calm, Some(&warm))?;
    let full = Disk::of(&data)?;
    (plan.say)(&format!("after them: {after}; now all of them go"));

    let mut findings = check::server(&server, &operators, &components);
    let kept = ledger(&data).map_err(io::Error::other)?;
    let (of_jobs, jobs) = check::jobs(&asked, &kept, &operators, &components);
    findings.extend(of_jobs);
    each(&mut operators, Operator::end);
    let upkeep = upkeep(&server, &data)?;
    let emptied = Usage::calm(server.process(), plan.calm, Some(&warm))?;
    let gone = Disk::of(&data)?;
    findings.push(check::nothing_is_loaded(&server));
    findings.push(check::usage(&fresh, &warm, &after, &emptied));
    findings.push(check::disk([&empty, &full, &gone]));
    let done: Vec<Done> = operators.into_iter().map(|one| one.done).collect();
    findings.push(check::answers(&done));
    findings.push(check::log(&server.log()));
    Ok(Ran {
        findings,
        facts: Facts {
            plan: plan.clone(),
            component_bytes: components.bytes(),
            took: began.elapsed(),
            done,
            fresh,
            warm,
            after,
            emptied,
            disk: [empty, full, gone],
            upkeep,
            jobs,
        },
        runner: server.stop(),
    })
}

/// How many versions each plugin has once the server is warm.
fn warm_versions(plan: &Plan) -> u32 {
    2.max(plan.versions / 5)
}

/// All operators do something at once.
fn each<'a>(operators: &mut [Operator<'a>], what: impl Fn(&mut Operator<'a>) + Sync) {
    thread::scope(|scope| {
        for operator in operators {
            scope.spawn(|| what(operator));
        }
    });
}

/// Does something while clients submit, and gives what they were told.
fn under_load(server: &Server, plan: &Plan, part: u64, what: impl FnOnce()) -> Vec<Asked> {
    let load = Load::default();
    let seed = plan.seed.wrapping_add(1 << 20).wrapping_add(part);
    thread::scope(|scope| {
        let clients: Vec<_> = (1..=CLIENTS)
            .map(|number| {
                let client = Client::new(server, seed, number, plan.plugins);
                scope.spawn(|| client.run(&load))
            })
            .collect();
        // The load ends with it, however it does.
        let ends = Ends(&load);
        what();
        drop(ends);
        let asked = clients.into_iter().flat_map(|client| {
            client
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        asked.collect()
    })
}

/// Ends a load when it is dropped.
struct Ends<'a>(&'a Load);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Collects blobs as the server's schedule does, with hours between: what nothing names is marked, and removed an hour
/// later.
fn upkeep(server: &Server, data: &std::path::Path) -> io::Result<Vec<String>> {
    let mut said = Vec::new();
    for _ in 0..2 {
        age_blobs(data, HOUR).map_err(io::Error::other)?;
        let path = "/api/v1/schedules/collect-blobs/trigger";
        let (status, body): (u16, Value) = server.post(path, &json!({}));
        said.push(match body["message"].as_str() {
            Some(message) if status == 200 => message.to_owned(),
            _ => format!("{status} {body}"),
        });
    }
    Ok(said)
}
