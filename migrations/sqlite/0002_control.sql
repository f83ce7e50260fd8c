-- What keeps jobs from running, and what they wait for.

-- One row.
CREATE TABLE control (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    -- 1 while no queue gives jobs.
    paused INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO control (one) VALUES (1);

-- Jobs that wait for others.
CREATE TABLE waits (
    job        INTEGER PRIMARY KEY REFERENCES jobs (n) ON DELETE CASCADE,
    -- How many it still waits for.
    pending    INTEGER NOT NULL,
    on_failure TEXT NOT NULL,
    -- What is to happen to it because one of them did not complete, and which.
    ends       TEXT,
    ended_by   BLOB
) STRICT;

-- Which jobs each waits for.
CREATE TABLE waits_for (
    needed INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    job    INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    -- 1 once the one that waits knows of the other's end.
    told   INTEGER NOT NULL,
    PRIMARY KEY (needed, job)
) STRICT, WITHOUT ROWID;

CREATE INDEX waits_for_by_job ON waits_for (job, told);

-- Jobs that ended and whose end is still to be told to those that wait for them, from one on.
CREATE TABLE to_tell (
    needed INTEGER PRIMARY KEY REFERENCES jobs (n) ON DELETE CASCADE,
    after  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Inputs that are outputs of other jobs, until those have completed.
CREATE TABLE job_input_refs (
    job    INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    output TEXT NOT NULL,
    PRIMARY KEY (job, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_input_refs_by_source ON job_input_refs (source, job);

-- Who has a unique key: scope 0 is everywhere, 1 a processor, 2 a queue.
CREATE TABLE unique_keys (
    scope   INTEGER NOT NULL,
    of      INTEGER NOT NULL,
    key     TEXT NOT NULL,
    job     INTEGER NOT NULL REFERENCES jobs (n) ON DELETE CASCADE,
    -- Null: until the job ends.
    ends_at INTEGER,
    PRIMARY KEY (scope, of, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX unique_keys_by_job ON unique_keys (job);
CREATE INDEX unique_keys_ending ON unique_keys (ends_at) WHERE ends_at IS NOT NULL;

-- Requests that count once.
CREATE TABLE onces (
    owner   TEXT NOT NULL,
    key     TEXT NOT NULL,
    request BLOB NOT NULL,
    at      INTEGER NOT NULL,
    answer  TEXT NOT NULL,
    PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX onces_by_time ON onces (at);
