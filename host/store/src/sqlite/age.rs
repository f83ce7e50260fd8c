//! Lets time pass for what is waited for by the hour, so that a test of a server that runs need not wait.

use std::path::Path;
use std::time::Duration;

use super::open;
use crate::error::StoreError;

/// Makes all blobs in a folder older, and the marks of those that nothing names. A store may have the folder open.
pub fn age_blobs(folder: &Path, by: Duration) -> Result<usize, StoreError> {
    const AGE: &str = "UPDATE blobs SET added_at = added_at - ?1, marked_at = marked_at - ?1";
    let conn = open::writer(&folder.join("runner.db"))?;
    let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    Ok(conn.execute(AGE, [millis])?)
}
