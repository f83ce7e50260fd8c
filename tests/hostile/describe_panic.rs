//! Panics when it is asked what it is.

#[inline(never)]
fn inner() -> &'static str {
    assert!(std::hint::black_box(1) > 7, "it says nothing of itself");
    "describe-panic"
}

runner_test_guests::raw_guest!(inner(), "{}", "null".to_owned());
