#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program that reads formats: where it is looked for, and what is told where it is not."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from program import DONE, SPANA, UNREAD, ProgramTest  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
READER = pathlib.Path(SPANA).parent / "spana-reader"
SANITIZED = os.environ.get("SPANA_SANITIZE", "")
LETTER = SOURCE / "tests" / "cases" / "docx" / "changes.in"


class Installed(ProgramTest):
    """As it is installed, in a folder of its own: there nothing of the build is found."""

    def setUp(self):
        super().setUp()
        root = self.folder / "usr"
        self.reader = root / "libexec" / "spana" / "spana-reader"
        self.reader.parent.mkdir(parents=True)
        (root / "bin").mkdir()
        (root / "share" / "spana").mkdir(parents=True)
        (root / "share" / "spana" / "patterns").symlink_to(SOURCE / "patterns")
        self.program = shutil.copy(SPANA, root / "bin" / "spana")
        self.write("brev.docx", LETTER.read_bytes())
        self.write("brev.txt", "Kund 19800113-9818\n")
        self.write("tom.pdf", "")

    def problems(self, result):
        return [(pathlib.Path(line["path"]).name, line["reason"], line["detail"])
                for line in result.of_kind("problem")]

    def check_without(self, why):
        """Plain text is read all the same, and so is nothing at all."""
        result = self.detect(self.share)
        self.assertEqual(result.status, UNREAD, result.err)
        self.assertEqual(self.problems(result),
                         [("brev.docx", "crashed", f"no reader could be started: {why}")])
        self.assertEqual([line["type"] for line in result.of_kind("finding")], ["personnummer"])
        return result

    def test_it_is_beside_the_program(self):
        shutil.copy(READER, self.reader)
        result = self.detect(self.share)
        self.assertEqual(result.status, DONE, result.err)
        self.assertGreater(len(result.of_kind("finding")), 1)
        self.assertIn(b"libarchive", self.spana("--version").out)

    def test_it_is_not_there(self):
        self.check_without("No such file or directory")
        result = self.spana("--version")
        self.assertRegex(result.out, rb"(?m)^no formats: .*spana-reader: No such file or directory$")

    def test_it_is_not_looked_for_elsewhere(self):
        """Neither in the folder one is in, nor where the path points."""
        decoy = self.folder / "decoy"
        decoy.mkdir()
        (decoy / "spana-reader").write_text("#!/bin/sh\ntouch started\n")
        (decoy / "spana-reader").chmod(0o755)
        env = dict(os.environ, PATH=f"{decoy}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
        done = subprocess.run([self.program, "detect", "--format", "jsonl", str(self.share)], cwd=decoy,
                              env=env, capture_output=True)
        self.assertEqual(done.returncode, UNREAD)
        self.assertIn(b"no reader could be started", done.stdout)
        self.assertFalse((decoy / "started").exists())

    def test_it_ends_at_once(self):
        self.reader.write_text("#!/bin/sh\nexit 2\n")
        self.reader.chmod(0o755)
        self.check_without("it ended at once")

    def test_it_is_of_another_version(self):
        shutil.copy(READER, self.reader)
        version = self.spana("--version").out.split()[1]
        own, other = (b"\0" + number + b"\0" for number in (version, b"9" * len(version)))
        self.assertIn(own, self.reader.read_bytes())
        self.reader.write_bytes(self.reader.read_bytes().replace(own, other))
        result = self.check_without("it ended at once")
        self.assertIn(b"spana-reader: it is for spana " + version + b" itself", result.err)


class Reader(ProgramTest):
    def test_it_is_not_for_people(self):
        version = self.spana("--version").out.split()[1]
        for arguments in ([], ["--help"], ["0"], [version], [version, version]):
            done = subprocess.run([READER, *arguments], capture_output=True)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertRegex(done.stderr, b"it is for spana.* itself")

    @unittest.skipIf(SANITIZED, "a sanitizer keeps what is not reached")
    def test_its_libraries_are_in_it_alone(self):
        needed = {program: set(re.findall(r"NEEDED.*\[lib([a-z0-9-]+)", subprocess.run(
            ["readelf", "-d", program], capture_output=True, text=True, check=True).stdout))
            for program in (SPANA, READER)}
        formats = {"archive", "xml2", "magic", "seccomp"}
        self.assertLessEqual(formats, needed[READER])
        self.assertEqual(needed[SPANA] & (needed[READER] - {"c", "z", "sodium", "sqlite3"}), set())


if __name__ == "__main__":
    unittest.main()
