//! Takes handles of the host's and gives none back.

#[cfg(target_arch = "wasm32")]
fn leak() -> ! {
    use wasip2::clocks::monotonic_clock::subscribe_duration;

    loop {
        std::mem::forget(subscribe_duration(u64::MAX));
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn leak() -> ! {
    panic!("there is no host")
}

runner_test_guests::guest!("handle-leak", |_| leak());
