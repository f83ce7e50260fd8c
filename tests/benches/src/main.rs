//! `runner-benches RUNNER CONVERT [PEERS-PYTHON]`: measures, and prints a table of ratios.
//!
//! All figures of one table come from one run on one machine, so that they can be compared; none of them is a
//! test.
#![expect(clippy::print_stdout, reason = "a table is what it is for")]

mod conversion;
mod instantiate;

use std::env;
use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let args: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [runner, convert, peers @ ..] = &args[..] else {
        anyhow::bail!("usage: runner-benches RUNNER CONVERT [PEERS-PYTHON]");
    };
    println!("## CSV to JSON Lines\n");
    conversion::run(runner, convert, peers.first().map(PathBuf::as_path))?;
    println!("\n## Instantiate, run and drop a component that does nothing\n");
    instantiate::run(runner)
}
