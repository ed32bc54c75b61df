-- What the collector knows, beside the archive of bodies. Times are UTC, ISO 8601; addresses are normalised.
CREATE TABLE IF NOT EXISTS sources (
    name TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    polled_at TEXT,             -- last time it answered
    etag TEXT, modified TEXT,   -- to ask again with
    seen TEXT,                  -- hash of its last body
    due TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,   -- failures in a row
    polls INTEGER NOT NULL DEFAULT 0,
    named INTEGER NOT NULL DEFAULT 0,   -- articles in its last answer that had any
    reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS pages (
    address TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    source TEXT NOT NULL,
    found_at TEXT NOT NULL,
    status TEXT NOT NULL,       -- waiting, kept, failed (given up)
    due TEXT,                   -- next visit, or empty for none
    tries INTEGER NOT NULL DEFAULT 0,
    visits INTEGER NOT NULL DEFAULT 0,
    etag TEXT, modified TEXT, seen TEXT,
    article TEXT,               -- the address under which its versions stand
    hint BLOB NOT NULL,
    reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS pages_due ON pages (host, due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS fetches (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL, final TEXT NOT NULL, at TEXT NOT NULL,
    body TEXT NOT NULL, headers BLOB NOT NULL, source TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS fetches_body ON fetches (address, body);
CREATE TABLE IF NOT EXISTS versions (
    article TEXT NOT NULL, number INTEGER NOT NULL,
    page TEXT NOT NULL, body TEXT NOT NULL, media TEXT NOT NULL, print TEXT NOT NULL, at TEXT NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (article, number)
) STRICT;
CREATE INDEX IF NOT EXISTS versions_body ON versions (body);
CREATE TABLE IF NOT EXISTS readings (
    id INTEGER PRIMARY KEY,
    article TEXT NOT NULL, number INTEGER NOT NULL, reader TEXT NOT NULL, content BLOB NOT NULL,
    UNIQUE (article, number, reader)
) STRICT;
CREATE TABLE IF NOT EXISTS failures (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL, source TEXT NOT NULL, address TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS robots (origin TEXT PRIMARY KEY, at TEXT NOT NULL, content TEXT, why TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS hosts (host TEXT PRIMARY KEY, until TEXT NOT NULL, tries INTEGER NOT NULL, why TEXT NOT NULL) STRICT;
