//! Exits with success instead of returning.

runner_test_guests::guest!("exit", |_| std::process::exit(0));
