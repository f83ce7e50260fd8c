//! `runner-chaos --runner PATH [--seconds N] [--seed N]`: a server is killed under load again and again, and all that it
//! promised is checked. Ends with 1 if anything is wrong, and says by which seed it can be repeated.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the report is what it is for"
)]

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use runner_chaos::{Deaths, Plan, run};

#[derive(Debug, Parser)]
struct Options {
    /// The runner program, built with its failpoints.
    #[arg(long)]
    runner: PathBuf,
    /// How long there is load.
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// Decides what is asked for and how the server dies [default: another one each time].
    #[arg(long)]
    seed: Option<u64>,
}

fn main() -> io::Result<ExitCode> {
    let options = Options::parse();
    let seed = options.seed.unwrap_or_else(|| {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        since.as_secs() % 1_000_000
    });
    println!("chaos for {} s with seed {seed}", options.seconds);
    let ran = run(&Plan {
        program: std::path::absolute(options.runner)?,
        seed,
        load: Duration::from_secs(options.seconds),
        deaths: Deaths::All,
    })?;
    print!("{}", ran.report());
    if ran.is_good() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("what is left is in {}", ran.keep().display());
    eprintln!("again: make chaos SECONDS={} SEED={seed}", options.seconds);
    Ok(ExitCode::FAILURE)
}
