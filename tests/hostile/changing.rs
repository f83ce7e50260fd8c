//! Describes itself otherwise each time.

use std::hash::{BuildHasher as _, RandomState};

fn schema() -> String {
    format!(r#"{{"title": "{}"}}"#, RandomState::new().hash_one(0))
}

runner_test_guests::raw_guest!("changing", schema(), String::from("null"));
