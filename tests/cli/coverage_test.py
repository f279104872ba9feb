#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tree with a file of every kind: each is accounted for, in the report and in the inventory."""
import collections
import os
import re
import shutil
import sqlite3
import unittest

from program import TESTS, UNREAD, ProgramTest

# Folders of which every case is a kind of its own; of the others one file is enough.
KINDS = ("binary", "media", "ole2", "raw")
OUTCOMES = {1: "full", 2: "part", 3: "not_read", 4: "no_text"}
LABELS = {"full": "read in full", "part": "read in part", "not_read": "not read", "no_text": "no text"}


def one_of_each():
    for folder in sorted((TESTS / "cases").iterdir()):
        cases = sorted(folder.glob("*.in")) if folder.is_dir() else []
        good = [case for case in cases if case.stem in ("good", "page", "people")] or cases
        yield from cases if folder.name in KINDS else good[:1]


class CoverageTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.files = set()
        for case in one_of_each():
            path = self.share / case.parent.name / case.stem
            path.parent.mkdir(exist_ok=True)
            shutil.copyfile(case, path)
            self.files.add(os.path.relpath(path, self.share))
        os.symlink("nowhere", self.share / "länk")
        os.mkfifo(self.share / "rör")
        self.files |= {"länk", "rör"}
        self.assertEqual(self.scan().status, UNREAD)

    def query(self, sql):
        with sqlite3.connect(self.inventory) as inventory:
            return inventory.execute(sql).fetchall()

    def test_every_file_is_met(self):
        rows = self.query("SELECT d.path, f.name FROM file f JOIN folder d ON d.id = f.folder "
                          "JOIN item i ON i.file = f.id AND i.number = 0 WHERE i.format IS NOT "
                          "(SELECT id FROM word WHERE text = 'folder') AND f.state = 1")
        met = {os.path.relpath(os.path.join(folder, name).decode(), self.share) for folder, name in rows}
        self.assertEqual(met, self.files)
        self.assertEqual(len(rows), len(self.files))

    def test_every_item_ends_in_one_way(self):
        items = self.query("SELECT i.outcome, m.text, (SELECT count(*) FROM problem p WHERE "
                           "p.file = i.file AND p.item = i.number), f.name || '#' || i.number "
                           "FROM item i JOIN file f ON f.id = i.file "
                           "LEFT JOIN word m ON m.id = i.media_type")
        self.assertGreater(len(items), len(self.files))
        for outcome, media_type, problems, name in items:
            self.assertIn(outcome, OUTCOMES, name)
            self.assertEqual(OUTCOMES[outcome] in ("part", "not_read"), problems > 0, name)
            if OUTCOMES[outcome] == "no_text":
                self.assertTrue(media_type, name)

    def test_the_table_adds_up(self):
        counts = collections.Counter(OUTCOMES[outcome] for outcome, in self.query("SELECT outcome FROM item"))
        text = self.spana("report", "--inventory", self.inventory, "--format", "text").out.decode()
        table = text[text.index("Coverage\n"):]

        def number(label):
            return int(re.search(rf"^  {label} +([0-9 ]+?)(?:  |$)", table, re.M).group(1).replace(" ", ""))
        for outcome, label in LABELS.items():
            self.assertGreater(counts[outcome], 0, label)
            self.assertEqual(number(label), counts[outcome], label)
        self.assertEqual(number("items met"), sum(counts.values()))
        # Below what was not read stands why, below what holds no text what it is.
        part = re.split(r"^  (?:not read|no text) .*\n", table, flags=re.M)[1:]
        for lines, outcome in zip(part, ("not_read", "no_text")):
            reasons = re.findall(r"^ {10,}([0-9 ]+)  \S", lines, re.M)
            self.assertEqual(sum(int(n.replace(" ", "")) for n in reasons), counts[outcome], outcome)

    def test_pictures_sound_and_film(self):
        summary = self.report().of_kind("summary")[0]
        media = {os.path.relpath(row["folder"], self.share): row for row in summary["media"]}
        wanted = self.query("SELECT count(*) FROM item i JOIN word m ON m.id = i.media_type "
                            "WHERE m.text GLOB 'image/*' OR m.text GLOB 'audio/*' OR m.text GLOB 'video/*'")
        self.assertEqual(sum(row["images"] + row["sounds"] + row["films"] for row in media.values()),
                         wanted[0][0])
        for kind in ("images", "sounds", "films"):
            self.assertGreater(media["media"][kind], 0)
        # Those whose metadata were read count too: nobody looked at the picture.
        read = self.query("SELECT count(*) FROM item i JOIN word m ON m.id = i.media_type "
                          "WHERE m.text = 'image/jpeg' AND i.outcome IN (1, 4)")
        self.assertEqual(summary["skipped"]["image/jpeg"], read[0][0])


if __name__ == "__main__":
    unittest.main()
