//! What one attempt has used of HTTP, and what the host has to say about it in the end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use runner_model::{ByteSize, Limit, Limits};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::denial::Denial;
use super::wire::Count;

/// What one attempt has used of HTTP. Shared with every task that works for it.
#[derive(Debug)]
pub(crate) struct Ledger {
    most_requests: u64,
    most_bytes: u64,
    most_at_once: u64,
    requests: AtomicU64,
    bytes: AtomicU64,
    at_once: Arc<Semaphore>,
    remarks: Mutex<Remarks>,
    /// When the attempt's time is over, as far as one knows while it is not frozen.
    deadline: Mutex<Instant>,
}

/// What the host has to say, of each kind what came first.
#[derive(Debug, Default)]
struct Remarks {
    denied: Option<Denial>,
    limit: Option<(Limit, String)>,
    unfit: Option<String>,
    patience: Option<Patience>,
}

/// A server that is better left alone for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Patience {
    pub(crate) delay: Duration,
    pub(crate) why: String,
}

/// What the host has to say about an attempt that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remark {
    /// It reached a limit.
    Limit(Limit, String),
    /// It tried what is not granted.
    Denied(Denial),
    /// A grant cannot be used as it is: a secret is missing.
    Unfit(String),
    /// It may go on later.
    Patience(Patience),
}

/// A limit that was reached; what the guest is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Exceeded(pub(super) String);

impl Ledger {
    pub(super) fn new(limits: &Limits) -> Self {
        let most_at_once = limits.get(Limit::HttpConcurrency);
        let permits = usize::try_from(most_at_once).map_or(Semaphore::MAX_PERMITS, |most| {
            most.min(Semaphore::MAX_PERMITS)
        });
        Self {
            most_requests: limits.get(Limit::HttpRequests),
            most_bytes: limits.get(Limit::HttpBytes),
            most_at_once,
            requests: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            at_once: Arc::new(Semaphore::new(permits)),
            remarks: Mutex::default(),
            deadline: Mutex::new(Instant::now() + limits.timeout()),
        }
    }

    fn remarks(&self) -> MutexGuard<'_, Remarks> {
        self.remarks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request that is about to be sent.
    pub(super) fn count(&self) -> Result<(), Exceeded> {
        let counted = self
            .requests
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| {
                (count < self.most_requests).then_some(count + 1)
            });
        match counted {
            Ok(_) => Ok(()),
            Err(most) => Err(self.exceeded(
                Limit::HttpRequests,
                format!("it sent more than {most} HTTP requests"),
            )),
        }
    }

    /// Lets a request in. The permit is held while it is under way.
    pub(super) fn begin(&self) -> Result<OwnedSemaphorePermit, Exceeded> {
        Arc::clone(&self.at_once).try_acquire_owned().map_err(|_| {
            let most = self.most_at_once;
            self.exceeded(
                Limit::HttpConcurrency,
                format!("it had more than {most} HTTP requests under way at once"),
            )
        })
    }

    fn exceeded(&self, limit: Limit, message: String) -> Exceeded {
        let shown = format!("{message} (limit `{limit}`)");
        self.remarks().limit.get_or_insert((limit, message));
        Exceeded(shown)
    }

    /// Remembers that a request was refused.
    pub(super) fn deny(&self, denial: Denial) {
        self.remarks().denied.get_or_insert(denial);
    }

    /// Remembers that a grant cannot be used as it is.
    pub(super) fn unfit(&self, why: String) {
        self.remarks().unfit.get_or_insert(why);
    }

    /// Remembers that a server is better left alone for a while; the longest counts.
    pub(super) fn be_patient(&self, delay: Duration, why: String) {
        let mut remarks = self.remarks();
        let is_longer = |known: &Patience| known.delay < delay;
        if remarks.patience.as_ref().is_none_or(is_longer) {
            remarks.patience = Some(Patience { delay, why });
        }
    }

    /// Forgets that patience was needed: a later request went through.
    pub(super) fn went_through(&self) {
        self.remarks().patience = None;
    }

    /// What the host has to say about an attempt that failed, the weightiest first.
    pub(crate) fn remark(&self) -> Option<Remark> {
        let remarks = self.remarks();
        if let Some((limit, message)) = &remarks.limit {
            return Some(Remark::Limit(*limit, message.clone()));
        }
        if let Some(denial) = &remarks.denied {
            return Some(Remark::Denied(denial.clone()));
        }
        if let Some(why) = &remarks.unfit {
            return Some(Remark::Unfit(why.clone()));
        }
        remarks.patience.clone().map(Remark::Patience)
    }

    /// How many requests were sent.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// How many bytes went by, in both directions.
    pub(crate) fn bytes(&self) -> ByteSize {
        ByteSize(self.bytes.load(Ordering::Relaxed))
    }

    /// Says how much time the attempt has left from now on.
    pub(crate) fn time_left_is(&self, left: Duration) {
        let mut deadline = self.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        *deadline = Instant::now() + left;
    }

    /// How much time the attempt has left.
    pub(super) fn time_left(&self) -> Duration {
        let deadline = self.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        deadline.saturating_duration_since(Instant::now())
    }
}

impl Count for Ledger {
    fn bytes_left(&self) -> u64 {
        self.most_bytes
            .saturating_sub(self.bytes.load(Ordering::Relaxed))
    }

    fn passed(&self, bytes: usize) -> Result<(), Exceeded> {
        let bytes = bytes as u64;
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) <= self.most_bytes {
            return Ok(());
        }
        Err(self.exceeded(
            Limit::HttpBytes,
            format!(
                "its HTTP requests and their answers had more than {}",
                ByteSize(self.most_bytes)
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_just_within_a_limit_passes_and_one_more_does_not() {
        let limits = Limits::default()
            .with(Limit::HttpRequests, 3)
            .with(Limit::HttpBytes, 10)
            .with(Limit::HttpConcurrency, 2);
        let ledger = Ledger::new(&limits);
        assert!(ledger.passed(10).is_ok());
        for _ in 0..3 {
            ledger.count().unwrap();
        }
        let _one = ledger.begin().unwrap();
        let two = ledger.begin().unwrap();
        assert_eq!(ledger.remark(), None);
        assert_eq!(
            ledger.begin().unwrap_err().to_string(),
            "it had more than 2 HTTP requests under way at once (limit `http_concurrency`)"
        );
        drop(two);
        assert_eq!(
            ledger.count().unwrap_err().to_string(),
            "it sent more than 3 HTTP requests (limit `http_requests`)"
        );
        assert_eq!(
            ledger.passed(1).unwrap_err().to_string(),
            "its HTTP requests and their answers had more than 10 B (limit `http_bytes`)"
        );
        // What came first is what is said.
        assert!(matches!(
            ledger.remark(),
            Some(Remark::Limit(Limit::HttpConcurrency, _))
        ));
        assert_eq!((ledger.requests(), ledger.bytes()), (3, ByteSize(11)));
    }

    #[test]
    fn patience_is_needed_until_a_request_goes_through() {
        let ledger = Ledger::new(&Limits::default());
        ledger.be_patient(Duration::from_secs(2), "first".to_owned());
        ledger.be_patient(Duration::from_secs(1), "second".to_owned());
        assert!(
            matches!(ledger.remark(), Some(Remark::Patience(Patience { why, .. })) if why == "first")
        );
        ledger.went_through();
        assert_eq!(ledger.remark(), None);
    }
}
