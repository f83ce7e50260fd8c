//! Watching a job until it ends, however long that takes: the server may be stopped and started meanwhile.

mod away;
mod interrupted;
mod log;
mod outcome;
mod screen;
mod standing;

use anyhow::Context as _;
use runner_model::{JobId, LogLine, Progress};
use serde::Deserialize;

pub(crate) use self::away::Away;
pub(crate) use self::interrupted::{Awaited, unless_interrupted};
use self::log::LogTail;
pub(crate) use self::outcome::{Outcome, show as show_outcome, usage};
pub(crate) use self::screen::{Quiet, Screen};
pub(crate) use self::standing::{Standing, until_over};
use crate::client::{AskError, Client, EventStream, Job, Since};

/// What hears of a job while it is watched.
pub(crate) trait Watcher {
    /// Whether it wants the lines of the log.
    fn wants_log(&self) -> bool;

    /// The job's state changed; also called with the first state that is seen.
    fn state(&mut self, job: &Job) -> anyhow::Result<()>;

    /// It came further.
    fn progress(&mut self, progress: &Progress) -> anyhow::Result<()>;

    /// Lines of its log, in order; `missing` lines before them are not kept any more.
    fn log(&mut self, attempt: u32, missing: u64, lines: &[LogLine]) -> anyhow::Result<()>;

    /// Something about the watching itself.
    fn note(&mut self, text: &str);
}

/// What an event of a job says. Which of it is there depends on the event.
#[derive(Deserialize)]
struct Said<J> {
    job: J,
}

#[derive(Deserialize)]
struct SaidProgress {
    progress: Progress,
}

#[derive(Deserialize)]
struct SaidAttempt {
    attempt: u32,
}

#[derive(Deserialize)]
struct SaidLog {
    job: SaidAttempt,
    lines: Vec<LogLine>,
}

/// Watches a job until it ends.
///
/// The first question must be answered; a server that goes away after it answered once is waited for.
pub(crate) async fn follow(
    client: &mut Client,
    id: JobId,
    watcher: &mut impl Watcher,
) -> anyhow::Result<Job> {
    let mut watch = Watch {
        id,
        since: Since::Now,
        log: LogTail::new(id),
        shown: None,
        watcher,
    };
    let mut away = Away::default();
    let hint = format!("the job is kept: once the server is back, runner job watch {id}");
    loop {
        let error = match watch.until_lost(client, &mut away).await? {
            Ok(job) => return Ok(job),
            Err(error) => error,
        };
        let mut note = |text: &str| watch.watcher.note(text);
        away.wait(client, error, &hint, &mut note).await?;
    }
}

struct Watch<'a, W> {
    id: JobId,
    since: Since,
    log: LogTail,
    /// The state and attempt that were shown last.
    shown: Option<(runner_model::StateName, u32, bool)>,
    watcher: &'a mut W,
}

impl<W: Watcher> Watch<'_, W> {
    /// Watches until the job ends or the server is lost. Errors of our own end it all.
    async fn until_lost(
        &mut self,
        client: &Client,
        away: &mut Away,
    ) -> anyhow::Result<Result<Job, AskError>> {
        let mut events =
            match EventStream::open(client, Some(self.id), &self.since, &Vec::new()).await {
                Ok(events) => events,
                Err(error) => return Ok(Err(error)),
            };
        if away.is_back() {
            self.watcher.note("the server is back");
        }
        // Look once it is listened to, so that nothing falls between the two. After a number, the stream has it all.
        if self.since == Since::Now {
            match self.look(client).await? {
                Ok(job) if job.state.is_end() => return Ok(Ok(job)),
                Ok(_) => {}
                Err(error) => return Ok(Err(error)),
            }
        }
        loop {
            let event = match events.next(client).await {
                Ok(event) => event,
                Err(error) => return Ok(Err(error)),
            };
            let heard = match event.kind.as_str() {
                "progress" => {
                    let said: Said<SaidProgress> = read(&event.data)?;
                    self.watcher.progress(&said.job.progress)?;
                    Ok(())
                }
                "log" if self.watcher.wants_log() => {
                    let said: SaidLog = read(&event.data)?;
                    let (attempt, lines) = (said.job.attempt, said.lines);
                    self.log.heard(client, attempt, lines, self.watcher).await?
                }
                // Something was missed, and of the job itself nothing is.
                "resync" => match self.look(client).await? {
                    Ok(job) if job.state.is_end() => return Ok(Ok(job)),
                    Ok(_) => Ok(()),
                    Err(error) => Err(error),
                },
                kind if kind.starts_with("job-") => {
                    let said: Said<Job> = read(&event.data)?;
                    // The event has the state as it was then; whether that was the end for good is for the job to say.
                    if said.job.state.is_end() {
                        match self.look(client).await? {
                            Ok(job) if job.state.is_end() => return Ok(Ok(job)),
                            Ok(_) => Ok(()),
                            Err(error) => Err(error),
                        }
                    } else {
                        self.saw(client, &said.job).await?
                    }
                }
                _ => Ok(()),
            };
            if let Err(error) = heard {
                return Ok(Err(error));
            }
            // Only what was heard to its end need not come again.
            if let Some(id) = event.id {
                self.since = Since::Seen(id);
            }
        }
    }

    /// Asks for the whole job.
    async fn look(&mut self, client: &Client) -> anyhow::Result<Result<Job, AskError>> {
        let id = self.id.to_string();
        let job: Job = match client.get(&["jobs", &id], &Vec::new()).await {
            Ok(job) => job,
            Err(error) => return Ok(Err(error)),
        };
        Ok(self.saw(client, &job).await?.map(|()| job))
    }

    async fn saw(&mut self, client: &Client, job: &Job) -> anyhow::Result<Result<(), AskError>> {
        if self.watcher.wants_log()
            && job.attempt > 0
            && let Err(error) = self.log.catch_up(client, job.attempt, self.watcher).await?
        {
            return Ok(Err(error));
        }
        let seen = (job.state, job.attempt, job.is_stopping);
        if self.shown != Some(seen) {
            self.watcher.state(job)?;
            self.shown = Some(seen);
        }
        if let Some(progress) = &job.progress {
            self.watcher.progress(progress)?;
        }
        Ok(Ok(()))
    }
}

fn read<'a, T: Deserialize<'a>>(data: &'a str) -> anyhow::Result<T> {
    serde_json::from_str(data).context("an event of the server does not read")
}
