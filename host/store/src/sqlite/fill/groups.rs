//! What is kept of many jobs together, gathered while they are filled in: failures that are the same one, and batches.

use std::collections::HashMap;

use runner_model::{FailureCode, StateName, pattern_of};
use rusqlite::{Connection, params};

use super::life::Life;

/// Failures that are the same one, by processor, code and pattern.
#[derive(Default)]
pub(super) struct Errors(HashMap<(i64, FailureCode, String), Group>);

struct Group {
    n: i64,
    count: i64,
    first_at: i64,
    last_at: i64,
    plugin: i64,
    example: [u8; 16],
    message: String,
}

/// A failure of an attempt.
pub(super) struct Failed<'f> {
    pub(super) processor: i64,
    pub(super) plugin: i64,
    pub(super) job: [u8; 16],
    pub(super) code: FailureCode,
    pub(super) message: &'f str,
    pub(super) at: i64,
}

impl Errors {
    /// Counts a failure, and gives the number of its group.
    pub(super) fn add(&mut self, failed: &Failed<'_>) -> i64 {
        let next = self.0.len() as i64 + 1;
        let key = (failed.processor, failed.code, pattern_of(failed.message));
        let group = self.0.entry(key).or_insert_with(|| Group {
            n: next,
            count: 0,
            first_at: failed.at,
            last_at: failed.at,
            plugin: failed.plugin,
            example: failed.job,
            message: String::new(),
        });
        group.count += 1;
        group.last_at = failed.at.max(group.last_at);
        group.example = failed.job;
        failed.message.clone_into(&mut group.message);
        group.n
    }

    pub(super) fn write(self, conn: &Connection) -> rusqlite::Result<()> {
        const ADD: &str =
            "INSERT INTO errors (n, processor, code, pattern, state, count, first_at, last_at,
                first_plugin, last_plugin, example, message)
            VALUES (?1, ?2, ?3, ?4, 'open', ?5, ?6, ?7, ?8, ?8, ?9, ?10)";
        let mut add = conn.prepare(ADD)?;
        for ((processor, code, pattern), group) in self.0 {
            add.execute(params![
                group.n,
                processor,
                code.as_str(),
                pattern,
                group.count,
                group.first_at,
                group.last_at,
                group.plugin,
                group.example,
                group.message,
            ])?;
        }
        Ok(())
    }
}

/// The batch whose items come at present.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) n: i64,
    id: [u8; 16],
    total: i64,
    completed: i64,
    failed: i64,
    created_at: i64,
    finished_at: i64,
}

impl Batch {
    pub(super) fn nth(n: i64) -> Self {
        Self {
            n,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, job: &Life, id: [u8; 16]) {
        if self.total == 0 {
            // A batch's id is of the time of its first item, and not that item's.
            self.id = id;
            self.id[15] ^= 1;
            self.created_at = job.created_at;
        }
        self.total += 1;
        self.completed += i64::from(job.state == StateName::Completed);
        self.failed += i64::from(job.state == StateName::Failed);
        self.finished_at = self.finished_at.max(job.finished_at);
    }

    /// Writes it, and begins the next.
    pub(super) fn end(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        const ADD: &str = "INSERT INTO batches (n, id, title, created_by, created_at, finished_at, state, sealed, total,
                completed, failed, cancelled)
            VALUES (?1, ?2, ?3, 'user-1', ?4, ?5, 'done', 1, ?6, ?7, ?8, ?9)";
        if self.total > 0 {
            conn.prepare_cached(ADD)?.execute(params![
                self.n,
                self.id,
                format!("delivery {}", self.n),
                self.created_at,
                self.finished_at,
                self.total,
                self.completed,
                self.failed,
                self.total - self.completed - self.failed,
            ])?;
        }
        *self = Self::nth(self.n + 1);
        Ok(())
    }
}
