//! Durable jobs through the real server: each is a row, an attempt in a fresh sandbox, events and a result on disk,
//! acknowledged after its commit.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use runner_testkit::guest;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncBufReadExt as _;

use crate::bullmq;
use crate::http::Connection;

/// Jobs of the bulk row, and how many go into one request.
const BULK: usize = 200_000;
const AT_ONCE: usize = 1_000;

/// Jobs of the row with one request each, and the connections they come by.
const SINGLE: usize = 100_000;
const CONNECTIONS: usize = 32;

/// Jobs whose pickup is measured, one after another on an idle server.
const PICKUPS: usize = 1_000;

/// How often the end is looked for.
const LOOK: Duration = Duration::from_millis(10);

/// How long the server may take for anything before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) fn run(runner: &Path, bullmq: Option<&Path>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    println!("| what | jobs | seconds | jobs/s | bytes written per job | server CPU µs per job |");
    println!("|---|---|---|---|---|---|");
    runtime.block_on(async {
        throughput(runner, "bulk submit", BULK, bulk).await?;
        throughput(
            runner,
            "one request per job, 32 connections",
            SINGLE,
            single,
        )
        .await?;
        if let Some(folder) = bullmq {
            let peer = bullmq::measure(folder)?;
            let row = |what: &str, seconds: f64| {
                let rate = peer.jobs as f64 / seconds;
                println!(
                    "| BullMQ, {what} | {} | {seconds:.2} | {rate:.0} | | |",
                    peer.jobs
                );
            };
            row("bulk; in process, no sandbox, Redis everysec", peer.bulk);
            row("one request per job, 32 clients; the same", peer.single);
        }
        pickup(runner).await
    })
}

async fn throughput<F>(
    runner: &Path,
    what: &str,
    jobs: usize,
    submit: impl FnOnce(Server) -> F,
) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<Server>>,
{
    let server = Server::start(runner).await?;
    // Compiled and warm, as a server is that has run for a while.
    let mut connection = server.connect().await?;
    connection.post("/api/v1/jobs", &noop()).await?;
    wait_for(&mut connection, 1).await?;
    let before = server.used()?;

    let began = Instant::now();
    let server = submit(server).await?;
    wait_for(&mut connection, jobs + 1).await?;
    let seconds = began.elapsed().as_secs_f64();

    let after = server.used()?;
    let each = |amount: u64| amount as f64 / jobs as f64;
    println!(
        "| {what} | {jobs} | {seconds:.2} | {:.0} | {:.0} | {:.1} |",
        jobs as f64 / seconds,
        each(after.written - before.written),
        each(after.cpu_micros - before.cpu_micros),
    );
    drop(connection);
    server.check()
}

async fn bulk(server: Server) -> anyhow::Result<Server> {
    let job = json!({"processor": "noop"});
    let body = serde_json::to_vec(&json!({"jobs": vec![job; AT_ONCE]}))?;
    let mut connection = server.connect().await?;
    for _ in 0..BULK / AT_ONCE {
        connection.post("/api/v1/jobs/bulk", &body).await?;
    }
    Ok(server)
}

async fn single(server: Server) -> anyhow::Result<Server> {
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
    Ok(server)
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

fn noop() -> Vec<u8> {
    br#"{"processor":"noop"}"#.to_vec()
}

async fn wait_for(connection: &mut Connection, completed: usize) -> anyhow::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let stats: Value = serde_json::from_slice(&connection.get("/api/v1/stats").await?)?;
        let done = stats["jobs"]["completed"].as_u64().unwrap_or(0);
        if done >= completed as u64 {
            return Ok(());
        }
        ensure!(
            Instant::now() < deadline,
            "only {done} jobs completed: {stats}"
        );
        tokio::time::sleep(LOOK).await;
    }
}

/// `runner serve` in a folder of its own.
struct Server {
    child: Child,
    folder: TempDir,
    address: String,
    token: String,
}

struct Used {
    written: u64,
    cpu_micros: u64,
}

impl Server {
    async fn start(runner: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        fs::create_dir_all(data.join("plugins"))?;
        fs::write(data.join("plugins/noop.wasm"), guest("noop"))?;
        let log = fs::File::create(folder.path().join("log"))?;
        let child = Command::new(runner)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(&data)
            // As in production: a line for each job would be measured too.
            .env("RUNNER_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut server = Self {
            child,
            folder,
            address: String::new(),
            token: String::new(),
        };
        server.wait_until_ready().await?;
        Ok(server)
    }

    /// Waits until the server answers and has the plugin.
    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            tokio::time::sleep(LOOK).await;
            let log = fs::read_to_string(self.folder.path().join("log"))?;
            ensure!(Instant::now() < deadline, "the server is not ready: {log}");
            ensure!(self.child.try_wait()?.is_none(), "the server ended: {log}");
            let Some((_, rest)) = log.split_once("listens on http://") else {
                continue;
            };
            self.address = rest
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned();
            self.token = fs::read_to_string(self.folder.path().join("data/token"))?
                .trim()
                .to_owned();
            let found = self.connect().await?.get("/api/v1/plugins/noop").await;
            if found.is_ok() {
                return Ok(());
            }
        }
    }

    async fn connect(&self) -> anyhow::Result<Connection> {
        Connection::new(&self.address, &self.token).await
    }

    /// What the server has used so far.
    fn used(&self) -> anyhow::Result<Used> {
        let io = fs::read_to_string(format!("/proc/{}/io", self.child.id()))?;
        let written = io
            .lines()
            .find_map(|line| line.strip_prefix("write_bytes: "))
            .context("no count of bytes written")?
            .parse()?;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit(')').next().context("no name")?;
        let ticks: Vec<u64> = after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        // A tick is 10 ms on every Linux that Rust has a target for.
        let cpu_micros = ticks.iter().sum::<u64>() * 10_000;
        Ok(Used {
            written,
            cpu_micros,
        })
    }

    /// Stops the server and checks that what it kept adds up.
    fn check(mut self) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        ensure!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()?
                .success()
        );
        ensure!(self.child.wait()?.success(), "the server did not stop well");
        let wrong = runner_store::testing::recount(&self.folder.path().join("data"))?;
        ensure!(
            wrong.is_empty(),
            "what was kept does not add up: {wrong:#?}"
        );
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
