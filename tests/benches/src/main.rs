//! `runner-benches --runner PATH --convert PATH [--peers PYTHON] [--bullmq FOLDER] [NAME…]`: measures, and prints a table of ratios.
//!
//! All figures of one table come from one run on one machine, so that they can be compared; none of them is a
//! test.
#![expect(clippy::print_stdout, reason = "a table is what it is for")]

mod bullmq;
mod conversion;
mod http;
mod instantiate;
mod jobs;

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
    /// What to measure [default: everything].
    names: Vec<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// CSV to JSON Lines.
    Conversion,
    /// Instantiate, run and drop a component that does nothing.
    Instantiate,
    /// Durable jobs through the server.
    Jobs,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    for name in Name::value_variants() {
        if !options.names.is_empty() && !options.names.contains(name) {
            continue;
        }
        match name {
            Name::Conversion => {
                println!("\n## CSV to JSON Lines\n");
                conversion::run(&options.runner, &options.convert, options.peers.as_deref())?;
            }
            Name::Instantiate => {
                println!("\n## Instantiate, run and drop a component that does nothing\n");
                instantiate::run(&options.runner)?;
            }
            Name::Jobs => {
                println!("\n## Durable jobs that do nothing, a fresh sandbox each\n");
                jobs::run(&options.runner, options.bullmq.as_deref())?;
            }
        }
    }
    Ok(())
}
