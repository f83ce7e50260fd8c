//! What does not become a plugin, and what is said about it; what is compiled once and not again.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use runner_model::ByteSize;
use runner_sandbox::{CompileLimits, Compiled, LoadError};
use runner_testkit::{Bench, guest, guest_names};

const RUNNER: &str = env!("CARGO_BIN_EXE_runner");

fn bench() -> Bench {
    Bench::new(RUNNER)
}

fn refused(bench: &Bench, wasm: &[u8]) -> String {
    match bench.sandbox.load(wasm) {
        Ok(plugin) => panic!("{} was taken", plugin.descriptor().name),
        Err(error) => error.to_string(),
    }
}

fn component(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

#[test]
fn every_guest_of_the_tests_loads_or_is_one_that_must_not() {
    let bench = bench();
    for name in guest_names() {
        let must_not = name.starts_with("schema_") || name.starts_with("describe_");
        assert_eq!(bench.load(name).is_err(), must_not, "{name}");
    }
}

#[test]
fn a_plugin_is_compiled_and_described_once() {
    let bench = bench();
    let first = bench.load("noop").unwrap();
    assert!(matches!(first.compiled(), Compiled::Now { .. }));
    let second = bench.load("noop").unwrap();
    assert_eq!(second.compiled(), Compiled::Before);
    assert_eq!(first.digest(), second.digest());
    assert_eq!(first.descriptor(), second.descriptor());
    // The host itself never compiled: both times the code came from the worker's cache.
    assert_eq!(bench.sandbox.cache_use(), (2, 0));
}

/// All files in the cache.
fn cached(bench: &Bench) -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    below(&bench.folder().join("cache"), &mut found);
    found.sort();
    found
}

/// The files of compiled code that are kept.
fn kept(bench: &Bench) -> Vec<PathBuf> {
    let files = cached(bench).into_iter();
    files.filter(|file| file.extension().is_none()).collect()
}

#[test]
fn nothing_is_left_of_a_plugin_that_is_forgotten_and_it_is_compiled_again() {
    let bench = bench();
    let plugin = bench.load("noop").unwrap();
    assert!(cached(&bench).len() >= 3, "{:?}", cached(&bench));
    let other = bench.load("count").unwrap();
    bench.sandbox.forget([&plugin.digest(), &other.digest()]);
    assert!(cached(&bench).is_empty());
    // Where the workers worked, nothing is left either.
    let folders = std::fs::read_dir(bench.folder().join("cache/code")).unwrap();
    let folders = folders.map(|folder| folder.unwrap().file_name());
    assert_eq!(folders.collect::<Vec<_>>(), ["modules"]);
    let again = bench.load("noop").unwrap();
    assert!(matches!(again.compiled(), Compiled::Now { .. }));
}

#[test]
fn of_a_plugin_that_is_refused_no_code_is_kept() {
    let bench = bench();
    bench.load("noop").unwrap();
    let before = kept(&bench);
    assert!(!before.is_empty());
    // At the schema, at `describe`, at the name, at an import.
    for name in ["schema_ref", "describe_panic", "describe_name"] {
        refused(&bench, guest(name));
        assert_eq!(kept(&bench), before, "{name}");
        let found = bench.sandbox.inspect(guest(name), &mut || {});
        assert!(!found.problems.is_empty());
        assert_eq!(kept(&bench), before, "{name}");
    }
    let unknown = component(
        r#"(component (core module (func)) (import "wasi:keyvalue/store@0.2.0" (instance)))"#,
    );
    refused(&bench, &unknown);
    assert_eq!(kept(&bench), before);
    assert_eq!(bench.load("noop").unwrap().compiled(), Compiled::Before);
}

#[test]
fn code_that_was_evicted_is_compiled_by_the_worker_again() {
    let bench = bench();
    bench.load("noop").unwrap();
    let modules = bench.folder().join("cache/code/modules");
    std::fs::remove_dir_all(&modules).unwrap();
    let again = bench.load("noop").unwrap();
    assert!(matches!(again.compiled(), Compiled::Now { .. }));
    assert_eq!(bench.sandbox.cache_use(), (2, 0));
}

#[test]
fn a_compilation_beyond_its_limits_is_refused_and_the_next_one_works() {
    let limits = CompileLimits::default();
    let little = CompileLimits {
        memory: ByteSize::mib(16),
        ..limits
    };
    let said = refused(&Bench::limited(RUNNER, little), guest("noop"));
    assert!(said.contains("memory"), "{said}");
    let short = CompileLimits {
        wall: Duration::from_millis(1),
        ..limits
    };
    let bench = Bench::limited(RUNNER, short);
    insta::assert_snapshot!(refused(&bench, guest("noop")), @"it does not compile: compiling it took longer than 1ms");
    // Nothing half done is taken for done.
    assert!(bench.load("noop").is_err());
    assert_eq!(bench.sandbox.cache_use(), (0, 0));
}

#[test]
fn schemas_that_reach_out_blow_up_or_go_in_circles_are_refused() {
    let bench = bench();
    insta::assert_snapshot!(refused(&bench, guest("schema_ref")), @r#"its params-schema is refused: it refers to "http://169.254.169.254/latest/meta-data", which is outside the schema; nothing was fetched. Use `#/$defs/…`"#);
    insta::assert_snapshot!(refused(&bench, guest("schema_circle")), @r##"its params-schema is refused: "#/$defs/a" refers back to itself without going deeper into the document"##);
    assert!(refused(&bench, guest("schema_pattern")).starts_with("its params-schema is refused: "));
}

#[test]
fn a_describe_that_loops_or_lies_is_refused() {
    let bench = bench();
    let said = refused(&bench, guest("describe_spin"));
    let limits = ["all its fuel, 10 billion", "longer than 2s"];
    assert!(limits.iter().any(|limit| said.contains(limit)), "{said}");
    insta::assert_snapshot!(refused(&bench, guest("describe_name")), @"`../../etc/passwd` is no processor name: use lower-case letters, digits and `-`, beginning with a letter, at most 64");
}

#[test]
fn what_is_no_component_is_said_plainly() {
    let bench = bench();
    insta::assert_snapshot!(refused(&bench, b"#!/bin/sh\n"), @"it is no WASM component: it is no WASM at all");
    insta::assert_snapshot!(refused(&bench, &component("(module)")), @"it is no WASM component: it is a core module; build it for the target wasm32-wasip2, or wrap it with `wasm-tools component new`");
    let cut = &guest("noop")[..1000];
    assert!(matches!(
        bench.sandbox.load(cut),
        Err(LoadError::Refused(_))
    ));
}

#[test]
fn missing_exports_and_unknown_imports_are_named() {
    let bench = bench();
    insta::assert_snapshot!(refused(&bench, &component("(component)")), @"it does not export `describe`: a processor exports `describe` and `run` (world `processor` of runner:job@0.1.0)");
    let unknown = r#"(component (import "wasi:keyvalue/store@0.2.0" (instance)))"#;
    insta::assert_snapshot!(refused(&bench, &component(unknown)), @"it imports `wasi:keyvalue/store@0.2.0`, which the host does not have; it has runner:job and, of WASI 0.2, cli, clocks, filesystem, http, io, random and sockets");
    let misspelt = r#"(component (import "runner:job/logs@0.1.0" (instance)))"#;
    insta::assert_snapshot!(refused(&bench, &component(misspelt)), @"it imports `runner:job/logs@0.1.0`, which the host does not have; did you mean `runner:job/log`?");
    let other_version = r#"(component (import "runner:job/log@0.2.0" (instance)))"#;
    insta::assert_snapshot!(refused(&bench, &component(other_version)), @r#"it imports `runner:job/log@0.2.0`, which the host does not have; it has runner:job/log in versions 0.1.x, not "0.2.0""#);
}

/// A guest with a function of another name: as a stranger may call it.
fn renamed(guest: &[u8], from: &str, to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut wasm = guest.to_vec();
    let mut count = 0;
    for at in 0..wasm.len() - from.len() {
        if wasm[at..].starts_with(from.as_bytes()) {
            wasm[at..at + to.len()].copy_from_slice(to);
            count += 1;
        }
    }
    assert!(count > 0, "there is no {from}");
    wasm
}

#[tokio::test]
async fn what_a_stranger_calls_its_parts_does_nothing_to_a_terminal() {
    let bench = bench();
    let is_harmless = |said: &str| {
        let harm = |c: char| runner_model::is_hidden(c);
        assert!(!said.contains(harm), "{said:?}");
    };
    for (text, part) in [
        (r#"(component (import "a\1b[31mb" (instance)))"#, "[31m"),
        (
            r#"(component (core module $m (import "\1b[31m" "\c2\9b2J" (func)))
                (core instance (instantiate $m)))"#,
            "[31m",
        ),
        (
            r#"(component (import "wasi:io/\e2\80\aepoll@0.2.0" (instance)))"#,
            "poll",
        ),
    ] {
        let said = refused(&bench, &component(text));
        is_harmless(&said);
        assert!(said.contains(part), "{said}");
    }
    // Functions, in the stack of one that breaks down: when it is asked what it is, and when it runs.
    let wasm = renamed(guest("describe_panic"), "5inner", b"5\x1b[31m");
    let said = refused(&bench, &wasm);
    is_harmless(&said);
    assert!(
        said.contains("its `describe` failed") && said.contains("[31m"),
        "{said}"
    );
    let wasm = renamed(guest("panic"), "5inner", "5\u{9b}31m".as_bytes());
    let plugin = bench.sandbox.load(&wasm).unwrap();
    let limits = runner_model::Limits::default();
    let mut attempt = bench
        .sandbox
        .start(&plugin, bench.spec("{}", limits.clone()));
    let failure = attempt.wait().await.outcome.failure(&limits).unwrap();
    let stack = failure.detail.unwrap();
    is_harmless(&failure.message);
    is_harmless(&stack);
    assert!(stack.contains("31m"), "{stack}");
}

#[test]
fn an_import_of_another_type_is_refused_before_anything_runs() {
    let other_type = r#"(component (import "runner:job/progress@0.1.0" (instance (export "report" (func (param "done" string))))))"#;
    let bench = bench();
    assert!(bench.sandbox.load(&component(other_type)).is_err());
}

#[test]
fn a_worker_that_cannot_be_started_is_the_hosts_fault() {
    let bench = Bench::new("/nowhere/runner");
    assert!(matches!(bench.load("noop"), Err(LoadError::Host(_))));
}
