//! Puts into its cache twice what there is room for, and then hundreds of keys without a value; says what it still has.

use std::time::Duration;

runner_test_guests::guest!("cache-flood", |job| {
    let cache = job.cache();
    let for_ever = Duration::MAX;
    let large = vec![b'x'; 1 << 20];
    let is_kept = |key: &str| cache.get(key).is_some();
    for number in 0..128 {
        // What is refused is tried again all the same.
        let _ = cache.put(&format!("large-{number}"), &large, for_ever);
    }
    let [first, last] = ["large-0", "large-127"].map(is_kept);
    for number in 0..500 {
        let _ = cache.put(&number.to_string(), b"", for_ever);
    }
    let long = cache.put(&"k".repeat(1 << 20), b"", for_ever);
    serde_json::json!({
        "first": first,
        "last": last,
        "long": format!("{long:?}"),
    })
});
