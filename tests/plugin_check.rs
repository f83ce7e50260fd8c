//! `runner plugin new` and `runner plugin check`: what they say to the author of a plugin.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use runner_testkit::{Ran, Runner, guest};
use serde_json::Value;

fn runner() -> Runner {
    Runner::new(env!("CARGO_BIN_EXE_runner"))
}

fn check(wasm: &[u8]) -> Ran {
    let runner = runner();
    runner.write("mine.wasm", wasm);
    runner.run(&["plugin", "check", "mine.wasm"])
}

/// What is found of a component that is refused: level, code and message of each, and what to do.
fn refused(wasm: &[u8]) -> String {
    let runner = runner();
    runner.write("mine.wasm", wasm);
    let ran = runner.run(&["plugin", "check", "--json", "mine.wasm"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let found = ran.json();
    assert_eq!(found["ok"], false);
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            format!(
                "{} {}: {}\n  {}\n",
                text(finding, "level"),
                text(finding, "code"),
                text(finding, "message"),
                text(finding, "hint")
            )
        })
        .collect()
}

fn component(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

/// The lines of a page without digest, sizes and times.
fn lasting(page: &str) -> String {
    let lines = page.lines().map(|line| {
        let first = line.split_whitespace().next().unwrap_or_default();
        match first {
            "digest" | "size" | "compiled" | "describe" => format!("  {first} …\n"),
            _ => format!("{line}\n"),
        }
    });
    lines.collect()
}

#[test]
fn a_plugin_that_is_taken_is_shown_with_what_it_reaches_and_costs() {
    let ran = check(guest("echo"));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    insta::assert_snapshot!(lasting(&ran.stdout), @r#"
    echo 1.2.3: Says it again
      digest …
      size …
      compiled …
      exports    describe, run
      describe …
      schema     359 B; a value is checked by 7 parts of it at most
      imports
        runner:job       always there
                         blobs, cache, checkpoint, log, progress, types
        wasi:cli         prints go to the job's log; no arguments, no environment
                         environment, exit, stderr, stdin, stdout, terminal-input, terminal-output, terminal-stderr, terminal-stdin, terminal-stdout
        wasi:io          always there
                         error, poll, streams
        wasi:random      always there
                         insecure-seed

    a server takes it as it is
    "#);
}

#[test]
fn everything_that_refuses_a_component_is_found_at_once_with_what_to_do() {
    insta::assert_snapshot!(refused(&component("(module)")), @r#"
    error no_component: it is no WASM component: it is a core module; build it for the target wasm32-wasip2, or wrap it with `wasm-tools component new`
      give it the .wasm file that the build ends with: `runner plugin new` shows a build for each language
    "#);
    let wrong = r#"(component
        (import "runner:job/log@0.2.0" (instance))
        (import "wasi:http/incoming-handler@0.2.0" (instance))
        (import "env" (func)))"#;
    insta::assert_snapshot!(refused(&component(wrong)), @r#"
    error bad_imports: it imports `runner:job/log@0.2.0`, which the host does not have; it has runner:job/log in versions 0.1.x, not "0.2.0"
      build it against the wit/job.wit of this host: `runner plugin new` writes it
    error bad_imports: it imports `wasi:http/incoming-handler@0.2.0`, which the host does not have; did you mean `wasi:http/outgoing-handler`?
      a processor sends requests and is sent none: import wasi:http/outgoing-handler alone
    error bad_imports: it imports `env`, which the host does not have; it has runner:job and, of WASI 0.2, cli, clocks, filesystem, http, io, random and sockets
      something in it expects `env` of another host, as code for browsers or C libraries does: leave that dependency out
    error bad_exports: it does not export `describe`: a processor exports `describe` and `run` (world `processor` of runner:job@0.1.0)
      build it for the world `processor` of wit/job.wit; in Rust, `runner_plugin::export!(YourType);` exports both
    error bad_exports: it does not export `run`: a processor exports `describe` and `run` (world `processor` of runner:job@0.1.0)
      build it for the world `processor` of wit/job.wit; in Rust, `runner_plugin::export!(YourType);` exports both
    "#);
    insta::assert_snapshot!(refused(guest("schema_type")), @r#"
    error bad_schema: its params-schema is refused: "intger" is not valid under any of the schemas listed in the 'anyOf' keyword (at `/properties/count/type`)
      mend it at that place: it is JSON Schema 2020-12, and its patterns have neither look-around nor back-references
    warning open_schema: its params-schema accepts params that it does not name: a misspelt one goes unnoticed
      add "additionalProperties": false to it; in Rust, #[serde(deny_unknown_fields)] on the params
    warning undescribed: nothing says what these params are for: count
      give each a "description": `runner plugin show` and the dashboard show it; in Rust, a doc comment
    "#);
    insta::assert_snapshot!(refused(guest("changing")), @r#"
    error bad_descriptor: its `describe` does not give the same answer every time
      it is asked once for each version: leave time, chance and counters out of it
    "#);
    insta::assert_snapshot!(refused(guest("describe_name")), @r#"
    error bad_descriptor: `../../etc/passwd` is no processor name: use lower-case letters, digits and `-`, beginning with a letter, at most 64
      change it where `describe` says it
    "#);
}

#[test]
fn a_file_that_is_not_there_is_said() {
    insta::assert_snapshot!(runner().run(&["plugin", "check", "mine.wasm"]).said(), @r#"
    exit Some(3)
    error: cannot read the plugin mine.wasm: No such file or directory (os error 2)
    hint: a plugin is a .wasm file, built for wasm32-wasip2
    "#);
}

#[test]
fn a_plugin_that_does_not_load_is_sent_to_the_check() {
    let runner = runner();
    runner.write("mine.wasm", component("(component)"));
    insta::assert_snapshot!(runner.run(&["run", "mine.wasm"]).said(), @r#"
    exit Some(1)
    error: cannot load mine.wasm: it does not export `describe`: a processor exports `describe` and `run` (world `processor` of runner:job@0.1.0)
    hint: what to do about it: runner plugin check mine.wasm
    "#);
}

#[test]
fn a_new_project_says_what_comes_next() {
    let runner = runner();
    let ran = runner.run(&["plugin", "new", "word-search", "--lang", "python"]);
    assert_eq!(ran.line(), "word-search");
    insta::assert_snapshot!(ran.stderr, @r#"
    it searches a text for a word; make it yours. Next:
      cd word-search
      python3 -m unittest discover tests
      python3 build.py
      runner plugin check word-search.wasm
    "#);
    let app = runner.read("word-search/src/app.py");
    assert!(app.contains("name=\"word-search\""), "{app}");
    assert!(
        runner
            .read("word-search/wit/deps/http.wit")
            .contains("package wasi:http@")
    );

    let args = [
        "plugin", "new", "other", "--lang", "rust", "--dir", "mine", "--json",
    ];
    let written = runner.run(&args).json();
    assert_eq!(written["folder"], "mine");
    assert_eq!(written["plugin"], "target/wasm32-wasip2/release/other.wasm");
    for file in written["files"].as_array().unwrap() {
        assert!(
            runner.path("mine").join(file.as_str().unwrap()).is_file(),
            "{file}"
        );
    }
}

#[test]
fn a_project_is_never_written_over_and_its_name_is_one_that_a_server_takes() {
    let runner = runner();
    runner.write("taken", "");
    let new = |name: &str| {
        runner
            .run(&["plugin", "new", name, "--lang", "javascript"])
            .said()
    };
    insta::assert_snapshot!(new("taken"), @r#"
    exit Some(2)
    error: taken is there already
    hint: a project is written into a new folder: name another with --dir
    "#);
    insta::assert_snapshot!(new("Word_Search"), @r#"
    exit Some(2)
    error: `Word_Search` is no processor name: use lower-case letters, digits and `-`, beginning with a letter, at most 64
    hint: a name such as word-search becomes a kind of job
    "#);
    let nowhere = ["plugin", "new", "a", "--lang", "rust", "--dir", "no/where"];
    insta::assert_snapshot!(runner.run(&nowhere).said(), @r#"
    exit Some(3)
    error: the folder for no/where is not there
    hint: make it first, or name another with --dir
    "#);
    assert_eq!(runner.files(), ["taken"]);
}
