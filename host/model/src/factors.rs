//! A priority from what is known of a job: how urgent it is, for whom, and what it is worth.

use serde::{Deserialize, Serialize};

use crate::priority::Priority;

/// What is known of a job.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Factors {
    /// How urgent it is.
    pub urgency: Urgency,
    /// For whom it is.
    pub customer_tier: CustomerTier,
    /// What it is worth, in whatever the weights count.
    pub value: f64,
}

/// How urgent a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// It can wait.
    Low,
    /// As most.
    #[default]
    Medium,
    /// Soon.
    High,
    /// At once.
    Critical,
}

/// For whom a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerTier {
    /// As most.
    #[default]
    Standard,
    /// They pay for more.
    Premium,
    /// They go first.
    Vip,
}

/// What each factor adds to a priority.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Where it begins.
    pub base: i64,
    /// For [`Urgency::Low`].
    pub low: i64,
    /// For [`Urgency::Medium`].
    pub medium: i64,
    /// For [`Urgency::High`].
    pub high: i64,
    /// For [`Urgency::Critical`].
    pub critical: i64,
    /// For [`CustomerTier::Standard`].
    pub standard: i64,
    /// For [`CustomerTier::Premium`].
    pub premium: i64,
    /// For [`CustomerTier::Vip`].
    pub vip: i64,
    /// What a value above each threshold adds; the most that fits counts.
    pub value: Vec<(f64, i64)>,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            base: 5,
            low: -2,
            medium: 0,
            high: 3,
            critical: 5,
            standard: 0,
            premium: 2,
            vip: 3,
            value: vec![(10_000.0, 3), (5_000.0, 2), (1_000.0, 1)],
        }
    }
}

/// A weight that no number fits.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("`{0}` is no threshold of a value: write a number")]
pub struct ParseFactorError(f64);

impl Weights {
    /// Refuses thresholds that are no numbers.
    pub fn check(&self) -> Result<(), ParseFactorError> {
        match self.value.iter().find(|(above, _)| !above.is_finite()) {
            Some((above, _)) => Err(ParseFactorError(*above)),
            None => Ok(()),
        }
    }

    /// The priority of a job with these factors, from 1 to 10.
    pub fn priority(&self, factors: &Factors) -> Priority {
        let urgency = match factors.urgency {
            Urgency::Low => self.low,
            Urgency::Medium => self.medium,
            Urgency::High => self.high,
            Urgency::Critical => self.critical,
        };
        let tier = match factors.customer_tier {
            CustomerTier::Standard => self.standard,
            CustomerTier::Premium => self.premium,
            CustomerTier::Vip => self.vip,
        };
        let value = self
            .value
            .iter()
            .filter(|(above, _)| factors.value > *above)
            .map(|(_, adds)| *adds)
            .max()
            .unwrap_or(0);
        let sum = [urgency, tier, value]
            .into_iter()
            .fold(self.base, i64::saturating_add);
        Priority::try_from(sum.clamp(1, 10)).expect("it was clamped to what a priority may be")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn priority(urgency: Urgency, customer_tier: CustomerTier, value: f64) -> u8 {
        let factors = Factors {
            urgency,
            customer_tier,
            value,
        };
        Weights::default().priority(&factors).get()
    }

    #[test]
    fn factors_add_up_and_stay_within_1_and_10() {
        use CustomerTier::{Premium, Standard, Vip};
        assert_eq!(priority(Urgency::Medium, Standard, 0.0), 5);
        assert_eq!(priority(Urgency::Low, Standard, 1_000.0), 3);
        assert_eq!(priority(Urgency::Low, Standard, 1_000.5), 4);
        assert_eq!(priority(Urgency::Medium, Premium, 5_001.0), 9);
        assert_eq!(priority(Urgency::High, Vip, 10_001.0), 10);
        assert_eq!(priority(Urgency::Critical, Standard, f64::NAN), 10);
        let low = Weights {
            base: i64::MIN,
            ..Weights::default()
        };
        assert_eq!(low.priority(&Factors::default()).get(), 1);
    }

    #[test]
    fn a_factor_that_is_not_known_is_refused() {
        assert!(serde_json::from_str::<Factors>(r#"{"urgency":"asap"}"#).is_err());
        assert!(serde_json::from_str::<Factors>(r#"{"colour":"red"}"#).is_err());
    }

    proptest! {
        #[test]
        fn more_value_never_means_less_priority(a: f64, b: f64) {
            let (less, more) = if a <= b { (a, b) } else { (b, a) };
            let of = |value| priority(Urgency::Medium, CustomerTier::Standard, value);
            prop_assume!(!a.is_nan() && !b.is_nan());
            prop_assert!(of(less) <= of(more));
        }
    }
}
