#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The units: they are right, they are shut, and what they forbid is not needed."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from program import DONE, SPANA, TESTS, UNREAD, ProgramTest

PACKAGING = TESTS.parent / "packaging"
MOST_EXPOSED = "15"  # of 100: what systemd-analyze security may give at most


def run(*args):
    return subprocess.run(args, capture_output=True, text=True, check=False)


@unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd-analyze")
class Service(ProgramTest):
    def setUp(self):
        super().setUp()
        text = (PACKAGING / "spana.service").read_text()
        self.unit = self.folder / "spana.service"
        self.unit.write_text(text.replace("ExecStart=spana", f"ExecStart={SPANA}"))
        shutil.copy(PACKAGING / "spana.timer", self.folder)

    def test_units_are_right(self):
        result = run("systemd-analyze", "verify", "--man=no", str(self.unit),
                     str(self.folder / "spana.timer"))
        self.assertEqual((result.returncode, result.stdout + result.stderr), (0, ""))
        self.unit.write_text(self.unit.read_text().replace("ProtectClock", "ProtectClok"))
        self.assertIn("ProtectClok", run("systemd-analyze", "verify", "--man=no",
                                         str(self.unit)).stderr)

    def test_the_service_is_shut(self):
        result = run("systemd-analyze", "security", "--offline=true", "--no-pager",
                     f"--threshold={MOST_EXPOSED}", str(self.unit))
        self.assertEqual(result.returncode, 0, result.stdout)

    def allowed_calls(self):
        sets, now = {}, None
        for line in run("systemd-analyze", "syscall-filter").stdout.splitlines():
            if line.startswith(("@", "# @")):
                now = sets.setdefault(line.lstrip("# "), set())
            elif now is not None and re.match(r"#?\s+(@?\w[\w-]*)$", line):
                now.add(line.strip("# "))

        def members(name):
            if not name.startswith("@"):
                return {name}
            return set().union(*(members(member) for member in sets[name]))

        calls = set()
        for value in re.findall(r"^SystemCallFilter=(.*)$", self.unit.read_text(), re.MULTILINE):
            for name in value.lstrip("~").split():
                calls = calls - members(name) if value[0] == "~" else calls | members(name)
        return calls

    @unittest.skipIf(os.environ.get("SPANA_SANITIZE"), "a sanitizer makes calls of its own")
    @unittest.skipUnless(shutil.which("strace"), "no strace")
    def test_a_scan_makes_no_call_that_is_forbidden(self):
        allowed = self.allowed_calls()
        self.assertTrue({"read", "openat", "seccomp"} <= allowed)
        self.assertFalse({"mount", "chown", "bpf", "ptrace"} & allowed)
        trace = self.folder / "trace"
        result = run("strace", "-f", "-o", str(trace), SPANA, "scan", "--quiet", "--inventory",
                     str(self.inventory), "--on-new", "true", str(TESTS / "share"))
        self.assertIn(result.returncode, (DONE, UNREAD), result.stderr)
        made = set(re.findall(r"^\d+ +(\w+)\(", trace.read_text(errors="replace"), re.MULTILINE))
        self.assertTrue({"read", "openat", "execve"} <= made)
        # SQLite gives files to their owner, when it is root.
        self.assertEqual(made - allowed - {"fchown"}, set())


class Packaging(unittest.TestCase):
    def test_the_version_stands_in_one_place(self):
        version = re.search(r"project\(spana VERSION (\d+\.\d+\.\d+)",
                            (TESTS.parent / "CMakeLists.txt").read_text())[1]
        self.assertTrue(run(SPANA, "--version").stdout.startswith(f"spana {version}\n"))
        newest = re.search(r"^## (\S+)", (TESTS.parent / "CHANGELOG.md").read_text(), re.MULTILINE)
        self.assertEqual(newest[1], version, "CHANGELOG.md begins with the version being made")

    def test_the_example_is_right(self):
        text = (PACKAGING / "spana.yaml").read_text()
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "spana.yaml"
            # What is commented out is right as well.
            config.write_text(re.sub(r"^( *)#(?=\S|  )", r"\1", text, flags=re.MULTILINE))
            result = run(SPANA, "config", "show", "--config", str(config))
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertIn("  share:\n", result.stdout)
        self.assertIn("  post:\n", result.stdout)
        self.assertIn("on-new:", result.stdout)


if __name__ == "__main__":
    unittest.main()
