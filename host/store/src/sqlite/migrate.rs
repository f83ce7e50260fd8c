//! The schema, and how an older one becomes it. Only forward; a released migration is never edited.

use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{M, MigrationDefinitionError, Migrations};

use crate::error::StoreError;

const STEPS: &[M<'static>] = &[
    M::up(include_str!("../../../../migrations/sqlite/0001_jobs.sql")),
    M::up(include_str!(
        "../../../../migrations/sqlite/0002_control.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0003_batches_schedules_stats.sql"
    )),
    M::up(include_str!("../../../../migrations/sqlite/0004_spans.sql")),
    M::up(include_str!("../../../../migrations/sqlite/0005_users.sql")),
    M::up(include_str!(
        "../../../../migrations/sqlite/0006_grants_secrets.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0007_ceilings.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0008_plugin_lifecycle.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0009_daily_statistics.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0010_stat_inputs.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0011_tokens.sql"
    )),
    M::up(include_str!("../../../../migrations/sqlite/0012_audit.sql")),
    M::up(include_str!(
        "../../../../migrations/sqlite/0013_actions_uploads.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0014_webhooks.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0015_alerts.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0016_sessions.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0017_error_hours.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0018_refusals.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0019_version_stats.sql"
    )),
    M::up(include_str!(
        "../../../../migrations/sqlite/0020_depths.sql"
    )),
];

/// How many steps there are.
pub(super) const NEWEST: u64 = STEPS.len() as u64;

/// Brings the database to the newest schema.
pub(super) fn migrate(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    use rusqlite_migration::Error;
    match Migrations::from_slice(STEPS).to_latest(conn) {
        Ok(()) => Ok(()),
        Err(Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead)) => {
            Err(StoreError::TooNew {
                path: path.to_owned(),
            })
        }
        Err(other) => Err(StoreError::Database(std::sync::Arc::new(other))),
    }
}

/// Makes a database as it was after so many steps.
#[cfg(test)]
pub(super) fn migrate_to(conn: &mut Connection, steps: usize) {
    let older = Migrations::from_slice(&STEPS[..steps]);
    older.to_latest(conn).unwrap();
}
