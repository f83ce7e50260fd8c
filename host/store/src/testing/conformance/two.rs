//! Two handles on one database, and what the tests do with them again and again.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use runner_model::{
    Ending, FailureCode, JobId, LimitKey, ProcessorName, QueueName, StateName, Timestamp, Usage,
};

use crate::clock::Clock as _;
use crate::store::Store;
use crate::testing::ManualClock;
use crate::types::{Claimed, Fence, Lease, NewJob, Reason, Settled, Settlement};

/// A second.
pub const SECOND: Duration = Duration::from_secs(1);

/// How long the nodes' leases hold.
const TTL: Duration = Duration::from_secs(10);

/// Two handles that act as two nodes on one database.
pub struct Two {
    /// One.
    pub a: Arc<dyn Store>,
    /// The other.
    pub b: Arc<dyn Store>,
    /// The clock of both.
    pub clock: Arc<ManualClock>,
    /// Compares what is kept with what is counted anew, and says where they differ.
    pub recount: Box<dyn Fn() -> Vec<String>>,
    /// What must live as long as the handles.
    pub keep: Box<dyn Any>,
}

impl Two {
    /// The two by turns.
    pub fn turn(&self, number: usize) -> &Arc<dyn Store> {
        if number.is_multiple_of(2) {
            &self.a
        } else {
            &self.b
        }
    }

    /// Fails if what is kept is not what is counted anew.
    pub async fn recount(&self) {
        let differences = (self.recount)();
        assert!(differences.is_empty(), "{differences:#?}");
    }

    /// Enters a node on each handle.
    pub async fn enter(&self) -> (Lease, Lease) {
        let a = self.a.enter("a".to_owned(), TTL).await.unwrap();
        let b = self.b.enter("b".to_owned(), TTL).await.unwrap();
        (a, b)
    }

    /// Submits a job and claims it on the first handle.
    pub async fn running(&self, lease: Lease) -> Claimed {
        self.b.submit(vec![job()]).await.unwrap();
        let mut claimed = self.a.claim(lease, 1).await.unwrap();
        claimed.pop().unwrap()
    }

    /// Submits a job on the second handle; gives its id.
    pub async fn submit(&self, job: NewJob) -> JobId {
        let id = job.id;
        self.b.submit(vec![job]).await.unwrap();
        id
    }

    /// Claims the one job that can be claimed on the first handle.
    pub async fn claim(&self, lease: Lease) -> Claimed {
        let mut claimed = self.a.claim(lease, 10).await.unwrap();
        assert_eq!(claimed.len(), 1, "one job can be claimed");
        claimed.pop().unwrap()
    }

    /// The codes of the reasons why a job does not run, as the second handle sees them.
    pub async fn reasons(&self, job: JobId) -> Vec<&'static str> {
        let explanation = self.b.explain(job).await.unwrap();
        explanation.reasons.iter().map(Reason::code).collect()
    }

    /// The state of a job as the second handle sees it.
    pub async fn state(&self, job: JobId) -> StateName {
        self.b.job(job).await.unwrap().state.name()
    }
}

/// Lets the clock stand at a time, such as `2026-03-29T01:30:00Z`.
pub(super) fn stand_at(two: &Two, text: &str) {
    let now = two.clock.now();
    let then = moment(text);
    two.clock.advance(then.since(now));
    two.clock.go_back(now.since(then));
}

/// A time, of its text.
pub(super) fn moment(text: &str) -> Timestamp {
    let moment: jiff::Timestamp = text.parse().unwrap();
    Timestamp::from_millis(moment.as_millisecond())
}

/// The text of a time.
pub(super) fn utc(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap();
    at.to_string()
}

/// A job that nobody else has.
pub(super) fn job() -> NewJob {
    job_of("noop")
}

pub(super) fn job_of(processor: &str) -> NewJob {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = u128::from(NEXT.fetch_add(1, Ordering::Relaxed));
    let processor = ProcessorName::try_from(processor.to_owned()).unwrap();
    NewJob::new(JobId::from_bytes(number.to_be_bytes()), processor, "{}")
}

pub(super) fn keyed(key: &str) -> NewJob {
    NewJob {
        limit_key: Some(self::key(key)),
        ..job()
    }
}

pub(super) fn key(key: &str) -> LimitKey {
    LimitKey::try_from(key.to_owned()).unwrap()
}

pub(super) fn interrupted(fence: Fence) -> Settlement {
    Settlement::ended(fence, Ending::Interrupted, Usage::default())
}

pub(super) fn queue(name: &str) -> QueueName {
    QueueName::try_from(name.to_owned()).unwrap()
}

pub(super) fn success(fence: Fence) -> Settlement {
    Settlement::succeeded(fence, "42", Usage::default())
}

pub(super) fn failure(fence: Fence, code: FailureCode) -> Settlement {
    Settlement::ended(fence, Ending::Failed(code), Usage::default())
}

pub(super) async fn settle(store: &Arc<dyn Store>, settlement: Settlement) -> Settled {
    store.settle(vec![settlement]).await.unwrap()[0]
}

pub(super) const fn done(state: StateName) -> Settled {
    Settled::Done {
        state,
        due_at: None,
    }
}
