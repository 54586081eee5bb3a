-- Version 2: the years of the music, and what a description claims beyond the facts.

-- What Discogs says of a master, asked once for all its pressings; NULL where it does not say.
CREATE TABLE master_years (
    master_id  INTEGER PRIMARY KEY,
    year       INTEGER,
    run_id     INTEGER REFERENCES runs (id),
    created_ms INTEGER NOT NULL
) STRICT;
-- 1 where album_links.year is that of an edition: the music may be older.
ALTER TABLE album_links ADD COLUMN year_of_edition INTEGER CHECK (year_of_edition IN (0, 1));
CREATE INDEX albums_master ON albums (master_id) WHERE master_id IS NOT NULL;

-- Names in the text that the album's facts do not contain, as a JSON array; NULL where there are
-- none, and where nobody looked.
ALTER TABLE album_descriptions ADD COLUMN unverified TEXT
    CHECK (unverified IS NULL OR json_valid(unverified));
