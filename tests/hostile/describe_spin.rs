//! Loops when it is asked what it is.

runner_test_guests::raw_guest!(
    {
        let mut count = 0_u64;
        while std::hint::black_box(true) {
            count = std::hint::black_box(count).wrapping_add(1);
        }
        "describe-spin"
    },
    "true",
    String::from("null")
);
