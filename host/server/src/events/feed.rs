//! What one client hears, one thing after the other: the core that all streams share, however they are written.
//!
//! It holds nothing back: what its client has not taken is not read yet. Events that are kept are read from where it stands;
//! of the others it misses what comes too fast, and says so.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use runner_store::StoreError;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Instant, sleep_until};

use super::bundle::{Bundle, Line};
use super::filter::Filter;
use super::hub::{Hub, LOOKED_UP, Listening};
use super::view::Reason;

/// How often the place is told where a client is.
const QUIET: Duration = Duration::from_secs(15);

/// Where a stream begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Seq(i64),
    Latest,
}

/// What is said to a client.
#[derive(Debug)]
pub(super) enum Said {
    /// It begins after this number.
    Began(i64),
    /// Events of a bundle, by their places in it.
    Events {
        bundle: Arc<Bundle>,
        picked: Vec<Range<usize>>,
    },
    Resync(Resync),
    /// All that it wants up to this number was said: told once in a while, so that it knows its place though nothing happens.
    Place(i64),
}

/// There are events that the client has not seen and will not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resync {
    /// The stream goes on after this number.
    pub(super) seq: i64,
    pub(super) reason: Reason,
}

/// What one client hears.
pub(super) struct Feed {
    hub: Arc<Hub>,
    listening: Listening,
    filter: Filter,
    /// Whose events it sees alone, if it does not see all.
    owner: Option<String>,
    /// All up to this number was said or is not wanted.
    after: i64,
    has_begun: bool,
    resync: Option<Resync>,
    was_live: bool,
    /// When its place is told next.
    place_at: Instant,
}

impl Feed {
    /// Listens from now on; what is said begins where it is asked to.
    pub(super) fn new(hub: &Arc<Hub>, filter: Filter, owner: Option<String>, after: After) -> Self {
        // Listen before the first look, so that nothing falls between the two.
        let listening = hub.listen();
        let now = hub.now();
        let (after, resync) = match after {
            After::Latest => (now, None),
            After::Seq(seq) if seq <= now => (seq, None),
            After::Seq(_) => {
                let reason = Reason::Ahead;
                (now, Some(Resync { seq: now, reason }))
            }
        };
        Self {
            hub: Arc::clone(hub),
            listening,
            filter,
            owner,
            after,
            has_begun: false,
            resync,
            was_live: false,
            place_at: Instant::now() + QUIET,
        }
    }

    /// What comes next; none once there is nothing more to hear. Nothing is lost if it is not waited for to its end.
    pub(super) async fn next(&mut self) -> Option<Said> {
        if !self.has_begun {
            self.has_begun = true;
            return Some(Said::Began(self.after));
        }
        if let Some(resync) = self.resync.take() {
            return Some(Said::Resync(resync));
        }
        loop {
            if Instant::now() >= self.place_at {
                self.place_at = Instant::now() + QUIET;
                return Some(Said::Place(self.after));
            }
            // In turns: neither keeps the other waiting.
            if !self.was_live {
                let said = match self.listening.live.try_recv() {
                    Ok(bundle) => self.live(bundle),
                    Err(TryRecvError::Lagged(_)) => self.missed(),
                    Err(TryRecvError::Empty) => None,
                    Err(TryRecvError::Closed) => return None,
                };
                if said.is_some() {
                    self.was_live = true;
                    return said;
                }
            }
            self.was_live = false;
            let head = *self.listening.head.borrow_and_update();
            if head.is_over {
                return None;
            }
            if self.after < head.seq {
                match self.kept(head.seq).await {
                    Ok(None) => continue,
                    Ok(said) => return said,
                    Err(StoreError::Closed) => return None,
                    Err(error) => {
                        tracing::error!(%error, "events cannot be read: a stream ends");
                        return None;
                    }
                }
            }
            tokio::select! {
                changed = self.listening.head.changed() => if changed.is_err() { return None },
                heard = self.listening.live.recv() => {
                    let said = match heard {
                        Ok(bundle) => self.live(bundle),
                        Err(RecvError::Lagged(_)) => self.missed(),
                        Err(RecvError::Closed) => return None,
                    };
                    if said.is_some() {
                        return said;
                    }
                }
                () = sleep_until(self.place_at) => {}
            }
        }
    }

    /// What jobs said.
    fn live(&self, bundle: Arc<Bundle>) -> Option<Said> {
        if bundle.missing.is_some() {
            return self.missed();
        }
        let picked = bundle.pick(|line| self.sees(line));
        (!picked.is_empty()).then_some(Said::Events { bundle, picked })
    }

    fn missed(&self) -> Option<Said> {
        let (seq, reason) = (self.after, Reason::Live);
        let resync = Said::Resync(Resync { seq, reason });
        self.filter.wants_live().then_some(resync)
    }

    fn sees(&self, line: &Line) -> bool {
        let is_own = match &self.owner {
            None => true,
            Some(owner) => line.about.owner.as_ref() == Some(owner),
        };
        is_own && self.filter.fits(line)
    }

    /// The next of the events that are kept, if there are any among the next ones that are wanted.
    async fn kept(&mut self, head: i64) -> Result<Option<Said>, StoreError> {
        let bundle = match self.hub.kept(self.after) {
            Some(bundle) => bundle,
            None if !self.filter.wants_kept() => {
                self.after = head;
                return Ok(None);
            }
            None if self.filter.is_narrow() => Arc::new(self.search().await?),
            None => self.hub.bundle(self.after).await?,
        };
        // From here on nothing is waited for, so that nothing is said twice or never.
        // Whoever has seen none misses none.
        if let Some(missing) = bundle.missing
            && missing > self.after
            && self.after > 0
        {
            self.after = missing;
            let (seq, reason) = (missing, Reason::Pruned);
            return Ok(Some(Said::Resync(Resync { seq, reason })));
        }
        let after = self.after;
        let picked = bundle.pick(|line| line.seq > after && self.sees(line));
        self.after = bundle.seen.max(after);
        if self.after == after {
            // It was deleted while it was looked for; the next look is from the head.
            self.after = head.max(after);
        }
        Ok((!picked.is_empty()).then_some(Said::Events { bundle, picked }))
    }

    /// Looks in the store for what is wanted, without what is not.
    async fn search(&self) -> Result<Bundle, StoreError> {
        let _turn = self.hub.turn().await;
        let missing = self.hub.missing(self.after).await?;
        let begin = missing.unwrap_or(self.after);
        let wanted = self.filter.in_store();
        let store = self.hub.store();
        let (events, seen) = if self.filter.jobs.is_empty() {
            let found = store
                .webhook_events(wanted.clone(), begin, LOOKED_UP)
                .await?;
            (found.events, found.seen)
        } else {
            let (mut events, mut seen) = (Vec::new(), i64::MAX);
            for job in &self.filter.jobs {
                let found = store.job_events(*job, begin, LOOKED_UP).await?;
                events.extend(found.events);
                seen = seen.min(found.seen);
            }
            events.retain(|event| {
                event.seq <= seen
                    && (wanted.events.is_empty() || wanted.events.contains(&event.kind))
            });
            events.sort_by_key(|event| event.seq);
            (events, seen)
        };
        let mut bundle = self.hub.write(self.after, events, seen).await?;
        bundle.missing = missing;
        Ok(bundle)
    }
}
