//! A report made on this machine: `report TO_PATH PARAMS_JSON DATA_PATH [DATA_2_PATH…]`. Prints what was read and the
//! time it took.

#![expect(clippy::print_stdout, reason = "an example says what it did")]

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::time::Instant;

use runner_report_generation::{Input, Params, Watcher, render, report};

struct Quiet;

impl Watcher for Quiet {
    fn begin(&mut self, _: &str, _: usize, _: usize) {}
    fn progress(&mut self, _: u64, _: u64, _: u64) {}
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [to, params, paths @ ..] = args.as_slice() else {
        return Err("usage: report TO_PATH PARAMS_JSON DATA_PATH [DATA_2_PATH…]".into());
    };
    let params: Params = serde_json::from_str(params)?;
    let ports: Vec<String> = (1..=paths.len())
        .map(|at| {
            if at == 1 {
                "data".to_owned()
            } else {
                format!("data-{at}")
            }
        })
        .collect();
    let mut inputs = Vec::new();
    for (port, path) in ports.iter().zip(paths) {
        inputs.push(Input {
            port,
            reader: File::open(path)?,
            media_type: None,
        });
    }
    let start = Instant::now();
    let made = report(
        inputs,
        &params,
        jiff::civil::date(2026, 11, 29).at(9, 30, 0, 0),
        None,
        &mut Quiet,
    )?;
    let computed = start.elapsed();
    render::html(&made.document, &mut BufWriter::new(File::create(to)?))?;
    println!(
        "{:#}",
        serde_json::json!({ "read": made.read, "notes": made.document.notes, "computed_ms": computed.as_millis(), "all_ms": start.elapsed().as_millis() })
    );
    Ok(())
}
