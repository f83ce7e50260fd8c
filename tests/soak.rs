//! A short soak: a few plugins in a few versions, swapped and removed under load. `make soak` has hundreds.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

use std::time::Duration;

use runner_soak::{Plan, run};

#[test]
fn plugins_are_swapped_and_removed_under_load_and_nothing_is_lost_or_left() {
    let ran = run(&Plan {
        program: env!("CARGO_BIN_EXE_runner").into(),
        seed: 0x50a4,
        plugins: 6,
        versions: 4,
        calm: Duration::ZERO,
        say: |_| {},
    })
    .unwrap();
    assert!(ran.is_good(), "{}", ran.report());
    for finding in &ran.findings {
        assert!(
            finding.looked_at > 0,
            "nothing was looked at: {}\n{}",
            finding.rule,
            ran.report()
        );
    }
}
