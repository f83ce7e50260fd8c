//! The tight limits, which nobody sets: what hits one is named.

use std::time::Duration;

use runner_model::Limits;

use super::attempts::{bench, result, run, said};

#[tokio::test]
async fn a_mebibyte_of_randomness_is_given_and_a_byte_more_is_not() {
    let (bench, limits) = (bench(), Limits::default());
    result(&run(&bench, "random", 1 << 20, &limits).await);
    let report = run(&bench, "random", (1 << 20) + 1, &limits).await;
    insta::assert_snapshot!(said(&report, &limits), @"limit_exceeded: it asked for 1048577 random bytes at once, more than 1048576 (limit `random_bytes`)");
}

#[tokio::test]
async fn many_handles_are_held_and_too_many_are_not() {
    let (bench, limits) = (bench(), Limits::default());
    result(&run(&bench, "handles", 120, &limits).await);
    let report = run(&bench, "handles", 257, &limits).await;
    insta::assert_snapshot!(said(&report, &limits), @"limit_exceeded: it holds too many handles at once (limit `handles`)");
}

#[tokio::test]
async fn a_call_of_sixteen_mebibytes_is_made_and_a_much_larger_one_is_not() {
    let (bench, limits) = (bench(), Limits::default());
    result(&run(&bench, "call", 16 << 20, &limits).await);
    let report = run(&bench, "call", 18 << 20, &limits).await;
    insta::assert_snapshot!(said(&report, &limits), @"limit_exceeded: it handed too much to the host in one call: hand it over in pieces (limit `host_call_bytes`)");
}

#[tokio::test]
async fn a_flood_of_calls_is_slowed_down_and_burns_the_same_fuel() {
    let (bench, limits) = (bench(), Limits::default());
    let flood = async |calls: usize| {
        let params = format!(r#"{{"of": "clock", "amount": {calls}}}"#);
        bench.run("uses", &params, limits.clone()).await
    };
    let (few, log) = flood(100_000).await;
    result(&few);
    assert_eq!(log, Vec::<String>::new());
    let (many, log) = flood(1_200_000).await;
    result(&many);
    insta::assert_snapshot!(log.join("\n"), @"it makes more than 500000 calls a second to the host: it is slowed down (limit `host_calls_per_second`)");
    // 500 000 are on credit, and the last ones are not slept for.
    let least = Duration::from_millis(800);
    assert!(many.usage.wall_ms >= least.as_millis() as u64, "{many:?}");
    let (again, _) = flood(1_200_000).await;
    assert!(again.usage.fuel_exact);
    assert_eq!(again.usage.fuel, many.usage.fuel);
}
