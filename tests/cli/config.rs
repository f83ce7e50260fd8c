//! `runner config`, and what a server makes of file, environment and flags.

use std::fs;

use runner_testkit::{Ran, Runner};
use serde_json::json;

use crate::runner;

fn with(runner: &Runner, environment: &[(&str, &str)], args: &[&str]) -> Ran {
    let output = runner
        .command(args)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let runner = runner();
    runner.write(
        "c.toml",
        "# Ours.\nslots = 3\nmax_frozen = 5\ndrain = \"1m\"\n\n[limits]\nfuel = \"1G\"\n",
    );
    let environment = [
        ("RUNNER_SLOTS", "4"),
        ("RUNNER_MAX_FROZEN", "6"),
        ("RUNNER_LISTEN", ""),
    ];
    let args = [
        "config",
        "show",
        "--config",
        "c.toml",
        "--slots",
        "7",
        "--ca-file",
        "ca.pem",
    ];
    let shown = with(&runner, &environment, &args);
    insta::assert_snapshot!(shown.line(), @r#"
    listen = "127.0.0.1:7070"                                           # default
    tls_cert = ""                                                       # default
    tls_key = ""                                                        # default
    cors_origins = []                                                   # default
    slots = 7                                                           # --slots
    max_frozen = 6                                                      # RUNNER_MAX_FROZEN
    frozen_memory = "2GiB"                                              # default
    loaded_code = "512MiB"                                              # default
    ca_file = "ca.pem"                                                  # --ca-file
    drain = "1m"                                                        # file, line 4
    log = "warn,runner_engine::plugins=info,runner_engine::inbox=info"  # default
    log_format = "text"                                                 # default

    [limits]
    fuel = "1000000000"
    "#);
    // It is a file that says the same.
    runner.write("again.toml", &shown.stdout);
    assert_eq!(runner.run(&["config", "check", "again.toml"]).code, Some(0));
    let json = with(&runner, &environment, &[&args[..], &["--json"]].concat()).json();
    assert_eq!(
        json["settings"]["slots"],
        json!({"value": 7, "from": "flag", "name": "--slots"})
    );
    assert_eq!(
        json["settings"]["max_frozen"],
        json!({"value": 6, "from": "env", "name": "RUNNER_MAX_FROZEN"})
    );
    assert_eq!(
        json["settings"]["drain"],
        json!({"value": "1m", "from": "file", "line": 4})
    );
    assert_eq!(json["settings"]["listen"]["from"], "default");
    assert_eq!(json["limits"]["fuel"], "1000000000");
}

#[test]
fn what_is_no_value_is_refused_wherever_it_is_said() {
    let runner = runner();
    let said =
        |environment: &[(&str, &str)], args: &[&str]| with(&runner, environment, args).said();
    insta::assert_snapshot!(said(&[("RUNNER_SLOTS", "many")], &["config", "show"]), @r"
    exit Some(2)
    error: RUNNER_SLOTS: write a number from 1 to 10000, or `auto` for 4 for each core
    ");
    insta::assert_snapshot!(said(&[("RUNNER_DRAIN", "soon")], &["serve"]), @r"
    exit Some(2)
    error: RUNNER_DRAIN: `soon` is no duration: write `500ms`, `30s`, `5m`
    ");
    insta::assert_snapshot!(said(&[], &["serve", "--listen", "7070"]), @r"
    exit Some(2)
    error: invalid value '7070' for '--listen <ADDRESS>': `7070` is no address: write `127.0.0.1:7070`

    For more information, try '--help'.
    ");
    runner.write("c.toml", "\nslot = 3\n");
    insta::assert_snapshot!(said(&[], &["config", "check", "c.toml"]), @r"
    exit Some(2)
    error: c.toml:2: there is no key `slot`: did you mean `slots`?

        slot = 3
    ");
    assert!(!runner.path("data/runner.db").exists());
}

#[test]
fn a_variable_that_is_misspelt_is_told() {
    let runner = runner();
    let shown = with(&runner, &[("RUNNER_SLOT", "3")], &["config", "show"]);
    assert_eq!(shown.code, Some(0));
    assert!(
        shown
            .stderr
            .contains("RUNNER_SLOT means nothing to runner: did you mean RUNNER_SLOTS?"),
        "{}",
        shown.stderr
    );
}

#[test]
fn the_file_of_defaults_changes_nothing_and_has_a_schema() {
    let runner = runner();
    let file = runner.run(&["config", "default"]);
    assert_eq!(file.code, Some(0));
    fs::create_dir_all(runner.path("data")).unwrap();
    let before = runner.run(&["config", "show", "--json"]).json();
    runner.write("data/runner.toml", &file.stdout);
    let after = runner.run(&["config", "show", "--json"]).json();
    for (name, setting) in before["settings"].as_object().unwrap() {
        assert_eq!(after["settings"][name]["value"], setting["value"], "{name}");
        assert_eq!(after["settings"][name]["from"], "file", "{name}");
    }
    let checked = runner.run(&["config", "check", "--json"]).json();
    assert_eq!(
        (&checked["grants"], &checked["limits"]),
        (&json!(0), &json!(0))
    );
    let schema = runner.run(&["config", "schema"]).json();
    assert_eq!(schema["properties"]["slots"]["default"], "auto");
    assert_eq!(schema["additionalProperties"], false);
}
