//! The limits of one attempt, by a guest that uses so much of one thing. How much it needs is found by trying, so that
//! nothing here knows what the guest's language costs.

use runner_model::{FailureCode, Limit, Limits};
use runner_sandbox::{Outcome, Report};
use runner_testkit::Bench;
use serde_json::{Value, json};

pub(crate) fn bench() -> Bench {
    Bench::new(env!("CARGO_BIN_EXE_runner"))
}

pub(crate) async fn run(bench: &Bench, of: &str, amount: usize, limits: &Limits) -> Report {
    let params = json!({"of": of, "amount": amount}).to_string();
    bench.run("uses", &params, limits.clone()).await.0
}

pub(crate) fn result(report: &Report) -> Value {
    match &report.outcome {
        Outcome::Succeeded { result } => serde_json::from_str(result).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// The code and message of a failure.
pub(crate) fn said(report: &Report, limits: &Limits) -> String {
    let failure = report.outcome.failure(limits).expect("it failed");
    format!("{}: {}", failure.code, failure.message)
}

/// The least value of a limit with which a run succeeds, and what is said with one less.
async fn just_enough(limit: Limit, of: &str, amount: usize) -> (u64, String) {
    let bench = bench();
    let within = |value: u64| Limits::default().with(limit, value);
    let (mut too_little, mut enough) = (0, limit.default_value());
    while enough - too_little > 1 {
        let middle = too_little + (enough - too_little) / 2;
        let report = run(&bench, of, amount, &within(middle)).await;
        match report.outcome {
            Outcome::Succeeded { .. } => enough = middle,
            _ => too_little = middle,
        }
    }
    result(&run(&bench, of, amount, &within(enough)).await);
    let less = within(too_little);
    let report = run(&bench, of, amount, &less).await;
    let text = said(&report, &less);
    assert!(text.contains(&format!("`{limit}`")), "{text}");
    (enough, text.replace(&limit.show(too_little), "LIMIT"))
}

#[tokio::test]
async fn just_enough_fuel_is_enough_and_one_less_is_not() {
    let (fuel, said) = just_enough(Limit::Fuel, "rounds", 10_000).await;
    assert!(fuel > 10_000, "{fuel}");
    insta::assert_snapshot!(said, @"fuel_exhausted: it burnt all its fuel, LIMIT: it loops, or it needs more (limit `fuel`)");
    // Fuel is looked at where functions and rounds of loops begin.
    let all = run(&bench(), "rounds", 10_000, &Limits::default()).await;
    assert!(
        all.usage.fuel.0.abs_diff(fuel) < 1_000,
        "{fuel} {:?}",
        all.usage
    );
}

#[tokio::test]
async fn enough_time_is_enough_and_too_little_is_not() {
    let bench = bench();
    let limits = Limits::default().with(Limit::Timeout, 60_000);
    result(&run(&bench, "milliseconds", 30, &limits).await);
    let limits = Limits::default().with(Limit::Timeout, 30);
    let report = run(&bench, "milliseconds", 60_000, &limits).await;
    assert!(report.usage.wall_ms >= 30);
    insta::assert_snapshot!(said(&report, &limits), @"timed_out: it took longer than 30ms: it waits for something, or it needs more time (limit `timeout`)");
}

#[tokio::test]
async fn just_enough_memory_is_enough_and_one_byte_less_is_not() {
    let (bytes, said) = just_enough(Limit::Memory, "memory", 5 << 20).await;
    assert!(bytes > 5 << 20, "{bytes}");
    insta::assert_snapshot!(said, @"memory_exceeded: it wanted more memory than its LIMIT: give it less to hold, or more memory (limit `memory`)");
    let all = run(&bench(), "memory", 5 << 20, &Limits::default()).await;
    assert_eq!(all.usage.peak_memory_bytes.0, bytes);
}

#[tokio::test]
async fn a_result_of_just_its_limit_is_taken_and_a_longer_one_is_not() {
    let (bytes, said) = just_enough(Limit::Result, "result", 1_000).await;
    // With its quotes.
    assert_eq!(bytes, 1_002);
    insta::assert_snapshot!(said, @"output_too_large: its result has more than LIMIT (limit `result_bytes`)");
}

#[tokio::test]
async fn a_checkpoint_of_just_its_limit_is_kept_and_a_longer_one_is_not() {
    let (bytes, said) = just_enough(Limit::Checkpoint, "checkpoint", 10_000).await;
    assert!((10_000..11_000).contains(&bytes), "{bytes}");
    insta::assert_snapshot!(said, @"transient: the checkpoint has 10055, more than its limit `checkpoint_bytes` of 10054");
}

#[tokio::test]
async fn outputs_of_just_their_limit_are_kept_and_longer_ones_are_not() {
    let (bytes, said) = just_enough(Limit::Output, "output", 100_000).await;
    assert_eq!(bytes, 100_000);
    insta::assert_snapshot!(said, @"output_too_large: its output has more than LIMIT (limit `output_bytes`)");
}

#[tokio::test]
async fn a_log_of_just_its_limit_is_whole_and_of_a_longer_one_the_oldest_lines_go() {
    let bench = bench();
    let plugin = bench.load("uses").unwrap();
    let params = r#"{"of": "lines", "amount": 100}"#;
    let kept = async |bytes: u64| {
        let limits = Limits::default().with(Limit::Log, bytes);
        let mut attempt = bench.sandbox.start(&plugin, bench.spec(params, limits));
        let report = attempt.wait().await;
        result(&report);
        let (lines, dropped) = attempt.watch().log.take();
        (lines.len(), dropped, report.usage.log_bytes.0)
    };
    let (lines, dropped, written) = kept(Limit::Log.default_value()).await;
    assert_eq!((lines, dropped), (100, 0));
    assert_eq!(kept(written).await, (100, 0, written));
    assert_eq!(kept(written - 1).await, (99, 1, written));
}

#[tokio::test]
async fn a_cache_of_just_its_limit_keeps_a_value_and_a_smaller_one_does_not() {
    let bench = bench();
    let kept = async |bytes: u64| {
        let limits = Limits::default().with(Limit::Cache, bytes);
        result(&run(&bench, "cache", 1_000, &limits).await)
    };
    // The key counts, and what is kept beside it.
    let enough = 1_000 + 2 * 3 + 128;
    assert_eq!(kept(enough).await, json!({"kept": 1_000, "why": null}));
    let less = kept(enough - 1).await;
    assert_eq!(less["kept"], Value::Null);
    assert!(less["why"].to_string().contains("`cache_bytes`"), "{less}");
}

#[tokio::test]
async fn what_ends_an_attempt_is_a_code_of_its_own() {
    let bench = bench();
    for (limit, value, of, code) in [
        (Limit::Fuel, 1_000, "rounds", FailureCode::FuelExhausted),
        (
            Limit::Memory,
            1 << 20,
            "memory",
            FailureCode::MemoryExceeded,
        ),
        (Limit::Result, 9, "result", FailureCode::OutputTooLarge),
        (Limit::Output, 9, "output", FailureCode::OutputTooLarge),
    ] {
        let limits = Limits::default().with(limit, value);
        let report = run(&bench, of, 10 << 20, &limits).await;
        assert_eq!(report.outcome.failure(&limits).unwrap().code, code);
    }
}
