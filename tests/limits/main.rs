//! Every limit: a guest just below it succeeds, one just above it does not, and hears which it was; and the ceilings that
//! an operator sets, by file and by command.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod attempts;
mod ceilings;
mod shown;
mod tight;

use runner_model::Limit;

/// Where the pair of a limit is: a test for each that there is.
const fn pair(limit: Limit) -> (&'static str, &'static str) {
    const ATTEMPTS: &str = include_str!("attempts.rs");
    const CEILINGS: &str = include_str!("ceilings.rs");
    const HTTP: &str = include_str!("../http/limits.rs");
    match limit {
        Limit::Fuel => (ATTEMPTS, "just_enough_fuel"),
        Limit::Timeout => (ATTEMPTS, "enough_time"),
        Limit::Memory => (ATTEMPTS, "just_enough_memory"),
        Limit::Result => (ATTEMPTS, "a_result_of_just_its_limit"),
        Limit::Checkpoint => (ATTEMPTS, "a_checkpoint_of_just_its_limit"),
        Limit::Output => (ATTEMPTS, "outputs_of_just_their_limit"),
        Limit::Log => (ATTEMPTS, "a_log_of_just_its_limit"),
        Limit::Cache => (ATTEMPTS, "a_cache_of_just_its_limit"),
        Limit::Params => (CEILINGS, "params_and_inputs_of_just_their_limit"),
        Limit::Input => (CEILINGS, "params_and_inputs_of_just_their_limit"),
        Limit::HttpRequests => (HTTP, "as_many_requests_as_the_limit"),
        Limit::HttpBytes => (HTTP, "bytes"),
        Limit::HttpConcurrency => (HTTP, "at_once"),
    }
}

#[test]
fn every_limit_has_a_test_of_both_sides() {
    for limit in Limit::ALL {
        let (file, test) = pair(limit);
        let is_there = file.lines().any(|line| {
            let name = line.split_once("fn ").map(|(_, name)| name);
            name.is_some_and(|name| name.contains(test))
        });
        assert!(is_there, "{limit}: no test is named `…{test}…`");
    }
}
