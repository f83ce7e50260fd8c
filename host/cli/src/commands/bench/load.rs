//! The load: jobs are submitted by several at once, and then waited for.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use reqwest::Method;
use runner_model::StateName;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::Instant;

use super::BenchArgs;
use super::figures::{Figures, Percentiles};
use crate::client::{Client, Listed, Patience, Query};
use crate::error::{Exit, UserError};

/// How often it is asked whether all have ended.
const PAUSE: Duration = Duration::from_millis(100);

/// The states of jobs that have not ended.
const NOT_ENDED: &str = "blocked,scheduled,pending,running,paused,retrying";

#[derive(Deserialize)]
struct Timed {
    state: StateName,
    created_at: String,
    started_at: Option<String>,
    finished_at: Option<String>,
}

/// A time as the server writes it, in milliseconds.
fn millis(time: &str) -> Option<i64> {
    let time: Timestamp = time.parse().ok()?;
    Some(time.as_millisecond())
}

pub(super) async fn run(client: Client, args: &BenchArgs) -> anyhow::Result<Figures> {
    let tag = format!("bench-{}", uuid::Uuid::now_v7().simple());
    let job = Rc::new(args.job(&tag)?);
    let client = Rc::new(client);
    let begun = Instant::now();
    let requests = LocalSet::new()
        .run_until(submit(Rc::clone(&client), job, args))
        .await?;
    let submit_seconds = begun.elapsed().as_secs_f64();
    wait(&client, &tag, begun + args.timeout).await?;
    let ended = read(&client, &tag).await?;
    let since = |to: fn(&Timed) -> Option<&String>| {
        let span = |job: &Timed| Some((millis(to(job)?)? - millis(&job.created_at)?) as f64);
        Percentiles::of(ended.iter().filter_map(span).collect())
    };
    let first = ended.iter().filter_map(|job| millis(&job.created_at)).min();
    let finished = ended.iter().filter_map(|job| job.finished_at.as_deref());
    let last = finished.filter_map(millis).max();
    let (Some(first), Some(last)) = (first, last) else {
        bail!("the server does not show the jobs that it took");
    };
    let completed = ended.iter().filter(|job| job.state == StateName::Completed);
    Ok(Figures {
        tag,
        jobs: args.jobs,
        failed: args.jobs - (completed.count() as u64).min(args.jobs),
        seconds: (last - first) as f64 / 1000.0,
        submit_seconds,
        request: Percentiles::of(requests),
        queued: since(|job| job.started_at.as_ref()),
        to_end: since(|job| job.finished_at.as_ref()),
    })
}

/// Submits all jobs, and gives how long each request took, in milliseconds.
async fn submit(client: Rc<Client>, job: Rc<Value>, args: &BenchArgs) -> anyhow::Result<Vec<f64>> {
    let left = Rc::new(Cell::new(args.jobs));
    let took = Rc::new(RefCell::new(Vec::new()));
    let mut tasks = JoinSet::new();
    for _ in 0..args.connections {
        let (client, job, left, took) = (
            Rc::clone(&client),
            Rc::clone(&job),
            Rc::clone(&left),
            Rc::clone(&took),
        );
        let bulk = args.bulk;
        tasks.spawn_local(async move {
            loop {
                let count = bulk.min(left.get());
                if count == 0 {
                    return anyhow::Ok(());
                }
                left.set(left.get() - count);
                let begun = Instant::now();
                if bulk == 1 {
                    client
                        .send_json(Method::POST, &["jobs"], &*job, Patience::Short)
                        .await?;
                } else {
                    let jobs: Vec<&Value> = (0..count).map(|_| &*job).collect();
                    let body = json!({"jobs": jobs});
                    client
                        .send_json(Method::POST, &["jobs", "bulk"], &body, Patience::Short)
                        .await?;
                }
                took.borrow_mut()
                    .push(begun.elapsed().as_secs_f64() * 1000.0);
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.context("a task that submits jobs broke down")??;
    }
    Ok(took.take())
}

async fn wait(client: &Client, tag: &str, until: Instant) -> anyhow::Result<()> {
    loop {
        let query: Query<'_> = vec![
            ("tag", tag.to_owned()),
            ("state", NOT_ENDED.to_owned()),
            ("page_size", "1".to_owned()),
        ];
        let open: Listed<Timed> = client.get(&["jobs"], &query).await?;
        if open.items.is_empty() {
            return Ok(());
        }
        if Instant::now() >= until {
            return Err(UserError::new(Exit::Failed, "not all jobs have ended in that time")
                .hint(format!(
                    "how they are: runner job list --tag {tag}; why one does not run: runner job explain ID"
                ))
                .into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn read(client: &Client, tag: &str) -> anyhow::Result<Vec<Timed>> {
    let mut pages = client.pages(&["jobs"], vec![("tag", tag.to_owned())], usize::MAX);
    let mut jobs = Vec::new();
    while let Some(page) = pages.next(client).await? {
        for item in page {
            jobs.push(client.read(item.get())?);
        }
    }
    Ok(jobs)
}
