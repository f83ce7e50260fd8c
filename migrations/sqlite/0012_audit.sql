-- What was changed, by whom and from where. It holds no params, no body and no secret.

CREATE TABLE audits (
    -- Rises with each: what is newer has the higher number.
    n      INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    -- The name of the token, its id (none for the one in the data folder) and its role.
    name   TEXT NOT NULL,
    token  INTEGER,
    role   TEXT NOT NULL,
    -- The address that the request came from.
    remote TEXT,
    -- The route, as POST /jobs/{id}/cancel, and what stood in the place of its braces.
    route  TEXT NOT NULL,
    object TEXT,
    -- The answer's status; none if whoever asked went away before there was one.
    status INTEGER,
    -- The code of the problem, if it was one.
    code   TEXT
) STRICT;

CREATE INDEX audits_by_name ON audits (name, n);

-- How often a token may ask, as 10/s; as often as it likes if null.
ALTER TABLE tokens ADD COLUMN rate TEXT;
