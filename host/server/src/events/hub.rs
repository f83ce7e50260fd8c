//! What is read and written once for all streams of a node. One task reads the events that come, and what jobs say while they
//! run, and makes bundles of both; whoever is with it is sent those. Whoever is behind reads what is kept of the bundles, and
//! only then the store, one at a time.
//!
//! The task is there while somebody listens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use runner_engine::{Engine, LiveEvent};
use runner_model::{BatchId, JobId};
use runner_store::{Bell, Job, Store, StoreError, StoredEvent};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{Mutex as AsyncMutex, Notify, broadcast, watch};

use super::bundle::{About, Bundle, Draft, Kind, jobs_in};
use super::known::Known;
use super::shelf::Shelf;
use super::view::{self, LiveView};

/// How many events are looked up at once, and of how many of them the jobs.
pub(super) const LOOKED_UP: usize = 256;
pub(super) const PORTION: usize = 16;

/// How long the text of a bundle becomes, in bytes: an event that goes beyond it is the last.
const LONGEST: usize = 128 * 1024;

/// Bundles that are read before those who listen are told of them.
const AT_ONCE: usize = 16;

/// Bundles of what jobs say that may wait for a slow reader.
const MOST_LIVE: usize = 64;

/// How long it waits between two bundles for each who listens, and at the most: many wake-ups for little each would cost more
/// than what is told.
const PAUSE: Duration = Duration::from_micros(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// Timers are no finer than this: for few, a pause would be longer than it is to be.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);

/// How far it has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) seq: i64,
    /// The store was closed, or does not answer.
    pub(super) is_over: bool,
}

/// What is read once for all streams.
pub(crate) struct Hub {
    engine: Arc<Engine>,
    shared: Mutex<Shared>,
    head: watch::Sender<Head>,
    /// How often tokens were made or revoked.
    access: watch::Sender<u64>,
    live: broadcast::Sender<Arc<Bundle>>,
    /// Somebody does not listen any more.
    left: Notify,
    /// Whose turn it is to read what is behind.
    behind: AsyncMutex<()>,
    known: Known,
}

#[derive(Default)]
struct Shared {
    listeners: usize,
    is_running: bool,
    shelf: Shelf,
}

/// Somebody who listens.
pub(super) struct Listening {
    hub: Arc<Hub>,
    pub(super) head: watch::Receiver<Head>,
    pub(super) live: broadcast::Receiver<Arc<Bundle>>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.hub.lock().listeners -= 1;
        self.hub.left.notify_one();
    }
}

impl Hub {
    pub(crate) fn new(engine: Arc<Engine>) -> Self {
        let head = Head {
            seq: 0,
            is_over: false,
        };
        Self {
            engine,
            shared: Mutex::default(),
            head: watch::Sender::new(head),
            access: watch::Sender::new(0),
            live: broadcast::Sender::new(MOST_LIVE),
            left: Notify::new(),
            behind: AsyncMutex::default(),
            known: Known::default(),
        }
    }

    /// Listens to all that comes from now on.
    pub(super) fn listen(self: &Arc<Self>) -> Listening {
        let mut shared = self.lock();
        shared.listeners += 1;
        let listening = Listening {
            hub: Arc::clone(self),
            head: self.head.subscribe(),
            live: self.live.subscribe(),
        };
        if !shared.is_running {
            shared.is_running = true;
            let mut bell = self.store().bell();
            let rung = bell.look();
            self.head.send_replace(Head {
                seq: rung.seq,
                is_over: false,
            });
            self.access.send_replace(rung.access);
            tokio::spawn(Arc::clone(self).run(bell, self.engine.listen()));
        }
        listening
    }

    /// Changes whenever tokens do, while somebody listens.
    pub(super) fn access(&self) -> watch::Receiver<u64> {
        self.access.subscribe()
    }

    /// The number of the last event that there is.
    pub(super) fn now(&self) -> i64 {
        self.store().bell().look().seq.max(self.head.borrow().seq)
    }

    pub(super) fn store(&self) -> &Arc<dyn Store> {
        self.engine.store()
    }

    /// Reads and tells until nobody listens any more or the store does not answer.
    async fn run(self: Arc<Self>, mut bell: Bell, mut heard: broadcast::Receiver<LiveEvent>) {
        let mut first = None;
        loop {
            let rung = bell.look();
            self.access.send_if_modified(|access| {
                let is_new = *access != rung.access;
                *access = rung.access;
                is_new
            });
            let told = match self.advance(rung.seq).await {
                Ok(told) => told,
                Err(StoreError::Closed) => break,
                Err(error) => {
                    tracing::error!(%error, "events cannot be read: streams end");
                    break;
                }
            };
            let said = self.pass_on(first.take(), &mut heard).await;
            if told || said {
                let pause =
                    PAUSE.saturating_mul(u32::try_from(self.listeners()).unwrap_or(u32::MAX));
                if pause >= SHORTEST_PAUSE {
                    tokio::time::sleep(pause.min(LONGEST_PAUSE)).await;
                }
            }
            if self.is_left() {
                return;
            }
            if told && self.head.borrow().seq < rung.seq {
                continue;
            }
            tokio::select! {
                open = bell.changed() => if !open { break },
                event = heard.recv() => first = Some(event),
                () = self.left.notified() => {}
            }
        }
        self.lock().is_running = false;
        self.head.send_modify(|head| head.is_over = true);
    }

    /// Reads what has come up to a number, and tells everybody; false if nothing has.
    async fn advance(&self, to: i64) -> Result<bool, StoreError> {
        let begin = self.head.borrow().seq;
        let mut at = begin;
        for _ in 0..AT_ONCE {
            if at >= to {
                break;
            }
            let bundle = self.read(at).await?;
            if bundle.seen <= at {
                break;
            }
            at = bundle.seen;
            self.keep(Arc::new(bundle));
        }
        if at > begin {
            self.head.send_modify(|head| head.seq = at);
        }
        Ok(at > begin)
    }

    /// Tells everybody what jobs said meanwhile; false if it was nothing.
    async fn pass_on(
        &self,
        first: Option<Result<LiveEvent, RecvError>>,
        heard: &mut broadcast::Receiver<LiveEvent>,
    ) -> bool {
        let mut events = Vec::new();
        let mut is_missing = false;
        match first {
            Some(Ok(event)) => events.push(event),
            Some(Err(RecvError::Lagged(_))) => is_missing = true,
            Some(Err(RecvError::Closed)) | None => {}
        }
        while events.len() < LOOKED_UP {
            match heard.try_recv() {
                Ok(event) => events.push(event),
                Err(TryRecvError::Lagged(_)) => is_missing = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        if events.is_empty() && !is_missing {
            return false;
        }
        let jobs = events.iter().map(job_of);
        let abouts = self.known.abouts(self.store(), jobs).await;
        let mut draft = Draft::default();
        for event in events {
            let job = job_of(&event);
            let about = abouts.get(&job).cloned().unwrap_or_default();
            let kind = match event {
                LiveEvent::Progress { .. } => Kind::Progress,
                LiveEvent::Log { .. } => Kind::Log,
            };
            draft.add(None, kind, about, &LiveView::from(event).json());
            if draft.len() >= LONGEST {
                self.tell(std::mem::take(&mut draft).end(0, 0, None));
            }
        }
        self.tell(draft.end(0, 0, is_missing.then_some(0)));
        true
    }

    fn tell(&self, bundle: Bundle) {
        // Whoever listened may have left.
        let _ = self.live.send(Arc::new(bundle));
    }

    /// The bundle that goes on after a number, if it is kept.
    pub(super) fn kept(&self, after: i64) -> Option<Arc<Bundle>> {
        self.lock().shelf.find(after)
    }

    /// The bundle that goes on after a number. Many who are behind at once read it once.
    pub(super) async fn bundle(&self, after: i64) -> Result<Arc<Bundle>, StoreError> {
        let _turn = self.behind.lock().await;
        if let Some(bundle) = self.kept(after) {
            return Ok(bundle);
        }
        let bundle = Arc::new(self.read(after).await?);
        self.keep(Arc::clone(&bundle));
        Ok(bundle)
    }

    /// Waits until it is one's turn to read what is behind.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.behind.lock().await
    }

    fn keep(&self, bundle: Arc<Bundle>) {
        self.lock().shelf.put(bundle);
    }

    /// Reads the events after a number.
    async fn read(&self, after: i64) -> Result<Bundle, StoreError> {
        let events = self.store().events(after, LOOKED_UP).await?;
        let missing = match events.first() {
            Some(event) if event.seq > after + 1 => self.missing(after).await?,
            _ => None,
        };
        let seen = events.last().map_or(after, |event| event.seq);
        let mut bundle = self.write(after, events, seen).await?;
        bundle.missing = missing;
        Ok(bundle)
    }

    /// Up to which number events after one are not kept any more.
    pub(super) async fn missing(&self, after: i64) -> Result<Option<i64>, StoreError> {
        let first = self.store().events(0, 1).await?;
        let before = first.first().map_or(0, |event| event.seq - 1);
        Ok((before > after).then_some(before))
    }

    /// Writes events, of which there are all that are wanted up to a number: as many as fit.
    pub(super) async fn write(
        &self,
        after: i64,
        events: Vec<StoredEvent>,
        seen: i64,
    ) -> Result<Bundle, StoreError> {
        let mut draft = Draft::default();
        for portion in events.chunks(PORTION) {
            let jobs = self.store().those_jobs(jobs_in(portion)).await?;
            let abouts = self.known.learn(&jobs);
            let jobs: HashMap<JobId, Job> = jobs.into_iter().map(|job| (job.id, job)).collect();
            for event in portion {
                let about = match event.job {
                    Some((id, ..)) => match abouts.get(&id) {
                        Some(about) => Arc::clone(about),
                        None => Arc::new(About::of_unknown_job(id)),
                    },
                    None => Arc::new(self.about_data(event).await?),
                };
                let job = event.job.and_then(|(id, ..)| jobs.get(&id).cloned());
                let json = view::json(event, job);
                draft.add(Some(event.seq), Kind::Kept(event.kind), about, &json);
                if draft.len() >= LONGEST {
                    return Ok(draft.end(after, event.seq, None));
                }
            }
        }
        Ok(draft.end(after, seen, None))
    }

    /// What an event is about that is of no job.
    async fn about_data(&self, event: &StoredEvent) -> Result<About, StoreError> {
        let about = About::of_data(event);
        let owner = match about.owned_by_batch(event) {
            Some(batch) => self.owner(batch).await?,
            None => None,
        };
        Ok(About { owner, ..about })
    }

    async fn owner(&self, batch: BatchId) -> Result<Option<String>, StoreError> {
        match self.store().owner_of_batch(batch).await {
            Err(StoreError::NoBatch(_)) => Ok(None),
            found => found,
        }
    }

    fn listeners(&self) -> usize {
        self.lock().listeners
    }

    /// Whether nobody listens any more; then the task is over.
    fn is_left(&self) -> bool {
        let mut shared = self.lock();
        if shared.listeners > 0 {
            return false;
        }
        *shared = Shared::default();
        true
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const fn job_of(event: &LiveEvent) -> JobId {
    match event {
        LiveEvent::Progress { job, .. } | LiveEvent::Log { job, .. } => *job,
    }
}
