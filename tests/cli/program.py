# SPDX-License-Identifier: GPL-3.0-or-later
"""The built program, run by the tests; a temporary folder for each test."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
SPANA = os.environ.get("SPANA", str(TESTS.parent / "build" / "spana"))
FAULTS = os.environ.get("FAULTS", str(TESTS.parent / "build" / "tests" / "libfaults.so"))

DONE, CANNOT, USAGE, UNREAD, TIME_UP, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Result:
    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.decode().splitlines()]

    def of_kind(self, kind):
        return [line for line in self.lines if line["kind"] == kind]

    def values(self):
        return sorted((line["type"], line["value"]) for line in self.of_kind("finding"))


class ProgramTest(unittest.TestCase):
    maxDiff = None
    program = SPANA

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="spana-test-"))
        self.share = self.folder / "share"
        self.share.mkdir()
        self.inventory = self.folder / "state" / "inventory.db"
        self.addCleanup(shutil.rmtree, self.folder, True)

    def write(self, name, content):
        path = self.share / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    faults = ""  # what goes wrong under the program: tests/support/faults.c

    def start(self, *args, **more):
        env = dict(os.environ, HOME=str(self.folder), LC_ALL="C.UTF-8")
        if self.faults:
            # A sanitizer's own library wants to be first, but can do without.
            options = env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
            env.update(LD_PRELOAD=FAULTS, SPANA_FAULTS=self.faults, ASAN_OPTIONS=options,
                       SPANA_PAUSED=str(self.folder / "paused"))
        return subprocess.Popen([self.program, *map(str, args)], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=env, **more)

    def spana(self, *args, given=b"", timeout=120):
        process = self.start(*args, stdin=subprocess.PIPE)
        out, err = process.communicate(given, timeout)
        return Result(subprocess.CompletedProcess(args, process.returncode, out, err))

    def detect(self, *args, given=b""):
        return self.spana("detect", "--format", "jsonl", "--show-values", *args, given=given)

    def scan(self, *args):
        return self.spana("scan", "--inventory", self.inventory, *(args or (self.share,)))

    def report(self, *args):
        return self.spana("report", "--inventory", self.inventory, "--format", "jsonl", *args)

    def found(self):
        """What the inventory holds, without what differs from scan to scan."""
        lines = self.report()
        self.assertEqual(lines.status, DONE, lines.err)
        dropped = ("first_seen", "modified", "closed", "seconds")
        return sorted(json.dumps({k: v for k, v in line.items() if k not in dropped},
                                 sort_keys=True)
                      for line in lines.lines if line["kind"] not in ("report", "summary"))
