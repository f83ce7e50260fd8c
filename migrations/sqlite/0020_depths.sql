-- How many jobs were ready and how many ran, by the minute: of the fullest queues and of all together, which is queue 0.
-- Minutes in which there were none have no row.
CREATE TABLE depths (
    queue   INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    ready   INTEGER NOT NULL,
    running INTEGER NOT NULL,
    -- For how many milliseconds the oldest job had been ready.
    oldest  INTEGER NOT NULL,
    PRIMARY KEY (queue, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX depths_by_time ON depths (at);
