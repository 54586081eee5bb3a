-- The catalogue, version 1. Files in use were made by these statements: they are never changed, what
-- comes later is a step of its own (schema_2.sql).
--
-- Rows are only ever inserted. What changes over time is a new row, and the newest counts: an
-- album's link (album_links), its description, an artist's image, the end of a run, a provider's
-- block. A facet without a row is still to do, so this file is also the to-do list.
--
-- Times are milliseconds since 1970, UTC. Unknown is NULL, never 0 or ''.

CREATE TABLE runs (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('sync', 'enrich')),
    options    TEXT NOT NULL CHECK (json_valid(options)),
    started_ms INTEGER NOT NULL
) STRICT;

-- A run without an end was cut short; the next start of the service gives it one.
CREATE TABLE run_ends (
    run_id   INTEGER PRIMARY KEY REFERENCES runs (id),
    outcome  TEXT NOT NULL CHECK (outcome IN ('completed', 'error', 'cancelled', 'interrupted')),
    whole    INTEGER NOT NULL CHECK (whole IN (0, 1)), -- all of the collection is in the catalogue
    counters TEXT NOT NULL CHECK (json_valid(counters)),
    ended_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE provider_blocks (
    id         INTEGER PRIMARY KEY,
    provider   TEXT NOT NULL,
    until_ms   INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX provider_blocks_newest ON provider_blocks (provider, id);

CREATE TABLE artists (
    id         INTEGER PRIMARY KEY,
    discogs_id INTEGER UNIQUE,
    name       TEXT NOT NULL,          -- "Orion"
    raw_name   TEXT NOT NULL,          -- "Orion (2)"
    sort_key   TEXT NOT NULL,          -- folded
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX artists_sort ON artists (sort_key, id);
CREATE INDEX artists_raw_name ON artists (raw_name);

CREATE TABLE albums (
    id           INTEGER PRIMARY KEY,
    discogs_id   INTEGER UNIQUE,       -- the release
    master_id    INTEGER,
    title        TEXT NOT NULL,
    year         INTEGER,              -- of the pressing
    support      TEXT,
    source       TEXT NOT NULL,
    cover_url    TEXT,
    labels       TEXT NOT NULL CHECK (json_valid(labels)),  -- [{"name","catno"}]
    formats      TEXT NOT NULL CHECK (json_valid(formats)), -- [{"name","qty","text","descriptions"}]
    genres       TEXT NOT NULL CHECK (json_valid(genres)),
    styles       TEXT NOT NULL CHECK (json_valid(styles)),
    title_key    TEXT NOT NULL,        -- folded, to sort by
    artist_key   TEXT NOT NULL,        -- folded credit, to sort by
    added_ms     INTEGER NOT NULL,     -- to the collection
    run_id       INTEGER REFERENCES runs (id),
    created_ms   INTEGER NOT NULL
) STRICT;
CREATE INDEX albums_added ON albums (added_ms, id);
CREATE INDEX albums_title ON albums (title_key, id);
CREATE INDEX albums_artist ON albums (artist_key, id);
CREATE INDEX albums_year ON albums (year, id);
CREATE INDEX albums_support ON albums (support, id);

CREATE TABLE album_artists (
    album_id    INTEGER NOT NULL REFERENCES albums (id),
    position    INTEGER NOT NULL,
    artist_id   INTEGER NOT NULL REFERENCES artists (id),
    anv         TEXT,                  -- the name printed on this release
    join_phrase TEXT,
    PRIMARY KEY (album_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX album_artists_artist ON album_artists (artist_id, album_id);

CREATE TABLE copies (
    id          INTEGER PRIMARY KEY,
    album_id    INTEGER NOT NULL REFERENCES albums (id),
    instance_id INTEGER UNIQUE,
    folder_id   INTEGER,
    rating      INTEGER,
    added_ms    INTEGER,
    run_id      INTEGER REFERENCES runs (id),
    created_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX copies_album ON copies (album_id);

CREATE TABLE album_links (
    id          INTEGER PRIMARY KEY,
    album_id    INTEGER NOT NULL REFERENCES albums (id),
    verdict     TEXT NOT NULL
                CHECK (verdict IN ('absent', 'ambiguous', 'verified', 'pinned', 'never')),
    url         TEXT,
    spotify_id  TEXT,
    year        INTEGER,               -- of the music, where the album is verified
    reasons     TEXT NOT NULL CHECK (json_valid(reasons)),
    candidates  TEXT NOT NULL CHECK (json_valid(candidates)),
    run_id      INTEGER REFERENCES runs (id),
    created_ms  INTEGER NOT NULL,
    CHECK ((verdict IN ('verified', 'pinned')) = (url IS NOT NULL))
) STRICT;
CREATE INDEX album_links_newest ON album_links (album_id, id);

CREATE TABLE album_descriptions (
    id             INTEGER PRIMARY KEY,
    album_id       INTEGER NOT NULL REFERENCES albums (id),
    outcome        TEXT NOT NULL CHECK (outcome IN ('found', 'absent')),
    text           TEXT,
    model          TEXT,
    language       TEXT,
    prompt_version INTEGER,
    reason         TEXT,
    run_id         INTEGER REFERENCES runs (id),
    created_ms     INTEGER NOT NULL,
    CHECK ((outcome = 'found') = (text IS NOT NULL))
) STRICT;
CREATE INDEX album_descriptions_newest ON album_descriptions (album_id, id);

CREATE TABLE artist_images (
    id         INTEGER PRIMARY KEY,
    artist_id  INTEGER NOT NULL REFERENCES artists (id),
    outcome    TEXT NOT NULL CHECK (outcome IN ('found', 'absent')),
    url        TEXT,
    width      INTEGER,
    height     INTEGER,
    spotify_id TEXT,                   -- of the artist, where it is certain
    reason     TEXT,
    run_id     INTEGER REFERENCES runs (id),
    created_ms INTEGER NOT NULL,
    CHECK ((outcome = 'found') = (url IS NOT NULL))
) STRICT;
CREATE INDEX artist_images_newest ON artist_images (artist_id, id);

-- Words of titles and credits, diacritics ignored; rowid is the album's id.
CREATE VIRTUAL TABLE album_search USING fts5 (
    title, credit, folded, content = '', prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);

-- What is known now: the newest row of each facet.
CREATE VIEW current_links AS
    SELECT l.* FROM album_links l
    WHERE l.id = (SELECT max(id) FROM album_links WHERE album_id = l.album_id);
CREATE VIEW current_descriptions AS
    SELECT d.* FROM album_descriptions d
    WHERE d.id = (SELECT max(id) FROM album_descriptions WHERE album_id = d.album_id);
CREATE VIEW current_artist_images AS
    SELECT i.* FROM artist_images i
    WHERE i.id = (SELECT max(id) FROM artist_images WHERE artist_id = i.artist_id);
