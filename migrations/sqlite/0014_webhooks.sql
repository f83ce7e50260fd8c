-- Who is told of events by HTTP, how far each has come in the outbox, and what became of the deliveries.

CREATE TABLE webhooks (
    -- Its id: never given twice.
    n             INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Random: in the ids of its messages, so that those of another database are others.
    mark          BLOB NOT NULL,
    url           TEXT NOT NULL,
    title         TEXT,
    -- Which events, as JSON.
    filter        TEXT NOT NULL,
    -- How many are sent at once.
    parallel      INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    created_by    TEXT,
    -- by_hand, gone or failing, and since when; null while it is told.
    disabled      TEXT,
    disabled_at   INTEGER,
    -- All events up to this number were told, or have a row below, or were not meant.
    position      INTEGER NOT NULL,
    -- Events that were forgotten before it came to them.
    missed        INTEGER NOT NULL DEFAULT 0,
    -- Failures since the last success, since when, and until when it is left alone.
    failures      INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    rests_until   INTEGER,
    delivered_at  INTEGER,
    -- The lease of the node that tells it: no two do.
    lease         INTEGER
) STRICT;

-- What its messages are signed with, sealed as secrets are.
CREATE TABLE webhook_secrets (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook    INTEGER NOT NULL REFERENCES webhooks (n) ON DELETE CASCADE,
    nonce      BLOB NOT NULL,
    sealed     BLOB NOT NULL,
    made_at    INTEGER NOT NULL,
    -- Set once another took its place.
    expires_at INTEGER
) STRICT;

CREATE INDEX webhook_secrets_of ON webhook_secrets (webhook, n);

CREATE TABLE webhook_deliveries (
    n        INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook  INTEGER NOT NULL REFERENCES webhooks (n) ON DELETE CASCADE,
    -- The event as it stood in the outbox, which forgets it.
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    type     TEXT NOT NULL,
    job      BLOB,
    state    TEXT,
    attempt  INTEGER,
    data     TEXT,
    -- delivered, waiting or failed; and when it is tried again.
    outcome  TEXT NOT NULL,
    next_at  INTEGER,
    attempts INTEGER NOT NULL,
    -- The last try.
    tried_at INTEGER NOT NULL,
    ms       INTEGER NOT NULL,
    status   INTEGER,
    answer   TEXT,
    error    TEXT
) STRICT;

CREATE INDEX webhook_deliveries_of ON webhook_deliveries (webhook, n);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook, next_at) WHERE next_at IS NOT NULL;
