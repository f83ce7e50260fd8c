//! How many durable no-op jobs a second: submit in bulk, claim and settle in batches, everything acknowledged after
//! its commit. `throughput [jobs] [batch] [tasks] [limits]`: with `limits`, the queue and each of ten limit keys have a
//! concurrency and a rate that are never reached, and every job has a unique key.

#![expect(clippy::print_stdout, reason = "a bench says what it found")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use runner_model::{
    Hold, JobId, LimitKey, OnDuplicate, ProcessorName, QueueName, Unique, UniqueKey, UniqueScope,
    Usage,
};
use runner_store::{NewJob, Options, QueueChange, Settlement, SqliteStore, Store, StoreError};
use uuid::Uuid;

const TTL: Duration = Duration::from_secs(600);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let mut number = |default: usize| -> Result<usize, std::num::ParseIntError> {
        args.next().map_or(Ok(default), |arg| arg.parse())
    };
    let (jobs, batch, tasks) = (number(100_000)?, number(64)?, number(4)?);
    let kind = match args.next() {
        Some(_) => Kind::Limited,
        None => Kind::Plain,
    };
    // Not in memory: /tmp may be.
    let folder =
        tempfile::tempdir_in(std::env::var("BENCH_DIR").unwrap_or_else(|_| "/var/tmp".to_owned()))?;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(Options::new(folder.path()))?);
    let before = written()?;
    let began = Instant::now();
    if kind == Kind::Limited {
        set_limits(&store).await?;
    }
    submit_all(&store, jobs, tasks, kind).await?;
    let submitted = began.elapsed();
    println!("submit            {:>9.0} jobs/s", rate(jobs, submitted));
    let work = Instant::now();
    work_all(&store, jobs, batch, tasks).await?;
    println!(
        "claim and settle  {:>9.0} jobs/s  (batches of {batch}, {tasks} tasks)",
        rate(jobs, work.elapsed())
    );
    println!(
        "all               {:>9.0} jobs/s",
        rate(jobs, began.elapsed())
    );
    let after = written()?;
    println!(
        "written           {:>9.2} calls and {:.0} bytes a job",
        (after.0 - before.0) as f64 / jobs as f64,
        (after.1 - before.1) as f64 / jobs as f64
    );
    store.close().await?;
    let size = std::fs::metadata(folder.path().join("runner.db"))?.len();
    println!(
        "kept              {:>9.0} bytes a job",
        size as f64 / jobs as f64
    );
    alone(&folder.path().join("alone")).await?;
    Ok(())
}

/// One job after the other: what a lone request waits.
async fn alone(folder: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    const JOBS: usize = 500;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(Options::new(folder))?);
    let lease = store.enter("bench".to_owned(), TTL).await?;
    let began = Instant::now();
    for _ in 0..JOBS {
        store.submit(vec![job()?]).await?;
        let claimed = store.claim(lease, 1).await?;
        let ends = claimed
            .into_iter()
            .map(|job| Settlement::succeeded(job.fence, "{}", Usage::default()));
        store.settle(ends.collect()).await?;
    }
    println!(
        "alone             {:>9.0} jobs/s, one after the other",
        rate(JOBS, began.elapsed())
    );
    store.close().await?;
    Ok(())
}

/// What the jobs have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Limited,
}

async fn set_limits(store: &Arc<dyn Store>) -> Result<(), Box<dyn std::error::Error>> {
    let rate = Some("500000/s".parse()?);
    let changes = vec![
        QueueChange::Concurrency(Some(100_000)),
        QueueChange::Rate(rate),
        QueueChange::KeyConcurrency(Some(100_000)),
        QueueChange::KeyRate(rate),
    ];
    let queue = QueueName::try_from("noop".to_owned())?;
    store.change_queue(queue, changes).await?;
    Ok(())
}

fn job() -> Result<NewJob, Box<dyn std::error::Error>> {
    let processor = ProcessorName::try_from("noop".to_owned())?;
    Ok(NewJob::new(JobId::new(Uuid::now_v7()), processor, "{}"))
}

fn job_of(kind: Kind, number: usize) -> Result<NewJob, Box<dyn std::error::Error>> {
    let mut job = job()?;
    if kind == Kind::Limited {
        job.limit_key = Some(LimitKey::try_from(format!("tenant {}", number % 10))?);
        job.unique = Some(Unique {
            key: UniqueKey::try_from(format!("order {number}"))?,
            scope: UniqueScope::Processor,
            hold: Hold::UntilEnd,
            on_duplicate: OnDuplicate::Reject,
        });
    }
    Ok(job)
}

async fn submit_all(
    store: &Arc<dyn Store>,
    jobs: usize,
    tasks: usize,
    kind: Kind,
) -> Result<(), Box<dyn std::error::Error>> {
    const BULK: usize = 500;
    let mut all = Vec::new();
    for from in (0..jobs).step_by(BULK) {
        let bulk: Result<Vec<_>, _> = (from..jobs.min(from + BULK))
            .map(|number| job_of(kind, number))
            .collect();
        all.push(store.submit(bulk?));
        if all.len() >= tasks {
            for answer in all.drain(..) {
                answer.await?;
            }
        }
    }
    for answer in all {
        answer.await?;
    }
    Ok(())
}

async fn work_all(
    store: &Arc<dyn Store>,
    jobs: usize,
    batch: usize,
    tasks: usize,
) -> Result<(), Box<dyn std::error::Error>> {
    let lease = store.enter("bench".to_owned(), TTL).await?;
    let done = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..tasks)
        .map(|_| {
            let (store, done) = (Arc::clone(store), Arc::clone(&done));
            tokio::spawn(async move {
                let mut claimed = store.claim(lease, batch).await?;
                while !claimed.is_empty() {
                    done.fetch_add(claimed.len(), Ordering::Relaxed);
                    let ends = claimed
                        .into_iter()
                        .map(|job| Settlement::succeeded(job.fence, "{}", Usage::default()));
                    // Handed over together, they share a commit: what is settled makes room for what is claimed.
                    let settled = store.settle(ends.collect());
                    let next = store.claim(lease, batch);
                    settled.await?;
                    claimed = next.await?;
                }
                Ok::<_, StoreError>(())
            })
        })
        .collect();
    for worker in workers {
        worker.await??;
    }
    assert_eq!(
        done.load(Ordering::Relaxed),
        jobs,
        "every job was settled once"
    );
    Ok(())
}

fn rate(jobs: usize, time: Duration) -> f64 {
    jobs as f64 / time.as_secs_f64()
}

/// Write calls and bytes of this process so far.
fn written() -> Result<(u64, u64), Box<dyn std::error::Error>> {
    let io = std::fs::read_to_string("/proc/self/io")?;
    let field = |name: &str| -> u64 {
        io.lines()
            .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
            .unwrap_or(0)
    };
    Ok((field("syscw:"), field("wchar:")))
}
