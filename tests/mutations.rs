//! Components that were changed here and there, all the way: compiled in the worker, linked, described, run.
//! What comes before the compilation has its ten thousand in `plugin/mutations.rs` of `host/sandbox`.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use runner_model::{Limit, Limits};
use runner_sandbox::Outcome;
use runner_test_components::{Mutation, Mutations};
use runner_testkit::{Bench, guest};

/// How many are compiled: a fiftieth of those that are validated.
fn many() -> usize {
    let said = std::env::var("RUNNER_MUTATIONS").ok();
    said.map_or(200, |said| {
        let validated: usize = said.parse().expect("RUNNER_MUTATIONS is a number");
        validated.div_ceil(50)
    })
}

/// The most memory that this process had at once, in bytes.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.unwrap().trim().trim_end_matches(" kB");
    kib.parse::<u64>().unwrap() * 1024
}

#[tokio::test]
async fn two_hundred_changed_components_are_compiled_and_run_and_break_nothing() {
    let bench = Bench::new(env!("CARGO_BIN_EXE_runner"));
    let limits = Limits::default()
        .with(Limit::Fuel, 50_000_000)
        .with(Limit::Timeout, 2_000)
        .with(Limit::Memory, 32 << 20);
    let wasm = guest("table_growth");
    bench.sandbox.load(wasm).unwrap();
    let before = memory();
    let mut ends: BTreeMap<&'static str, usize> = BTreeMap::new();
    for Mutation { how, wasm } in Mutations::new(wasm, 2).take(many()) {
        let began = Instant::now();
        let end = match bench.sandbox.load(&wasm) {
            Ok(plugin) => {
                let report = bench
                    .sandbox
                    .start(&plugin, bench.spec("{}", limits.clone()))
                    .wait()
                    .await;
                assert!(
                    !matches!(report.outcome, Outcome::Internal(_)),
                    "{how}: {report:?}"
                );
                "taken"
            }
            Err(error) => error.code().unwrap_or_else(|| panic!("{how}: {error}")),
        };
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "{how}: {:?}",
            began.elapsed()
        );
        *ends.entry(end).or_default() += 1;
    }
    // Some get as far as each of the checks.
    assert!(
        ends.contains_key("taken") && ends.contains_key("compile_refused"),
        "{ends:?}"
    );
    let grown = memory() - before;
    assert!(grown < 256 << 20, "{grown} bytes more, {ends:?}");
}
