//! The limits that every attempt runs under.

use std::fmt;
use std::time::Duration;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::units::{ByteSize, Fuel, ParseUnitError};

/// One of the limits of an attempt.
///
/// Each has a default, a ceiling that the operator sets, and a value that a job may lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// Fuel that may be burnt.
    Fuel,
    /// Wall-clock time, in milliseconds. Frozen time does not count.
    Timeout,
    /// Linear memory, tables and what the host buffers for the guest, together, in bytes.
    Memory,
    /// The params as JSON text, in bytes.
    Params,
    /// The result as JSON text, in bytes.
    Result,
    /// One checkpoint's state, in bytes.
    Checkpoint,
    /// All inputs together, in bytes.
    Input,
    /// All outputs together, in bytes.
    Output,
    /// The log that is kept, in bytes: the oldest lines go first.
    Log,
    /// The processor's cache, in bytes: what is least used goes first.
    Cache,
    /// HTTP requests.
    HttpRequests,
    /// HTTP bytes in both directions together.
    HttpBytes,
    /// HTTP requests under way at once.
    HttpConcurrency,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Fuel,
    Milliseconds,
    Bytes,
    Count,
}

/// The text is no value of the limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseLimitError {
    /// There is no such limit.
    #[error("there is no limit `{0}`; the limits are {list}", list = Limit::list())]
    Unknown(String),
    /// No amount of fuel or bytes.
    #[error(transparent)]
    Unit(#[from] ParseUnitError),
    /// No duration.
    #[error("`{0}` is no duration: write `500ms`, `30s`, `5m`")]
    Duration(String),
    /// No count.
    #[error("`{0}` is no whole number")]
    Count(String),
}

impl Limit {
    /// Every limit.
    pub const ALL: [Self; 13] = [
        Self::Fuel,
        Self::Timeout,
        Self::Memory,
        Self::Params,
        Self::Result,
        Self::Checkpoint,
        Self::Input,
        Self::Output,
        Self::Log,
        Self::Cache,
        Self::HttpRequests,
        Self::HttpBytes,
        Self::HttpConcurrency,
    ];

    /// Name, unit, default, and the most that any ceiling can be: the one table of all limits.
    ///
    /// The most is what the host can hold to: 32-bit memory; what one request, one call or one commit may carry; a
    /// timeout that ends.
    pub(crate) const fn row(self) -> (&'static str, Unit, u64, u64) {
        const MIB: u64 = 1024 * 1024;
        const GIB: u64 = 1024 * MIB;
        const TIB: u64 = 1024 * GIB;
        match self {
            Self::Fuel => (
                "fuel",
                Unit::Fuel,
                500_000_000_000,
                1_000_000_000_000_000_000,
            ),
            Self::Timeout => (
                "timeout",
                Unit::Milliseconds,
                5 * 60 * 1000,
                30 * 24 * 60 * 60 * 1000,
            ),
            Self::Memory => ("memory", Unit::Bytes, 256 * MIB, 4 * GIB),
            Self::Params => ("params_bytes", Unit::Bytes, MIB, 16 * MIB),
            Self::Result => ("result_bytes", Unit::Bytes, MIB, 16 * MIB),
            Self::Checkpoint => ("checkpoint_bytes", Unit::Bytes, 16 * MIB, 64 * MIB),
            Self::Input => ("input_bytes", Unit::Bytes, 4096 * MIB, TIB),
            Self::Output => ("output_bytes", Unit::Bytes, 4096 * MIB, TIB),
            Self::Log => ("log_bytes", Unit::Bytes, 4 * MIB, 64 * MIB),
            Self::Cache => ("cache_bytes", Unit::Bytes, 64 * MIB, 4 * GIB),
            Self::HttpRequests => ("http_requests", Unit::Count, 10_000, 1_000_000_000),
            Self::HttpBytes => ("http_bytes", Unit::Bytes, 1024 * MIB, TIB),
            Self::HttpConcurrency => ("http_concurrency", Unit::Count, 8, 64),
        }
    }

    /// The name in config, API and messages.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The name of a value in JSON, which says its unit.
    pub const fn json_name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout_ms",
            Self::Memory => "memory_bytes",
            other => other.name(),
        }
    }

    /// The limit of a name.
    pub fn from_name(name: &str) -> Result<Self, ParseLimitError> {
        Self::ALL
            .into_iter()
            .find(|limit| limit.name() == name)
            .ok_or_else(|| ParseLimitError::Unknown(name.to_owned()))
    }

    /// Reads a value as people write it: `5G` of fuel, `30s`, `64MiB`, a count.
    pub fn parse(self, text: &str) -> Result<u64, ParseLimitError> {
        match self.row().1 {
            Unit::Fuel => Ok(text.parse::<Fuel>()?.0),
            Unit::Bytes => Ok(text.parse::<ByteSize>()?.0),
            Unit::Milliseconds => humantime::parse_duration(text)
                .ok()
                .and_then(|duration| u64::try_from(duration.as_millis()).ok())
                .ok_or_else(|| ParseLimitError::Duration(text.to_owned())),
            Unit::Count => text
                .parse()
                .map_err(|_| ParseLimitError::Count(text.to_owned())),
        }
    }

    /// Writes a value for people.
    pub fn show(self, value: u64) -> String {
        match self.row().1 {
            Unit::Fuel => Fuel(value).to_string(),
            Unit::Bytes => ByteSize(value).to_string(),
            Unit::Milliseconds => {
                humantime::format_duration(Duration::from_millis(value)).to_string()
            }
            Unit::Count => value.to_string(),
        }
    }

    fn list() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A value for every limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits([u64; Limit::ALL.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self(Limit::ALL.map(|limit| limit.row().2))
    }
}

impl Limits {
    /// The value of a limit, in its unit: fuel, milliseconds, bytes, a count.
    pub const fn get(&self, limit: Limit) -> u64 {
        self.0[limit as usize]
    }

    /// Sets the value of a limit.
    pub const fn set(&mut self, limit: Limit, value: u64) {
        self.0[limit as usize] = value;
    }

    /// The same with one value set.
    #[must_use]
    pub const fn with(mut self, limit: Limit, value: u64) -> Self {
        self.set(limit, value);
        self
    }

    /// Each value, but no more than the ceiling's.
    #[must_use]
    pub fn at_most(&self, ceiling: &Self) -> Self {
        Self(std::array::from_fn(|index| {
            self.0[index].min(ceiling.0[index])
        }))
    }

    /// Fuel that may be burnt.
    pub const fn fuel(&self) -> Fuel {
        Fuel(self.get(Limit::Fuel))
    }

    /// Wall-clock time.
    pub const fn timeout(&self) -> Duration {
        Duration::from_millis(self.get(Limit::Timeout))
    }

    /// A limit that counts bytes.
    pub const fn bytes(&self, limit: Limit) -> ByteSize {
        ByteSize(self.get(limit))
    }
}

impl Serialize for Limits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Limit::ALL.len()))?;
        for limit in Limit::ALL {
            map.serialize_entry(limit.json_name(), &self.get(limit))?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_found_by_its_name_and_reads_what_it_shows() {
        for limit in Limit::ALL {
            assert_eq!(Limit::from_name(limit.name()), Ok(limit));
            let value = Limits::default().get(limit);
            let shown = limit.show(value).replace(" billion", "G");
            assert_eq!(limit.parse(&shown), Ok(value), "{shown}");
        }
    }

    #[test]
    fn a_ceiling_lowers_and_never_raises() {
        let asked = Limits::default()
            .with(Limit::Fuel, 10)
            .with(Limit::Memory, u64::MAX);
        let given = asked.at_most(&Limits::default());
        assert_eq!(given.fuel(), Fuel(10));
        assert_eq!(given.bytes(Limit::Memory), ByteSize::mib(256));
    }

    #[test]
    fn an_unknown_limit_names_those_that_exist() {
        let error = Limit::from_name("ram").unwrap_err().to_string();
        assert!(
            error.starts_with("there is no limit `ram`; the limits are fuel, timeout, memory,")
        );
    }
}
