//! `runner-soak --runner PATH [--plugins N] [--versions N] [--seed N]`: plugins are swapped and removed under load. Ends
//! with 1 if a job was lost or anything is left, and says by which seed it can be repeated.
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
use runner_soak::{Plan, run};

#[derive(Debug, Parser)]
struct Options {
    /// The runner program.
    #[arg(long)]
    runner: PathBuf,
    /// How many plugins there are.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..1_000_000))]
    plugins: u32,
    /// How many versions each of them has in the end.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..1_000_000))]
    versions: u32,
    /// Decides what is done to which plugin [default: another one each time].
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
    let (plugins, versions) = (options.plugins, options.versions);
    println!("{plugins} plugins in {versions} versions each, with seed {seed}");
    let ran = run(&Plan {
        program: std::path::absolute(options.runner)?,
        seed,
        plugins,
        versions,
        calm: Duration::from_secs(12),
        say: |line| println!("{line}"),
    })?;
    print!("{}", ran.report());
    if ran.is_good() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("what is left is in {}", ran.keep().display());
    eprintln!("again: make soak PLUGINS={plugins} VERSIONS={versions} SEED={seed}");
    Ok(ExitCode::FAILURE)
}
