//! Every way an attempt can end, by a guest that ends so: the outcome names what fired, and what it used is right.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::time::{Duration, Instant};

use runner_model::{ByteSize, FailureCode, Fuel, Limit, Limits};
use runner_sandbox::{Outcome, Report};
use runner_testkit::Bench;

fn bench() -> Bench {
    Bench::new(env!("CARGO_BIN_EXE_runner"))
}

fn failure(report: &Report, limits: &Limits) -> (FailureCode, String) {
    let failure = report.outcome.failure(limits).expect("it failed");
    (failure.code, failure.message)
}

#[tokio::test]
async fn a_guest_that_uses_all_of_the_contract_succeeds() {
    let bench = bench();
    let (report, log) = bench
        .run("echo", r#"{"say": "hé"}"#, Limits::default())
        .await;
    let Outcome::Succeeded { result } = &report.outcome else {
        panic!("{:?}", report.outcome)
    };
    assert_eq!(
        result,
        r#"{"said":"hé","attempt":1,"bytes":0,"cached":"hé"}"#
    );
    assert_eq!(log, [r#"said "hé""#, "printed", "complained"]);
    assert!(report.usage.fuel > Fuel(1000) && report.usage.fuel_exact);
    assert!(report.usage.peak_memory_bytes > ByteSize::kib(64));
}

#[tokio::test]
async fn the_same_work_burns_the_same_fuel() {
    let bench = bench();
    let mut fuel = Vec::new();
    for _ in 0..3 {
        fuel.push(
            bench
                .run("echo", r#"{"say": "x"}"#, Limits::default())
                .await
                .0
                .usage
                .fuel,
        );
    }
    assert!(fuel.iter().all(|burnt| *burnt == fuel[0]), "{fuel:?}");
}

#[tokio::test]
async fn the_guests_own_failures_keep_their_kind() {
    let bench = bench();
    for (kind, code) in [
        ("permanent", FailureCode::Permanent),
        ("transient", FailureCode::Transient),
        ("retry_after", FailureCode::RetryAfter),
    ] {
        let params = format!(r#"{{"fail": "{kind}"}}"#);
        let (report, _) = bench.run("echo", &params, Limits::default()).await;
        assert_eq!(failure(&report, &Limits::default()).0, code);
        if let Outcome::RetryAfter { delay, .. } = report.outcome {
            assert_eq!(delay, Duration::from_secs(2));
        }
    }
}

#[tokio::test]
async fn an_endless_loop_burns_all_its_fuel_and_no_more() {
    let limits = Limits::default().with(Limit::Fuel, 300_000_000);
    let (report, _) = bench().run("spin", "{}", limits.clone()).await;
    assert_eq!(
        failure(&report, &limits),
        (
            FailureCode::FuelExhausted,
            "it burnt all its fuel, 300 million: it loops, or it needs more (limit `fuel`)"
                .to_owned(),
        )
    );
    assert_eq!(report.usage.fuel, Fuel(300_000_000));
    assert!(report.usage.fuel_exact);
}

#[tokio::test]
async fn a_cancelled_loop_ends_at_once_and_its_fuel_is_known() {
    let bench = bench();
    let plugin = bench.load("spin").unwrap();
    let mut attempt = bench
        .sandbox
        .start(&plugin, bench.spec("{}", Limits::default()));
    let control = attempt.control();
    // Long enough for more than a billion, on any machine that runs the tests.
    let waited = tokio::time::timeout(Duration::from_millis(800), attempt.wait()).await;
    assert!(waited.is_err(), "the loop ended by itself");
    let cancelled = Instant::now();
    control.cancel();
    let report = attempt.wait().await;
    // The promise is 100 ms; the rest is for a busy machine.
    assert!(
        cancelled.elapsed() < Duration::from_secs(2),
        "{:?}",
        cancelled.elapsed()
    );
    assert_eq!(report.outcome, Outcome::Cancelled);
    assert!(
        report.usage.fuel > Fuel(1_000_000_000),
        "{}",
        report.usage.fuel
    );
    assert!(!report.usage.fuel_exact);
}

#[tokio::test]
async fn a_frozen_attempt_stands_still_and_goes_on_as_if_nothing_had_been() {
    let bench = bench();
    let plugin = bench.load("count").unwrap();
    let params = r#"{"to": 300000000}"#;
    let limits = || Limits::default().with(Limit::Timeout, 30_000);
    let mut alone = bench.sandbox.start(&plugin, bench.spec(params, limits()));
    let alone = alone.wait().await;

    let mut attempt = bench.sandbox.start(&plugin, bench.spec(params, limits()));
    let control = attempt.control();
    let mut progress = attempt.watch().progress.clone();
    progress.wait_for(|said| said.done > 0).await.unwrap();
    assert!(control.freeze().await);
    wait_until(|| is_resting(&bench)).await;
    let stood = progress.borrow_and_update().done;
    assert!(stood < 300_000_000);
    assert!(control.memory() > ByteSize::kib(64));
    // It uses no processor time: nothing of it moves, however long one looks.
    let waited = tokio::time::timeout(Duration::from_millis(300), attempt.wait()).await;
    assert!(waited.is_err());
    assert!(!progress.has_changed().unwrap());
    // Freezing what is frozen changes nothing.
    assert!(control.freeze().await);

    control.thaw();
    let report = attempt.wait().await;
    assert_eq!(report.outcome, alone.outcome);
    assert_eq!(report.usage.fuel, alone.usage.fuel);
    assert!(report.usage.fuel_exact);
    assert!(report.usage.frozen_ms >= 300);
    // What has ended cannot be frozen.
    assert!(!control.freeze().await);
}

#[tokio::test]
async fn the_timeout_of_a_frozen_attempt_stands_still_and_a_cancel_does_not_wait() {
    let bench = bench();
    let plugin = bench.load("spin").unwrap();
    let limits = Limits::default().with(Limit::Timeout, 400);
    let mut attempt = bench.sandbox.start(&plugin, bench.spec("{}", limits));
    let control = attempt.control();
    assert!(control.freeze().await);
    let waited = tokio::time::timeout(Duration::from_millis(600), attempt.wait()).await;
    assert!(waited.is_err(), "it ended while it was frozen");
    control.cancel();
    let report = attempt.wait().await;
    assert_eq!(report.outcome, Outcome::Cancelled);
    assert!(report.usage.frozen_ms >= 600 && report.usage.wall_ms < 400);
}

#[tokio::test]
async fn a_dropped_attempt_ends_and_lets_the_ticker_rest() {
    let bench = bench();
    let plugin = bench.load("spin").unwrap();
    drop(
        bench
            .sandbox
            .start(&plugin, bench.spec("{}", Limits::default())),
    );
    wait_until(|| is_resting(&bench)).await;
}

#[tokio::test]
async fn the_ticker_ticks_only_while_something_runs() {
    let bench = bench();
    let plugin = bench.load("sleep").unwrap();
    wait_until(|| is_resting(&bench)).await;
    let before = bench.sandbox.ticks();
    let attempt = bench
        .sandbox
        .start(&plugin, bench.spec("{}", Limits::default()));
    wait_until(|| bench.sandbox.ticks() > before + 3).await;
    drop(attempt);
    wait_until(|| is_resting(&bench)).await;
}

/// Whether the ticker stands still for five of its periods.
fn is_resting(bench: &Bench) -> bool {
    let before = bench.sandbox.ticks();
    std::thread::sleep(Duration::from_millis(50));
    bench.sandbox.ticks() == before
}

async fn wait_until(done: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(Instant::now() < deadline, "it did not happen within 20 s");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_sleeping_guest_is_ended_by_its_timeout_and_burns_nothing() {
    let limits = Limits::default().with(Limit::Timeout, 200);
    let (report, _) = bench().run("sleep", "{}", limits.clone()).await;
    assert_eq!(failure(&report, &limits).0, FailureCode::TimedOut);
    assert!(report.usage.wall_ms >= 200);
    assert!(report.usage.fuel < Fuel(1_000_000));
}

#[tokio::test]
async fn a_looping_guest_is_ended_by_its_timeout() {
    let limits = Limits::default().with(Limit::Timeout, 200);
    let (report, _) = bench().run("spin", "{}", limits.clone()).await;
    assert_eq!(failure(&report, &limits).0, FailureCode::TimedOut);
}

#[tokio::test]
async fn endless_allocation_meets_the_memory_limit() {
    let limits = Limits::default().with(Limit::Memory, ByteSize::mib(20).0);
    let (report, _) = bench().run("grow", "{}", limits.clone()).await;
    let failure = report.outcome.failure(&limits).unwrap();
    assert_eq!(failure.code, FailureCode::MemoryExceeded);
    assert!(report.usage.peak_memory_bytes <= ByteSize::mib(20));
    assert!(report.usage.peak_memory_bytes > ByteSize::mib(15));
    assert!(failure.detail.unwrap().contains("wasm backtrace"));
}

#[tokio::test]
async fn a_guest_that_needs_more_memory_than_its_limit_from_the_start_is_told_so() {
    let limits = Limits::default().with(Limit::Memory, ByteSize::kib(64).0);
    let (report, _) = bench().run("noop", "{}", limits.clone()).await;
    assert_eq!(failure(&report, &limits).0, FailureCode::MemoryExceeded);
}

#[tokio::test]
async fn a_panic_is_reported_with_message_place_and_function_names() {
    let (report, _) = bench().run("panic", "{}", Limits::default()).await;
    let failure = report.outcome.failure(&Limits::default()).unwrap();
    assert_eq!(failure.code, FailureCode::Trapped);
    assert_eq!(
        failure.message,
        "it panicked at tests/guests/../hostile/panic.rs:15:5: the depth is 3"
    );
    // The frames of the guest itself, each with the line that it stood in.
    let backtrace = failure.detail.unwrap();
    let lines: Vec<&str> = backtrace.lines().map(str::trim).collect();
    let place_of = |function: &str| {
        let frame = lines.iter().position(|line| line.contains(function));
        let frame = frame.unwrap_or_else(|| panic!("{function} is missing in {backtrace}"));
        lines[frame + 1]
    };
    let places = ["panic::inner", "panic::middle", "panic::outer"].map(place_of);
    let at = |line| format!("at tests/guests/../hostile/panic.rs:{line}");
    for (place, line) in places.into_iter().zip([15, 10, 5]) {
        assert!(place.starts_with(&at(line)), "{place}\n{backtrace}");
    }
}

#[tokio::test]
async fn a_full_stack_ends_the_attempt_alone() {
    let bench = bench();
    let (report, _) = bench.run("recurse", "{}", Limits::default()).await;
    let (code, message) = failure(&report, &Limits::default());
    assert_eq!(code, FailureCode::Trapped);
    assert!(message.contains("until its stack was full"), "{message}");
    let (report, _) = bench.run("noop", "{}", Limits::default()).await;
    assert_eq!(
        report.outcome,
        Outcome::Succeeded {
            result: "null".to_owned()
        }
    );
}

#[tokio::test]
async fn exit_with_success_is_no_success() {
    let (report, _) = bench().run("exit", "{}", Limits::default()).await;
    assert_eq!(
        failure(&report, &Limits::default()),
        (
            FailureCode::Trapped,
            "it called exit(0) instead of returning".to_owned(),
        )
    );
}

#[tokio::test]
async fn broken_promises_are_failures() {
    let bench = bench();
    let said = async |guest| {
        let (report, _) = bench.run(guest, "{}", Limits::default()).await;
        failure(&report, &Limits::default())
    };
    let (code, message) = said("no_json").await;
    assert_eq!(code, FailureCode::Trapped);
    assert!(
        message.starts_with("it broke its promise: the result is no JSON: "),
        "{message}"
    );
    let (code, message) = said("no_output").await;
    assert_eq!(code, FailureCode::Trapped);
    assert_eq!(
        message,
        "it broke its promise: it succeeded without its required output `data`"
    );
}

#[tokio::test]
async fn a_result_just_within_its_limit_is_taken_and_one_beyond_is_not() {
    let bench = bench();
    // Two million letters and two quotes.
    let just = Limits::default().with(Limit::Result, 2_000_002);
    let (report, _) = bench.run("huge_result", "{}", just.clone()).await;
    assert!(report.outcome.failure(&just).is_none());
    let less = Limits::default().with(Limit::Result, 2_000_001);
    let (report, _) = bench.run("huge_result", "{}", less.clone()).await;
    assert_eq!(failure(&report, &less).0, FailureCode::OutputTooLarge);
}

#[tokio::test]
async fn outputs_beyond_their_limit_fail_the_job_though_the_guest_takes_no_notice() {
    let limits = Limits::default().with(Limit::Output, ByteSize::mib(3).0);
    let (report, _) = bench().run("output_flood", "{}", limits.clone()).await;
    assert_eq!(
        failure(&report, &limits),
        (
            FailureCode::OutputTooLarge,
            "its output has more than 3.0 MiB (limit `output_bytes`)".to_owned(),
        )
    );
    assert_eq!(report.usage.output_bytes, ByteSize::mib(3));
}

#[tokio::test]
async fn what_the_host_holds_for_a_guest_counts_as_its_memory() {
    let bench = bench();
    let room = |output: u64, memory: u64| {
        Limits::default()
            .with(Limit::Output, output)
            .with(Limit::Memory, memory)
    };
    // It writes pieces of 1 MiB: none of them is taken, or one.
    let (none, _) = bench.run("output_flood", "{}", room(1, 1 << 24)).await;
    let (one, _) = bench
        .run("output_flood", "{}", room(1 << 20, 1 << 24))
        .await;
    let peak = one.usage.peak_memory_bytes.0;
    assert!(peak >= none.usage.peak_memory_bytes.0 + (1 << 20));

    let just = room(1 << 20, peak);
    let (report, _) = bench.run("output_flood", "{}", just.clone()).await;
    assert_eq!(failure(&report, &just).0, FailureCode::OutputTooLarge);
    let less = room(1 << 20, peak - 1);
    let (report, _) = bench.run("output_flood", "{}", less.clone()).await;
    assert_eq!(failure(&report, &less).0, FailureCode::MemoryExceeded);
}

#[tokio::test]
async fn a_flooded_log_keeps_its_newest_lines_and_no_escapes() {
    let limits = Limits::default().with(Limit::Log, ByteSize::kib(64).0);
    let bench = bench();
    let plugin = bench.load("log_flood").unwrap();
    let mut attempt = bench.sandbox.start(&plugin, bench.spec("{}", limits));
    let report = attempt.wait().await;
    let (lines, dropped) = attempt.watch().log.take();
    assert_eq!(lines.len() as u64 + dropped, 200_000);
    assert_eq!(lines.last().unwrap().message, "line 199999 [2J]0;gone");
    assert!(lines.iter().map(runner_model::LogLine::weight).sum::<u64>() <= 64 * 1024);
    assert!(report.usage.log_bytes > ByteSize::mib(1));
}

#[tokio::test]
async fn a_log_is_held_in_the_attempts_memory_and_fails_nothing() {
    let limits = Limits::default().with(Limit::Memory, ByteSize::mib(3).0);
    let bench = bench();
    let plugin = bench.load("log_flood").unwrap();
    let mut attempt = bench.sandbox.start(&plugin, bench.spec("{}", limits));
    let report = attempt.wait().await;
    let (lines, dropped) = attempt.watch().log.take();
    assert!(
        matches!(report.outcome, Outcome::Succeeded { .. }),
        "{:?}",
        report.outcome
    );
    let peak = report.usage.peak_memory_bytes;
    assert!(
        peak <= ByteSize::mib(3) && peak > ByteSize::mib(2),
        "{peak}"
    );
    // The limit on logs alone would have kept more.
    let weight: u64 = lines.iter().map(runner_model::LogLine::weight).sum();
    assert!(
        dropped > 0 && weight < Limit::Log.default_value() / 2,
        "{weight}"
    );
    assert_eq!(lines.last().unwrap().message, "line 199999 [2J]0;gone");
}

#[tokio::test]
async fn files_environment_and_sockets_lead_nowhere() {
    let (report, _) = bench().run("reach", "{}", Limits::default()).await;
    let Outcome::Succeeded { result } = &report.outcome else {
        panic!("{:?}", report.outcome)
    };
    assert!(!result.contains("reached"), "{result}");
    assert!(result.contains(r#""env":0,"args":0"#), "{result}");
}

#[tokio::test]
async fn a_gigabyte_of_randomness_is_refused() {
    let (report, _) = bench().run("random_flood", "{}", Limits::default()).await;
    let (code, message) = failure(&report, &Limits::default());
    assert_eq!(code, FailureCode::LimitExceeded);
    assert!(message.ends_with("(limit `random_bytes`)"), "{message}");
}

#[tokio::test]
async fn many_attempts_at_once_share_nothing() {
    let bench = bench();
    let plugin = bench.load("echo").unwrap();
    let mut attempts: Vec<_> = (0..12)
        .map(|number| {
            let params = format!(r#"{{"say": "{number}"}}"#);
            bench
                .sandbox
                .start(&plugin, bench.spec(&params, Limits::default()))
        })
        .collect();
    for (number, attempt) in attempts.iter_mut().enumerate() {
        let report = attempt.wait().await;
        let Outcome::Succeeded { result } = &report.outcome else {
            panic!("{:?}", report.outcome)
        };
        assert!(
            result.starts_with(&format!(r#"{{"said":"{number}""#)),
            "{result}"
        );
    }
}
