-- SPDX-License-Identifier: GPL-3.0-or-later
-- The inventory as version 1 made it, with a scan of one file in it. It does not change.
CREATE TABLE meta (
name TEXT PRIMARY KEY,
value BLOB NOT NULL 
) WITHOUT ROWID;
CREATE TABLE word (
id INTEGER PRIMARY KEY,
text TEXT NOT NULL UNIQUE
);
CREATE TABLE type (
id INTEGER PRIMARY KEY,
name TEXT NOT NULL,
category TEXT NOT NULL, 
UNIQUE (name, category)
);
CREATE TABLE ruleset (
id INTEGER PRIMARY KEY,
version TEXT NOT NULL UNIQUE
);
CREATE TABLE scan (
id INTEGER PRIMARY KEY,
started_ns INTEGER NOT NULL,
ended_ns INTEGER, 
state TEXT NOT NULL, 
program TEXT NOT NULL,
ruleset INTEGER NOT NULL REFERENCES ruleset,
options TEXT NOT NULL, 
files INTEGER, unchanged INTEGER, moved INTEGER, changed INTEGER, added INTEGER,
removed INTEGER, items INTEGER, read_full INTEGER, read_part INTEGER, not_read INTEGER,
no_text INTEGER, bytes INTEGER, findings INTEGER, problems INTEGER
);
CREATE TABLE source (
id INTEGER PRIMARY KEY,
path BLOB NOT NULL UNIQUE,
below BLOB NOT NULL,
beyond BLOB NOT NULL,
folder BLOB NOT NULL,
name BLOB NOT NULL
);
CREATE TABLE scan_source (
scan INTEGER NOT NULL REFERENCES scan,
source INTEGER NOT NULL REFERENCES source,
PRIMARY KEY (scan, source)
) WITHOUT ROWID;
CREATE TABLE folder (
id INTEGER PRIMARY KEY,
path BLOB NOT NULL UNIQUE,
met_scan INTEGER NOT NULL 
);
CREATE TABLE folder_problem (
folder INTEGER PRIMARY KEY REFERENCES folder,
reason TEXT NOT NULL,
detail TEXT NOT NULL
);
CREATE TABLE file (
id INTEGER PRIMARY KEY,
folder INTEGER NOT NULL REFERENCES folder,
name BLOB NOT NULL,
state INTEGER NOT NULL,
size INTEGER NOT NULL,
mtime_ns INTEGER NOT NULL,
ctime_ns INTEGER NOT NULL,
device INTEGER NOT NULL,
inode INTEGER NOT NULL,
owner INTEGER NOT NULL,
hash BLOB, 
ruleset INTEGER NOT NULL, 
retry INTEGER NOT NULL, 
first_scan INTEGER NOT NULL, 
opened_scan INTEGER NOT NULL, 
read_scan INTEGER NOT NULL, 
closed_scan INTEGER, 
moved_to INTEGER, 
n_items INTEGER NOT NULL,
n_findings INTEGER NOT NULL,
n_problems INTEGER NOT NULL
);
CREATE UNIQUE INDEX file_open ON file (folder, name) WHERE state = 1;
CREATE INDEX file_pending ON file (id) WHERE state = 0;
CREATE INDEX file_closed ON file (closed_scan) WHERE closed_scan IS NOT NULL;
CREATE TABLE item (
file INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,
number INTEGER NOT NULL,
up INTEGER NOT NULL, 
name TEXT, 
format INTEGER REFERENCES word,
media_type INTEGER REFERENCES word,
size INTEGER NOT NULL,
outcome INTEGER NOT NULL, 
PRIMARY KEY (file, number)
) WITHOUT ROWID;
CREATE TABLE finding (
id INTEGER PRIMARY KEY,
file INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,
item INTEGER NOT NULL, 
type INTEGER NOT NULL REFERENCES type,
digest BLOB NOT NULL, 
alias BLOB, 
masked TEXT NOT NULL,
score INTEGER NOT NULL, 
confidence INTEGER NOT NULL, 
place TEXT NOT NULL, 
context INTEGER REFERENCES word,
role INTEGER REFERENCES word,
term INTEGER REFERENCES word, 
flags INTEGER NOT NULL 
);
CREATE INDEX finding_file ON finding (file, item);
CREATE INDEX finding_alias ON finding (alias) WHERE alias IS NOT NULL;
CREATE TABLE problem (
id INTEGER PRIMARY KEY,
file INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,
item INTEGER NOT NULL, 
reason TEXT NOT NULL,
detail TEXT NOT NULL
);
CREATE INDEX problem_file ON problem (file, item);

INSERT INTO ruleset VALUES (1, 'rules');
INSERT INTO scan (id, started_ns, ended_ns, state, program, ruleset, options, files, findings)
VALUES (1, 86400000000000, 86460000000000, 'complete', 'spana 0.1.0', 1, '{}', 1, 1);
INSERT INTO source VALUES (1, CAST('/srv' AS BLOB), CAST('/srv/' AS BLOB), CAST('/srv0' AS BLOB),
CAST('/' AS BLOB), CAST('srv' AS BLOB));
INSERT INTO scan_source VALUES (1, 1);
INSERT INTO folder VALUES (1, CAST('/srv' AS BLOB), 1);
INSERT INTO type VALUES (1, 'personnummer', 'identity');
INSERT INTO word VALUES (1, 'text'), (2, 'Personnr');
INSERT INTO file VALUES (1, 1, CAST('a' AS BLOB), 1, 101, 1000000000, 1000000000, 5, 1, 1000, NULL,
1, 0, 1, 1, 1, NULL, NULL, 1, 1, 1);
INSERT INTO item VALUES (1, 0, 0, NULL, 1, NULL, 101, 2);
INSERT INTO finding VALUES (1, 1, 0, 1, zeroblob(32), NULL, '720312-****', 970, 2,
'{"line":1,"column":2}', 2, NULL, NULL, 0);
INSERT INTO problem VALUES (1, 1, 0, 'truncated', '');
PRAGMA application_id = 1936744814;
PRAGMA user_version = 1;
