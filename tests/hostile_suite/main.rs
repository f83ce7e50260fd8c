//! Every attack at once on a real server, by guests that were dropped into its folder: each ends as it should, and nobody
//! else notices.
//!
//! Where the attacks of other kinds are tested:
//!
//! | attack | tests |
//! |---|---|
//! | names that lead to 127.0.0.1, ::1, ::ffff:127.0.0.1, 169.254.169.254, 0.0.0.0, 100.64.0.0/10, fc00::/7 | `tests/http/addresses.rs`: `a_name_that_leads_to_an_address_of_our_own_is_refused` |
//! | names that change between the check and the connection | `tests/http/addresses.rs`: `what_changes_between_…` |
//! | other spellings of addresses, redirects to loopback | `tests/http/addresses.rs` |
//! | requests in absolute form, other hosts in a request, headers of the host's, tunnels | `tests/http/requests.rs` |
//! | floods of headers and bodies that guests send | `tests/http/requests.rs`, `tests/http/limits.rs` |
//! | floods of heads, headers, bodies, trailers and chunk extensions that servers send; answers byte by byte | `tests/http/answers.rs` |
//! | guests that wait for a server for ever, cancelled and frozen | `tests/http/steering.rs` |
//! | guests that want nothing and send requests | here, and `tests/http/grants.rs`: `a_plugin_that_asks_for_nothing_…` |
//! | files, environment, arguments, sockets | here, and `tests/outcomes.rs`: `files_environment_and_sockets_lead_nowhere` |
//! | each tight limit, just below and just above | `tests/limits/tight.rs` |
//! | schemas that reach out, go in circles, or multiply | `tests/loading.rs`, and `schema/` of `host/sandbox` |
//! | `describe` that loops, lies, gives a path | here, and `tests/loading.rs` |
//! | `describe` that changes | `tests/plugin_check.rs` |
//! | another plugin's name | here, and `tests/inbox.rs` |
//! | components that were changed here and there | `tests/mutations.rs`, and `plugin/mutations.rs` of `host/sandbox` |
//! | secrets in what guests say | `tests/http/secrets.rs`, `tests/secrets.rs` |
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod attacks;
mod shown;
mod watch;

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use runner_testkit::{Runner, Server, Site, guest, guest_names, wait_until};
use serde_json::{Value, json};

use attacks::{Attack, End, REFUSED};
use watch::{Health, memory, open_files};

/// The slowest that anybody else is answered, on a machine that adds nothing by itself.
const SLOWEST: Duration = Duration::from_millis(100);

/// How often each attack is made in a round.
const TIMES: usize = 2;

/// What two rounds may add to what the server holds, in bytes: SQLite's pages (32 MiB for the thread that writes, 8 MiB
/// for each that reads), which fill as the database grows, and what the allocator keeps. A mebibyte that each attack
/// left behind would be more.
const MOST_GROWTH: u64 = 96 << 20;

/// Starts a server with guests in its folder, and waits until all of them are judged.
fn server(site: &Site, guests: &BTreeSet<&str>) -> Server {
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    let folder = runner.path("data/plugins");
    fs::create_dir_all(&folder).unwrap();
    for name in guests {
        fs::write(folder.join(format!("{name}.wasm")), guest(name)).unwrap();
    }
    let grant = format!("[[plugin.fetch.http]]\nto = \"{}\"\n", site.url(""));
    runner.write("data/runner.toml", grant);
    let server = Server::start(runner);
    wait_until("all guests are judged", || {
        let (_, list) = server.get("/api/v1/plugins");
        let count = |of: &str| list[of].as_array().map_or(0, Vec::len);
        let bundled = runner_plugins::all().count();
        (count("items") - bundled + count("refused") == guests.len()).then_some(())
    });
    server
}

/// Makes every attack at once, waits for their ends, and gives the jobs.
fn round(server: &Server, attacks: &[Attack], times: usize) -> Vec<Value> {
    let job = |attack: &Attack| {
        let limits: serde_json::Map<String, Value> = attack
            .limits
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        let inputs = match attack.guest {
            "open_flood" => json!({"data": {"text": "text"}}),
            _ => json!({}),
        };
        json!({
            "processor": attack.guest.replace('_', "-"), "params": attack.params, "limits": limits,
            "inputs": inputs, "max_attempts": 1,
        })
    };
    let jobs: Vec<Value> = (0..times).flat_map(|_| attacks.iter().map(job)).collect();
    let (status, taken) = server.post("/api/v1/jobs/bulk", &json!({ "jobs": jobs }));
    assert_eq!(status, 201, "{taken}");
    let ids = taken["ids"].as_array().unwrap().iter();
    ids.map(|id| server.wait_for_end(id.as_str().unwrap()))
        .collect()
}

/// What is wrong about how attacks ended.
fn wrong<'a>(attacks: &'a [Attack], ended: &'a [Value]) -> impl Iterator<Item = String> + 'a {
    let all = attacks.iter().cycle().zip(ended);
    all.filter_map(|(attack, job)| {
        let (state, error) = (job["state"].as_str().unwrap(), &job["error"]);
        let is_right = match &attack.end {
            End::Completes => state == "completed",
            End::Fails(code, message) => {
                let said = error["message"].as_str().unwrap_or_default();
                state == "failed" && error["code"] == *code && said.starts_with(message)
            }
        };
        let (guest, params) = (attack.guest, &attack.params);
        (!is_right).then(|| format!("{guest} {params} is {state}: {error}"))
    })
}

#[test]
fn attacks_end_as_they_should_and_nobody_else_notices() {
    let site = Site::start();
    let attacks = attacks::all(&site);
    let mut guests: BTreeSet<&str> = attacks.iter().map(|attack| attack.guest).collect();
    guests.extend(REFUSED.iter().map(|(name, ..)| *name));
    guests.extend(["noop", "echo"]);
    let server = server(&site, &guests);
    let refused = refusals(&server);
    for (name, code, reason) in REFUSED {
        let found = refused
            .iter()
            .find(|one| one["file"] == format!("plugins/{name}.wasm"));
        let found = found.unwrap_or_else(|| panic!("{name} was taken"));
        let said = found["message"].as_str().unwrap();
        assert!(found["code"] == *code && said.contains(reason), "{found}");
        assert!(!said.contains(shown::is_obeyed), "{found}");
    }

    // What is made once is made now: threads, code, pages of the store.
    let mut problems: Vec<String> = wrong(&attacks, &round(&server, &attacks, 1)).collect();
    assert_eq!(problems, [""; 0]);
    let (before, files) = (settled_memory(&server), open_files(&server));
    let health = Health::watch(&server);
    let first = round(&server, &attacks, TIMES);
    let between = settled_memory(&server);
    let second = round(&server, &attacks, TIMES);
    let after = settled_memory(&server);
    let answers = health.end();
    problems.extend(wrong(&attacks, &first).chain(wrong(&attacks, &second)));
    assert_eq!(problems, [""; 0]);
    assert!(
        answers.slowest < SLOWEST + answers.latest,
        "the slowest of {} answers took {:?}; the test itself woke up too late by {:?} at most",
        answers.count,
        answers.slowest,
        answers.latest
    );
    let grown = after.saturating_sub(between.min(before));
    assert!(
        grown < MOST_GROWTH,
        "{grown} bytes more: {before} before, {between} after a round, {after} after another"
    );

    nothing_is_left(&server, files);
    let (_, job) = server.post(
        "/api/v1/jobs",
        &json!({"processor": "echo", "params": {"say": "hi"}}),
    );
    let done = server.wait_for(job["id"].as_str().unwrap(), "completed");
    assert_eq!(done["result"]["said"], "hi");
    shown::is_harmless(&server, &second);
}

fn refusals(server: &Server) -> Vec<Value> {
    let (_, list) = server.get("/api/v1/plugins");
    list["refused"].as_array().unwrap().clone()
}

/// No slot is held, and no file of an attempt is there any more or open.
fn nothing_is_left(server: &Server, files: usize) {
    let (_, workers) = server.get("/api/v1/workers");
    assert_eq!(workers["items"][0]["busy"], 0, "{workers}");
    let work = server.runner().path("data/work");
    let left: Vec<_> = fs::read_dir(work)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(left.is_empty(), "{left:?}");
    wait_until("all files are closed", || {
        (open_files(server) <= files + 8).then_some(())
    });
}

/// What the server holds once nothing runs any more: the least of some looks at it.
fn settled_memory(server: &Server) -> u64 {
    wait_until("all slots are free", || {
        let (_, workers) = server.get("/api/v1/workers");
        (workers["items"][0]["busy"] == 0).then_some(())
    });
    let looks = (0..20).map(|_| {
        server.get("/readyz");
        memory(server)
    });
    looks.min().unwrap()
}

#[test]
fn another_plugins_name_is_not_taken_over() {
    let site = Site::start();
    let server = server(&site, &BTreeSet::from(["noop"]));
    let (_, before) = server.get("/api/v1/plugins/noop");
    let thief = server.runner().path("data/plugins/takes_name.wasm");
    fs::write(thief, guest("takes_name")).unwrap();
    let refused = wait_until("it is refused", || refusals(&server).pop());
    assert_eq!(refused["code"], "name_taken", "{refused}");
    let (_, after) = server.get("/api/v1/plugins/noop");
    assert_eq!(before["digest"], after["digest"]);
}

#[test]
fn every_hostile_guest_takes_part() {
    let site = Site::start();
    let attacks = attacks::all(&site);
    let mut used: BTreeSet<&str> = attacks.iter().map(|attack| attack.guest).collect();
    used.extend(REFUSED.iter().map(|(name, ..)| *name));
    // Each in a test of its own.
    used.extend([
        "takes_name",
        "http_tricks",
        "memory_search",
        "describe_panic",
    ]);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/hostile");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(used.contains(name), "{name} attacks nobody");
        assert!(
            guest_names().any(|known| known == name),
            "{name} is not built"
        );
    }
}
