-- What operators want to hear of, how each rule stands, and how it stood before.

CREATE TABLE alerts (
    name        TEXT PRIMARY KEY,
    -- What is watched, as JSON.
    watched     TEXT NOT NULL,
    -- For how long it must be over its line.
    hold_ms     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT,
    -- Until then nobody is told.
    muted_until INTEGER,
    -- ok, pending or firing; since when; and what was seen then.
    state       TEXT NOT NULL DEFAULT 'ok',
    since       INTEGER NOT NULL,
    said        TEXT,
    -- Whether somebody was told that it fires, and so is told when it does no more.
    told        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_turns (
    n     INTEGER PRIMARY KEY AUTOINCREMENT,
    name  TEXT NOT NULL,
    at    INTEGER NOT NULL,
    -- firing or recovered.
    state TEXT NOT NULL,
    said  TEXT NOT NULL,
    -- Whether nobody was told.
    muted INTEGER NOT NULL
) STRICT;

CREATE INDEX alert_turns_of ON alert_turns (name, n);

-- How a message is written: standard, slack or discord.
ALTER TABLE webhooks ADD COLUMN format TEXT NOT NULL DEFAULT 'standard';
