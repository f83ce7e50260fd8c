-- What plugins ask for and somebody refused to give them.

CREATE TABLE refusals (
    -- Its id: never given twice, so that taking one back late takes no other back.
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Whichever plugin has the name: a refusal gives nothing, and so it matters not where that one came from.
    plugin     TEXT NOT NULL,
    -- What it asks for, as it wrote it, as JSON. One that it does not ask for any more waits for it to ask again.
    want       TEXT NOT NULL,
    refused_at INTEGER NOT NULL,
    refused_by TEXT,
    UNIQUE (plugin, want)
) STRICT;
