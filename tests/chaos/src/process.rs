//! A server as a process: started, listened to, signalled, and its end awaited.

use std::io::{self, BufRead as _, BufReader};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use runner_testkit::Runner;
use rustix::process::{Pid, Signal, kill_process};

/// What a server is given to end what runs when it is told to stop.
const DRAIN: &str = "1s";

/// How long a server may take to end that was told to, or killed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server as a process.
pub(crate) struct Process {
    child: Child,
    address: Receiver<String>,
    said: JoinHandle<Vec<String>>,
}

impl Process {
    /// Starts one; with a failpoint it dies there.
    pub(crate) fn start(runner: &Runner, failpoint: Option<&str>) -> io::Result<Self> {
        runner.give_bundled_code();
        let mut command = runner.command(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--slots",
            "8",
            "--drain",
            DRAIN,
        ]);
        if let Some(point) = failpoint {
            command.env("RUNNER_FAILPOINT", point);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let pipe = child.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let (sender, address) = mpsc::channel();
        let said = thread::spawn(move || {
            let mut wrong = Vec::new();
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("listens on http://") {
                    // Nobody may wait for it any more.
                    let _ = sender.send(address.to_owned());
                }
                if line.contains("ERROR") || line.contains("panicked") {
                    wrong.push(line);
                }
            }
            wrong
        });
        Ok(Self {
            child,
            address,
            said,
        })
    }

    /// Waits until it listens, and gives where; none if it died or took too long.
    pub(crate) fn listening(&self) -> Option<String> {
        self.address.recv_timeout(PATIENCE).ok()
    }

    pub(crate) fn signal(&self, signal: Signal) -> io::Result<()> {
        Ok(kill_process(Pid::from_child(&self.child), signal)?)
    }

    /// Waits for its end; none if it goes on for longer.
    pub(crate) fn wait(&mut self, most: Duration) -> io::Result<Option<ExitStatus>> {
        let deadline = Instant::now() + most;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            if Instant::now() >= deadline {
                return Ok(None);
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end of one that was told to end, kills it if it does not, and gives how it ended and what was wrong
    /// in what it said.
    pub(crate) fn end(mut self) -> io::Result<(Option<ExitStatus>, Vec<String>)> {
        let status = self.wait(PATIENCE)?;
        if status.is_none() {
            self.child.kill()?;
            self.child.wait()?;
        }
        let wrong = self.said.join().unwrap_or_default();
        Ok((status, wrong))
    }
}
