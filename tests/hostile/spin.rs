//! Loops for ever.

runner_test_guests::guest!("spin", |_| {
    log::info!("spinning");
    let mut count = 0_u64;
    loop {
        count = std::hint::black_box(count).wrapping_add(1);
    }
});
