//! One meter for all the memory that an attempt makes the host hold: linear memories, tables, and what the host
//! buffers for the guest. Growth beyond the limit is refused and flagged; a flagged attempt cannot succeed. The log is
//! on it too, and gives way to everything else: what an attempt says must not decide whether it succeeds.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use runner_model::ByteSize;
use wasmtime::ResourceLimiter;

use crate::tight::MOST_TABLE_ELEMENTS;

/// What one element of a table takes, in bytes.
const TABLE_ELEMENT: u64 = 8;

/// How many instances, tables and memories one store may hold. Python guests are several core modules each.
const MOST_PER_STORE: usize = 100;

/// The memory of one attempt. Clones are the same meter.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    counts: Arc<Counts>,
}

#[derive(Debug)]
struct Counts {
    limit: u64,
    used: AtomicU64,
    peak: AtomicU64,
    refused: AtomicBool,
    /// Whether a table was refused for its number of elements.
    table_refused: AtomicBool,
    gives_way: OnceLock<Weak<dyn GivesWay>>,
}

/// What holds memory that it can do without.
pub(crate) trait GivesWay: fmt::Debug + Send + Sync {
    /// Gives back that much, if it holds so much; else nothing, since it would not help.
    fn give_way(&self, bytes: u64);
}

/// Memory that the host holds for the guest; given back when dropped.
#[derive(Debug)]
pub(crate) struct Charge {
    meter: Meter,
    bytes: u64,
}

impl Meter {
    pub(crate) fn new(limit: ByteSize) -> Self {
        let counts = Counts {
            limit: limit.0,
            used: AtomicU64::new(0),
            peak: AtomicU64::new(0),
            refused: AtomicBool::new(false),
            table_refused: AtomicBool::new(false),
            gives_way: OnceLock::new(),
        };
        Self {
            counts: Arc::new(counts),
        }
    }

    /// Says who gives way when there is no room. The first stays.
    pub(crate) fn is_given_way_by(&self, who: Weak<dyn GivesWay>) {
        // There is one log to an attempt.
        let _ = self.counts.gives_way.set(who);
    }

    /// What is held now.
    pub(crate) fn used(&self) -> ByteSize {
        ByteSize(self.counts.used.load(Ordering::Relaxed))
    }

    /// What could be taken now.
    pub(crate) fn room(&self) -> ByteSize {
        ByteSize(self.counts.limit.saturating_sub(self.used().0))
    }

    /// The most that was held at once.
    pub(crate) fn peak(&self) -> ByteSize {
        ByteSize(self.counts.peak.load(Ordering::Relaxed))
    }

    /// Whether growth was ever refused.
    pub(crate) fn was_refused(&self) -> bool {
        self.counts.refused.load(Ordering::Relaxed)
    }

    /// Whether a table was refused for its number of elements.
    pub(crate) fn was_table_refused(&self) -> bool {
        self.counts.table_refused.load(Ordering::Relaxed)
    }

    /// Takes room for a buffer of the host's; none if it would go beyond the limit.
    pub(crate) fn charge(&self, bytes: u64) -> Option<Charge> {
        self.grow(bytes).then(|| Charge {
            meter: self.clone(),
            bytes,
        })
    }

    /// Takes room for a buffer that the host can do without; nothing is flagged if there is none.
    pub(crate) fn charge_if_room(&self, bytes: u64) -> Option<Charge> {
        self.take(bytes).then(|| Charge {
            meter: self.clone(),
            bytes,
        })
    }

    fn grow(&self, bytes: u64) -> bool {
        let taken = self.take(bytes) || self.take_in_place(bytes);
        if !taken {
            self.counts.refused.store(true, Ordering::Relaxed);
        }
        taken
    }

    /// Takes room once what gives way has done so.
    fn take_in_place(&self, bytes: u64) -> bool {
        let Some(other) = self.counts.gives_way.get().and_then(Weak::upgrade) else {
            return false;
        };
        other.give_way(bytes.saturating_sub(self.room().0));
        self.take(bytes)
    }

    fn take(&self, bytes: u64) -> bool {
        let counts = &*self.counts;
        let grown = counts
            .used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
                used.checked_add(bytes)
                    .filter(|after| *after <= counts.limit)
            });
        match grown {
            Ok(before) => {
                counts.peak.fetch_max(before + bytes, Ordering::Relaxed);
                true
            }
            Err(_) => false,
        }
    }

    fn shrink(&self, bytes: u64) {
        self.counts.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Charge {
    /// How much it is.
    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.meter.shrink(self.bytes);
    }
}

impl ResourceLimiter for Meter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        // Beyond what the guest itself declared, wasmtime refuses; that is not our limit's doing.
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        Ok(self.grow(desired.saturating_sub(current) as u64))
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        // The system, or the slot's size, refused after the meter had agreed. The peak may be too high by this
        // step, the limit is never missed by it.
        self.counts.refused.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        // First: a slot's table says that as many are its maximum, whatever the guest declared.
        if desired > MOST_TABLE_ELEMENTS {
            self.counts.table_refused.store(true, Ordering::Relaxed);
            return Ok(false);
        }
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        Ok(self.grow(desired.saturating_sub(current) as u64 * TABLE_ELEMENT))
    }

    fn instances(&self) -> usize {
        MOST_PER_STORE
    }

    fn tables(&self) -> usize {
        MOST_PER_STORE
    }

    fn memories(&self) -> usize {
        MOST_PER_STORE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_tables_and_buffers_share_one_limit() {
        let mut meter = Meter::new(ByteSize(1000));
        assert!(meter.memory_growing(0, 600, None).unwrap());
        assert!(meter.table_growing(0, 25, None).unwrap());
        let buffer = meter.charge(200).unwrap();
        assert!(!meter.was_refused());
        assert!(meter.charge(1).is_none());
        assert!(meter.was_refused());
        drop(buffer);
        assert!(meter.memory_growing(600, 800, None).unwrap());
        assert_eq!(meter.peak(), ByteSize(1000));
    }

    #[test]
    fn a_table_of_too_many_elements_is_refused_and_named_apart_from_memory() {
        let mut meter = Meter::new(ByteSize::mib(256));
        assert!(meter.table_growing(0, MOST_TABLE_ELEMENTS, None).unwrap());
        assert!(!meter.was_table_refused());
        let (most, more) = (MOST_TABLE_ELEMENTS, MOST_TABLE_ELEMENTS + 1);
        // As the pool asks, whose tables have that maximum.
        assert!(!meter.table_growing(most, more, Some(most)).unwrap());
        assert!(meter.was_table_refused() && !meter.was_refused());
    }

    #[test]
    fn what_the_guest_itself_forbids_is_not_flagged() {
        let mut meter = Meter::new(ByteSize(1000));
        assert!(!meter.memory_growing(0, 200, Some(100)).unwrap());
        assert!(!meter.was_refused());
    }
}
