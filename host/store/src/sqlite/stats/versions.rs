//! Statistics of attempts by the version of the plugin that they ran on: a row for each version and outcome, of all times.

use std::collections::BTreeMap;

use runner_model::{Digest, ProcessorName};
use rusqlite::Connection;

use super::counted::{Counted, add_to, outcome};
use super::{Outcome, Sample};
use crate::error::StoreError;
use crate::sqlite::rows::digest;
use crate::types::Stat;

/// Writes what was gathered.
pub(in crate::sqlite) fn write(conn: &Connection, samples: &[Sample]) -> rusqlite::Result<()> {
    const FIND: &str = "SELECT count, wall, waited, fuel, memory FROM version_stats
        WHERE version = ?1 AND outcome = ?2";
    const PUT: &str =
        "INSERT INTO version_stats (version, outcome, count, wall, waited, fuel, memory)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET count = excluded.count, wall = excluded.wall,
            waited = excluded.waited, fuel = excluded.fuel, memory = excluded.memory";
    let mut gathered: BTreeMap<(i64, Outcome), Counted> = BTreeMap::new();
    for sample in samples {
        if let Some(version) = sample.version {
            let key = (version, sample.outcome);
            gathered.entry(key).or_default().add(sample);
        }
    }
    for ((version, outcome), counted) in gathered {
        add_to(conn, (FIND, PUT), &[&version, &outcome.as_str()], counted)?;
    }
    Ok(())
}

pub(in crate::sqlite) const READ: &str =
    "SELECT s.count, s.wall, s.waited, s.fuel, s.memory, s.outcome, v.digest
    FROM plugin_versions v CROSS JOIN version_stats s ON s.version = v.n
    WHERE v.name = ?1 ORDER BY v.n DESC";

/// How the attempts on the versions of a plugin went, those of the newest first.
pub(in crate::sqlite) fn by_version(
    conn: &Connection,
    plugin: &ProcessorName,
) -> Result<Vec<(Digest, Stat)>, StoreError> {
    let mut statement = conn.prepare_cached(READ)?;
    let mut found = statement.query([plugin.as_str()])?;
    let mut stats = Vec::new();
    while let Some(row) = found.next()? {
        let mut counted = Counted::default();
        counted.merge_row(row)?;
        stats.push((digest(row, "digest")?, counted.told(outcome(row, 5)?)));
    }
    Ok(stats)
}
