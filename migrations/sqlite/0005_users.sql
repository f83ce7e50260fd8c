-- How the jobs of each user went, by the hour.

-- Of an hour, only so many users have rows of their own; what is beyond them is counted together.
CREATE TABLE user_stats (
    at      INTEGER NOT NULL,
    -- 0 a user by name, 1 jobs that nobody put a name to, 2 the users without a row of their own.
    kind    INTEGER NOT NULL,
    user    TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count   INTEGER NOT NULL,
    -- Histograms of milliseconds.
    wall    BLOB NOT NULL,
    waited  BLOB NOT NULL,
    PRIMARY KEY (at, kind, user, outcome)
) STRICT, WITHOUT ROWID;

-- The hours that have any.
CREATE TABLE user_hours (
    at     INTEGER PRIMARY KEY,
    -- How many users have rows of their own.
    named  INTEGER NOT NULL DEFAULT 0,
    -- 1 once those who ran little were put together with the others.
    folded INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX user_hours_open ON user_hours (at) WHERE folded = 0;

-- From which hour on every attempt is counted by its user too.
ALTER TABLE control ADD COLUMN users_since INTEGER NOT NULL DEFAULT 0;
UPDATE control SET users_since = coalesce((SELECT max(at) + 3600000 FROM stats WHERE span = 3600), 0);
