//! The figures of a group: what is kept of its values, and what comes of it.

use crate::data::{Datum, Distinct, Moment, Moments, Values, hash};
use crate::document::Value;
use crate::params::Aggregate;

/// How many different values of a group are counted exactly.
const DISTINCT: usize = 1_024;

/// How many numbers of a group are kept for percentiles.
const VALUES: usize = 1_024;

/// A section without groups has room for more.
const ALONE: usize = 256;

/// What the figures of a column need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    pub(crate) distinct: bool,
    pub(crate) values: bool,
    /// Whether there is but one group.
    pub(crate) alone: bool,
}

/// What is kept of a column's values in a group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sums {
    count: u64,
    moments: Moments,
    ends: Option<(Moment, Moment)>,
    distinct: Option<Box<Distinct>>,
    values: Option<Box<Values>>,
}

impl Sums {
    pub(crate) fn new(needs: Needs) -> Self {
        let times = if needs.alone { ALONE } else { 1 };
        Self {
            distinct: needs
                .distinct
                .then(|| Box::new(Distinct::new(DISTINCT * times))),
            values: needs.values.then(|| Box::new(Values::new(VALUES * times))),
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, datum: Datum<'_>) {
        let hashed = match datum {
            Datum::Missing | Datum::Misfit(_) => return,
            Datum::Number(num) => {
                self.moments.add(num);
                if let Some(values) = &mut self.values {
                    values.add(num.as_f64());
                }
                (num.as_f64() + 0.0).to_bits()
            }
            Datum::Moment(moment) => {
                self.widen(moment, moment);
                moment.as_micros() as u64
            }
            Datum::Boolean(value) => u64::from(value),
            Datum::Text(text) => {
                self.count += 1;
                if let Some(distinct) = &mut self.distinct {
                    distinct.see(hash(text));
                }
                return;
            }
        };
        self.count += 1;
        if let Some(distinct) = &mut self.distinct {
            distinct.see(hash(&hashed.to_le_bytes()));
        }
    }

    fn widen(&mut self, first: Moment, last: Moment) {
        let (low, high) = self.ends.unwrap_or((first, last));
        self.ends = Some((low.min(first), high.max(last)));
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.moments.merge(&other.moments);
        if let Some((first, last)) = other.ends {
            self.widen(first, last);
        }
        if let (Some(ours), Some(theirs)) = (&mut self.distinct, &other.distinct) {
            ours.merge(theirs);
        }
        if let (Some(ours), Some(theirs)) = (&mut self.values, &other.values) {
            ours.merge(theirs);
        }
    }

    /// Whether a figure is an estimate.
    pub(crate) fn is_estimate(&self, aggregate: Aggregate) -> bool {
        match aggregate {
            Aggregate::Distinct => self
                .distinct
                .as_ref()
                .is_some_and(|distinct| distinct.how_many().is_estimate()),
            _ if share(aggregate).is_some() => self
                .values
                .as_ref()
                .is_some_and(|values| values.is_estimate()),
            _ => false,
        }
    }

    pub(crate) fn figure(&mut self, aggregate: Aggregate) -> Value {
        let number = |number: Option<f64>| number.map_or(Value::Null, Value::number);
        match aggregate {
            Aggregate::Count => Value::Integer(self.count as i64),
            Aggregate::Sum => match self.moments.whole_sum() {
                Some(whole) => Value::Integer(whole),
                None => Value::number(self.moments.sum()),
            },
            Aggregate::Mean => number(self.moments.mean()),
            Aggregate::Min => match self.ends {
                Some((first, _)) => moment(first),
                None => whole(self.moments.min()),
            },
            Aggregate::Max => match self.ends {
                Some((_, last)) => moment(last),
                None => whole(self.moments.max()),
            },
            Aggregate::Distinct => match &self.distinct {
                Some(distinct) => Value::Integer(distinct.how_many().count() as i64),
                None => Value::Null,
            },
            percentile => match (&mut self.values, share(percentile)) {
                (Some(values), Some(share)) => number(values.quantiles(&[share])[0]),
                _ => Value::Null,
            },
        }
    }
}

fn moment(moment: Moment) -> Value {
    match moment.micros {
        Some(_) => Value::Time(moment.time()),
        None => Value::Date(moment.date()),
    }
}

/// A number, as a whole one if it is.
pub(crate) fn whole(number: Option<f64>) -> Value {
    match number {
        Some(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            Value::Integer(number as i64)
        }
        Some(number) => Value::number(number),
        None => Value::Null,
    }
}

/// The share of values that lie below a percentile.
pub(crate) fn share(aggregate: Aggregate) -> Option<f64> {
    Some(match aggregate {
        Aggregate::P5 => 0.05,
        Aggregate::P10 => 0.1,
        Aggregate::P25 => 0.25,
        Aggregate::Median | Aggregate::P50 => 0.5,
        Aggregate::P75 => 0.75,
        Aggregate::P90 => 0.9,
        Aggregate::P95 => 0.95,
        Aggregate::P99 => 0.99,
        _ => return None,
    })
}
