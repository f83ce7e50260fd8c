//! `runner-benches --runner PATH --convert PATH [--peers PYTHON] [--bullmq FOLDER] [--jobs N] [--finished N] [NAME…]`:
//! measures, and prints tables of ratios.
//!
//! All figures of one table come from one run on one machine, so that they can be compared; none of them is a
//! test.
#![expect(clippy::print_stdout, reason = "a table is what it is for")]

mod bullmq;
mod conversion;
mod finished;
mod http;
mod idle;
mod instantiate;
mod jobs;
mod latencies;
mod limits;
mod load;
mod pages;
mod report;
mod server;
mod traffic;

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

#[derive(Debug, Parser)]
struct Options {
    /// The runner program.
    #[arg(long)]
    runner: PathBuf,
    /// The conversion as a native program.
    #[arg(long)]
    convert: PathBuf,
    /// A Python that has the peers.
    #[arg(long)]
    peers: Option<PathBuf>,
    /// A folder with BullMQ in it.
    #[arg(long)]
    bullmq: Option<PathBuf>,
    /// Where what takes long to prepare is kept from one run to the next.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Jobs of each run that is compared with another.
    #[arg(long, default_value_t = 200_000)]
    jobs: usize,
    /// Jobs that ended in the full table.
    #[arg(long, default_value_t = 10_000_000)]
    finished: u64,
    /// What to measure [default: everything].
    names: Vec<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// CSV to JSON Lines.
    Conversion,
    /// A report of a data set.
    Report,
    /// Instantiate, run and drop a component that does nothing.
    Instantiate,
    /// Durable jobs through the server.
    Jobs,
    /// Submits, reads and streams of events while jobs run.
    Traffic,
    /// Limits and unique keys.
    Limits,
    /// Very many jobs that ended.
    Finished,
    /// A server that has nothing to do.
    Idle,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    for name in Name::value_variants() {
        if !options.names.is_empty() && !options.names.contains(name) {
            continue;
        }
        match name {
            Name::Conversion => {
                println!("\n## CSV to JSON Lines\n");
                conversion::run(&options.runner, &options.convert, options.peers.as_deref())?;
            }
            Name::Report => {
                println!("\n## A report of a data set\n");
                report::run(&options.runner, options.peers.as_deref())?;
            }
            Name::Instantiate => {
                println!("\n## Instantiate, run and drop a component that does nothing\n");
                instantiate::run(&options.runner)?;
            }
            Name::Jobs => {
                println!("\n## Durable jobs that do nothing, a fresh sandbox each\n");
                jobs::run(&options.runner, options.bullmq.as_deref())?;
            }
            Name::Traffic => {
                println!("\n## HTTP while jobs run\n");
                runtime.block_on(traffic::run(&options.runner, options.jobs))?;
            }
            Name::Limits => {
                println!("\n## Limits and unique keys\n");
                runtime.block_on(limits::run(&options.runner, options.jobs))?;
            }
            Name::Finished => {
                println!("\n## With {} jobs that ended\n", options.finished);
                let sizes = finished::Sizes {
                    finished: options.finished,
                    jobs: options.jobs,
                };
                runtime.block_on(finished::run(&options.runner, &options.folder, sizes))?;
            }
            Name::Idle => {
                println!("\n## Idle\n");
                runtime.block_on(idle::run(&options.runner))?;
            }
        }
    }
    Ok(())
}
