-- Browsers that signed in, as digests of their cookies; and keys that what is handed out is signed with.

CREATE TABLE sessions (
    -- The SHA-256 of the cookie, which has 244 random bits.
    hash       BLOB PRIMARY KEY,
    -- The SHA-256 of the token that signed in: once it lets nobody in, neither does the session.
    token      BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Those of a token, and the oldest of them.
CREATE INDEX sessions_by_token ON sessions (token, created_at);
-- Those that ended.
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE keys (
    name  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
