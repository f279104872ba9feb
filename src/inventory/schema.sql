-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The inventory, version 5 (PRAGMA user_version).
--
-- No identifier stands in it in the clear: a finding is its type, its masked
-- form, its place and keyed hashes. Paths and names are bytes (BLOB), for
-- POSIX promises no character set; times are nanoseconds since 1970.
--
-- What has a life is the file: one row a version. A version that ends is
-- closed, and its items, findings and problems stay with it untouched. (Only
-- one without findings, whose content was but tried again, is dropped.) state
-- says where a version stands:
--   0 pending   its last batch has not come; nobody sees it
--   1 open      as it is now
--   2 removed   the path is gone
--   3 changed   a newer version stands at the path
--   4 moved     the content stands at another path (moved_to)

CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL            -- key_check: a keyed hash, by which the right key is known
) WITHOUT ROWID;

-- Strings that repeat: formats, media types, roles, words near by.
CREATE TABLE word (
	id   INTEGER PRIMARY KEY,
	text TEXT NOT NULL UNIQUE
);

CREATE TABLE type (
	id       INTEGER PRIMARY KEY,
	name     TEXT NOT NULL,
	category TEXT NOT NULL,        -- one for a type, but for words that are sensitive
	UNIQUE (name, category)
);

CREATE TABLE ruleset (
	id      INTEGER PRIMARY KEY,
	version TEXT NOT NULL UNIQUE
);

CREATE TABLE scan (
	id         INTEGER PRIMARY KEY,
	started_ns INTEGER NOT NULL,
	ended_ns   INTEGER,            -- NULL: running, or killed
	state      TEXT NOT NULL,      -- running, complete, interrupted, stopped, failed
	program    TEXT NOT NULL,
	ruleset    INTEGER NOT NULL REFERENCES ruleset,
	options    TEXT NOT NULL,      -- JSON
	files INTEGER, unchanged INTEGER, moved INTEGER, changed INTEGER, added INTEGER,
	removed INTEGER, items INTEGER, read_full INTEGER, read_part INTEGER, not_read INTEGER,
	no_text INTEGER, bytes INTEGER, findings INTEGER, problems INTEGER
);

CREATE TABLE source (
	id     INTEGER PRIMARY KEY,
	path   BLOB NOT NULL UNIQUE,
	-- Folders below it have below <= path < beyond: "/srv/" and "/srv0" for "/srv".
	below  BLOB NOT NULL,
	beyond BLOB NOT NULL,
	-- A source may be a file: then this is its folder and its name.
	folder BLOB NOT NULL,
	name   BLOB NOT NULL
);

CREATE TABLE scan_source (
	scan   INTEGER NOT NULL REFERENCES scan,
	source INTEGER NOT NULL REFERENCES source,
	PRIMARY KEY (scan, source)
) WITHOUT ROWID;

CREATE TABLE folder (
	id       INTEGER PRIMARY KEY,
	path     BLOB NOT NULL UNIQUE,
	met_scan INTEGER NOT NULL      -- the last scan that has been in it; 0: none
);

-- Folders that could not be listed when they were last met.
CREATE TABLE folder_problem (
	folder INTEGER PRIMARY KEY REFERENCES folder,
	reason TEXT NOT NULL,
	detail TEXT NOT NULL
);

-- What users are called on the machine that scanned last.
CREATE TABLE owner (
	uid  INTEGER PRIMARY KEY,
	name TEXT NOT NULL
);

CREATE TABLE file (
	id          INTEGER PRIMARY KEY,
	folder      INTEGER NOT NULL REFERENCES folder,
	name        BLOB NOT NULL,
	state       INTEGER NOT NULL,
	size        INTEGER NOT NULL,
	mtime_ns    INTEGER NOT NULL,
	ctime_ns    INTEGER NOT NULL,
	device      INTEGER NOT NULL,
	inode       INTEGER NOT NULL,
	owner       INTEGER NOT NULL,
	hash        BLOB,              -- keyed, of the content; NULL: not read through
	ruleset     INTEGER NOT NULL,  -- it was read with
	retry       INTEGER NOT NULL,  -- 1: what went wrong may have passed by the next scan
	first_scan  INTEGER NOT NULL,  -- that met this file, over all its versions
	opened_scan INTEGER NOT NULL,  -- that made this version
	read_scan   INTEGER NOT NULL,  -- that read it last
	closed_scan INTEGER,           -- that found it gone, changed or moved
	moved_to    INTEGER,           -- file
	n_items     INTEGER NOT NULL,
	n_findings  INTEGER NOT NULL,
	n_problems  INTEGER NOT NULL,
	attributes  INTEGER REFERENCES word, -- names of its extended attributes, a line each
	stamp       INTEGER            -- keyed, of what must not have changed (stamp.h); NULL: ask the row
);
CREATE INDEX file_open ON file (folder, name, stamp) WHERE state = 1; -- one for a path
CREATE INDEX file_pending ON file (id) WHERE state = 0;
CREATE INDEX file_closed ON file (closed_scan) WHERE closed_scan IS NOT NULL;
CREATE INDEX file_content ON file (hash) WHERE state = 1 AND hash IS NOT NULL;

-- The file itself is number 0, its members follow in the order in which they were met.
CREATE TABLE item (
	file       INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,
	number     INTEGER NOT NULL,
	up         INTEGER NOT NULL,   -- number of the container
	name       TEXT,               -- NULL: the file itself
	format     INTEGER REFERENCES word,
	media_type INTEGER REFERENCES word,
	size       INTEGER NOT NULL,
	outcome    INTEGER NOT NULL,   -- 1 full, 2 part, 3 not read, 4 no text
	PRIMARY KEY (file, number)
) WITHOUT ROWID;

CREATE TABLE finding (
	id         INTEGER PRIMARY KEY,
	file       INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,
	item       INTEGER NOT NULL,   -- number
	type       INTEGER NOT NULL REFERENCES type,
	digest     BLOB NOT NULL,      -- keyed, of type and normalised value
	alias      BLOB,               -- keyed, of type and short form
	masked     TEXT NOT NULL,
	score      INTEGER NOT NULL,   -- thousandths
	confidence INTEGER NOT NULL,   -- 0 low, 1 medium, 2 high
	place      TEXT NOT NULL,      -- JSON
	context    INTEGER REFERENCES word,
	role       INTEGER REFERENCES word,
	term       INTEGER REFERENCES word, -- term category of a sensitive word
	flags      INTEGER NOT NULL,   -- 1 test number, 2 of an organisation
	against    INTEGER REFERENCES word  -- that lowered the score
);
CREATE INDEX finding_file ON finding (file, item);
-- The index finding_value (type, digest, file, confidence) is made and let go by scan.c.
CREATE INDEX finding_alias ON finding (alias) WHERE alias IS NOT NULL;

-- What looked like a finding and is none, where a scan was asked to keep it. It has no hash:
-- nobody is to be found by it.
CREATE TABLE suppressed (
	file    INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,
	number  INTEGER NOT NULL,      -- within the file, from 1
	item    INTEGER NOT NULL,      -- number
	type    INTEGER NOT NULL REFERENCES type,
	masked  TEXT NOT NULL,
	score   INTEGER NOT NULL,      -- thousandths
	place   TEXT NOT NULL,         -- JSON
	why     INTEGER NOT NULL REFERENCES word,
	against INTEGER REFERENCES word,
	role    INTEGER REFERENCES word,
	flags   INTEGER NOT NULL,      -- as a finding's
	PRIMARY KEY (file, number)
) WITHOUT ROWID;

CREATE TABLE problem (
	id     INTEGER PRIMARY KEY,
	file   INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,
	item   INTEGER NOT NULL,       -- number
	reason TEXT NOT NULL,
	detail TEXT NOT NULL
);
CREATE INDEX problem_file ON problem (file, item);

-- How much there was when a scan last counted it: one row, or none where something has changed.
CREATE TABLE stock (
	id    INTEGER PRIMARY KEY,
	files INTEGER NOT NULL, bytes INTEGER NOT NULL, items INTEGER NOT NULL,
	read_full INTEGER NOT NULL, read_part INTEGER NOT NULL, not_read INTEGER NOT NULL,
	no_text INTEGER NOT NULL, findings INTEGER NOT NULL, problems INTEGER NOT NULL,
	protected INTEGER NOT NULL
);

-- What people have decided. Rows are added and never changed; the triggers see to that.
-- A place is known by its path and by its content: a mark that restrains holds for both,
-- one that permits for the content alone.
CREATE TABLE mark (
	id        INTEGER PRIMARY KEY,
	time_ns   INTEGER NOT NULL,
	author    TEXT NOT NULL,
	kind      TEXT NOT NULL,       -- not_personal, keep, hold, erase, protected, withdrawn
	reason    TEXT NOT NULL,
	basis     TEXT,                -- of keep: the law or the contract
	until     TEXT,                -- of keep: the last day, 2033-12-31
	withdraws INTEGER REFERENCES mark,
	type      TEXT,                -- of findings; NULL: all
	digest    BLOB,                -- keyed, of a value; NULL: all
	path      BLOB,                -- of a file, or a shell pattern for paths; NULL: all
	pattern   INTEGER NOT NULL,    -- 1: path is a shell pattern
	content   BLOB,                -- keyed hash of the file
	members   TEXT,                -- JSON array that leads to the item; NULL: the whole file
	place     TEXT                 -- JSON; NULL: the whole item
);
CREATE TRIGGER mark_is_not_changed BEFORE UPDATE ON mark
BEGIN SELECT raise(ABORT, 'marks are never changed'); END;
CREATE TRIGGER mark_is_not_deleted BEFORE DELETE ON mark
BEGIN SELECT raise(ABORT, 'marks are never deleted'); END;

-- Answers to persons: that there was one, and when. The subject is there as keyed hashes
-- of another purpose than those of findings, so that nothing here leads to a place.
CREATE TABLE answer (
	id       INTEGER PRIMARY KEY,
	time_ns  INTEGER NOT NULL,
	author   TEXT NOT NULL,
	kind     TEXT NOT NULL,        -- extract, erase
	received TEXT NOT NULL,        -- the day of the request, 2026-01-31
	due      TEXT NOT NULL,        -- the last day to answer
	files    INTEGER NOT NULL,
	places   INTEGER NOT NULL
);
CREATE TABLE answer_subject (
	digest BLOB NOT NULL,
	answer INTEGER NOT NULL REFERENCES answer,
	PRIMARY KEY (digest, answer)
) WITHOUT ROWID;
CREATE TRIGGER answer_is_not_changed BEFORE UPDATE ON answer
BEGIN SELECT raise(ABORT, 'answers are never changed'); END;
CREATE TRIGGER answer_is_not_deleted BEFORE DELETE ON answer
BEGIN SELECT raise(ABORT, 'answers are never deleted'); END;
