//! The one thread that writes: what has come in while it wrote becomes its next transaction.
//!
//! No request waits for others to come: the thread takes what is there, commits, and looks again. Under load there is
//! always more there, and so many share one fsync; alone, a request has a commit for itself.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Instant;

use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;

use super::names::Names;
pub(super) use super::request::Needs;
use super::request::{Asked, Request};
use super::tally::Tally;
use super::txn::{Done, Txn};
use crate::bell::{Ringer, Rung};
use crate::clock::Clock;
use crate::error::StoreError;
use crate::failpoint::{Armed, failpoint};
use crate::meters::StoreMeters;
use crate::store::Answer;

enum Message {
    Do(Box<dyn Request>),
    Close(oneshot::Sender<Result<(), StoreError>>),
}

/// Hands requests to the writer thread.
pub(super) struct Writer(mpsc::Sender<Message>);

/// What the writer thread is made of.
pub(super) struct Parts {
    pub(super) conn: Connection,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ringer: Arc<Ringer>,
    pub(super) group: usize,
    pub(super) armed: Option<Armed>,
    pub(super) meters: StoreMeters,
}

impl Writer {
    pub(super) fn start(parts: Parts) -> Result<Self, StoreError> {
        let (sender, inbox) = mpsc::channel();
        let thread = Thread {
            parts,
            names: Names::default(),
            tally: Tally::default(),
        };
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || thread.run(&inbox))
            .map_err(StoreError::file("start a thread for", "runner.db"))?;
        Ok(Self(sender))
    }

    /// Hands a request over, at once; the answer comes after its commit. The weight is about how many rows it writes.
    pub(super) fn call<T: Send + 'static>(
        &self,
        needs: Needs,
        weight: usize,
        task: impl FnOnce(&mut Txn<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<T> {
        let (reply, answer) = oneshot::channel();
        let asked = Asked::new(task, needs, weight, reply);
        let _ = self.0.send(Message::Do(Box::new(asked)));
        Box::pin(async { answer.await.unwrap_or(Err(StoreError::Closed)) })
    }

    pub(super) fn close(&self) -> Answer<()> {
        let (reply, answer) = oneshot::channel();
        let _ = self.0.send(Message::Close(reply));
        Box::pin(async { answer.await.unwrap_or(Ok(())) })
    }
}

struct Thread {
    parts: Parts,
    names: Names,
    tally: Tally,
}

/// Requests that ran, in the order in which they did.
type Group = Vec<Box<dyn Request>>;

/// A group ends once it has written about so many rows, so that those in it need not wait long for their commit.
const MOST_WEIGHT: usize = 4_096;

impl Thread {
    fn run(mut self, inbox: &mpsc::Receiver<Message>) {
        while let Ok(message) = inbox.recv() {
            let (mut requests, mut closing) = (Vec::new(), None);
            let mut weight = 0;
            let mut next = Some(message);
            while let Some(message) = next {
                match message {
                    Message::Do(request) => {
                        weight += request.weight();
                        requests.push(request);
                    }
                    Message::Close(reply) => {
                        closing = Some(reply);
                        break;
                    }
                }
                next = (requests.len() < self.parts.group && weight < MOST_WEIGHT)
                    .then(|| inbox.try_recv().ok())
                    .flatten();
            }
            while !requests.is_empty() {
                requests = self.commit(requests);
            }
            if let Some(reply) = closing {
                let closed = self.parts.conn.close();
                let _ = reply.send(closed.map_err(|(_, error)| error.into()));
                return;
            }
        }
    }

    /// Runs requests in one transaction, commits and answers. Gives back those that must begin again in another.
    fn commit(&mut self, requests: Group) -> Group {
        let began = Instant::now();
        if let Err(error) = self.begin() {
            self.answer(requests, Some(&error));
            return Group::new();
        }
        let mut rung = Rung::default();
        let mut done = Done::default();
        let (mut ran, mut again) = (Group::new(), Group::new());
        let mut step = Step::Kept;
        let is_alone = requests.len() == 1;
        for mut request in requests {
            if !matches!(step, Step::Kept) {
                again.push(request);
                continue;
            }
            let mut txn = Txn {
                conn: &self.parts.conn,
                names: &mut self.names,
                tally: &mut self.tally,
                rung: &mut rung,
                done: &mut done,
                now: self.parts.clock.now(),
            };
            step = run_one(&mut txn, &mut *request, is_alone);
            ran.push(request);
        }
        let lost = match step {
            Step::Kept => self.finish(&mut rung, &done).err(),
            Step::Refused => {
                self.abandon();
                self.answer(ran, None);
                return again;
            }
            Step::Lost(error) => Some(error),
        };
        if let Some(error) = &lost {
            tracing::error!(%error, requests = ran.len(), "a group of writes was rolled back");
            self.abandon();
        } else {
            if done.claimed {
                failpoint!(self.parts.armed, AfterClaim);
            }
            if done.saved {
                failpoint!(self.parts.armed, AfterCheckpoint);
            }
            failpoint!(self.parts.armed, AfterCommit);
            let meters = &self.parts.meters;
            meters.commit_seconds.observe(began.elapsed().as_secs_f64());
            meters.commit_requests.observe(ran.len() as f64);
            self.parts.ringer.ring(rung);
        }
        self.answer(ran, lost.as_ref());
        again
    }

    fn answer(&self, requests: Group, lost: Option<&StoreError>) {
        for request in requests {
            request.reply(lost);
        }
    }

    /// Begins a transaction, however long another process holds the lock.
    fn begin(&self) -> Result<(), StoreError> {
        const BEGIN: &str = "BEGIN IMMEDIATE";
        let mut tries = 0_u32;
        loop {
            match self
                .parts
                .conn
                .prepare_cached(BEGIN)
                .and_then(|mut begin| begin.execute([]))
            {
                Ok(_) => return Ok(()),
                Err(error) if is_busy(&error) => {
                    tries += 1;
                    tracing::warn!(tries, "another process holds the database's write lock");
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn finish(&mut self, rung: &mut Rung, done: &Done) -> Result<(), StoreError> {
        let conn = &self.parts.conn;
        self.tally.flush_counts(conn)?;
        self.tally.flush_stats(conn)?;
        self.tally.flush_spans(conn)?;
        rung.seq = self.tally.flush_events(conn)?;
        if done.settled {
            failpoint!(self.parts.armed, BeforeSettleCommit);
        }
        conn.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    fn abandon(&mut self) {
        self.names.forget();
        self.tally.clear();
        if !self.parts.conn.is_autocommit()
            && let Err(error) = self.parts.conn.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

/// What became of one request of a group.
enum Step {
    /// The group goes on: what it wrote is kept, or taken back alone.
    Kept,
    /// It was alone and refused: there is nothing to commit.
    Refused,
    /// The transaction is lost, and what those before it wrote.
    Lost(StoreError),
}

fn run_one(txn: &mut Txn<'_>, request: &mut dyn Request, is_alone: bool) -> Step {
    let kept = |done: rusqlite::Result<()>| match done {
        Ok(()) => Step::Kept,
        Err(error) => Step::Lost(error.into()),
    };
    if request.needs() == Needs::Counts
        && let Err(error) = txn.tally.flush_counts(txn.conn)
    {
        return Step::Lost(error.into());
    }
    let mark = txn.tally.mark();
    if is_alone {
        return match request.run(txn) {
            Ok(()) => Step::Kept,
            Err(_) => Step::Refused,
        };
    }
    let simple = |sql: &str| {
        txn.conn
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute([]))
            .map(drop)
    };
    if let Err(error) = simple("SAVEPOINT request") {
        return Step::Lost(error.into());
    }
    match request.run(txn) {
        Ok(()) => kept(release(txn.conn)),
        // SQLite rolls the whole transaction back by itself when the disk is full or broken.
        Err(error) if txn.conn.is_autocommit() => Step::Lost(error),
        Err(_) => {
            txn.names.forget();
            txn.tally.back_to(mark);
            kept(
                txn.conn
                    .execute_batch("ROLLBACK TO request")
                    .and_then(|()| release(txn.conn)),
            )
        }
    }
}

fn release(conn: &Connection) -> rusqlite::Result<()> {
    conn.prepare_cached("RELEASE request")?
        .execute([])
        .map(drop)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}
