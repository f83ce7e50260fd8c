//! Values of rows, read back into types. What does not fit is corruption and said to be.

use std::str::FromStr;

use runner_model::{
    ByteSize, Digest, FailureCode, Fuel, JobId, State, StateName, Timestamp, Usage,
};
use rusqlite::Row;

use crate::error::StoreError;

/// A text that was checked before it was stored.
pub(super) fn parsed<T>(what: &'static str, text: &str) -> Result<T, StoreError>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    text.parse()
        .map_err(|why: T::Err| StoreError::corrupt(what)(&why))
}

/// A name that was checked before it was stored.
pub(super) fn named<T>(what: &'static str, text: impl Into<String>) -> Result<T, StoreError>
where
    T: TryFrom<String>,
    T::Error: std::fmt::Display,
{
    T::try_from(text.into()).map_err(|why| StoreError::corrupt(what)(&why))
}

pub(super) fn job_id(row: &Row<'_>, column: &str) -> Result<JobId, StoreError> {
    Ok(JobId::from_bytes(row.get(column)?))
}

pub(super) fn digest(row: &Row<'_>, column: &str) -> Result<Digest, StoreError> {
    Ok(Digest::new(row.get(column)?))
}

pub(super) fn digest_if(row: &Row<'_>, column: &str) -> Result<Option<Digest>, StoreError> {
    Ok(row.get::<_, Option<[u8; 32]>>(column)?.map(Digest::new))
}

pub(super) fn time(row: &Row<'_>, column: &str) -> Result<Timestamp, StoreError> {
    Ok(Timestamp::from_millis(row.get(column)?))
}

pub(super) fn time_if(row: &Row<'_>, column: &str) -> Result<Option<Timestamp>, StoreError> {
    Ok(row
        .get::<_, Option<i64>>(column)?
        .map(Timestamp::from_millis))
}

pub(super) fn state(row: &Row<'_>) -> Result<State, StoreError> {
    let name: StateName = parsed("state", row.get_ref("state")?.as_str().unwrap_or_default())?;
    let from = row
        .get::<_, Option<String>>("paused_from")?
        .map(|from| parsed("state", &from))
        .transpose()?;
    State::from_names(name, from).map_err(|why| StoreError::corrupt("state")(&why))
}

pub(super) fn code_if(row: &Row<'_>, column: &str) -> Result<Option<FailureCode>, StoreError> {
    row.get::<_, Option<String>>(column)?
        .map(|code| parsed("failure code", &code))
        .transpose()
}

/// SQLite's integers are signed. What a guest or a sum made larger than they go is as large as they go.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of rows.
pub(super) fn rows(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

pub(super) fn usage(row: &Row<'_>) -> Result<Usage, StoreError> {
    let number = |column| row.get::<_, i64>(column).map(unsigned);
    Ok(Usage {
        fuel: Fuel(number("fuel")?),
        fuel_exact: row.get("fuel_exact")?,
        peak_memory_bytes: ByteSize(number("peak_memory_bytes")?),
        wall_ms: number("wall_ms")?,
        frozen_ms: number("frozen_ms")?,
        input_bytes: ByteSize(number("input_bytes")?),
        output_bytes: ByteSize(number("output_bytes")?),
        log_bytes: ByteSize(number("log_bytes")?),
        http_requests: number("http_requests")?,
        http_bytes: ByteSize(number("http_bytes")?),
    })
}
