//! The command line beside the nouns of the API: configuration, health, backups, servers by names, pipes, and what lives
//! on a terminal.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by a panic"
)]

mod backup;
mod bench;
mod config;
mod doctor;
mod logs;
mod profiles;
mod shell;
mod top;

use runner_testkit::{Runner, Server};

fn runner() -> Runner {
    Runner::with_csv(env!("CARGO_BIN_EXE_runner"))
}

/// Lets jobs of data-conversion wait from now on.
fn pause_queue(server: &Server) {
    // A queue is there from its first setting on.
    for args in [
        &["set", "data-conversion", "--weight", "1"][..],
        &["pause", "data-conversion"],
    ] {
        let ran = server.client(&[&["queue"], args].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
}
