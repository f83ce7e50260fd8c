//! One million rows of CSV become a report, without any params: in the sandbox, and the same figures by peers.

use std::fs;
use std::io::BufWriter;
use std::path::Path;
use std::process::Command;

use anyhow::Context;

use crate::conversion::{best, output};

const ROWS: u64 = 1_000_000;

pub(crate) fn run(runner: &Path, peers: Option<&Path>) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let csv = folder.path().join("rows.csv");
    let file = BufWriter::new(fs::File::create(&csv)?);
    runner_fixtures::write_orders(file, ROWS, 1)?;
    let megabytes = fs::metadata(&csv)?.len() as f64 / 1e6;
    println!("{ROWS} rows, {megabytes:.0} MB; the best of 3\n");
    println!("| what | seconds | times the sandbox | memory |");
    println!("|---|---|---|---|");
    let mut memory = 0.0;
    let sandbox = best(|| {
        let said = output(&mut sandboxed(runner, &csv, folder.path()))?;
        memory = said["usage"]["peak_memory_bytes"]
            .as_f64()
            .context("no memory")?
            / 1048576.0;
        Ok(said["usage"]["wall_ms"].as_f64().context("no wall time")? / 1e3)
    })?;
    println!(
        "| runner, in the sandbox: the job, HTML and all | {sandbox:.2} | 1.00 | {memory:.0} MiB |"
    );
    for peer in peers.iter().flat_map(|_| ["duckdb", "pandas"]) {
        let python = peers.context("no Python")?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("figures.py");
        let mut resident = 0.0;
        let seconds = best(|| {
            let said = output(Command::new(python).arg(&script).arg(peer).arg(&csv))?;
            resident = said["memory_bytes"].as_f64().context("no memory")? / 1048576.0;
            said["seconds"].as_f64().context("no seconds")
        })?;
        let ratio = seconds / sandbox;
        println!("| {peer}: the figures alone | {seconds:.2} | {ratio:.2} | {resident:.0} MiB |");
    }
    Ok(())
}

fn sandboxed(runner: &Path, csv: &Path, folder: &Path) -> Command {
    let mut command = Command::new(runner);
    command
        .args(["run", "report-generation", "--json", "--quiet"])
        .args(["--memory", "256MiB"])
        .arg("--input")
        .arg(format!("data={}", csv.display()))
        .arg("--output")
        .arg(format!("report={}", folder.join("report.html").display()))
        .arg("--data-dir")
        .arg(folder.join("data"));
    command
}
