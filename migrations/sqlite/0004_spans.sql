-- What spares a reader most of a long walk: where in a table it cannot find anything.

-- The earliest and the latest time at which the jobs came whose `n` is in a span of 4096. Both may be too wide.
CREATE TABLE job_spans (
    span     INTEGER PRIMARY KEY,
    from_at  INTEGER NOT NULL,
    until_at INTEGER NOT NULL
) STRICT;

INSERT INTO job_spans (span, from_at, until_at)
    SELECT n >> 12, min(created_at), max(created_at) FROM jobs GROUP BY n >> 12;

-- Which jobs may have events among 512 of them, as the bits of a Bloom filter. A block that is not here may have any.
CREATE TABLE event_blocks (
    block INTEGER PRIMARY KEY,
    jobs  BLOB NOT NULL
) STRICT;
