-- How the attempts on each version of a plugin went, and what they used, since the version was taken.
CREATE TABLE version_stats (
    version INTEGER NOT NULL REFERENCES plugin_versions (n) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    count   INTEGER NOT NULL,
    wall    BLOB NOT NULL,
    waited  BLOB NOT NULL,
    fuel    BLOB NOT NULL,
    memory  BLOB NOT NULL,
    PRIMARY KEY (version, outcome)
) STRICT, WITHOUT ROWID;
