-- Jobs and all that belongs to them. Ids are sixteen bytes, times are milliseconds since 1970 in UTC, JSON is text.
-- Counts and lanes are kept by the writer in the transaction of the change they count.

CREATE TABLE processors (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE queues (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    paused      INTEGER NOT NULL DEFAULT 0,
    concurrency INTEGER,
    weight      INTEGER NOT NULL DEFAULT 1,
    -- Its place among the queues: the least goes first.
    turn        INTEGER NOT NULL DEFAULT 0,
    -- Claims it gave so far: the clock of its lanes.
    served      INTEGER NOT NULL DEFAULT 0,
    rate        TEXT,
    -- When its bucket is full again, in microseconds.
    full_at_us  INTEGER,
    -- When it has a token again, while it has none and jobs wait.
    opens_at    INTEGER,
    -- What holds for each limit key that has no limit of its own.
    key_concurrency INTEGER,
    key_rate    TEXT,
    -- How many limit keys have a limit of their own.
    key_limits  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX queues_opening ON queues (opens_at) WHERE opens_at IS NOT NULL;

-- How many jobs a queue has in a state.
CREATE TABLE counts (
    state TEXT NOT NULL,
    queue INTEGER NOT NULL REFERENCES queues (id),
    jobs  INTEGER NOT NULL,
    PRIMARY KEY (state, queue)
) STRICT, WITHOUT ROWID;

-- Where jobs of one queue, priority and limit key stand in line. A lane exists while it has jobs.
CREATE TABLE lanes (
    queue     INTEGER NOT NULL REFERENCES queues (id),
    priority  INTEGER NOT NULL,
    limit_key TEXT NOT NULL,
    ready     INTEGER NOT NULL,
    -- Its place among the lanes of its queue and priority: the least goes first.
    turn      INTEGER NOT NULL,
    -- 0 while its limit key is shut.
    open      INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (queue, priority, limit_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX lanes_in_turn ON lanes (queue, priority DESC, turn, limit_key) WHERE open = 1;

-- What runs of a limit key, and what may.
CREATE TABLE limit_keys (
    queue       INTEGER NOT NULL REFERENCES queues (id),
    limit_key   TEXT NOT NULL,
    running     INTEGER NOT NULL DEFAULT 0,
    concurrency INTEGER,
    rate        TEXT,
    full_at_us  INTEGER,
    -- 1 while its lanes are shut, and when they open by the clock; without a time they open when a job of it ends.
    shut        INTEGER NOT NULL DEFAULT 0,
    opens_at    INTEGER,
    PRIMARY KEY (queue, limit_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX limit_keys_opening ON limit_keys (opens_at) WHERE opens_at IS NOT NULL;

-- A process that runs jobs, from its start to its end. `n` is the lease of all its attempts and never used again.
CREATE TABLE nodes (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    gone_at    INTEGER,
    -- 1 while it takes nothing new, so that a job that must run alone finds it empty.
    clearing   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX nodes_alive ON nodes (expires_at) WHERE gone_at IS NULL;

CREATE TABLE plugin_versions (
    n          INTEGER PRIMARY KEY,
    digest     BLOB NOT NULL UNIQUE,
    -- Name, version and descriptor are unknown of bytes that are no plugin.
    name       TEXT,
    version    TEXT,
    source     TEXT NOT NULL,
    descriptor TEXT,
    size       INTEGER NOT NULL,
    added_at   INTEGER NOT NULL,
    refused_code TEXT,
    refused    TEXT
) STRICT;

CREATE INDEX plugin_versions_by_name ON plugin_versions (name, n);

-- Whom a name belongs to, and which version of it runs.
CREATE TABLE plugins (
    name    TEXT PRIMARY KEY,
    source  TEXT NOT NULL,
    active  INTEGER NOT NULL REFERENCES plugin_versions (n),
    -- What its source offered last: the same once more changes nothing, whatever was activated meanwhile.
    offered INTEGER NOT NULL REFERENCES plugin_versions (n)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    n            INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    processor    INTEGER NOT NULL REFERENCES processors (id),
    queue        INTEGER NOT NULL REFERENCES queues (id),
    limit_key    TEXT NOT NULL,
    priority     INTEGER NOT NULL,
    state        TEXT NOT NULL,
    paused_from  TEXT,
    -- When it may run, or since when it may.
    due_at       INTEGER NOT NULL,
    expires_at   INTEGER,
    attempt      INTEGER NOT NULL DEFAULT 0,
    failures     INTEGER NOT NULL DEFAULT 0,
    crashes      INTEGER NOT NULL DEFAULT 0,
    patience_ms  INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL,
    -- The node that holds its attempt, also while that is frozen.
    lease        INTEGER REFERENCES nodes (n),
    -- What is wanted of the attempt that a node holds: cancel or pause.
    wanted       TEXT,
    -- What must be done when it ends, as a sum: 1 others wait for it, 2 it holds a unique key, 4 it is of a batch.
    bonds        INTEGER NOT NULL DEFAULT 0,
    plugin       INTEGER REFERENCES plugin_versions (n),
    created_at   INTEGER NOT NULL,
    started_at   INTEGER,
    finished_at  INTEGER,
    inputs       INTEGER NOT NULL,
    -- 1 if it has a row in job_extras that a claim must read, 2 if it has one that it need not.
    extra        INTEGER NOT NULL,
    created_by   TEXT,
    error_code   TEXT,
    error_message TEXT,
    -- Null if they are long: then they stand in job_extras, so that a change of state need not write them again.
    params       TEXT,
    result       TEXT,
    error_detail TEXT
) STRICT;

-- What stands in the lanes. Beside them wait those that a node has frozen, and those that must run alone.
CREATE INDEX jobs_ready ON jobs (queue, priority, limit_key, due_at, n)
    WHERE state = 'pending' AND lease IS NULL AND crashes < 2;
CREATE INDEX jobs_thawed ON jobs (lease, due_at, n) WHERE lease IS NOT NULL AND state = 'pending';
CREATE INDEX jobs_suspect ON jobs (due_at, n) WHERE crashes >= 2 AND finished_at IS NULL;
CREATE INDEX jobs_due ON jobs (due_at) WHERE state IN ('scheduled', 'retrying');
CREATE INDEX jobs_leased ON jobs (lease) WHERE lease IS NOT NULL;
CREATE INDEX jobs_expiring ON jobs (expires_at)
    WHERE expires_at IS NOT NULL AND lease IS NULL AND state IN ('blocked', 'scheduled', 'pending', 'retrying');

-- For lists. The first holds what has not ended, so that a few waiting jobs are found among millions that are done.
CREATE INDEX jobs_open ON jobs (n) WHERE finished_at IS NULL;
CREATE INDEX jobs_failed ON jobs (n) WHERE state = 'failed';
CREATE INDEX jobs_cancelled ON jobs (n) WHERE state = 'cancelled';
CREATE INDEX jobs_by_queue ON jobs (queue, n);
CREATE INDEX jobs_by_processor ON jobs (processor, n);
CREATE INDEX jobs_by_creator ON jobs (created_by, n) WHERE created_by IS NOT NULL;

-- What few jobs have, or what is too long to be written with every change of state.
CREATE TABLE job_extras (
    job         INTEGER PRIMARY KEY REFERENCES jobs (n) ON DELETE CASCADE,
    params      TEXT,
    title       TEXT,
    description TEXT,
    tags        TEXT,
    metadata    TEXT,
    limits      TEXT,
    backoff     TEXT,
    -- What makes it unique, as JSON.
    uniqueness  TEXT
) STRICT;

CREATE TABLE job_tags (
    tag TEXT NOT NULL,
    job INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    PRIMARY KEY (tag, job)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_tags_by_job ON job_tags (job);

-- Attempts that ended. The one that runs is in the job's own row.
CREATE TABLE attempts (
    job           INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    node          INTEGER NOT NULL,
    plugin        INTEGER,
    started_at    INTEGER NOT NULL,
    ended_at      INTEGER NOT NULL,
    -- Null for a success.
    code          TEXT,
    message       TEXT,
    detail        TEXT,
    queue_ms      INTEGER NOT NULL,
    fuel          INTEGER NOT NULL,
    fuel_exact    INTEGER NOT NULL,
    peak_memory_bytes INTEGER NOT NULL,
    wall_ms       INTEGER NOT NULL,
    frozen_ms     INTEGER NOT NULL,
    input_bytes   INTEGER NOT NULL,
    output_bytes  INTEGER NOT NULL,
    log_bytes     INTEGER NOT NULL,
    http_requests INTEGER NOT NULL,
    PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE progress (
    job     INTEGER PRIMARY KEY REFERENCES jobs (n) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    said    TEXT NOT NULL
) STRICT;

CREATE TABLE checkpoints (
    job            INTEGER PRIMARY KEY REFERENCES jobs (n) ON DELETE CASCADE,
    attempt        INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    plugin_version TEXT NOT NULL,
    -- The outputs' names and lengths as a JSON object.
    outputs        TEXT NOT NULL,
    state          BLOB NOT NULL
) STRICT;

-- The log of an attempt: what is kept of it, and how much was dropped.
CREATE TABLE logs (
    job     INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    dropped INTEGER NOT NULL,
    PRIMARY KEY (job, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_lines (
    job     INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    weight  INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    level   TEXT NOT NULL,
    message TEXT NOT NULL,
    fields  TEXT,
    PRIMARY KEY (job, attempt, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE blobs (
    digest   BLOB PRIMARY KEY,
    size     INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    -- When the collector found nothing that names it.
    marked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE job_inputs (
    job        INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    digest     BLOB NOT NULL REFERENCES blobs (digest),
    media_type TEXT NOT NULL,
    PRIMARY KEY (job, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_inputs_by_digest ON job_inputs (digest);

CREATE TABLE job_outputs (
    job        INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    attempt    INTEGER NOT NULL,
    digest     BLOB NOT NULL REFERENCES blobs (digest),
    media_type TEXT NOT NULL,
    -- 1 if the attempt that made it did not succeed.
    partial    INTEGER NOT NULL,
    PRIMARY KEY (job, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_outputs_by_digest ON job_outputs (digest);

-- The outbox: what happened, in the order of its commits.
CREATE TABLE events (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    type    TEXT NOT NULL,
    job     BLOB,
    state   TEXT,
    attempt INTEGER,
    data    TEXT
) STRICT;
