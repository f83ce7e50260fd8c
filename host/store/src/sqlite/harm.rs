//! Does harm to a store's folder, so that a test can see that its checker finds it.

use std::path::Path;

use super::open;
use crate::error::StoreError;

/// A way in which a store could be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// A job that was taken is not there.
    JobLost,
    /// A job that was taken once is there twice.
    JobDoubled,
    /// A completed job is said to have failed.
    EndChanged,
    /// A job that ended is said to run still.
    EndForgotten,
    /// The result is not that of the last attempt.
    ResultChanged,
    /// A job completed a second time.
    CompletedAgain,
    /// An attempt ended twice.
    SettledAgain,
    /// A kept count is off by one.
    CountOff,
    /// A completed job has no output.
    OutputDropped,
    /// A completed job's output is marked partial.
    OutputPartial,
    /// A job has the output of another.
    OutputSwapped,
    /// Bytes that a job names have another length than is said.
    BlobGrown,
    /// An event is missing.
    EventDropped,
    /// A job began when its queue was full.
    LimitExceeded,
    /// A job began when there was no token.
    RateExceeded,
    /// A time of a schedule has no firing.
    FiringDropped,
    /// A firing's job is not there.
    FiringEmpty,
    /// A job ran before the one that it waited for had ended.
    RanTooEarly,
    /// An attempt ran another plugin than the job was submitted for.
    PluginChanged,
    /// What somebody changed about a job is as it was before.
    EditLost,
    /// The statistics count an end of an attempt twice.
    StatisticsOff,
    /// A group of failures counts one too few.
    FailuresOff,
}

impl Harm {
    /// Every one.
    pub const ALL: [Self; 22] = [
        Self::JobLost,
        Self::JobDoubled,
        Self::EndChanged,
        Self::EndForgotten,
        Self::ResultChanged,
        Self::CompletedAgain,
        Self::SettledAgain,
        Self::CountOff,
        Self::OutputDropped,
        Self::OutputPartial,
        Self::OutputSwapped,
        Self::BlobGrown,
        Self::EventDropped,
        Self::LimitExceeded,
        Self::RateExceeded,
        Self::FiringDropped,
        Self::FiringEmpty,
        Self::RanTooEarly,
        Self::PluginChanged,
        Self::EditLost,
        Self::StatisticsOff,
        Self::FailuresOff,
    ];

    const fn sql(self) -> &'static str {
        match self {
            Self::JobLost => "DELETE FROM jobs WHERE n = (SELECT min(j.n) FROM jobs j JOIN job_extras e ON e.job = j.n
                WHERE j.state = 'completed' AND e.title LIKE 'keyed %')",
            Self::JobDoubled => "INSERT INTO jobs (id, processor, queue, limit_key, priority, state, due_at, max_attempts,
                    created_at, finished_at, inputs, extra, error_code)
                SELECT randomblob(16), processor, queue, limit_key, priority, 'cancelled', due_at, max_attempts,
                    created_at, created_at, 0, extra, 'cancelled' FROM jobs j JOIN job_extras e ON e.job = j.n
                    WHERE e.title LIKE 'keyed %' LIMIT 1;
                INSERT INTO job_extras (job, title)
                SELECT last_insert_rowid(), title FROM job_extras e WHERE title LIKE 'keyed %' ORDER BY job LIMIT 1",
            Self::EndChanged => "UPDATE jobs SET state = 'failed', error_code = 'permanent', error_message = 'no'
                WHERE n = (SELECT min(j.n) FROM jobs j JOIN job_extras e ON e.job = j.n
                    WHERE j.state = 'completed' AND e.title LIKE 'keyed %')",
            Self::EndForgotten => "UPDATE jobs SET state = 'running', finished_at = NULL
                WHERE n = (SELECT min(n) FROM jobs WHERE state = 'completed')",
            Self::ResultChanged => "UPDATE jobs SET result = '{\"attempt\":77,\"from\":0}'
                WHERE n = (SELECT min(j.n) FROM jobs j JOIN processors p ON p.id = j.processor
                    WHERE j.state = 'completed' AND p.name = 'ledger')",
            Self::CompletedAgain => "INSERT INTO events (seq, at, type, job, state, attempt)
                SELECT (SELECT max(seq) + 1 FROM events), at, type, job, state, attempt FROM events
                    WHERE type = 'job-completed' LIMIT 1",
            Self::SettledAgain => "INSERT INTO attempts SELECT job, number + 1, node, plugin, started_at, ended_at, code,
                    message, detail, queue_ms, fuel, fuel_exact, peak_memory_bytes, wall_ms, frozen_ms, input_bytes,
                    output_bytes, log_bytes, http_requests, http_bytes
                FROM attempts a WHERE code IS NULL LIMIT 1",
            Self::CountOff => "UPDATE counts SET jobs = jobs + 1 WHERE state = 'completed'",
            Self::OutputDropped => "DELETE FROM job_outputs WHERE job = (SELECT min(o.job) FROM job_outputs o
                JOIN jobs j ON j.n = o.job WHERE j.state = 'completed')",
            Self::OutputPartial => "UPDATE job_outputs SET partial = 1 WHERE job = (SELECT min(o.job) FROM job_outputs o
                JOIN jobs j ON j.n = o.job WHERE j.state = 'completed')",
            Self::OutputSwapped => "UPDATE job_outputs SET digest = (SELECT digest FROM plugin_versions LIMIT 1)
                WHERE job = (SELECT min(o.job) FROM job_outputs o JOIN jobs j ON j.n = o.job
                    WHERE j.state = 'completed')",
            Self::BlobGrown => "UPDATE blobs SET size = size + 1 WHERE digest =
                (SELECT digest FROM job_inputs ORDER BY job DESC LIMIT 1)",
            Self::EventDropped => "DELETE FROM events WHERE seq = (SELECT max(seq) / 2 FROM events)",
            // One end is told too late.
            Self::LimitExceeded => "UPDATE queues SET concurrency = 0 WHERE concurrency IS NOT NULL",
            Self::RateExceeded => "UPDATE attempts SET started_at = (SELECT min(started_at) FROM attempts)
                WHERE job IN (SELECT j.n FROM jobs j JOIN queues q ON q.id = j.queue WHERE q.rate IS NOT NULL)",
            Self::FiringDropped => "DELETE FROM firings WHERE (schedule, due_at) IN (SELECT schedule, due_at FROM firings
                WHERE job IS NOT NULL AND schedule = (SELECT n FROM schedules WHERE misfire = 'all' LIMIT 1)
                ORDER BY due_at LIMIT 1 OFFSET 1)",
            Self::FiringEmpty => "UPDATE firings SET job = NULL WHERE (schedule, due_at) IN
                (SELECT schedule, due_at FROM firings WHERE job IS NOT NULL LIMIT 1)",
            Self::RanTooEarly => "UPDATE events SET seq = (SELECT max(seq) + 1 FROM events) WHERE seq = (SELECT e.seq
                FROM waits_for f JOIN jobs needed ON needed.n = f.needed JOIN jobs j ON j.n = f.job
                JOIN events e ON e.job = needed.id
                WHERE needed.state = 'completed' AND j.state = 'completed' AND e.type = 'job-completed' LIMIT 1)",
            Self::PluginChanged => "UPDATE attempts SET plugin = (SELECT v.n FROM plugin_versions v
                    WHERE v.n <> attempts.plugin LIMIT 1)
                WHERE (job, number) IN (SELECT job, number FROM attempts WHERE plugin IS NOT NULL LIMIT 1)",
            Self::EditLost => "UPDATE job_extras SET description = 'as it was before'
                WHERE description LIKE 'edit %'",
            Self::StatisticsOff => "UPDATE stats SET count = count + 1 WHERE span = 60 AND outcome = 'completed'
                AND at = (SELECT max(at) FROM stats WHERE span = 60 AND outcome = 'completed')",
            Self::FailuresOff => "UPDATE errors SET count = count - 1 WHERE n = (SELECT max(n) FROM errors)",
        }
    }
}

/// Does harm to the database in a folder on which nothing runs. False if there was nothing there to be harmed.
pub fn harm(folder: &Path, harm: Harm) -> Result<bool, StoreError> {
    let conn = open::writer(&folder.join("runner.db"))?;
    conn.pragma_update(None, "foreign_keys", false)?;
    conn.pragma_update(None, "synchronous", "off")?;
    conn.execute_batch(harm.sql())?;
    Ok(conn.total_changes() > 0)
}
