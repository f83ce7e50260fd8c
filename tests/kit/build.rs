//! Builds the guests of the tests.

fn main() {
    runner_plugin_build::Guests::new()
        .examples(
            "runner-test-guests",
            "tests/guests",
            &["tests/guests/examples", "tests/hostile"],
        )
        .build_or_exit();
}
