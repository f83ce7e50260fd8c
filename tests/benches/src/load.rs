//! Durable jobs that do nothing, from the first submit to the last end.

use std::time::{Duration, Instant};

use anyhow::ensure;
use serde_json::{Value, json};

use crate::http::Connection;
use crate::server::{PATIENCE, Server, Used};

/// How many jobs go into one request.
pub(crate) const AT_ONCE: usize = 1_000;

/// How often the end is looked for.
const LOOK: Duration = Duration::from_millis(10);

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Took {
    jobs: usize,
    pub(crate) time: Duration,
    from: Used,
    to: Used,
}

impl Took {
    pub(crate) fn per_second(&self) -> f64 {
        self.jobs as f64 / self.time.as_secs_f64()
    }

    /// The columns that every table of runs has: seconds, jobs a second, bytes and writes a job, processor time.
    pub(crate) fn columns(&self) -> String {
        let each = |amount: u64| amount as f64 / self.jobs as f64;
        let cpu = (self.to.cpu - self.from.cpu).as_secs_f64() * 1e6;
        format!(
            "{:.2} | {:.0} | {:.0} | {:.3} | {:.1}",
            self.time.as_secs_f64(),
            self.per_second(),
            each(self.to.written - self.from.written),
            each(self.to.writes - self.from.writes),
            cpu / self.jobs as f64,
        )
    }
}

/// The heads of [`Took::columns`].
pub(crate) const HEADS: &str =
    "seconds | jobs/s | bytes written per job | writes per job | server CPU µs per job";

/// The faster of two runs: what disturbs a run only ever makes it slower.
pub(crate) fn better(best: Option<Took>, run: Took) -> Took {
    match best {
        Some(best) if best.time <= run.time => best,
        _ => run,
    }
}

/// Runs a job: compiled and warm is a server that has run for a while.
pub(crate) async fn warm(server: &Server) -> anyhow::Result<()> {
    let mut connection = server.connect().await?;
    connection.post("/api/v1/jobs", &noop()).await?;
    wait_for(&mut connection, None).await
}

/// Waits until no job is open.
pub(crate) async fn settled(server: &Server) -> anyhow::Result<()> {
    wait_for(&mut server.connect().await?, None).await
}

/// Runs so many jobs that are submitted in one way.
pub(crate) async fn run<F>(
    server: &Server,
    jobs: usize,
    submit: impl FnOnce() -> F,
) -> anyhow::Result<Took>
where
    F: Future<Output = anyhow::Result<()>>,
{
    warm(server).await?;
    let mut connection = server.connect().await?;
    let done = completed(&mut connection).await?;
    let from = server.used()?;
    let began = Instant::now();
    submit().await?;
    wait_for(&mut connection, Some(done + jobs as u64)).await?;
    Ok(Took {
        jobs,
        time: began.elapsed(),
        from,
        to: server.used()?,
    })
}

/// Runs jobs that are submitted in bulk, by bodies that were made before.
pub(crate) async fn run_bulk(server: &Server, bodies: &[Vec<u8>]) -> anyhow::Result<Took> {
    run(server, bodies.len() * AT_ONCE, async || {
        let mut connection = server.connect().await?;
        for body in bodies {
            connection.post("/api/v1/jobs/bulk", body).await?;
        }
        Ok(())
    })
    .await
}

/// Bodies for so many jobs, each made of its number.
pub(crate) fn bodies(jobs: usize, job: impl Fn(usize) -> Value) -> anyhow::Result<Vec<Vec<u8>>> {
    let bodies = (0..jobs.div_ceil(AT_ONCE)).map(|body| {
        let numbers = body * AT_ONCE..(body + 1) * AT_ONCE;
        let jobs: Vec<Value> = numbers.map(&job).collect();
        Ok(serde_json::to_vec(&json!({ "jobs": jobs }))?)
    });
    bodies.collect()
}

pub(crate) fn noop_json(_: usize) -> Value {
    json!({"processor": "noop"})
}

pub(crate) fn noop() -> Vec<u8> {
    br#"{"processor":"noop"}"#.to_vec()
}

/// How many jobs that do nothing have completed.
pub(crate) async fn completed(connection: &mut Connection) -> anyhow::Result<u64> {
    let queue = connection.json("/api/v1/queues/noop").await?;
    Ok(queue["jobs"]["completed"].as_u64().unwrap_or(0))
}

/// Waits until so many have completed, or until none is open.
async fn wait_for(connection: &mut Connection, wanted: Option<u64>) -> anyhow::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let queue = connection.json("/api/v1/queues/noop").await?;
        let count = |state: &str| queue["jobs"][state].as_u64().unwrap_or(0);
        let is_over = match wanted {
            Some(wanted) => count("completed") >= wanted,
            None => count("pending") + count("running") == 0,
        };
        if is_over {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "not all jobs completed: {queue}");
        tokio::time::sleep(LOOK).await;
    }
}
