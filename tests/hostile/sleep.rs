//! Sleeps for a year.

runner_test_guests::guest!("sleep", |_| {
    log::info!("sleeping");
    std::thread::sleep(std::time::Duration::from_secs(365 * 24 * 3600));
    serde_json::Value::Null
});
