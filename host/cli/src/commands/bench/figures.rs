//! What comes out of a run.

/// What a run measured.
#[derive(Debug)]
pub(super) struct Figures {
    /// The tag of its jobs.
    pub(super) tag: String,
    /// How many jobs there were, and how many of them did not complete.
    pub(super) jobs: u64,
    pub(super) failed: u64,
    /// From the first submit to the last end, and to the last answer to a submit.
    pub(super) seconds: f64,
    pub(super) submit_seconds: f64,
    /// How long requests took, in milliseconds, seen from here.
    pub(super) request: Percentiles,
    /// From when jobs were taken until they began, and until they ended, by the server's clock.
    pub(super) queued: Percentiles,
    pub(super) to_end: Percentiles,
}

impl Figures {
    pub(super) fn jobs_per_second(&self) -> f64 {
        per(self.jobs, self.seconds)
    }

    pub(super) fn submits_per_second(&self) -> f64 {
        per(self.jobs, self.submit_seconds)
    }
}

fn per(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds.max(0.001)
}

/// How values are spread, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Percentiles {
    pub(super) p50: f64,
    pub(super) p90: f64,
    pub(super) p99: f64,
    pub(super) max: f64,
}

impl Percentiles {
    /// By the nearest rank: each is a value that there was.
    pub(super) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |percent: usize| {
            let rank = (values.len() * percent).div_ceil(100).max(1);
            values.get(rank - 1).copied().unwrap_or_default()
        };
        Self {
            p50: at(50),
            p90: at(90),
            p99: at(99),
            max: at(100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_there_were() {
        let of = Percentiles::of((1..=200).rev().map(f64::from).collect());
        assert_eq!(
            (of.p50, of.p90, of.p99, of.max),
            (100.0, 180.0, 198.0, 200.0)
        );
        let one = Percentiles::of(vec![7.0]);
        assert_eq!((one.p50, one.max), (7.0, 7.0));
        assert_eq!(Percentiles::of(Vec::new()), Percentiles::default());
    }
}
