//! One million rows of CSV become JSON Lines: in the sandbox, by the same code built native, and by peers.

use std::fs;
use std::io::BufWriter;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, ensure};
use serde_json::Value;

const ROWS: u64 = 1_000_000;

/// Each is run so often, and the best counts: what disturbs a run only ever makes it slower.
const ROUNDS: usize = 3;

pub(crate) fn run(runner: &Path, convert: &Path, peers: Option<&Path>) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let csv = folder.path().join("rows.csv");
    let out = folder.path().join("out.jsonl");
    let file = BufWriter::new(fs::File::create(&csv)?);
    runner_fixtures::write_orders(file, ROWS, 1)?;
    let megabytes = fs::metadata(&csv)?.len() as f64 / 1e6;
    println!("{ROWS} rows, {megabytes:.0} MB; the best of {ROUNDS}\n");
    println!("| what | seconds | MB/s | times the sandbox |");
    println!("|---|---|---|---|");

    let sandbox = best(|| sandboxed(runner, &csv, &out, folder.path()))?;
    let row = |what: &str, seconds: f64| {
        let (speed, ratio) = (megabytes / seconds, seconds / sandbox);
        println!("| {what} | {seconds:.2} | {speed:.0} | {ratio:.2} |");
    };
    row("runner, in the sandbox: the job", sandbox);
    row(
        "runner, in the sandbox: the whole process",
        best(|| process(runner, &csv, &out, folder.path()))?,
    );
    row(
        "the same code, native",
        best(|| native(convert, &csv, &out))?,
    );
    if let Some(python) = peers {
        for peer in ["polars", "duckdb"] {
            row(peer, best(|| by_peer(python, peer, &csv, &out))?);
        }
    }
    Ok(())
}

pub(crate) fn best(mut measure: impl FnMut() -> anyhow::Result<f64>) -> anyhow::Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        best = best.min(measure()?);
    }
    Ok(best)
}

/// Seconds from the start of the attempt to its end.
fn sandboxed(runner: &Path, csv: &Path, out: &Path, folder: &Path) -> anyhow::Result<f64> {
    let said = output(&mut conversion(runner, csv, out, folder))?;
    Ok(said["usage"]["wall_ms"].as_f64().context("no wall time")? / 1e3)
}

/// Seconds from the start of the program to its end.
fn process(runner: &Path, csv: &Path, out: &Path, folder: &Path) -> anyhow::Result<f64> {
    let began = Instant::now();
    output(&mut conversion(runner, csv, out, folder))?;
    Ok(began.elapsed().as_secs_f64())
}

fn conversion(runner: &Path, csv: &Path, out: &Path, folder: &Path) -> Command {
    let mut command = Command::new(runner);
    command
        .args([
            "run",
            "data-conversion",
            "--json",
            "--quiet",
            "--param",
            "to=jsonl",
            "--memory",
            "64MiB",
        ])
        .arg("--input")
        .arg(format!("data={}", csv.display()))
        .arg("--output")
        .arg(format!("data={}", out.display()))
        .arg("--data-dir")
        .arg(folder.join("data"));
    command
}

fn native(convert: &Path, csv: &Path, out: &Path) -> anyhow::Result<f64> {
    let said = output(Command::new(convert).args([csv, out]))?;
    Ok(said["wall_ms"].as_f64().context("no wall time")? / 1e3)
}

fn by_peer(python: &Path, peer: &str, csv: &Path, out: &Path) -> anyhow::Result<f64> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers.py");
    let said = output(Command::new(python).arg(script).arg(peer).args([csv, out]))?;
    said["seconds"].as_f64().context("no seconds")
}

/// Runs a command and parses what it prints.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<Value> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {command:?}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed: {errors}");
    serde_json::from_slice(&output.stdout).with_context(|| format!("{command:?} printed no JSON"))
}
