//! BullMQ beside runner: jobs that do nothing, run in the worker's own process and without a sandbox, on a Redis that
//! syncs once a second.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::Value;

const JOBS: usize = 64_000;

/// How long Redis may take to start.
const PATIENCE: Duration = Duration::from_secs(10);

/// Seconds from the first submit to the last end.
pub(crate) struct Measured {
    /// How many jobs.
    pub(crate) jobs: usize,
    /// A thousand in each request.
    pub(crate) bulk: f64,
    /// One in each request, 32 clients.
    pub(crate) single: f64,
}

/// Measures with the BullMQ that is installed in a folder.
pub(crate) fn measure(folder: &Path) -> anyhow::Result<Measured> {
    let data = tempfile::tempdir()?;
    let socket = data.path().join("redis.sock");
    let _redis = Redis::start(data.path(), &socket)?;
    let output = Command::new("node")
        .arg(folder.join("bench.mjs"))
        .arg(&socket)
        .arg(JOBS.to_string())
        .output()
        .context("cannot start node")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "BullMQ's bench failed: {errors}");
    let said: Value = serde_json::from_slice(&output.stdout)?;
    let seconds = |name: &str| said[name].as_f64().context("no seconds");
    Ok(Measured {
        jobs: JOBS,
        bulk: seconds("bulk")?,
        single: seconds("single")?,
    })
}

/// A Redis of our own. Dropping it ends it.
struct Redis(Child);

impl Redis {
    fn start(data: &Path, socket: &Path) -> anyhow::Result<Self> {
        let child = Command::new("redis-server")
            .args([
                "--port",
                "0",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
            ])
            .args(["--save", "", "--unixsocket"])
            .arg(socket)
            .arg("--dir")
            .arg(data)
            .stdout(Stdio::null())
            .spawn()
            .context("cannot start redis-server (Debian: apt-get install redis-server)")?;
        let redis = Self(child);
        let deadline = Instant::now() + PATIENCE;
        while !socket.exists() {
            ensure!(Instant::now() < deadline, "redis-server does not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(redis)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
