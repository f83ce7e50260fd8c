//! Copies a hundred mebibytes from here to there, for ever: one copy is one instruction, in which nothing can stop it.

/// How much is copied at once, in bytes.
const LENGTH: usize = 100 << 20;

runner_test_guests::guest!("large-copy", |_| {
    log::info!("copying");
    let mut bytes = vec![1_u8; 2 * LENGTH];
    loop {
        std::hint::black_box(&mut bytes).copy_within(0..LENGTH, LENGTH);
    }
});
