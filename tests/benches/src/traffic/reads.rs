//! Reads, on an idle server and while it runs jobs as fast as it can.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::Value;
use tokio::task::LocalSet;

use crate::latencies::{self, Latencies};
use crate::load::{self, AT_ONCE};
use crate::server::Server;

/// Those who ask, each after its last answer.
const READERS: usize = 8;

/// For how long each page is asked for.
const WATCH: Duration = Duration::from_secs(4);

/// Jobs that there are before.
const BEFORE: usize = 20_000;

/// Jobs that wait for a slot at the most: enough that the server never runs out of them.
const AHEAD: u64 = 4 * AT_ONCE as u64;

/// What is read. `{id}` is a job that there is.
const PAGES: [&str; 4] = [
    "/jobs/{id}",
    "/jobs?state=completed&page_size=20",
    "/jobs?state=completed&page_size=100",
    "/jobs?state=pending,running&page_size=20",
];

pub(super) async fn run(runner: &Path) -> anyhow::Result<()> {
    println!("Reads, {READERS} connections, {} s each\n", WATCH.as_secs());
    println!(
        "| what | reads/s | {} | jobs/s meanwhile |",
        latencies::HEADS
    );
    println!("|---|---|---|---|---|---|");
    let server = Server::start(runner).await?;
    load::run_bulk(&server, &load::bodies(BEFORE, load::noop_json)?).await?;
    let mut connection = server.connect().await?;
    let page: Value = connection.json("/api/v1/jobs?page_size=100").await?;
    let ids: Vec<String> = page["items"]
        .as_array()
        .context("no list")?
        .iter()
        .filter_map(|job| Some(job["id"].as_str()?.to_owned()))
        .collect();
    let set = LocalSet::new();
    set.run_until(async {
        for page in PAGES {
            measure(&server, page, &ids, "nothing runs").await?;
        }
        let over = Rc::new(Cell::new(false));
        let load = tokio::task::spawn_local(keep_busy(server.connect().await?, Rc::clone(&over)));
        for page in PAGES {
            measure(&server, page, &ids, "jobs run").await?;
        }
        over.set(true);
        load.await?
    })
    .await?;
    load::settled(&server).await?;
    println!();
    server.check()
}

/// Submits jobs in bulk as they run.
async fn keep_busy(
    mut connection: crate::http::Connection,
    over: Rc<Cell<bool>>,
) -> anyhow::Result<()> {
    let body = load::bodies(AT_ONCE, load::noop_json)?.remove(0);
    while !over.get() {
        let queue = connection.json("/api/v1/queues/noop").await?;
        if queue["jobs"]["pending"].as_u64().unwrap_or(0) < AHEAD {
            connection.post("/api/v1/jobs/bulk", &body).await?;
        } else {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    Ok(())
}

async fn measure(server: &Server, page: &str, ids: &[String], what: &str) -> anyhow::Result<()> {
    let mut asks = server.connect().await?;
    let before = load::completed(&mut asks).await?;
    let began = Instant::now();
    let mut readers = Vec::new();
    for reader in 0..READERS {
        let mut connection = server.connect().await?;
        let paths: Vec<String> = match page.contains("{id}") {
            true => ids
                .iter()
                .map(|id| format!("/api/v1{}", page.replace("{id}", id)))
                .collect(),
            false => vec![format!("/api/v1{page}")],
        };
        readers.push(tokio::task::spawn_local(async move {
            let mut times = Vec::new();
            for path in paths.iter().cycle().skip(reader) {
                let asked = Instant::now();
                if asked - began >= WATCH {
                    break;
                }
                connection.get(path).await?;
                times.push(asked.elapsed());
            }
            anyhow::Ok(times)
        }));
    }
    let mut times = Vec::new();
    for reader in readers {
        times.extend(reader.await??);
    }
    let seconds = began.elapsed().as_secs_f64();
    let ran = load::completed(&mut asks).await? - before;
    let times = Latencies::of(times);
    println!(
        "| `{page}`, {what} | {:.0} | {} | {:.0} |",
        times.count() as f64 / seconds,
        times.columns(),
        ran as f64 / seconds
    );
    Ok(())
}
