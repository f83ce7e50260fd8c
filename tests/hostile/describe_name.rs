//! Gives a name that would be a path.

runner_test_guests::raw_guest!("../../etc/passwd", "true", String::from("null"));
