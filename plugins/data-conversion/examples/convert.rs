//! The conversion built for this machine: `convert FROM_PATH TO_PATH [PARAMS_JSON]`.
//!
//! Without params, the ending of TO_PATH tells the format. Prints the result and the time it took; rejected rows
//! go to `TO_PATH.rejects`. It is what the benchmark compares the sandboxed run with.

#![expect(clippy::print_stdout, reason = "an example says what it did")]

use std::error::Error;
use std::fs::File;
use std::time::Instant;

use runner_data_conversion::{Outputs, Params, Source, convert};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, rest @ ..] = args.as_slice() else {
        return Err("usage: convert FROM_PATH TO_PATH [PARAMS_JSON]".into());
    };
    let params: Params = match rest.first() {
        Some(params) => serde_json::from_str(params)?,
        None => {
            let ending = to.rsplit('.').next().unwrap_or_default();
            serde_json::from_value(serde_json::json!({ "to": ending }))?
        }
    };
    let start = Instant::now();
    let source = Source {
        reader: File::open(from)?,
        name: Some(from.as_str()),
        media_type: None,
    };
    let outputs = Outputs {
        data: File::create(to)?,
        rejects: &mut || File::create(format!("{to}.rejects")),
    };
    let report = convert(source, &params, outputs, &mut |_| {}, None)?;
    let wall = start.elapsed();
    let said = serde_json::json!({ "result": report, "wall_ms": wall.as_millis() });
    println!("{said:#}");
    Ok(())
}
