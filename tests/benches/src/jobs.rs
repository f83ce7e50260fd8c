//! Durable jobs through the real server: each is a row, an attempt in a fresh sandbox, events and a result on disk,
//! acknowledged after its commit.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use serde_json::Value;
use tokio::io::AsyncBufReadExt as _;

use crate::bullmq;
use crate::load::{self, noop};
use crate::server::Server;

/// Jobs of the bulk row.
const BULK: usize = 200_000;

/// Jobs of the row with one request each, and the connections they come by.
const SINGLE: usize = 100_000;
const CONNECTIONS: usize = 32;

/// Jobs whose pickup is measured, one after another on an idle server.
const PICKUPS: usize = 1_000;

pub(crate) fn run(runner: &Path, bullmq: Option<&Path>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    println!("| what | jobs | {} |", load::HEADS);
    println!("|---|---|---|---|---|---|---|");
    runtime.block_on(async {
        bulk(runner).await?;
        single(runner).await?;
        if let Some(folder) = bullmq {
            let peer = bullmq::measure(folder)?;
            let row = |what: &str, seconds: f64| {
                let rate = peer.jobs as f64 / seconds;
                println!(
                    "| BullMQ, {what} | {} | {seconds:.2} | {rate:.0} | | | |",
                    peer.jobs
                );
            };
            row("bulk; in process, no sandbox, Redis everysec", peer.bulk);
            row("one request per job, 32 clients; the same", peer.single);
        }
        pickup(runner).await
    })
}

async fn bulk(runner: &Path) -> anyhow::Result<()> {
    let server = Server::start(runner).await?;
    let took = load::run_bulk(&server, &load::bodies(BULK, load::noop_json)?).await?;
    println!("| bulk submit | {BULK} | {} |", took.columns());
    server.check()
}

async fn single(runner: &Path) -> anyhow::Result<()> {
    let server = Server::start(runner).await?;
    let took = load::run(&server, SINGLE, async || {
        let mut clients = tokio::task::JoinSet::new();
        for _ in 0..CONNECTIONS {
            let mut connection = server.connect().await?;
            clients.spawn(async move {
                for _ in 0..SINGLE / CONNECTIONS {
                    connection.post("/api/v1/jobs", &noop()).await?;
                }
                anyhow::Ok(())
            });
        }
        while let Some(done) = clients.join_next().await {
            done??;
        }
        Ok(())
    })
    .await?;
    let what = format!("one request per job, {CONNECTIONS} connections");
    println!("| {what} | {SINGLE} | {} |", took.columns());
    server.check()
}

/// From the request being sent to the event that the job runs being received: the submit's commit, the claim's, and
/// the event's way are all in it.
async fn pickup(runner: &Path) -> anyhow::Result<()> {
    let server = Server::start(runner).await?;
    let mut connection = server.connect().await?;
    let mut events = server
        .connect()
        .await?
        .stream("/api/v1/events")
        .await?
        .lines();
    let mut took = Vec::with_capacity(PICKUPS);
    for round in 0..=PICKUPS {
        let began = Instant::now();
        connection.post("/api/v1/jobs", &noop()).await?;
        let mut picked_up = None;
        while let Some(line) = events.next_line().await? {
            let Some(data) = line.strip_prefix("data:") else {
                continue;
            };
            let event: Value = serde_json::from_str(data.trim())?;
            if event["job"]["state"] == "running" {
                picked_up.get_or_insert_with(|| began.elapsed());
            }
            if event["type"] == "job-completed" {
                // A job may be over before its start is told.
                picked_up.get_or_insert_with(|| began.elapsed());
                break;
            }
        }
        // The first compiles and warms.
        if round > 0 {
            took.push(picked_up.context("the events ended")?);
        }
    }
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "\nPickup on an idle server, from the request to the event that the job runs, {PICKUPS} jobs one by one:"
    );
    println!("\n| p50 | p90 | p99 | most |\n|---|---|---|---|");
    println!(
        "| {:.2} ms | {:.2} ms | {:.2} ms | {:.2} ms |",
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
    server.check()
}
