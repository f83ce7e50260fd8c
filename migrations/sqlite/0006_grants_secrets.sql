-- What plugins may reach, and the secrets that their requests need.

CREATE TABLE grants (
    -- Its id: never given twice, so that a revoke that comes late takes nothing else away.
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    plugin     TEXT NOT NULL,
    -- command or file.
    origin     TEXT NOT NULL,
    -- Target and methods: of one plugin and origin there is one grant of each.
    what       TEXT NOT NULL,
    body       TEXT NOT NULL,
    -- Source and wants of the plugin for which it was granted, as JSON; null until there is such a plugin.
    approval   TEXT,
    granted_at INTEGER NOT NULL,
    granted_by TEXT,
    UNIQUE (plugin, origin, what)
) STRICT;

-- The values are sealed before they come here; the key is elsewhere.
CREATE TABLE secrets (
    name   TEXT PRIMARY KEY,
    nonce  BLOB NOT NULL,
    sealed BLOB NOT NULL,
    set_at INTEGER NOT NULL,
    set_by TEXT
) STRICT, WITHOUT ROWID;
