//! What few jobs have: a row beside the job's own.

use rusqlite::{Connection, params};

use super::LONG_PARAMS;
use crate::error::StoreError;
use crate::types::NewJob;

/// What few jobs have.
pub(super) struct Extra<'j> {
    job: &'j NewJob,
    tags: Option<String>,
    backoff: Option<String>,
    uniqueness: Option<String>,
}

impl<'j> Extra<'j> {
    /// None if a job has nothing of it.
    pub(super) fn of(job: &'j NewJob) -> Result<Option<Self>, StoreError> {
        let about = &job.about;
        let is_plain = job.params.len() <= LONG_PARAMS
            && job.limits.is_none()
            && job.backoff.is_none()
            && job.unique.is_none()
            && about.title.is_none()
            && about.description.is_none()
            && about.metadata.is_none()
            && about.tags.is_empty();
        if is_plain {
            return Ok(None);
        }
        let json = |why: serde_json::Error| StoreError::corrupt("job")(&why);
        Ok(Some(Self {
            job,
            tags: tags(&about.tags),
            backoff: job
                .backoff
                .map(|backoff| serde_json::to_string(&backoff))
                .transpose()
                .map_err(json)?,
            uniqueness: job
                .unique
                .as_ref()
                .map(serde_json::to_string)
                .transpose()
                .map_err(json)?,
        }))
    }

    /// 1 if a claim must read it, 2 if it need not.
    pub(super) fn kind(&self) -> i64 {
        let is_read = self.job.params.len() > LONG_PARAMS
            || self.job.limits.is_some()
            || self.backoff.is_some();
        if is_read { 1 } else { 2 }
    }

    pub(super) fn insert(&self, conn: &Connection, n: i64) -> rusqlite::Result<()> {
        const INSERT: &str = "INSERT INTO job_extras
                (job, params, title, description, tags, metadata, limits, backoff, uniqueness)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let about = &self.job.about;
        conn.prepare_cached(INSERT)?.execute(params![
            n,
            (self.job.params.len() > LONG_PARAMS).then_some(&self.job.params),
            about.title,
            about.description,
            self.tags,
            about.metadata,
            self.job.limits,
            self.backoff,
            self.uniqueness,
        ])?;
        Ok(())
    }
}

/// Tags as they are kept with the job; none if there are none.
pub(in crate::sqlite) fn tags(tags: &[String]) -> Option<String> {
    (!tags.is_empty()).then(|| serde_json::json!(tags).to_string())
}

/// Tags as jobs are found by them.
pub(in crate::sqlite) fn insert_tags(
    conn: &Connection,
    n: i64,
    tags: &[String],
) -> rusqlite::Result<()> {
    const INSERT: &str = "INSERT OR IGNORE INTO job_tags (tag, job) VALUES (?1, ?2)";
    for tag in tags {
        conn.prepare_cached(INSERT)?.execute(params![tag, n])?;
    }
    Ok(())
}
