//! Calls itself until the stack is full.

#[expect(unconditional_recursion, reason = "the attack")]
fn deeper(depth: u64) -> u64 {
    let here = std::hint::black_box([depth; 64]);
    deeper(depth + 1) + here[(depth % 64) as usize]
}

runner_test_guests::guest!("recurse", |_| deeper(0).into());
