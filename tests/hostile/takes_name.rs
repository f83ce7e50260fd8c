//! Says that it is another plugin.

runner_test_guests::raw_guest!("noop", "true", String::from("null"));
