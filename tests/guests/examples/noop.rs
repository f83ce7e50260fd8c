//! Does nothing, and succeeds.

runner_test_guests::guest!("noop", |_| serde_json::Value::Null);
