//! Prints 64 MiB without ever ending a line.

use std::io::Write as _;

runner_test_guests::guest!("print-flood", |_| {
    let piece = [b'x'; 4096];
    for _ in 0..(64 << 20) / piece.len() {
        // What is refused is tried again all the same.
        let _ = std::io::stdout().write_all(&piece);
        let _ = std::io::stderr().write_all(&piece);
    }
    serde_json::Value::Null
});
