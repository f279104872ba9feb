#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of files, folders and members, and what the file system says beside."""
import errno
import io
import os
import pwd
import sqlite3
import unittest
import zipfile

from program import DONE, ProgramTest

NUMBER = "198001139818"
OTHER = "197402282383"


def archive(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, "x" if name[-1] != "/" else "")
    return data.getvalue()


class NamesTest(ProgramTest):
    def told(self, result):
        """What was found in names: path below the share, members, value, column."""
        return sorted((os.path.relpath(line["path"], self.share), tuple(line["members"]),
                       line["value"], line["where"].get("column"))
                      for line in result.of_kind("finding")
                      if line["where"].get("part") == "name")

    def test_file(self):
        self.write(f"CV_{NUMBER}.pdf.txt", "hej")
        self.assertEqual(self.told(self.detect(self.share)),
                         [(f"CV_{NUMBER}.pdf.txt", (), NUMBER, 4)])

    def test_ending_is_no_domain(self):
        self.write("svar anna.ek@example.org.eml", "hej")
        self.assertEqual(self.told(self.detect(self.share)),
                         [("svar anna.ek@example.org.eml", (), "anna.ek@example.org", 6)])

    def test_folder_is_told_once(self):
        for name in ("a.txt", "b.txt", "c/d.txt"):
            self.write(f"{NUMBER}/{name}", "hej")
        result = self.detect(self.share)
        self.assertEqual(self.told(result), [(NUMBER, (), NUMBER, 1)])
        self.assertEqual(result.of_kind("finding")[0]["format"], "folder")

    def test_root(self):
        self.write(f"{NUMBER}/a.txt", "hej")
        self.assertEqual(self.told(self.detect(self.share / NUMBER)), [(NUMBER, (), NUMBER, 1)])

    def test_folder_without_anything_is_no_item(self):
        self.write("mapp/a.txt", "hej")
        self.assertEqual(self.detect(self.share).of_kind("summary")[0]["items"], 1)

    def test_members(self):
        names = [f"{NUMBER}/", f"{NUMBER}/a.txt", f"{NUMBER}/b {OTHER}.txt", f"{NUMBER}/c/d.txt"]
        self.write("a.zip", archive(*names))
        self.assertEqual(self.told(self.detect(self.share)),
                         [("a.zip", (names[1],), NUMBER, 1), ("a.zip", (names[2],), OTHER, 16)])

    def test_what_cannot_be_read_has_a_name(self):
        os.symlink("nowhere", self.share / f"{NUMBER}.lnk")
        result = self.detect(self.share)
        self.assertEqual(self.told(result), [(f"{NUMBER}.lnk", (), NUMBER, 1)])
        self.assertEqual(result.of_kind("summary")[0]["skipped"], {"inode/symlink": 1})

    def test_name_that_is_no_utf8(self):
        path = os.path.join(os.fsencode(self.share), b"Malm\xf6 " + NUMBER.encode() + b".txt")
        with open(path, "w") as file:
            file.write("hej")
        finding = self.detect(self.share).of_kind("finding")
        self.assertEqual([line["value"] for line in finding], [NUMBER])

    def test_text_shows_it(self):
        path = self.write(f"CV_{NUMBER}.txt", "hej")
        self.assertIn(f"name: CV {NUMBER}\n", self.spana("text", path).out.decode())

    def test_folder_in_the_inventory(self):
        self.write(f"{NUMBER}/a.txt", "hej")
        self.scan()
        before = self.found()
        self.assertEqual(len(before), 1)
        for _ in range(2):
            self.write(f"{NUMBER}/{_}.txt", "hej")
            self.scan()
            self.assertEqual(self.found(), before)
        os.rename(self.share / NUMBER, self.share / "annan")
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(self.found(), [])

    def test_owner(self):
        self.write(f"{NUMBER}.txt", "hej")
        self.scan()
        owner = pwd.getpwuid(os.getuid()).pw_name
        self.assertEqual([line["owner"] for line in self.report().of_kind("finding")], [owner])

    def test_attributes(self):
        path = self.write("a.txt", "hej")
        try:
            os.setxattr(path, "user.xdg.comment", f"personnr {NUMBER}".encode())
            os.setxattr(path, "user.binary", b"\xff\0\1")
        except OSError as error:
            if error.errno != errno.ENOTSUP:
                raise
            self.skipTest("this file system has no attributes")
        found = self.detect(self.share).of_kind("finding")
        self.assertEqual([(line["value"], line["where"]) for line in found],
                         [(NUMBER, {"property": "user.xdg.comment"})])
        self.scan()
        with sqlite3.connect(self.inventory) as inventory:
            names = inventory.execute("SELECT w.text FROM file f JOIN word w "
                                      "ON w.id = f.attributes").fetchall()
        self.assertEqual(sorted(names[0][0].split("\n")), ["user.binary", "user.xdg.comment"])


if __name__ == "__main__":
    unittest.main()
