//! `runner-property-api`: the stand-in for PropertyRadar's API, to try things with. It prints where it is and its key.
#![expect(clippy::print_stdout, reason = "where it is, is what it prints")]

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread;

use clap::Parser;
use runner_property_api::{Fault, PropertyApi, Settings};

#[derive(Debug, Parser)]
struct Options {
    /// Where to listen; port 0 is any that is free.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// How many properties there are.
    #[arg(long, default_value_t = 10_000)]
    records: u64,
    /// What they and the faults are made from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The key that it takes.
    #[arg(long, default_value = "radar-key-7c1f5f0e9d")]
    token: String,
    /// What goes wrong with every second page: rate-limit, errors, slow, cut, broken, reset, total, overlap, short or empty;
    /// may be said several times.
    #[arg(long = "fault")]
    faults: Vec<Fault>,
    /// All faults at once.
    #[arg(long)]
    all_faults: bool,
    /// How many records may be bought; then it answers 402.
    #[arg(long)]
    credit: Option<u64>,
    /// Answers every page with the first.
    #[arg(long)]
    stuck: bool,
    /// Writes its URL into a file, once it listens.
    #[arg(long)]
    url_file: Option<PathBuf>,
}

fn main() -> io::Result<()> {
    let options = Options::parse();
    let settings = Settings {
        records: options.records,
        seed: options.seed,
        token: options.token,
        faults: if options.all_faults {
            Fault::ALL.to_vec()
        } else {
            options.faults
        },
        credit: options.credit,
        is_stuck: options.stuck,
        ..Settings::default()
    };
    let api = PropertyApi::at(options.listen, settings)?;
    if let Some(file) = options.url_file {
        std::fs::write(file, api.url())?;
    }
    println!("{}", api.url());
    println!("its key is {}", api.token());
    loop {
        thread::park();
    }
}
