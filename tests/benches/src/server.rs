//! `runner serve` as a process of its own, and what the system says that it uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use runner_testkit::guest;
use serde_json::Value;
use tempfile::TempDir;

use crate::http::Connection;

/// How often a server that starts is looked at.
const LOOK: Duration = Duration::from_millis(1);

/// How many plugins a server comes with.
const BUNDLED: usize = 3;

/// How long the server may take for anything before the bench gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(300);

/// `runner serve`. Dropping it kills it.
pub(crate) struct Server {
    child: Child,
    data: PathBuf,
    log: PathBuf,
    address: String,
    token: String,
    /// The folder, if it is this server's alone.
    _own: Option<TempDir>,
}

/// What a process has used so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Used {
    pub(crate) written: u64,
    pub(crate) writes: u64,
    pub(crate) cpu: Duration,
    pub(crate) switches: u64,
    pub(crate) resident: u64,
}

impl Server {
    /// Starts one in a new folder, and waits until it has compiled what it comes with: that is done behind the start.
    pub(crate) async fn start(runner: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut server = Self::start_in(runner, &folder.path().join("data")).await?;
        server._own = Some(folder);
        server.wait_until_compiled().await?;
        Ok(server)
    }

    /// Starts one on what is in a folder.
    pub(crate) async fn start_in(runner: &Path, data: &Path) -> anyhow::Result<Self> {
        let log = data.with_extension("log");
        let plugin = data.join("plugins/noop.wasm");
        // It is written once: a file that is new would be checked anew.
        if !plugin.exists() {
            fs::create_dir_all(data.join("plugins"))?;
            fs::write(plugin, guest("noop"))?;
        }
        let child = Command::new(runner)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data)
            // As in production: a line for each job would be measured too.
            .env("RUNNER_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .spawn()?;
        let mut server = Self {
            child,
            data: data.to_owned(),
            log,
            address: String::new(),
            token: String::new(),
            _own: None,
        };
        server.wait_until_ready().await?;
        Ok(server)
    }

    /// Waits until the server answers and has the plugin.
    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            tokio::time::sleep(LOOK).await;
            let log = fs::read_to_string(&self.log)?;
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
            self.token = fs::read_to_string(self.data.join("token"))?
                .trim()
                .to_owned();
            let mut connection = self.connect().await?;
            if connection.get("/api/v1/plugins/noop").await.is_ok() {
                return Ok(());
            }
        }
    }

    async fn wait_until_compiled(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let mut connection = self.connect().await?;
        loop {
            let plugins: Value = connection.json("/api/v1/plugins").await?;
            let count = |field: &str| plugins[field].as_array().map_or(0, Vec::len);
            if count("items") > BUNDLED && count("compiling") == 0 {
                return Ok(());
            }
            ensure!(
                Instant::now() < deadline,
                "plugins are compiled still: {plugins}"
            );
            tokio::time::sleep(LOOK).await;
        }
    }

    pub(crate) async fn connect(&self) -> anyhow::Result<Connection> {
        Connection::new(&self.address, &self.token).await
    }

    /// Pauses the server's own upkeep, so that none of it falls into what is measured.
    pub(crate) async fn pause_upkeep(&self) -> anyhow::Result<()> {
        let mut connection = self.connect().await?;
        let schedules: Value = connection.json("/api/v1/schedules").await?;
        let items = schedules["items"].as_array().context("no schedules")?;
        for schedule in items.iter().filter(|schedule| schedule["built_in"] == true) {
            let name = schedule["name"].as_str().context("no name")?;
            let path = format!("/api/v1/schedules/{name}/pause");
            connection.post(&path, b"").await?;
        }
        Ok(())
    }

    /// What the server has used so far.
    pub(crate) fn used(&self) -> anyhow::Result<Used> {
        let process = format!("/proc/{}", self.child.id());
        let read = |file: &str| fs::read_to_string(format!("{process}/{file}"));
        let io = read("io")?;
        let mut used = Used {
            written: field(&io, "write_bytes:")?,
            writes: field(&io, "syscw:")?,
            cpu: Duration::ZERO,
            switches: 0,
            resident: field(&read("status")?, "VmRSS:")? * 1024,
        };
        for task in fs::read_dir(format!("{process}/task"))? {
            let task = task?.path();
            // A thread may end while it is looked at.
            let (Ok(times), Ok(status)) = (
                fs::read_to_string(task.join("schedstat")),
                fs::read_to_string(task.join("status")),
            ) else {
                continue;
            };
            // Nanoseconds on a core come first (Documentation/scheduler/sched-stats.rst of the kernel).
            let nanos = times.split_whitespace().next().unwrap_or("0").parse()?;
            used.cpu += Duration::from_nanos(nanos);
            used.switches += field(&status, "voluntary_ctxt_switches:")?
                + field(&status, "nonvoluntary_ctxt_switches:")?;
        }
        Ok(used)
    }

    /// Stops the server, and waits until it has ended.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status()?;
        ensure!(told.success(), "the server cannot be told to stop");
        let ended = self.child.wait()?;
        ensure!(ended.success(), "the server did not stop well: {ended}");
        Ok(())
    }

    /// Stops the server and checks that what it kept adds up.
    pub(crate) fn check(mut self) -> anyhow::Result<()> {
        self.stop()?;
        adds_up(&runner_store::testing::recount(&self.data)?)
    }
}

/// Fails with what does not add up.
pub(crate) fn adds_up(wrong: &[String]) -> anyhow::Result<()> {
    let some = &wrong[..wrong.len().min(10)];
    ensure!(some.is_empty(), "what was kept does not add up: {some:#?}");
    Ok(())
}

/// The number after a name at the beginning of a line.
fn field(text: &str, name: &str) -> anyhow::Result<u64> {
    let number = text.lines().find_map(|line| {
        line.strip_prefix(name)?
            .split_whitespace()
            .next()?
            .parse()
            .ok()
    });
    number.with_context(|| format!("no `{name}`"))
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
