#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong says what it is and what to do next, and never a value."""
import os
import shutil
import subprocess
import unittest

from program import CANNOT, DONE, UNREAD, USAGE, ProgramTest

LETTER = "Kund 19800113-9818, anna.ek@example.org\n"
NOBODY = 65534


class Errors(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("a.txt", LETTER)

    def says(self, status, words, *args):
        result = self.spana(*args)
        for word in [words] if isinstance(words, str) else words:
            self.assertIn(word, result.err.decode(), args)
        self.assertEqual(result.status, status, result.err)
        self.assertNotIn(b"19800113", result.err.replace(str(self.folder).encode(), b""))

    def at(self, *args):
        return [args[0], "--inventory", self.inventory, *args[1:]]

    def test_wrong_usage_names_what_is_right(self):
        for words, *args in (
                ("did you mean 'scan'?", "scn"),
                ("see 'spana --help'", "frobnicate"),
                ("options stand behind a command", "--inventory", "x", "scan"),
                (("did you mean --threads?", "Try 'spana scan --help'"), "scan", "--thread", "4"),
                ("it takes a whole number from 1 to 4096", "scan", "--threads", "many"),
                ("it takes a size such as 500k", "scan", "--max-item", "big"),
                ("it takes low, medium or high", "scan", "--min-confidence", "hgh"),
                ("--threads: needs a value", "scan", "--threads"),
                ("--personnumer: unknown option; did you mean --personnummer?", "extract",
                 "--personnumer=19800113-9818"),
                ("name the folders to scan", "scan"),
                ("give a time as 06:00", "scan", "--until", "99", self.share),
                ("did you mean jsonl?", "detect", "--format", "json1", self.share),
                ("there are text, jsonl, json, csv", *self.at("report", "--format", "parquet")),
                ("folder, owner, type", *self.at("report", "--by", "x")),
                ("Give an identifier", *self.at("extract")),
                ("check its digits and its form", *self.at("extract", "--personnummer", "123")),
                ("give another identifier as well", *self.at("extract", "--name", "Anna")),
                ("say why, with --reason", *self.at("review", "--mark", "hold", "x")),
                ("list, show TYPE, test, or test FILE", "patterns", "lst"),
                ("see spana patterns list", "patterns", "show", "personumer")):
            self.says(USAGE, words, *args)

    def test_types_that_are_not_there(self):
        self.says(CANNOT, 'did you mean "personnummer"?', *self.at("scan", "--types", "personumer",
                                                                  self.share))
        self.says(CANNOT, "see spana patterns list", "detect", "--types", "shoe-size", self.share)
        self.scan()
        self.says(DONE, "did you mean 'personnummer'?", *self.at("report", "--types", "personumer"))
        self.says(DONE, "nothing of the type 'iban'", *self.at("report", "--types", "email,iban"))

    def test_paths_that_are_not_there(self):
        self.says(UNREAD, ("/nowhere: No such file or directory: nothing was scanned there",
                           "see 'spana report --problems'"), *self.at("scan", "/nowhere", self.share))
        self.says(CANNOT, "its folder is not there: make it first", *self.at("report", "-o", "/no/x"))
        self.says(CANNOT, "its folder is not there: make it first", "detect", "-o", "/no/x", self.share)
        self.says(CANNOT, "--files-from: /nowhere: No such file", "scan", "--files-from", "/nowhere")
        self.says(CANNOT, "the inventory does not know it; scan it first",
                  *self.at("review", "--mark", "hold", "--reason", "x", "/nowhere"))

    def test_inventories_that_cannot_be_used(self):
        other = self.folder / "other" / "inventory.db"
        self.says(CANNOT, ("no inventory", "run spana scan"), *self.at("report"))
        self.scan()
        self.spana("scan", "-q", "--inventory", other, self.share)
        key = self.inventory.with_name("inventory.key")
        self.says(CANNOT, ("is not the key of the inventory", "--key"),
                  *self.at("report", "--key", other.with_name("inventory.key")))
        key.chmod(0o644)
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(key.stat().st_mode & 0o777, 0o600, "it is the owner's alone again")
        key.rename(self.folder / "kept")
        self.says(CANNOT, ("is missing", "put a copy of it back"), *self.at("report"))
        (self.folder / "kept").rename(key)
        text = self.write("notes.db", "no database at all\n" * 100)
        self.says(CANNOT, ("is no inventory of spana", "--inventory"), "report", "--inventory", text)
        self.says(CANNOT, "is no plan of 'spana erase'", *self.at("erase", "--apply", text))
        self.says(CANNOT, "is no quarantine of spana", *self.at("erase", "--restore", self.share))
        damaged = bytearray(self.inventory.read_bytes())
        damaged[4096:] = b"\xAA" * (len(damaged) - 4096)
        self.inventory.write_bytes(damaged)
        self.says(CANNOT, ("is damaged", "put a copy of it back"), *self.at("report"))

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("setpriv"), "not root")
    def test_no_permission(self):
        self.scan()
        for folder in (self.folder, self.inventory.parent):
            folder.chmod(0o755)

        def nobody(*args):
            return subprocess.run(
                ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", self.program,
                 *map(str, args)], stderr=subprocess.PIPE, text=True, check=False,
                env={"HOME": "/nonexistent", "LC_ALL": "C"}).stderr
        self.assertIn("cannot be opened: check its permissions", nobody(*self.at("report")))
        self.assertIn("run spana as the user whose inventory it is",
                      nobody(*self.at("scan", self.share)))
        made = nobody("scan", "--inventory", self.folder / "new" / "i.db", self.share)
        self.assertIn(f"cannot make the folder {self.folder}/new: Permission denied; name another "
                      "place", made)

    def test_a_disk_that_is_full(self):
        for n in range(200):
            self.write(f"n{n}.txt", LETTER * 20)
        self.faults = f"full@{self.inventory}@60000"
        result = self.scan()
        self.faults = ""
        self.assertEqual(result.status, CANNOT)
        self.assertIn(b"no space left for the inventory", result.err)
        self.assertIn(b"make room and scan again", result.err)


if __name__ == "__main__":
    unittest.main()
