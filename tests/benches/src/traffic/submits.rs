//! Submits, until they are acknowledged: each is on disk then. The jobs run meanwhile, or wait in a queue that is paused.

use std::path::Path;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::latencies::{self, Latencies};
use crate::load::{self, AT_ONCE, noop};
use crate::server::Server;

/// Jobs of the rows with one request each, and the connections that they come by.
const SINGLE: usize = 50_000;
const SINGLE_CONNECTIONS: usize = 32;

/// Connections that bring jobs in bulk.
const BULK_CONNECTIONS: usize = 4;

const TARGET_BULK: f64 = 50_000.0;

/// What becomes of the jobs meanwhile.
#[derive(Debug, Clone, Copy)]
enum Meanwhile {
    TheyRun,
    TheyWait,
}

impl Meanwhile {
    const fn text(self) -> &'static str {
        match self {
            Self::TheyRun => "the jobs run meanwhile",
            Self::TheyWait => "the queue is paused",
        }
    }
}

pub(super) async fn run(runner: &Path, jobs: usize) -> anyhow::Result<()> {
    println!("Submits, from the first request to the last acknowledgement\n");
    println!(
        "| what | jobs | submits/s | {} | server CPU µs per job |",
        latencies::HEADS
    );
    println!("|---|---|---|---|---|---|---|");
    let single = [noop()];
    for meanwhile in [Meanwhile::TheyRun, Meanwhile::TheyWait] {
        let connections =
            vec![(single.as_slice(), SINGLE / SINGLE_CONNECTIONS); SINGLE_CONNECTIONS];
        let what = format!("one a request, {SINGLE_CONNECTIONS} connections");
        row(runner, &what, ("/api/v1/jobs", 1), &connections, meanwhile).await?;
    }
    let bodies = load::bodies(jobs, load::noop_json)?;
    let shares: Vec<_> = bodies
        .chunks(bodies.len().div_ceil(BULK_CONNECTIONS))
        .map(|share| (share, share.len()))
        .collect();
    let mut best: f64 = 0.0;
    for meanwhile in [Meanwhile::TheyRun, Meanwhile::TheyWait] {
        let what = format!("{AT_ONCE} a request, {BULK_CONNECTIONS} connections");
        let path = ("/api/v1/jobs/bulk", AT_ONCE);
        best = best.max(row(runner, &what, path, &shares, meanwhile).await?);
    }
    println!(
        "\nTarget in bulk: at least {TARGET_BULK:.0} submits/s; the better of the two has {best:.0}.\n"
    );
    Ok(())
}

/// A row: each connection sends so many requests, with its bodies in turn. Gives the submits a second.
async fn row(
    runner: &Path,
    what: &str,
    (path, jobs_each): (&'static str, usize),
    connections: &[(&[Vec<u8>], usize)],
    meanwhile: Meanwhile,
) -> anyhow::Result<f64> {
    let server = Server::start(runner).await?;
    load::warm(&server).await?;
    if matches!(meanwhile, Meanwhile::TheyWait) {
        let mut connection = server.connect().await?;
        connection.post("/api/v1/queues/noop/pause", b"").await?;
    }
    let mut clients = JoinSet::new();
    let from = server.used()?;
    let began = Instant::now();
    for (bodies, requests) in connections {
        let mut connection = server.connect().await?;
        let (bodies, requests) = (bodies.to_vec(), *requests);
        clients.spawn(async move {
            let mut times = Vec::with_capacity(requests);
            for body in bodies.iter().cycle().take(requests) {
                let asked = Instant::now();
                connection.post(path, body).await?;
                times.push(asked.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let mut times: Vec<Duration> = Vec::new();
    while let Some(done) = clients.join_next().await {
        times.extend(done??);
    }
    let seconds = began.elapsed().as_secs_f64();
    let cpu = server.used()?.cpu - from.cpu;
    let jobs = times.len() * jobs_each;
    let times = Latencies::of(times);
    let per_second = jobs as f64 / seconds;
    println!(
        "| {what}; {} | {jobs} | {per_second:.0} | {} | {:.1} |",
        meanwhile.text(),
        times.columns(),
        cpu.as_secs_f64() * 1e6 / jobs as f64
    );
    if matches!(meanwhile, Meanwhile::TheyRun) {
        load::settled(&server).await?;
    }
    server.check()?;
    Ok(per_second)
}
