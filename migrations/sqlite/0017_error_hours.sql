-- How often each failure came, by the hour: what a list of them draws.

CREATE TABLE error_hours (
    error INTEGER NOT NULL REFERENCES errors (n) ON DELETE CASCADE,
    -- When the hour began, in milliseconds.
    at    INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (error, at)
) STRICT, WITHOUT ROWID;

-- Of what came before only the last time is known.
INSERT INTO error_hours (error, at, count) SELECT n, last_at - last_at % 3600000, 1 FROM errors;

-- Hours that are too old go.
CREATE INDEX error_hours_by_time ON error_hours (at);
