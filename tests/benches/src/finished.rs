//! The server with very many jobs that ended in its table: how fast it starts, how fast jobs run beside an empty
//! table's, and how long its pages take.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use runner_store::testing::{FILL_VERSION, Fill, fill, recount_after};

use crate::load::{self, better};
use crate::pages;
use crate::server::{Server, adds_up};

/// The two tables take turns, and the better run of each counts.
const ROUNDS: usize = 3;

/// Starts of the full server that are timed.
const STARTS: usize = 5;

const MONTH_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// A filled table is made anew when the runs have made it so much longer.
const MOST_GROWTH: f64 = 0.3;

const TARGET_SHARE: f64 = 0.8;
const TARGET_START_MS: f64 = 300.0;

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    /// Jobs that ended.
    pub(crate) finished: u64,
    /// Jobs of a run.
    pub(crate) jobs: usize,
}

pub(crate) async fn run(runner: &Path, folder: &Path, sizes: Sizes) -> anyhow::Result<()> {
    let table = Table::prepare(folder, sizes).await?;
    starts(runner, &table.data).await?;
    durable(runner, &table.data, sizes).await?;
    let mut server = Server::start_in(runner, &table.data).await?;
    pages::run(&server).await?;
    server.stop()?;
    let began = Instant::now();
    // A count of all jobs anew would take longer than all that is measured here. What is filled in adds up by a test
    // of its own.
    adds_up(&recount_after(&table.data, sizes.finished)?)?;
    println!(
        "\nWhat the runs added to the full table adds up: counted anew in {:.1} s, of the jobs that came since it was \
         filled.",
        began.elapsed().as_secs_f64()
    );
    table.keep(sizes)
}

/// A folder with very many jobs that ended, kept from one run of the bench to the next.
struct Table {
    data: PathBuf,
    /// Says how many jobs were added since it was filled. It is there only while nobody uses the table: a run that
    /// was cut off leaves jobs that would run in the next.
    added: PathBuf,
    before: u64,
}

impl Table {
    async fn prepare(folder: &Path, sizes: Sizes) -> anyhow::Result<Self> {
        let name = format!("finished-{}-v{FILL_VERSION}", sizes.finished);
        let (data, half) = (folder.join(&name), folder.join(format!("{name}.half")));
        let added = folder.join(format!("{name}.added"));
        let before = match fs::read_to_string(&added) {
            Ok(text) => text.trim().parse().ok(),
            Err(_) => None,
        };
        let most = (sizes.finished as f64 * MOST_GROWTH) as u64;
        if let Some(before) = before.filter(|before| *before <= most && data.exists()) {
            println!("The full table is that of an earlier run; {before} jobs were added since.\n");
            fs::remove_file(&added)?;
            return Ok(Self {
                data,
                added,
                before,
            });
        }
        for old in [&data, &half] {
            if old.exists() {
                fs::remove_dir_all(old)?;
            }
        }
        let began = Instant::now();
        let what = Fill {
            jobs: sizes.finished,
            until_ms: i64::try_from(UNIX_EPOCH.elapsed()?.as_millis())?,
            over_ms: MONTH_MS,
        };
        fill(&half, what)?;
        fs::rename(&half, &data)?;
        let seconds = began.elapsed().as_secs_f64();
        println!(
            "The full table was filled in {seconds:.0} s: {:.0} jobs a second, with all that belongs to them.\n",
            sizes.finished as f64 / seconds
        );
        Ok(Self {
            data,
            added,
            before: 0,
        })
    }

    /// Leaves it for the next run.
    fn keep(self, sizes: Sizes) -> anyhow::Result<()> {
        let now = self.before + (ROUNDS * sizes.jobs) as u64;
        Ok(fs::write(self.added, now.to_string())?)
    }
}

/// From the start of the process until it answers and has its plugins.
async fn starts(runner: &Path, full: &Path) -> anyhow::Result<()> {
    // The first compiles the plugin, and brings the schema up to date.
    let mut server = Server::start_in(runner, full).await?;
    server.pause_upkeep().await?;
    server.stop()?;
    let mut took = Vec::new();
    for _ in 0..STARTS {
        let began = Instant::now();
        let mut server = Server::start_in(runner, full).await?;
        took.push(began.elapsed());
        server.stop()?;
    }
    took.sort_unstable();
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "Start to ready with the full table and the plugin known: {:.0} ms, at the most {:.0} ms (target: less than \
         {TARGET_START_MS:.0} ms; {STARTS} starts).\n",
        millis(took[STARTS / 2]),
        millis(took[STARTS - 1])
    );
    Ok(())
}

async fn durable(runner: &Path, full: &Path, sizes: Sizes) -> anyhow::Result<()> {
    let bodies = load::bodies(sizes.jobs, load::noop_json)?;
    let (mut best_empty, mut best_full) = (None, None);
    for _ in 0..ROUNDS {
        let server = Server::start(runner).await?;
        server.pause_upkeep().await?;
        best_empty = Some(better(best_empty, load::run_bulk(&server, &bodies).await?));
        server.check()?;
        let mut server = Server::start_in(runner, full).await?;
        best_full = Some(better(best_full, load::run_bulk(&server, &bodies).await?));
        server.stop()?;
    }
    let (finished, jobs) = (sizes.finished, sizes.jobs);
    println!("{jobs} jobs in bulk; the better of {ROUNDS} runs each, in turns\n");
    println!("| what | {} |", load::HEADS);
    println!("|---|---|---|---|---|---|");
    if let (Some(empty), Some(full)) = (best_empty, best_full) {
        println!("| an empty table | {} |", empty.columns());
        println!("| {finished} jobs that ended | {} |", full.columns());
        println!(
            "\nThe full table has {:.0} % of the empty table's jobs/s (target: at least {:.0} %).\n",
            full.per_second() / empty.per_second() * 100.0,
            TARGET_SHARE * 100.0
        );
    }
    Ok(())
}
