//! What limits and unique keys cost: the same jobs without any, and each with a limit key and a unique key in a queue
//! whose concurrency and rates, its own and its keys', are never reached.

use std::path::Path;

use serde_json::{Value, json};

use crate::load::{self, Took, better};
use crate::server::Server;

/// The two take turns, and the better run of each counts.
const ROUNDS: usize = 3;

/// Tenants, each with a limit key of its own.
const KEYS: usize = 10;

const TARGET: f64 = 0.2;

pub(crate) async fn run(runner: &Path, jobs: usize) -> anyhow::Result<()> {
    let plain = load::bodies(jobs, load::noop_json)?;
    let limited = load::bodies(jobs, limited_json)?;
    let (mut best_plain, mut best_limited) = (None, None);
    for _ in 0..ROUNDS {
        best_plain = Some(better(best_plain, measure(runner, &plain, None).await?));
        let limits = json!({
            "concurrency": 100_000, "rate": "500000/s",
            "key_concurrency": 100_000, "key_rate": "500000/s",
        });
        let took = measure(runner, &limited, Some(limits)).await?;
        best_limited = Some(better(best_limited, took));
    }
    println!("{jobs} jobs in bulk; the better of {ROUNDS} runs each, in turns\n");
    println!("| what | {} |", load::HEADS);
    println!("|---|---|---|---|---|---|");
    if let (Some(plain), Some(limited)) = (best_plain, best_limited) {
        println!("| plain | {} |", plain.columns());
        println!("| with limits and unique keys | {} |", limited.columns());
        let cost = 1.0 - limited.per_second() / plain.per_second();
        println!(
            "\nThey cost {:.0} % of the jobs/s (target: less than {:.0} %).",
            cost * 100.0,
            TARGET * 100.0
        );
    }
    Ok(())
}

async fn measure(runner: &Path, bodies: &[Vec<u8>], limits: Option<Value>) -> anyhow::Result<Took> {
    let server = Server::start(runner).await?;
    if let Some(limits) = limits {
        // The queue comes to be with its first job.
        let mut connection = server.connect().await?;
        connection.post("/api/v1/jobs", &load::noop()).await?;
        let body = serde_json::to_vec(&limits)?;
        connection.patch("/api/v1/queues/noop", &body).await?;
    }
    let took = load::run_bulk(&server, bodies).await?;
    server.check()?;
    Ok(took)
}

fn limited_json(number: usize) -> Value {
    json!({
        "processor": "noop",
        "limit_key": format!("tenant {}", number % KEYS),
        "unique": {"key": format!("order {number}")},
    })
}
