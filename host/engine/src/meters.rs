//! What a node counts of the attempts that it settled, for whoever watches it.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use runner_model::{Ending, ProcessorName, Usage};

/// How many processors have figures of their own. All others share those of [`OTHERS`], so that no number of plugins makes
/// more series than a monitoring system bears.
const MOST_PROCESSORS: usize = 200;

/// What stands for the processors beyond. No processor is called so: names begin with a letter.
const OTHERS: &str = "_others";

/// Whose attempts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OfProcessor {
    /// The processor's name, or `_others`.
    pub processor: String,
}

/// Attempts that ended in the same way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OfOutcome {
    /// The processor's name, or `_others`.
    pub processor: String,
    /// `succeeded`, `failed`, `retry_after`, `interrupted` or `cancelled`.
    pub outcome: &'static str,
}

/// Attempts that failed for the same reason.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OfCode {
    /// The failure code.
    pub code: &'static str,
}

/// What attempts came to and used, since the node started. Clones count into the same.
#[derive(Debug, Clone)]
pub struct AttemptMeters {
    /// Attempts that ended.
    pub ended: Family<OfOutcome, Counter>,
    /// Failures by their code.
    pub failures: Family<OfCode, Counter>,
    /// How long they ran, in seconds.
    pub seconds: Family<OfProcessor, Histogram, fn() -> Histogram>,
    /// The most memory that they held, in bytes.
    pub peak_memory_bytes: Family<OfProcessor, Histogram, fn() -> Histogram>,
    /// The fuel that they burnt.
    pub fuel: Family<OfProcessor, Counter>,
}

/// The figures, and which processors have some of their own.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    pub(crate) attempts: AttemptMeters,
    named: Mutex<HashSet<ProcessorName>>,
}

impl Default for AttemptMeters {
    fn default() -> Self {
        Self {
            ended: Family::default(),
            failures: Family::default(),
            // From a millisecond to 70 minutes.
            seconds: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(0.001, 4.0, 12))
            }),
            // From 64 KiB to 4 GiB.
            peak_memory_bytes: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(65_536.0, 4.0, 9))
            }),
            fuel: Family::default(),
        }
    }
}

/// How an attempt ended, in a word.
pub(crate) const fn outcome(ending: &Ending) -> &'static str {
    match ending {
        Ending::Succeeded => "succeeded",
        Ending::Failed(_) | Ending::Crashed => "failed",
        Ending::RetryAfter(_) => "retry_after",
        Ending::Interrupted => "interrupted",
        Ending::Cancelled => "cancelled",
    }
}

impl Meters {
    /// Counts an attempt that was settled.
    pub(crate) fn ended(&self, processor: &ProcessorName, ending: &Ending, usage: &Usage) {
        let outcome = outcome(ending);
        let processor = self.label(processor);
        let of = OfProcessor {
            processor: processor.clone(),
        };
        let all = &self.attempts;
        all.ended
            .get_or_create(&OfOutcome { processor, outcome })
            .inc();
        if let Ending::Failed(code) = ending {
            let code = code.as_str();
            all.failures.get_or_create(&OfCode { code }).inc();
        }
        let seconds = usage.wall_ms as f64 / 1_000.0;
        all.seconds.get_or_create(&of).observe(seconds);
        let bytes = usage.peak_memory_bytes.0 as f64;
        all.peak_memory_bytes.get_or_create(&of).observe(bytes);
        all.fuel.get_or_create(&of).inc_by(usage.fuel.0);
    }

    fn label(&self, processor: &ProcessorName) -> String {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        if named.contains(processor) {
            return processor.to_string();
        }
        if named.len() >= MOST_PROCESSORS {
            return OTHERS.to_owned();
        }
        named.insert(processor.clone());
        processor.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_processors_makes_more_than_so_many_series() {
        let meters = Meters::default();
        let ended = |number: usize| {
            let name: ProcessorName = format!("plugin-{number}").try_into().unwrap();
            meters.ended(&name, &Ending::Succeeded, &Usage::default());
        };
        for number in 0..MOST_PROCESSORS + 50 {
            ended(number);
        }
        let count = |processor: &str| {
            let of = OfOutcome {
                processor: processor.to_owned(),
                outcome: "succeeded",
            };
            meters.attempts.ended.get_or_create(&of).get()
        };
        assert_eq!((count("plugin-0"), count(OTHERS)), (1, 50));
        // Who has figures of its own keeps them.
        ended(7);
        assert_eq!((count("plugin-7"), count(OTHERS)), (2, 50));
    }
}
