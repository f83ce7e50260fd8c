//! Fills a new store with jobs that ended: `fill FOLDER [jobs] [days]`, as a month of them would stand.

#![expect(clippy::print_stdout, reason = "it says how long it took")]

use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use runner_store::testing::{Fill, fill};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder: PathBuf = args.next().ok_or("say the folder")?.into();
    let jobs: u64 = args.next().map_or(Ok(1_000_000), |arg| arg.parse())?;
    let days: i64 = args.next().map_or(Ok(30), |arg| arg.parse())?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let what = Fill {
        jobs,
        until_ms: i64::try_from(now.as_millis())?,
        over_ms: days * DAY_MS,
    };
    let began = Instant::now();
    fill(&folder, what)?;
    let seconds = began.elapsed().as_secs_f64();
    let bytes = std::fs::metadata(folder.join("runner.db"))?.len();
    println!(
        "{jobs} jobs in {seconds:.1} s: {:.0} a second, {:.0} bytes each",
        jobs as f64 / seconds,
        bytes as f64 / jobs as f64
    );
    Ok(())
}
