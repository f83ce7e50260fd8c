//! The module for browsers, by Node.js: see `client/client.test.mjs`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on says so by a panic, and one that cannot begin by a line"
)]

use std::env;
use std::path::Path;
use std::process::Command;

use runner_testkit::{Runner, Server};

const INSTALL: &str = "Node.js 20 (Debian: apt-get install nodejs)";

#[test]
fn the_browsers_module_submits_and_watches() {
    let is_here = Command::new("node").arg("--version").output().is_ok();
    assert!(
        is_here || env::var_os("CI").is_none(),
        "node is missing: install {INSTALL}"
    );
    if !is_here {
        eprintln!("left out, since node is missing: install {INSTALL}");
        return;
    }
    let runner = Runner::new(env!("CARGO_BIN_EXE_runner"));
    let server = Server::start_with_guests(runner, &["count", "noop"]);
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let ran = Command::new("node")
        .args(["--test", "--test-timeout=60000"])
        .arg(top.join("tests/client/client.test.mjs"))
        .env("RUNNER_SERVER", format!("http://{}", server.address()))
        .env("RUNNER_TOKEN", server.token())
        .env("RUNNER_CLIENT", top.join("host/server/client/runner.js"))
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
}
