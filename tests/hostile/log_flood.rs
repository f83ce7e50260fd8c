//! Writes 200 000 lines, with escapes for terminals in them.

runner_test_guests::guest!("log-flood", |_| {
    for number in 0..200_000 {
        log::info!("line {number} \u{1b}[2J\u{1b}]0;gone\u{7}");
    }
    serde_json::Value::Null
});
