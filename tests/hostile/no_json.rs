//! Gives a result that is no JSON.

runner_test_guests::raw_guest!("no-json", "true", String::from("{\"a\": "));
