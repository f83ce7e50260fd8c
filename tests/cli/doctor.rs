//! `runner doctor`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use runner_testkit::{Ran, Runner, Server, wait_until};
use serde_json::Value;

use crate::runner;

fn finding(ran: &Ran, check: &str) -> Value {
    let found = ran
        .json_lines()
        .into_iter()
        .find(|line| line["check"] == check);
    found.unwrap_or_else(|| panic!("{check}: {}", ran.stdout))
}

fn doctor(runner: &Runner) -> Ran {
    runner.run(&["doctor", "--json"])
}

#[test]
fn a_server_that_is_well_is_said_to_be() {
    let server = Server::start(runner());
    // Those of the program come behind the start.
    wait_until("the bundled plugins are there", || {
        let (_, plugins) = server.get("/api/v1/plugins");
        (plugins["items"].as_array()?.len() == 3).then_some(())
    });
    let ran = doctor(server.runner());
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    for check in [
        "version",
        "config",
        "data folder",
        "lock",
        "schema",
        "database",
        "clock",
        "plugins",
        "server",
    ] {
        assert_eq!(finding(&ran, check)["status"], "ok", "{}", ran.stdout);
    }
    let said = |check: &str| finding(&ran, check)["message"].as_str().unwrap().to_owned();
    assert_eq!(said("lock"), "a server has the data folder");
    assert!(
        said("server").ends_with(concat!("version ", env!("CARGO_PKG_VERSION"))),
        "{}",
        said("server")
    );
    assert_eq!(said("plugins"), "3 plugins, and all load");
    let lines = server.runner().run(&["doctor"]).stdout;
    assert!(
        lines.contains("\nok    database       it is whole\n"),
        "{lines}"
    );
}

#[test]
fn what_is_wrong_is_told_with_what_to_do_about_it() {
    let runner = Server::start(runner()).stop();
    runner.write("data/runner.toml", "slot = 3\n");
    fs::set_permissions(runner.path("data/token"), fs::Permissions::from_mode(0o644)).unwrap();
    // Whatever the log had is part of the database, after a clean stop.
    let _ = fs::remove_file(runner.path("data/runner.db-wal"));
    runner.write("data/runner.db", "this is no database");
    let ran = doctor(&runner);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    let config = finding(&ran, "config");
    assert_eq!(config["status"], "fail");
    assert!(
        config["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `slots`?"),
        "{config}"
    );
    let rights = finding(&ran, "rights");
    assert_eq!(rights["status"], "warn");
    assert!(
        rights["hint"].as_str().unwrap().starts_with("chmod 600 "),
        "{rights}"
    );
    let database = finding(&ran, "database");
    assert_eq!(database["status"], "fail");
    assert!(
        database["hint"]
            .as_str()
            .unwrap()
            .contains("runner backup restore"),
        "{database}"
    );
    assert_eq!(finding(&ran, "server")["status"], "warn");
}

#[test]
fn before_the_first_start_there_is_nothing_to_complain_of() {
    let runner = runner();
    runner.give_bundled_code();
    let ran = doctor(&runner);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert_eq!(finding(&ran, "database")["message"], "there is none yet");
    assert!(!runner.path("data/runner.db").exists());
}
