//! Asks for a gigabyte of randomness at once.

#[cfg(target_arch = "wasm32")]
fn flood() -> usize {
    wasip2::random::random::get_random_bytes(1 << 30).len()
}

#[cfg(not(target_arch = "wasm32"))]
fn flood() -> usize {
    0
}

runner_test_guests::guest!("random-flood", |_| flood().into());
