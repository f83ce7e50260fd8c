//! Which limits an attempt came near.

use serde::Serialize;

use crate::limits::{Limit, Limits};
use crate::usage::Usage;

/// A limit of which an attempt used most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NearLimit {
    /// The limit's name.
    pub limit: &'static str,
    /// What was used, in the limit's unit.
    pub used: u64,
    /// The limit's value.
    pub value: u64,
}

/// The share of a limit, in per cent, from which an attempt counts as near it.
const NEAR_PERCENT: u128 = 80;

/// Gives the limits of which an attempt used at least four fifths.
pub fn near_limits(usage: &Usage, limits: &Limits) -> Vec<NearLimit> {
    let used = [
        (Limit::Fuel, usage.fuel.0),
        (Limit::Timeout, usage.wall_ms),
        (Limit::Memory, usage.peak_memory_bytes.0),
        (Limit::Output, usage.output_bytes.0),
        (Limit::Log, usage.log_bytes.0),
        (Limit::HttpRequests, usage.http_requests),
        (Limit::HttpBytes, usage.http_bytes.0),
    ];
    used.into_iter()
        .filter_map(|(limit, used)| NearLimit::of(limit, used, limits))
        .collect()
}

impl NearLimit {
    /// One limit, if at least four fifths of it were used.
    pub fn of(limit: Limit, used: u64, limits: &Limits) -> Option<Self> {
        let value = limits.get(limit);
        let is_near = u128::from(used) * 100 >= u128::from(value) * NEAR_PERCENT;
        is_near.then_some(Self {
            limit: limit.name(),
            used,
            value,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Fuel;

    #[test]
    fn four_fifths_of_a_limit_are_near_and_less_is_not() {
        let limits = Limits::default().with(Limit::Fuel, 1000);
        let usage = |fuel| Usage {
            fuel: Fuel(fuel),
            ..Usage::default()
        };
        assert!(near_limits(&usage(799), &limits).is_empty());
        assert_eq!(near_limits(&usage(800), &limits)[0].limit, "fuel");
    }
}
