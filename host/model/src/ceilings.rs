//! What an operator says of limits: how far a ceiling can go, and what an attempt has under one.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::limits::{Limit, Limits};

/// A value that a limit cannot have, whoever asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LimitBoundError {
    /// Nothing runs with none of it.
    #[error("with none at all nothing runs")]
    None,
    /// No guest can use more.
    #[error("a guest can have {} at most", .0.show(.0.most()))]
    Guest(Limit),
    /// The host cannot hold to more.
    #[error("the host cannot hold to more than {}", .0.show(.0.most()))]
    Host(Limit),
}

/// Values for some of the limits: ceilings that somebody set, or what a job asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SomeLimits([Option<u64>; Limit::ALL.len()]);

impl Limit {
    /// The most that a ceiling can be.
    pub const fn most(self) -> u64 {
        self.row().3
    }

    /// What a job has that asks for nothing, unless a ceiling is lower.
    pub const fn default_value(self) -> u64 {
        self.row().2
    }

    /// Checks that a ceiling, or a job, can have the value at all.
    pub const fn check(self, value: u64) -> Result<u64, LimitBoundError> {
        if value == 0 && matches!(self, Self::Fuel | Self::Memory | Self::Timeout) {
            return Err(LimitBoundError::None);
        }
        if value <= self.most() {
            return Ok(value);
        }
        Err(match self {
            Self::Memory => LimitBoundError::Guest(self),
            _ => LimitBoundError::Host(self),
        })
    }

    /// Writes a value so that [`Limit::parse`] reads exactly it.
    pub fn exact(self, value: u64) -> String {
        match self {
            Self::Timeout => format!("{value}ms"),
            _ => value.to_string(),
        }
    }

    /// Writes two values for people so that they can be told apart: exactly, if they look the same.
    pub fn show_both(self, values: [u64; 2]) -> [String; 2] {
        let shown = values.map(|value| self.show(value));
        match shown[0] == shown[1] {
            true => values.map(|value| self.exact(value)),
            false => shown,
        }
    }

    /// The limit of a name in JSON.
    pub fn from_json_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|limit| limit.json_name() == name)
    }
}

impl SomeLimits {
    /// The value of a limit, if it has one.
    pub const fn get(&self, limit: Limit) -> Option<u64> {
        self.0[limit as usize]
    }

    /// Gives a limit a value, or takes it away.
    pub const fn set(&mut self, limit: Limit, value: Option<u64>) {
        self.0[limit as usize] = value;
    }

    /// Those that have a value.
    pub fn iter(&self) -> impl Iterator<Item = (Limit, u64)> {
        Limit::ALL
            .into_iter()
            .filter_map(|limit| Some((limit, self.get(limit)?)))
    }

    /// Whether none has a value.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Those of a JSON object that are limits. What was kept by another version may hold others.
    pub fn of_json(object: &BTreeMap<String, u64>) -> Self {
        let mut some = Self::default();
        for (name, value) in object {
            if let Some(limit) = Limit::from_json_name(name) {
                some.set(limit, Some(*value));
            }
        }
        some
    }
}

impl FromIterator<(Limit, u64)> for SomeLimits {
    fn from_iter<T: IntoIterator<Item = (Limit, u64)>>(values: T) -> Self {
        let mut some = Self::default();
        for (limit, value) in values {
            some.set(limit, Some(value));
        }
        some
    }
}

impl Serialize for SomeLimits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (limit, value) in self.iter() {
            map.serialize_entry(limit.json_name(), &value)?;
        }
        map.end()
    }
}

impl Limits {
    /// What an attempt has under these ceilings: what its job asks for, else the default, and never more than the ceiling.
    ///
    /// So a ceiling above the default changes no job that asks for nothing. The cache is the exception: it is its
    /// processor's and not the job's, and as large as the ceiling says.
    #[must_use]
    pub fn under(ceilings: &Self, asked: &SomeLimits) -> Self {
        let mut limits = Self::default();
        limits.set(Limit::Cache, ceilings.get(Limit::Cache));
        for (limit, value) in asked.iter() {
            limits.set(limit, value);
        }
        limits.at_most(ceilings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raised_ceiling_changes_no_job_and_a_lowered_one_all() {
        let ceilings = Limits::default()
            .with(Limit::Fuel, 2 * Limit::Fuel.default_value())
            .with(Limit::Memory, 10)
            .with(Limit::Cache, 2 * Limit::Cache.default_value());
        let nothing = Limits::under(&ceilings, &SomeLimits::default());
        assert_eq!(nothing.get(Limit::Fuel), Limit::Fuel.default_value());
        assert_eq!(nothing.get(Limit::Memory), 10);
        assert_eq!(nothing.get(Limit::Cache), 2 * Limit::Cache.default_value());
        let much = [(Limit::Fuel, u64::MAX), (Limit::Timeout, 7)];
        let much = Limits::under(&ceilings, &much.into_iter().collect());
        assert_eq!(much.get(Limit::Fuel), 2 * Limit::Fuel.default_value());
        assert_eq!(much.get(Limit::Timeout), 7);
    }

    #[test]
    fn every_default_can_be_a_ceiling_and_what_is_shown_exactly_is_read_so() {
        for limit in Limit::ALL {
            assert_eq!(
                limit.check(limit.default_value()),
                Ok(limit.default_value())
            );
            assert_eq!(limit.check(limit.most()), Ok(limit.most()));
            assert!(limit.check(limit.most() + 1).is_err());
            assert_eq!(limit.parse(&limit.exact(12_345)), Ok(12_345));
            let close = [limit.default_value(), limit.default_value() + 1];
            let [one, other] = limit.show_both(close);
            assert_ne!(one, other);
            // SQLite's integers are signed.
            assert!(i64::try_from(limit.most()).is_ok());
        }
    }

    #[test]
    fn what_is_kept_of_a_job_is_read_again() {
        let some: SomeLimits = [(Limit::Timeout, 5), (Limit::Cache, 0)]
            .into_iter()
            .collect();
        let json = serde_json::to_string(&some).unwrap();
        assert_eq!(json, r#"{"timeout_ms":5,"cache_bytes":0}"#);
        assert_eq!(
            SomeLimits::of_json(&serde_json::from_str(&json).unwrap()),
            some
        );
    }
}
