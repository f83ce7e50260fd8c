//! How long the pages take that people look at, first ones and those deep down.

use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::http::Connection;
use crate::server::Server;

/// How often each page is asked for, each time about something else where it can be.
const TIMES: usize = 200;

/// Places deep in the list.
const DEPTHS: usize = 40;

/// Over so many days the jobs came.
const DAYS: i64 = 30;

const TARGET_MS: f64 = 50.0;

/// Filters, each alone and in pairs that people use. `{n}` is a number that changes; `{batch}`, `{from}` and
/// `{before}` are a batch and times.
const FILTERS: &[(&str, &str)] = &[
    ("all jobs", ""),
    ("state: completed", "state=completed"),
    ("state: failed", "state=failed"),
    ("state: cancelled", "state=cancelled"),
    (
        "state: those that are open",
        "state=pending,running,retrying",
    ),
    ("processor", "processor={processor}"),
    ("queue", "queue={queue}"),
    ("tag that few have", "tag=customer-{customer}"),
    ("tag that many have", "tag=nightly"),
    ("batch", "batch={batch}"),
    ("created_by", "created_by=user-{user}"),
    ("text that many have", "q=order"),
    ("text that few have", "q=order+{n}7531"),
    ("time: from", "created_from={from}"),
    ("time: before", "created_before={before}"),
    (
        "time: an hour of a month",
        "created_from={before_an_hour}&created_before={before}",
    ),
    (
        "state failed and processor",
        "state=failed&processor={processor}",
    ),
    ("state failed and queue", "state=failed&queue={queue}"),
    ("state failed and tag", "state=failed&tag=nightly"),
    ("state failed and batch", "state=failed&batch={batch}"),
    (
        "state failed and created_by",
        "state=failed&created_by=user-{user}",
    ),
    (
        "state failed and time",
        "state=failed&created_from={before_an_hour}&created_before={before}",
    ),
    ("state cancelled and queue", "state=cancelled&queue=urgent"),
    ("processor and queue", "processor={processor}&queue=bulk"),
    (
        "processor and created_by",
        "processor={processor}&created_by=user-{user}",
    ),
    (
        "processor and time",
        "processor={processor}&created_before={before}",
    ),
    (
        "tag and created_by",
        "tag=customer-{customer}&created_by=user-{user}",
    ),
    ("tag and batch", "tag=nightly&batch={batch}"),
    ("tag and text", "tag=nightly&q=order+{n}"),
    (
        "created_by and time",
        "created_by=user-{user}&created_before={before}",
    ),
    ("nobody's jobs", "created_by=nobody-{n}"),
];

/// Pages that are no lists of jobs. `{job}` is a job's id.
const OTHERS: &[&str] = &[
    "/queues",
    "/stats",
    "/stats?since=7d",
    "/stats?since=30d",
    "/stats/series",
    "/stats/series?since=24h",
    "/stats/series?since=30d&span=hour",
    "/errors",
    "/batches",
    "/workers",
    "/schedules",
    "/jobs/{job}",
    "/jobs/{job}/attempts",
    "/jobs/{job}/logs",
    "/jobs/{job}/outputs",
    "/jobs/{job}/explain",
    "/batches/{batch}",
    "/batches/{batch}/items",
];

/// What pages are about: things that are there.
struct Things {
    processors: Vec<String>,
    batches: Vec<String>,
    jobs: Vec<String>,
    tokens: Vec<String>,
    /// Jobs of the last day, whose events are kept.
    recent: Vec<String>,
    now: Timestamp,
}

pub(crate) async fn run(server: &Server) -> anyhow::Result<()> {
    let mut connection = server.connect().await?;
    let things = Things::find(&mut connection).await?;
    let mut all = Vec::new();
    println!("Pages with the full table, {TIMES} requests each\n");
    println!("| page | p50 ms | p99 ms | most ms | jobs on a page |");
    println!("|---|---|---|---|---|");
    for (what, filter) in FILTERS {
        for size in [20, 100] {
            let path = format!("/jobs?page_size={size}&{filter}");
            let first = measure(&mut connection, &things, &path).await?;
            first.print(&format!("{what}; {size} to a page"));
            // A batch lies in one place.
            let deep = format!("{path}&page_token={{token}}");
            let deep = measure(&mut connection, &things, &deep).await?;
            deep.print(&format!("{what}; {size} to a page, deep down"));
            all.extend([first, deep]);
        }
    }
    for path in OTHERS {
        let took = measure(&mut connection, &things, path).await?;
        took.print(&format!("`{path}`"));
        all.push(took);
    }
    let took = events(server, &things).await?;
    took.print("`/jobs/{job}/events`: the first of them");
    all.push(took);
    let worst = all.iter().map(|took| took.at(0.99)).fold(0.0, f64::max);
    let missed = all.iter().filter(|took| took.at(0.99) >= TARGET_MS).count();
    println!(
        "\nThe slowest page's p99 is {worst:.1} ms (target: less than {TARGET_MS:.0} ms; {missed} of {} pages miss it).",
        all.len()
    );
    Ok(())
}

/// How long the requests of one kind took.
struct Measured {
    sorted: Vec<Duration>,
    items: usize,
}

impl Measured {
    fn of(mut times: Vec<Duration>, items: usize) -> Self {
        times.sort_unstable();
        Self {
            sorted: times,
            items,
        }
    }

    /// Milliseconds that so great a share was no slower than.
    fn at(&self, share: f64) -> f64 {
        let last = self.sorted.len() - 1;
        self.sorted[(last as f64 * share).round() as usize].as_secs_f64() * 1e3
    }

    fn print(&self, what: &str) {
        println!(
            "| {what} | {:.2} | {:.2} | {:.2} | {:.0} |",
            self.at(0.5),
            self.at(0.99),
            self.at(1.0),
            self.items as f64 / self.sorted.len() as f64
        );
    }
}

async fn measure(
    connection: &mut Connection,
    things: &Things,
    path: &str,
) -> anyhow::Result<Measured> {
    let (mut times, mut items) = (Vec::new(), 0);
    for round in 0..TIMES {
        let path = format!("/api/v1{}", things.put_into(path, round));
        let began = Instant::now();
        let body = connection.get(&path).await?;
        times.push(began.elapsed());
        let body: Value = serde_json::from_slice(&body)?;
        items += body["items"].as_array().map_or(0, Vec::len);
    }
    Ok(Measured::of(times, items))
}

/// The time until the first event of a job comes, of all that are kept of it.
async fn events(server: &Server, things: &Things) -> anyhow::Result<Measured> {
    let mut times = Vec::new();
    for round in 0..TIMES {
        let path = things.put_into("/api/v1/jobs/{recent}/events", round);
        let connection = server.connect().await?;
        let began = Instant::now();
        connection.first_event(&path).await?;
        times.push(began.elapsed());
    }
    Ok(Measured::of(times, TIMES))
}

impl Things {
    async fn find(connection: &mut Connection) -> anyhow::Result<Self> {
        let mut things = Self {
            processors: Vec::new(),
            batches: Vec::new(),
            jobs: Vec::new(),
            tokens: Vec::new(),
            recent: Vec::new(),
            now: Timestamp::now(),
        };
        let queues = connection.json("/api/v1/queues").await?;
        things.processors = texts(&queues, "name")?;
        let batches = connection.json("/api/v1/batches?page_size=200").await?;
        things.batches = texts(&batches, "id")?;
        for depth in 0..DEPTHS {
            let before = things.put_into("{before}", depth);
            let path = format!("/api/v1/jobs?page_size=5&created_before={before}");
            let page = connection.json(&path).await?;
            things.jobs.extend(texts(&page, "id")?);
            things
                .tokens
                .extend(page["next_page_token"].as_str().map(str::to_owned));
            let before = things.put_into("{minutes_ago}", depth);
            let path = format!("/api/v1/jobs?page_size=5&created_before={before}");
            things
                .recent
                .extend(texts(&connection.json(&path).await?, "id")?);
        }
        Ok(things)
    }

    /// Puts things of a round into a pattern.
    fn put_into(&self, pattern: &str, round: usize) -> String {
        let nth = |list: &[String]| list.get(round % list.len().max(1)).cloned();
        let ago = |back: SignedDuration| (self.now - back).to_string();
        // Hours all over the month.
        let back = SignedDuration::from_hours(1 + (round as i64 * 317) % (DAYS * 24 - 3));
        let hour = SignedDuration::from_hours(1);
        let recent = SignedDuration::from_mins(5 + (round as i64 * 29) % 1_300);
        let mut text = pattern.to_owned();
        for (name, value) in [
            ("{processor}", nth(&self.processors)),
            ("{queue}", nth(&self.processors)),
            ("{batch}", nth(&self.batches)),
            ("{job}", nth(&self.jobs)),
            ("{token}", nth(&self.tokens)),
            ("{recent}", nth(&self.recent)),
            ("{customer}", Some((round * 7 % 500).to_string())),
            ("{user}", Some((round * 3 % 200).to_string())),
            ("{n}", Some((round % 10).to_string())),
            ("{from}", Some(ago(back))),
            ("{before}", Some(ago(back))),
            ("{before_an_hour}", Some(ago(back + hour))),
            ("{minutes_ago}", Some(ago(recent))),
        ] {
            if let Some(value) = value {
                text = text.replace(name, &value);
            }
        }
        text
    }
}

/// A field of each item of a list.
fn texts(list: &Value, field: &str) -> anyhow::Result<Vec<String>> {
    let items = list["items"].as_array().context("no list")?;
    let text = |item: &Value| Some(item[field].as_str()?.to_owned());
    items
        .iter()
        .map(|item| text(item).with_context(|| format!("no {field}")))
        .collect()
}
