//! Panics, three functions deep.

#[inline(never)]
fn outer(depth: u32) -> u32 {
    middle(depth + 1) + 1
}

#[inline(never)]
fn middle(depth: u32) -> u32 {
    inner(depth + 1) + 1
}

#[inline(never)]
fn inner(depth: u32) -> u32 {
    assert!(std::hint::black_box(depth) > 7, "the depth is {depth}");
    depth
}

runner_test_guests::guest!("panic", |_| outer(1).into());
