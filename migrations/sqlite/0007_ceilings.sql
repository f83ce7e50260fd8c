-- How much an operator lets jobs ask for, and what HTTP an attempt did.

CREATE TABLE ceilings (
    -- The plugin that it is for; empty for all that have none of their own.
    plugin TEXT NOT NULL,
    -- The limit, by its name.
    name   TEXT NOT NULL,
    value  INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    set_by TEXT,
    PRIMARY KEY (plugin, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE attempts ADD COLUMN http_bytes INTEGER NOT NULL DEFAULT 0;
