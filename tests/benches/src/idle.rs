//! What a server uses that has nothing to do: alone, and with schedules and jobs whose time is far off.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::load::AT_ONCE;
use crate::server::Server;

const SCHEDULES: usize = 1_000;
const SCHEDULED_JOBS: usize = 100_000;

/// For how long it is watched, after it had so long to settle.
const WATCH: Duration = Duration::from_secs(30);
const SETTLE: Duration = Duration::from_secs(10);

/// A day: nothing comes due while the bench runs.
const FAR_OFF_MS: usize = 24 * 60 * 60 * 1_000;

pub(crate) async fn run(runner: &Path) -> anyhow::Result<()> {
    println!("watched for {} s\n", WATCH.as_secs());
    println!(
        "| what | % of a core | memory | switches of context per second | bytes written per second |"
    );
    println!("|---|---|---|---|---|");
    let server = Server::start(runner).await?;
    watch("nothing to do", &server).await?;
    fill(&server).await?;
    let what = format!("{SCHEDULES} schedules, {SCHEDULED_JOBS} scheduled jobs");
    watch(&what, &server).await?;
    println!("| target | < 0.2 | < 80 MB | | |");
    server.check()
}

async fn watch(what: &str, server: &Server) -> anyhow::Result<()> {
    tokio::time::sleep(SETTLE).await;
    let from = server.used()?;
    tokio::time::sleep(WATCH).await;
    let to = server.used()?;
    let seconds = WATCH.as_secs_f64();
    println!(
        "| {what} | {:.3} | {:.0} MB | {:.1} | {:.0} |",
        (to.cpu - from.cpu).as_secs_f64() / seconds * 100.0,
        to.resident as f64 / 1e6,
        (to.switches - from.switches) as f64 / seconds,
        (to.written - from.written) as f64 / seconds,
    );
    Ok(())
}

async fn fill(server: &Server) -> anyhow::Result<()> {
    let mut connection = server.connect().await?;
    for number in 0..SCHEDULES {
        // Once a year each, on the days of a year and at all times of a day; today's and tomorrow's are moved away.
        let (minute, hour) = (number % 60, number % 24);
        let (day, month) = (number % 28 + 1, far_month(number));
        let schedule = json!({
            "name": format!("yearly-{number}"),
            "cron": format!("{minute} {hour} {day} {month} *"),
            "target": {"job": {"processor": "noop"}},
        });
        connection
            .post("/api/v1/schedules", &serde_json::to_vec(&schedule)?)
            .await?;
    }
    for from in (0..SCHEDULED_JOBS).step_by(AT_ONCE) {
        let job = |number: usize| json!({"processor": "noop", "delay_ms": FAR_OFF_MS + number});
        let jobs: Vec<_> = (from..from + AT_ONCE).map(job).collect();
        let body = serde_json::to_vec(&json!({ "jobs": jobs }))?;
        connection.post("/api/v1/jobs/bulk", &body).await?;
    }
    Ok(())
}

/// Any month but this and the next.
fn far_month(number: usize) -> usize {
    const MONTH_SECS: u64 = 2_629_746;
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    let this = (since.as_secs() / MONTH_SECS % 12) as usize;
    (this + 2 + number % 9) % 12 + 1
}
