-- Who may ask: tokens, as digests of what clients send. The token in the data folder has no row.

CREATE TABLE tokens (
    -- Its id: never given twice, so that a revoke that comes late takes no other away.
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Several may have one name, all with one role: the next is there before the last goes.
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    -- The SHA-256 of its text, which has 244 random bits.
    hash       BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    created_by TEXT,
    -- From then on nobody is let in with it.
    expires_at INTEGER,
    -- Written once a minute at the most.
    used_at    INTEGER
) STRICT;

-- Batches of a name, newest first.
CREATE INDEX batches_by_creator ON batches (created_by, n) WHERE created_by IS NOT NULL;
