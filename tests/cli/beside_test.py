#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Formats that keep what is theirs in several files: databases with a log, tables with memos."""
import os
import pathlib
import sqlite3
import struct
import sys
import unittest

from program import DONE, TESTS, UNREAD, ProgramTest

sys.path.insert(0, str(TESTS / "support"))
from make_data import INSERT, PEOPLE, database, dbase  # noqa: E402


def memo_file(*texts, fox=True):
    """Blocks of 64 bytes: .fpt, or .dbt of dBASE IV."""
    data = (struct.pack(">IHH", 0, 0, 64) if fox else struct.pack("<I", 1) + bytes(16) + struct.pack("<H", 64))
    data = data.ljust(64, b"\0")
    for text in texts:
        head = struct.pack(">II", 1, len(text)) if fox else b"\xff\xff\x08\0" + struct.pack("<I", len(text) + 8)
        data += (head + text).ljust(64, b"\0")
    return data


class BesideTest(ProgramTest):
    def told(self, *args):
        result = self.detect(*args, self.share)
        return result.status, [(os.path.relpath(line["path"], self.share), line["value"], line["where"])
                               for line in result.of_kind("finding")]

    def test_log(self):
        main, log = database(PEOPLE, (INSERT, (1, "19800113-9818", None, None, None)),
                             wal=["INSERT INTO kund (tel) VALUES ('070-174 06 05')"])
        self.write("a.db", main)
        self.write("a.db-wal", log)
        before = sorted(os.listdir(self.share))
        status, found = self.told()
        self.assertEqual(status, DONE)
        self.assertEqual(sorted(found, key=str),
                         [("a.db", "+46701740605", {"table": "kund", "property": "tel", "row": 2}),
                          ("a.db", "198001139818", {"table": "kund", "property": "pnr", "row": 1})])
        self.assertEqual(sorted(os.listdir(self.share)), before)
        os.unlink(self.share / "a.db-wal")
        self.assertEqual([value for _, value, _ in self.told()[1]], ["198001139818"])

    def test_database_that_is_in_use(self):
        db = sqlite3.connect(self.share / "a.db", isolation_level=None)
        self.addCleanup(db.close)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (pnr)")
        db.execute("INSERT INTO t VALUES ('19800113-9818')")
        self.assertIn(("a.db", "198001139818", {"table": "t", "property": "pnr", "row": 1}), self.told()[1])
        db.execute("INSERT INTO t VALUES ('x')")

    def test_log_that_changes(self):
        """A database is read again with its log, though it has not changed itself."""
        main, log = database(PEOPLE, (INSERT, (1, None, None, None, None)),
                             wal=["INSERT INTO kund (pnr) VALUES ('19800113-9818')"])
        self.write("a.db", main)
        self.write("b.txt", "x")
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(self.report().of_kind("finding"), [])
        self.write("a.db-wal", log)
        self.assertEqual(self.scan().status, DONE)
        found = self.report().of_kind("finding")
        self.assertEqual([(pathlib.Path(line["path"]).name, line["where"]["row"]) for line in found], [("a.db", 2)])
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(len(self.report().of_kind("finding")), 1)

    def test_log_whose_database_is_not_read(self):
        log = database(PEOPLE, wal=["INSERT INTO kund (pnr) VALUES ('19800113-9818')"])[1]
        self.write("a.db", database(PEOPLE)[0])
        path = self.write("a.db-wal", log)
        other = self.write("b.db-wal", log)
        self.write("b.db", "no database at all, but some text\n")
        for args in ([path], ["--exclude", "*.db", path.parent], [other.parent]):
            found = self.detect(*args)
            self.assertEqual(found.status, UNREAD)
            self.assertIn("offset", [key for line in found.of_kind("finding") for key in line["where"]])

    def test_log_alone(self):
        self.write("a.db-wal", database(PEOPLE, wal=["INSERT INTO kund (pnr) VALUES ('19800113-9818')"])[1])
        status, found = self.told()
        self.assertEqual((status, found[0][1], list(found[0][2])), (UNREAD, "198001139818", ["offset"]))

    def test_memo(self):
        fields = [("NAMN", "C", 8), ("ANM", "M", 4)]
        records = [[b" ", b"Anna Ek", struct.pack("<I", 1)], [b"*", b"Bo", struct.pack("<I", 2)]]
        table = dbase(0x30, fields, records, more=bytes(263))
        self.write("A.DBF", table)
        self.write("A.FPT", memo_file(b"Personnr 19800113-9818", b"Ring 070-174 06 05"))
        status, found = self.told()
        self.assertEqual(status, DONE)
        self.assertIn(("A.DBF", "198001139818", {"property": "ANM", "row": 1}), found)
        self.assertIn(("A.DBF", "+46701740605", {"part": "deleted", "property": "ANM", "row": 2}), found)
        self.assertEqual([path for path, _, _ in found if path != "A.DBF"], [])

    def test_memo_of_dbase(self):
        fields = [("ANM", "M", 10)]
        self.write("a.dbf", dbase(0x8B, fields, [[b" ", b"         1"]]))
        self.write("a.dbt", memo_file("Åsa, personnr 19800113-9818".encode("cp1252"), fox=False))
        self.assertIn(("a.dbf", "198001139818", {"property": "ANM", "row": 1}), self.told()[1])

    def test_memo_that_is_missing(self):
        self.write("a.dbf", dbase(0x8B, [("ANM", "M", 10)], [[b" ", b"         1"]]))
        result = self.detect(self.share)
        self.assertEqual([line["reason"] for line in result.of_kind("problem")], ["vanished"])


if __name__ == "__main__":
    unittest.main()
