//! Gives a result of two million bytes.

runner_test_guests::guest!("huge-result", |_| "x".repeat(2_000_000).into());
