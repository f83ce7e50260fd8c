-- What is done to many jobs, some at a time: each portion moves its action on in its own transaction, so that a crash
-- loses nothing of it and repeats nothing.

CREATE TABLE actions (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    id          BLOB NOT NULL UNIQUE,
    -- The verb with what it takes, as JSON, and its name alone.
    verb        TEXT NOT NULL,
    name        TEXT NOT NULL,
    -- Which jobs, as the store reads it and as whoever asked wrote it; null if they are named one by one.
    filter      TEXT,
    said        TEXT,
    -- How many are named.
    named       INTEGER,
    -- Whose jobs alone it is done to; everybody's if null.
    owner       TEXT,
    created_by  TEXT,
    dry_run     INTEGER NOT NULL,
    -- counting, running, done, aborted
    state       TEXT NOT NULL,
    -- Jobs below this number are yet to be looked at; of those that are named, those from this place on.
    cursor      INTEGER NOT NULL,
    -- The number of the first job that came after it.
    before      INTEGER NOT NULL,
    matched     INTEGER NOT NULL DEFAULT 0,
    changed     INTEGER NOT NULL DEFAULT 0,
    unchanged   INTEGER NOT NULL DEFAULT 0,
    failed      INTEGER NOT NULL DEFAULT 0,
    -- By code: how many, and one of them with its message. JSON.
    failures    TEXT NOT NULL DEFAULT '{}',
    created_at  INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;

CREATE INDEX actions_open ON actions (n) WHERE finished_at IS NULL;
CREATE INDEX actions_by_creator ON actions (created_by, n) WHERE created_by IS NOT NULL;

-- The jobs of an action that are named one by one.
CREATE TABLE action_jobs (
    action INTEGER NOT NULL REFERENCES actions (n) ON DELETE CASCADE,
    place  INTEGER NOT NULL,
    job    BLOB NOT NULL,
    PRIMARY KEY (action, place)
) STRICT, WITHOUT ROWID;

-- Bytes that were sent ahead of a job, for a day. As long as they are here, the collector leaves them.
CREATE TABLE uploads (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    id         BLOB NOT NULL UNIQUE,
    digest     BLOB NOT NULL REFERENCES blobs (digest),
    media_type TEXT NOT NULL,
    -- Whose they are; nobody's if null.
    owner      TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX uploads_by_digest ON uploads (digest);
CREATE INDEX uploads_by_time ON uploads (created_at);
