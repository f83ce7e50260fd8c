-- Statistics by the day and of all jobs together, so that a long time is told from few rows.

-- Settling writes minutes; upkeep adds them to the hours of `stats`, and hours to its days (span 86400).

-- The same of all processors and queues together, by the hour and by the day.
CREATE TABLE stat_totals (
    span    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    count   INTEGER NOT NULL,
    wall    BLOB NOT NULL,
    waited  BLOB NOT NULL,
    fuel    BLOB NOT NULL,
    memory  BLOB NOT NULL,
    PRIMARY KEY (span, at, outcome)
) STRICT, WITHOUT ROWID;

-- Users by the day, as `user_stats` has them by the hour.
CREATE TABLE user_days (
    at      INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    user    TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count   INTEGER NOT NULL,
    wall    BLOB NOT NULL,
    waited  BLOB NOT NULL,
    PRIMARY KEY (at, kind, user, outcome)
) STRICT, WITHOUT ROWID;

-- Up to which minute all minutes are in the hours, up to which hour all hours are in the days and the totals, and up to
-- which day the users' hours are in their days.
ALTER TABLE control ADD COLUMN hours_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE control ADD COLUMN days_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE control ADD COLUMN user_days_until INTEGER NOT NULL DEFAULT 0;
-- From when on every minute and every hour is kept.
ALTER TABLE control ADD COLUMN minutes_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE control ADD COLUMN hours_since INTEGER NOT NULL DEFAULT 0;

-- Until now an attempt was counted by the minute and by the hour at once. The last hour stays as it is, also if it is not
-- over: what comes in it from now on is late, and added to both. Its minutes may have been forgotten, so that it could not
-- be made anew.
UPDATE control SET hours_until = coalesce((SELECT max(at) + 3600000 FROM stats WHERE span = 3600), 0);
-- Of the oldest hour some minutes may be gone.
UPDATE control SET minutes_since =
    coalesce((SELECT (min(at) / 3600000 + 1) * 3600000 FROM stats WHERE span = 60), hours_until);
