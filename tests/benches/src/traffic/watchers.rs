//! Streams of all events to many at once: how many are delivered, how late, and what that costs the jobs.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use jiff::Timestamp;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _};
use tokio::task::{JoinHandle, LocalSet};
use tokio::time::timeout;

use crate::latencies::{self, Latencies};
use crate::load::{self, AT_ONCE, noop};
use crate::server::{PATIENCE, Server};

/// How many listen to everything.
const WATCHERS: [usize; 2] = [100, 1_000];

/// Jobs times watchers of the rows in which jobs run as fast as they can: so many events are delivered, times those of a job.
const FLOOD: usize = 1_000_000;

/// Of the rows with a steady load: so many jobs, one each so often.
const STEADY: usize = 300;
const EVERY: Duration = Duration::from_millis(20);

/// How much is read at once from a stream.
const CHUNK: usize = 64 * 1024;

/// What is looked for in a stream: the line with an event's number, and the time in its data.
const ID: &[u8] = b"id: ";
const DATA: &[u8] = b"data: ";
const AT: &[u8] = b"\"at\":\"";

/// How far from the beginning of its data the time of an event stands at the most: its number and type come before.
const AT_WITHIN: usize = 200;

pub(super) async fn run(runner: &Path) -> anyhow::Result<()> {
    println!(
        "Events to many who listen to `/events`. The delay is from the time in the event, that of its commit, to its being read by \
         the bench, which shares the cores. A server that is too busy may leave events out for those who fall behind.\n"
    );
    println!(
        "| watchers | load | jobs | jobs/s | of those without watchers | delivered | of all | events/s in total | {} |",
        latencies::HEADS
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let set = LocalSet::new();
    set.run_until(async {
        for watchers in WATCHERS {
            steady(runner, watchers).await?;
        }
        for watchers in WATCHERS {
            let jobs = (FLOOD / watchers).next_multiple_of(AT_ONCE);
            let alone = flood(runner, 0, jobs, None).await?;
            flood(runner, watchers, jobs, Some(alone)).await?;
        }
        anyhow::Ok(())
    })
    .await?;
    println!();
    Ok(())
}

/// One job after another, so seldom that a server has time for all who listen.
async fn steady(runner: &Path, watchers: usize) -> anyhow::Result<()> {
    let server = Server::start(runner).await?;
    let first = mark(&server).await?;
    let crowd = Crowd::gather(&server, watchers).await?;
    let mut connection = server.connect().await?;
    let mut next = tokio::time::interval(EVERY);
    let began = Instant::now();
    for _ in 0..STEADY {
        next.tick().await;
        connection.post("/api/v1/jobs", &noop()).await?;
    }
    load::settled(&server).await?;
    let per_second = STEADY as f64 / began.elapsed().as_secs_f64();
    let heard = crowd.until(first, mark(&server).await?).await?;
    let load = format!("{:.0} jobs a second", 1.0 / EVERY.as_secs_f64());
    println!(
        "| {watchers} | {load} | {STEADY} | {per_second:.0} | | {} |",
        heard.columns()
    );
    server.check()
}

/// Jobs in bulk, as fast as they run. Gives the jobs a second.
async fn flood(
    runner: &Path,
    watchers: usize,
    jobs: usize,
    alone: Option<f64>,
) -> anyhow::Result<f64> {
    let server = Server::start(runner).await?;
    let first = mark(&server).await?;
    let crowd = Crowd::gather(&server, watchers).await?;
    let took = load::run_bulk(&server, &load::bodies(jobs, load::noop_json)?).await?;
    let heard = crowd.until(first, mark(&server).await?).await?;
    let per_second = took.per_second();
    let (share, heard) = match alone {
        Some(alone) => (
            format!("{:.0} %", per_second / alone * 100.0),
            heard.columns(),
        ),
        None => (String::new(), "| | | | |".to_owned()),
    };
    println!("| {watchers} | in bulk | {jobs} | {per_second:.0} | {share} | {heard} |");
    server.check()?;
    Ok(per_second)
}

/// Runs a job, and gives the number of its last event, which no event so far comes after.
async fn mark(server: &Server) -> anyhow::Result<i64> {
    let mut connection = server.connect().await?;
    let job: Value = serde_json::from_slice(&connection.post("/api/v1/jobs", &noop()).await?)?;
    let id = job["id"].as_str().context("no id")?;
    let path = format!("/api/v1/jobs/{id}/events");
    let mut events = server.connect().await?.stream(&path).await?.lines();
    let mut number = None;
    while let Some(line) = timeout(PATIENCE, events.next_line()).await?? {
        if let Some(id) = line.strip_prefix("id: ") {
            number = id.parse().ok();
        }
        if let Some(data) = line.strip_prefix("data: ") {
            let event: Value = serde_json::from_str(data)?;
            if event["type"] == "job-completed" {
                return event["seq"].as_i64().or(number).context("no number");
            }
        }
    }
    anyhow::bail!("the events of {id} ended")
}

/// Those who listen.
struct Crowd {
    watchers: Vec<JoinHandle<anyhow::Result<()>>>,
    heard: Rc<RefCell<Heard>>,
}

/// What all of them heard together.
#[derive(Default)]
struct Heard {
    events: u64,
    delays: Vec<Duration>,
    /// The greatest number that each has heard of.
    seen: Vec<i64>,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Crowd {
    /// Opens the streams.
    async fn gather(server: &Server, watchers: usize) -> anyhow::Result<Self> {
        let heard = Rc::new(RefCell::new(Heard {
            seen: vec![0; watchers],
            ..Heard::default()
        }));
        let mut tasks = Vec::with_capacity(watchers);
        for watcher in 0..watchers {
            let mut stream = server.connect().await?.stream("/api/v1/events").await?;
            // Its head says that the server listens for it.
            let mut head = [0; 12];
            stream.read_exact(&mut head).await?;
            ensure!(
                &head == b"HTTP/1.1 200",
                "{}",
                String::from_utf8_lossy(&head)
            );
            let heard = Rc::clone(&heard);
            tasks.push(tokio::task::spawn_local(async move {
                let mut text = Vec::with_capacity(2 * CHUNK);
                loop {
                    text.reserve(CHUNK);
                    let read = stream.read_buf(&mut text).await?;
                    ensure!(read > 0, "the stream of events ended");
                    let done = heard.borrow_mut().take(watcher, &text);
                    text.drain(..done);
                }
            }));
        }
        Ok(Self {
            watchers: tasks,
            heard,
        })
    }

    /// Waits until each has heard of the last event, or of one after it.
    async fn until(self, first: i64, last: i64) -> anyhow::Result<Outcome> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let behind = self
                .heard
                .borrow()
                .seen
                .iter()
                .filter(|seen| **seen < last)
                .count();
            if behind == 0 {
                break;
            }
            ensure!(
                Instant::now() < deadline,
                "{behind} watchers do not hear of event {last}"
            );
            for watcher in &self.watchers {
                ensure!(!watcher.is_finished(), "a stream of events ended");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for watcher in &self.watchers {
            watcher.abort();
        }
        let heard = self.heard.take();
        let span = heard
            .first
            .zip(heard.last)
            .map_or(Duration::ZERO, |(first, last)| last - first);
        let all = (last - first) as u64 * self.watchers.len() as u64;
        Ok(Outcome {
            events: heard.events,
            all,
            delays: Latencies::of(heard.delays),
            seconds: span.as_secs_f64(),
        })
    }
}

/// What came to those who listened.
struct Outcome {
    events: u64,
    /// How many there were, for all of them.
    all: u64,
    delays: Latencies,
    /// From the first event to the last.
    seconds: f64,
}

impl Outcome {
    fn columns(&self) -> String {
        format!(
            "{} | {:.0} % | {:.0} | {}",
            self.events,
            self.events as f64 / self.all as f64 * 100.0,
            self.events as f64 / self.seconds,
            self.delays.columns()
        )
    }
}

impl Heard {
    /// Takes the whole lines of what a watcher has read; gives how much that is.
    fn take(&mut self, watcher: usize, text: &[u8]) -> usize {
        let (now, time) = (Instant::now(), Timestamp::now());
        let mut done = 0;
        // What is read together came to the bench at the same time; the first of it has waited longest.
        let mut is_first = true;
        for end in memchr::memchr_iter(b'\n', text) {
            let line = &text[done..end];
            done = end + 1;
            if let Some(id) = line.strip_prefix(ID).and_then(number) {
                self.events += 1;
                self.seen[watcher] = self.seen[watcher].max(id);
                self.first.get_or_insert(now);
                self.last = Some(now);
            } else if is_first && let Some(at) = line.strip_prefix(DATA).and_then(at) {
                is_first = false;
                let delay = time.duration_since(at);
                self.delays.push(delay.try_into().unwrap_or(Duration::ZERO));
            }
        }
        done
    }
}

fn number(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// The time of an event, in its data.
fn at(data: &[u8]) -> Option<Timestamp> {
    let near = &data[..data.len().min(AT_WITHIN)];
    let from = memchr::memmem::find(near, AT)? + AT.len();
    let end = memchr::memchr(b'"', &near[from..])?;
    std::str::from_utf8(&near[from..from + end])
        .ok()?
        .parse()
        .ok()
}
