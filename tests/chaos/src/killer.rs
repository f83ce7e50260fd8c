//! The server's lives: started, left alone for a while, ended, started again.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use runner_model::Timestamp;
use runner_testkit::Runner;
use rustix::process::Signal;

use crate::evidence::Life;
use crate::http::{Door, Place};
use crate::pace::Pace;
use crate::plan::{Death, Fate, Fates};
use crate::process::Process;

/// How long a server lives on that was held up.
const AFTER_HOLD: Duration = Duration::from_secs(2);

/// How much longer than usual a server may live before it comes to its failpoint.
const UNTIL_FAILPOINT: Duration = Duration::from_secs(3);

/// Gives a server its lives.
pub(crate) struct Killer<'r> {
    pub(crate) runner: &'r Runner,
    pub(crate) door: Arc<Door>,
    pub(crate) lives: Vec<Life>,
}

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

impl Killer<'_> {
    /// Starts a server and opens the door to it. None if it died on the way.
    fn begin(&mut self, failpoint: Option<&str>) -> io::Result<(Process, bool)> {
        let (began, spawned_at) = (Instant::now(), now());
        let process = Process::start(self.runner, failpoint)?;
        let listening = process.listening();
        self.lives.push(Life {
            spawned_at,
            listened_after: listening.is_some().then(|| began.elapsed()),
            ended_at: spawned_at,
            death: None,
            wrong: Vec::new(),
        });
        let listens = listening.is_some();
        if let Some(address) = listening {
            let token = self.runner.read("data/token").trim().to_owned();
            self.door.open(Place { address, token });
        }
        Ok((process, listens))
    }

    fn ended(&mut self, process: Process, death: Option<Death>, is_good: bool) -> io::Result<()> {
        self.door.shut();
        let (status, mut wrong) = process.end()?;
        match status {
            None => wrong.push("it did not end in 30 s".to_owned()),
            Some(status) if is_good && !status.success() => {
                wrong.push(format!("it was told to stop and ended so: {status}"));
            }
            // A signal ends it, not an exit of its own.
            Some(status) if !is_good && status.code().is_some() => {
                wrong.push(format!("it ended by itself: {status}"));
            }
            Some(_) => {}
        }
        if let Some(life) = self.lives.last_mut() {
            life.ended_at = now();
            life.death = death;
            life.wrong.append(&mut wrong);
        }
        Ok(())
    }

    fn complain(&mut self, what: String) {
        if let Some(life) = self.lives.last_mut() {
            life.wrong.push(what);
        }
    }

    /// One life with its fate.
    pub(crate) fn live(&mut self, fate: Fate, pace: &Pace) -> io::Result<()> {
        let failpoint = match &fate.death {
            Death::At(point) => Some(point.as_str()),
            _ => None,
        };
        let (mut process, listens) = self.begin(failpoint)?;
        if !listens && failpoint.is_none() {
            self.complain("it died before it listened".to_owned());
        }
        match &fate.death {
            Death::At(_) => {
                if process.wait(fate.after + UNTIL_FAILPOINT)?.is_none() {
                    // It did not come there: killed then.
                    process.signal(Signal::KILL)?;
                    return self.ended(process, Some(Death::Killed), false);
                }
            }
            Death::Killed => {
                pace.rest(fate.after);
                process.signal(Signal::KILL)?;
            }
            Death::Terminated => {
                pace.rest(fate.after);
                process.signal(Signal::TERM)?;
            }
            Death::HeldUp(time) => {
                pace.rest(fate.after);
                self.hold(&process, *time)?;
                pace.rest(AFTER_HOLD);
                process.signal(Signal::KILL)?;
            }
        }
        let is_good = fate.death == Death::Terminated;
        self.ended(process, Some(fate.death), is_good)
    }

    /// Stops the process for longer than its lease. Meanwhile no other may take its folder.
    fn hold(&mut self, process: &Process, time: Duration) -> io::Result<()> {
        process.signal(Signal::STOP)?;
        let began = Instant::now();
        let second = self.runner.run(&["serve", "--listen", "127.0.0.1:0"]);
        if second.code != Some(1) || !second.stderr.contains("in use") {
            self.complain(format!(
                "a second server took the folder: {}",
                second.said()
            ));
        }
        std::thread::sleep(time.saturating_sub(began.elapsed()));
        process.signal(Signal::CONT)
    }

    /// All lives until the load ends, and the beginning of one more, in which the server may finish.
    pub(crate) fn until_over(&mut self, mut fates: Fates, pace: &Pace) -> io::Result<Process> {
        while !pace.is_over() {
            self.live(fates.next(), pace)?;
        }
        let (process, listens) = self.begin(None)?;
        if !listens {
            self.complain("it died before it listened".to_owned());
        }
        Ok(process)
    }

    /// Stops the last life.
    pub(crate) fn stop(&mut self, process: Process) -> io::Result<()> {
        process.signal(Signal::TERM)?;
        self.ended(process, None, true)
    }
}
