//! Says how far it has come a hundred thousand times, in many words, with escapes for terminals in them.

runner_test_guests::guest!("progress-flood", |job| {
    let words = "\u{1b}[2J\u{9b}31m\u{202e}on and on ".repeat(40);
    for done in 0..100_000 {
        job.progress(done, u64::MAX, u64::MAX, Some(&words));
        job.step(&words, u32::MAX, 0);
    }
    serde_json::Value::Null
});
