-- Many jobs as one, jobs at their time, and what is known about all of them.

CREATE TABLE batches (
    n            INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    title        TEXT,
    metadata     TEXT,
    created_by   TEXT,
    created_at   INTEGER NOT NULL,
    finished_at  INTEGER,
    -- running, paused, stopped or done.
    state        TEXT NOT NULL,
    -- 1 once all its items are in.
    sealed       INTEGER NOT NULL DEFAULT 0,
    max_parallel INTEGER,
    -- Items let go that have not ended.
    released     INTEGER NOT NULL DEFAULT 0,
    total        INTEGER NOT NULL DEFAULT 0,
    completed    INTEGER NOT NULL DEFAULT 0,
    failed       INTEGER NOT NULL DEFAULT 0,
    skipped      INTEGER NOT NULL DEFAULT 0,
    cancelled    INTEGER NOT NULL DEFAULT 0,
    -- The job that runs at its end.
    then_job     INTEGER REFERENCES jobs (n) ON DELETE SET NULL
) STRICT;

CREATE INDEX batches_stopping ON batches (n) WHERE state = 'stopped' AND finished_at IS NULL;
CREATE INDEX batches_by_then ON batches (then_job) WHERE then_job IS NOT NULL;

CREATE TABLE batch_items (
    batch INTEGER NOT NULL REFERENCES batches (n) ON DELETE CASCADE,
    job   INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    -- 0 held back, 1 let go, 2 ended.
    phase INTEGER NOT NULL,
    PRIMARY KEY (batch, job)
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_items_by_job ON batch_items (job);
CREATE INDEX batch_items_held ON batch_items (batch, job) WHERE phase = 0;
CREATE INDEX batch_items_let_go ON batch_items (batch, job) WHERE phase = 1;

CREATE TABLE templates (
    name        TEXT PRIMARY KEY,
    description TEXT,
    body        TEXT NOT NULL,
    updated_at  INTEGER NOT NULL,
    updated_by  TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE schedules (
    n          INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    rule       TEXT NOT NULL,
    zone       TEXT NOT NULL,
    misfire    TEXT NOT NULL,
    overlap    TEXT NOT NULL,
    target     TEXT NOT NULL,
    paused     INTEGER NOT NULL DEFAULT 0,
    created_by TEXT,
    updated_at INTEGER NOT NULL,
    -- The first of its times that was not judged.
    next_at    INTEGER,
    last_at    INTEGER
) STRICT;

CREATE INDEX schedules_next ON schedules (next_at) WHERE paused = 0 AND next_at IS NOT NULL;

-- What a schedule did at a time. There is one answer for each.
CREATE TABLE firings (
    schedule INTEGER NOT NULL REFERENCES schedules (n) ON DELETE CASCADE,
    due_at   INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    -- fired, skipped or failed.
    outcome  TEXT NOT NULL,
    -- What it started, and why it did not start anything.
    job      INTEGER REFERENCES jobs (n) ON DELETE SET NULL,
    batch    INTEGER REFERENCES batches (n) ON DELETE SET NULL,
    message  TEXT,
    -- 1 as long as what it started may run.
    open     INTEGER NOT NULL,
    PRIMARY KEY (schedule, due_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX firings_open ON firings (schedule, due_at) WHERE open = 1;
CREATE INDEX firings_by_job ON firings (job) WHERE job IS NOT NULL;
CREATE INDEX firings_by_batch ON firings (batch) WHERE batch IS NOT NULL;

-- Attempts that ended, by the minute (span 60) and by the hour (span 3600).
CREATE TABLE stats (
    span      INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    processor INTEGER NOT NULL REFERENCES processors (id),
    queue     INTEGER NOT NULL REFERENCES queues (id),
    outcome   TEXT NOT NULL,
    count     INTEGER NOT NULL,
    -- Histograms of milliseconds, fuel and bytes.
    wall      BLOB NOT NULL,
    waited    BLOB NOT NULL,
    fuel      BLOB NOT NULL,
    memory    BLOB NOT NULL,
    PRIMARY KEY (span, at, processor, queue, outcome)
) STRICT, WITHOUT ROWID;

-- Failures that are the same one.
CREATE TABLE errors (
    n             INTEGER PRIMARY KEY,
    processor     INTEGER NOT NULL REFERENCES processors (id),
    code          TEXT NOT NULL,
    pattern       TEXT NOT NULL,
    state         TEXT NOT NULL,
    count         INTEGER NOT NULL,
    first_at      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    -- Times that it came again after it was resolved.
    reopened      INTEGER NOT NULL DEFAULT 0,
    first_plugin  INTEGER,
    last_plugin   INTEGER,
    -- The last job that failed so, and its message.
    example       BLOB NOT NULL,
    message       TEXT NOT NULL,
    UNIQUE (processor, code, pattern)
) STRICT;

-- Jobs whose last failure it was.
CREATE TABLE error_jobs (
    error INTEGER NOT NULL REFERENCES errors (n) ON DELETE CASCADE,
    job   INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    PRIMARY KEY (error, job)
) STRICT, WITHOUT ROWID;

CREATE INDEX error_jobs_by_job ON error_jobs (job);

-- What the jobs of a processor keep for each other.
CREATE TABLE cached (
    processor  TEXT NOT NULL,
    key        TEXT NOT NULL,
    value      BLOB NOT NULL,
    size       INTEGER NOT NULL,
    expires_at INTEGER,
    used_at    INTEGER NOT NULL,
    PRIMARY KEY (processor, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX cached_by_use ON cached (processor, used_at);
CREATE INDEX cached_expiring ON cached (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE cache_sizes (
    processor TEXT PRIMARY KEY,
    bytes     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX blobs_marked ON blobs (marked_at) WHERE marked_at IS NOT NULL;
