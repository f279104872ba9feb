#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration: its sources, what is wrong in it, and who is told of a scan."""
import datetime
import os
import socket
import subprocess
import time
import unittest

from program import CANNOT, DONE, SPANA, TIME_UP, USAGE, ProgramTest

LETTER = "Kund 19800113-9818, anna.ek@example.org\n"


class Config(ProgramTest):
    def setUp(self):
        super().setUp()
        self.config = self.folder / "spana.yaml"

    def configure(self, text):
        self.config.write_text(f"inventory: {self.inventory}\n{text}")

    def two_sources(self, more=""):
        self.write("staff/a.txt", LETTER)
        self.write("staff/b.tmp", LETTER)
        self.write("post/c.txt", LETTER)
        self.configure(f"quiet: yes\nexclude: ['*.tmp']\nsources:\n"
                       f"  staff:\n    paths: [{self.share}/staff]\n{more}"
                       f"  post:\n    paths: {self.share}/post\n    types: email\n")

    def run_with(self, *args):
        return self.spana(*args, "--config", self.config)

    def places(self):
        return sorted((line["type"], os.path.basename(line["path"]))
                      for line in self.report().of_kind("finding"))

    def test_sources_are_scanned_with_their_own_options(self):
        self.two_sources()
        self.assertEqual(self.run_with("scan", "staff").status, DONE)
        self.assertEqual(self.places(), [("email", "a.txt"), ("personnummer", "a.txt")])
        self.assertEqual(self.run_with("scan", "--all").status, DONE)
        self.assertEqual(self.places(), [("email", "a.txt"), ("email", "c.txt"),
                                         ("personnummer", "a.txt")])

    def test_the_command_line_has_the_last_word(self):
        self.two_sources("    min-confidence: low\n    types: iban\n")
        self.assertEqual(self.run_with("scan", "--types", "email", "staff").status, DONE)
        self.assertEqual(self.places(), [("email", "a.txt")])

    def test_no_takes_an_option_of_the_top_away(self):
        self.two_sources("    no-raw: no\n")
        self.config.write_text("no-raw: yes\n" + self.config.read_text())
        shown = self.run_with("config", "show").out.decode().split("  post:")
        self.assertNotIn("no-raw", shown[0])
        self.assertIn("no-raw: yes", shown[1])

    def test_what_is_not_there_is_told_and_kept(self):
        self.two_sources()
        self.run_with("scan", "--all")
        before = self.places()
        (self.share / "staff").rename(self.share / "elsewhere")
        result = self.run_with("scan", "--all")
        self.assertEqual(result.status, CANNOT)
        self.assertIn(b"source staff: ", result.err)
        self.assertIn(b"what is known of it is kept", result.err)
        self.assertEqual(self.places(), before)

    def test_an_empty_mount_point_is_not_an_empty_source(self):
        self.two_sources(f"    mount: {self.share}/staff\n")
        result = self.run_with("scan", "--all")
        self.assertEqual(result.status, CANNOT)
        self.assertIn(b"nothing is mounted on", result.err)
        self.assertEqual(self.places(), [("email", "c.txt")], "the other source is scanned")
        self.configure(f"sources: {{staff: {{paths: {self.share}/staff, mount: /proc}}}}\n")
        self.assertEqual(self.run_with("scan", "staff").status, DONE)

    def test_windows_of_time(self):
        now = time.localtime()
        minute = now.tm_hour * 60 + now.tm_min

        def clock(add):
            return f"{(minute + add) % 1440 // 60:02d}:{(minute + add) % 60:02d}"
        closed, opened = f"{clock(120)}-{clock(180)}", f"{clock(-120)}-{clock(120)}"
        self.two_sources(f"    window: {closed}\n")
        result = self.run_with("scan", "--all")
        self.assertEqual(result.status, TIME_UP)
        self.assertIn(b"source staff: its window is not open now", result.err)
        self.assertEqual(self.places(), [("email", "c.txt")])
        self.two_sources(f"    window: [{closed}, {opened}]\n")
        self.assertEqual(self.run_with("scan", "--all").status, DONE)
        self.assertIn(("personnummer", "a.txt"), self.places())
        days = [(datetime.date.today() + datetime.timedelta(days=n)).strftime("%a").lower()
                for n in range(7)]
        self.two_sources(f"    window: '{days[2]}-{days[4]}'\n")
        self.assertEqual(self.run_with("scan", "staff").status, TIME_UP)
        self.two_sources(f"    window: '{days[6]}-{days[1]} 00:00-24:00'\n")
        self.assertEqual(self.run_with("scan", "staff").status, DONE)
        for wrong in ("20-06", "mon-sonntag", "mon 20", "20:00-06:60", "20:00-25:00", "06:00-06:00", "20:00-06:00h"):
            self.two_sources(f"    window: '{wrong}'\n")
            self.assertIn(b"spana.yaml:7: window: write it as 20:00-06:00, 'mon-fri 20:00-06:00' or",
                          self.run_with("config", "check").err)

    def test_what_belongs_to_one_call_is_not_configured(self):
        """`until` is a time for a scan, a day for a mark: the file means the scan."""
        self.write("a.txt", LETTER)
        self.configure("until: 04:00\ntypes: email\n")
        self.assertEqual(self.run_with("scan", self.share).status, DONE)
        marked = self.run_with("review", "--mark", "hold", "--reason", "tvist", self.share / "a.txt")
        self.assertEqual(marked.status, DONE, marked.err)
        marks = self.run_with("review", "--format", "jsonl").lines
        self.assertEqual([("until" in mark, "type" in mark) for mark in marks], [(False, False)])
        for text, said in (("until: 2033-12-31\n", b":2: until: write it as 06:00"),
                           ("reason: tvist\n", b":2: reason: it belongs to a single call: give it "
                            b"to spana review"),
                           ("personnummer: 19800113-9818\n", b":2: personnummer: it belongs to a "
                            b"single call"),
                           ("all: yes\n", b":2: all: it belongs to a single call")):
            self.configure(text)
            result = self.run_with("status")
            self.assertEqual((result.status, said in result.err), (CANNOT, True), result.err)

    def test_when_time_is_up_no_source_is_begun(self):
        self.two_sources()
        soon = time.strftime("%H:%M:%S", time.localtime(time.time() + 2))
        for name in range(60):
            self.write(f"staff/n{name}.txt", LETTER * 2500)
        result = self.run_with("scan", "--all", "--bandwidth", "1M", "--until", soon)
        self.assertEqual(result.status, TIME_UP, result.err)
        self.assertIn(b"source post: it is past", result.err)

    def test_names_that_are_no_sources(self):
        self.two_sources()
        for args, status, said in (
                (["staf"], USAGE, b"did you mean the source 'staff'?"),
                (["staff", self.share], USAGE, b"name sources or paths, not both"),
                (["--all", "staff"], USAGE, b"name no others"), ([], USAGE, b"give --all")):
            result = self.run_with("scan", *args)
            self.assertEqual((result.status, said in result.err), (status, True), result.err)
        self.configure("")
        result = self.run_with("scan", "--all")
        self.assertEqual(result.status, CANNOT)
        self.assertIn(b"no sources in", result.err)

    def test_what_is_wrong_names_file_line_and_what_is_right(self):
        top = "sources:\n  a:\n    paths: /srv\n"
        for text, said in (
                ("tiemout: 4\n", b":2: tiemout: there is no such option; did you mean 'timeout'?"),
                ("quiet: ja\n", b":2: quiet: cannot take that value; it takes yes or no"),
                ("sources: [a]\n", b":2: sources: expected names below it"),
                ("sources:\n  a: 3\n", b":3: an option has one value or a list; a name has options"),
                ("sourcs:\n  a:\n    paths: /a\n", b":3: sourcs: nothing has that name; did you "
                 b"mean 'sources'?"),
                ("paths: /a\n", b":2: paths: it belongs to a source"),
                ("timeout: {a: {b: c}}\n", b":2: timeout: an option has one value or a list"),
                (top + "    path: /b\n", b":5: path: a source has no such option; did you mean "
                 b"'paths'?"),
                (top + "    excluda: b\n", b":5: excluda: a source has no such option; did you "
                 b"mean 'exclude'?"),
                (top + "    key: /b\n", b":5: key: it is no option of a single source"),
                (top + "    max-file-size: ten\n", b":5: max-file-size: cannot take that value; "
                 b"it takes a size"),
                (top + "    paths: /b\n", b":5: paths: it stands already on line 4"),
                (top + "  a:\n    paths: /b\n", b":5: a: it stands already on line 3"),
                (top + "  b:\n    timeout: 3\n", b":5: b: a source needs its paths"),
                ("sources:\n  a:\n    paths: srv\n", b":4: paths: give the path from /"),
                ("sources:\n  a/b:\n    paths: /srv\n", b":3: a/b: a source's name has no slash"),
                (top + "    exclude: {a: {b: c}}\n", b":5: an option has one value or a list"),
                (top + "    exclude: [[a]]\n", b":5: a list belongs to an option"),
                ("---\nquiet: yes\n", b":2: a second document is not read")):
            self.configure(text)
            for args in (("config", "check"), ("status",)):
                result = self.run_with(*args)
                self.assertEqual(result.status, CANNOT, text)
                self.assertIn(b"spana.yaml" + said, result.err)

    def test_retention_of_a_source_holds_below_its_paths(self):
        self.two_sources("    retention: ['*: 1 days; rutin 4']\n")
        for name in ("staff/a.txt", "post/c.txt"):
            os.utime(self.share / name, (86400, 86400))
        self.assertEqual(self.run_with("scan", "--all").status, DONE)
        overdue = self.run_with("report", "--overdue", "--format", "jsonl")
        self.assertEqual(overdue.status, DONE, overdue.err)
        self.assertEqual([os.path.basename(line["path"]) for line in overdue.lines
                          if line["kind"] == "overdue"], ["a.txt"])
        self.two_sources("    retention: ['*: 1 dayz']\n")
        self.assertIn(b"spana.yaml:7: retention: *: 1 dayz: no rule",
                      self.run_with("config", "check").err)

    def test_check_looks_at_the_disk(self):
        self.two_sources()
        result = self.spana("config", "check", "--config", self.config)
        self.assertEqual(result.status, DONE, result.err)
        for more, said in (("    types: emial\n", b"emial"), ("    allow: /nowhere/a\n", b"/nowhere/a"),
                           ("    patterns: /nowhere/p\n", b"/nowhere/p")):
            self.two_sources(more)
            result = self.run_with("config", "check")
            self.assertEqual(result.status, CANNOT, more)
            self.assertIn(said, result.err)
            self.assertIn(b"that concerns the source 'staff'", result.err)
        self.configure("sources:\n  a:\n    paths: [/proc, /nowhere]\n")
        self.assertIn(b"spana.yaml:4: /nowhere: No such file", self.run_with("config", "check").err)
        self.assertEqual(self.spana("config", "check").status, CANNOT, "there is none")

    def test_what_is_shown_says_the_same_again(self):
        self.two_sources("    exclude: [\"it's\", 'a: b', '#c']\n    timeout: 0\n"
                         "    max-file-size: 10M\n    min-confidence: high\n    threads: 3\n")
        shown = self.run_with("config", "show").out
        self.assertIn(b"exclude: ['*.tmp', 'it''s', 'a: b', '#c']", shown)
        self.config.write_bytes(shown)
        again = self.run_with("config", "show").out
        self.assertEqual(again.split(b"\n")[1:], shown.split(b"\n")[1:])
        only = self.run_with("config", "show", "post").out
        self.assertNotIn(b"staff:", only)
        self.assertEqual(self.run_with("config", "show", "nobody").status, CANNOT)
        self.assertEqual(self.run_with("config", "sho").status, USAGE)


class Told(ProgramTest):
    """--on-new, and the service manager."""

    def scan_new(self, command='env | grep ^SPANA_ | sort > "$OUT"'):
        os.environ["OUT"] = str(self.folder / "told")
        self.addCleanup(os.environ.pop, "OUT", None)
        (self.folder / "told").unlink(missing_ok=True)
        result = self.scan("--on-new", command, self.share)
        try:
            told = (self.folder / "told").read_text()
        except FileNotFoundError:
            return result, None
        return result, dict(line.split("=", 1) for line in told.splitlines()
                            if line.startswith("SPANA_NEW"))

    def test_new_findings_are_told_by_their_counts(self):
        self.write("a.txt", LETTER)
        result, told = self.scan_new()
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(told, {"SPANA_NEW_FINDINGS": "2", "SPANA_NEW_VALUES": "2",
                                "SPANA_NEW_FILES": "1",
                                "SPANA_NEW_TYPES": "email=1 personnummer=1"})
        self.assertIsNone(self.scan_new()[1], "nothing is new")
        self.write("a.txt", LETTER + "mer text\n")
        self.assertIsNone(self.scan_new()[1], "the file changed, what it holds did not")
        (self.share / "a.txt").rename(self.share / "b.txt")
        self.assertIsNone(self.scan_new()[1], "it has moved")
        self.write("b.txt", LETTER + "mer text, kund 19911105-2388\n")
        self.assertEqual(self.scan_new()[1]["SPANA_NEW_TYPES"], "personnummer=1")

    def test_low_findings_are_not_told(self):
        self.write("a.txt", "se 8001139818 dar\n")
        result, told = self.scan_new()
        self.assertEqual((result.status, told), (DONE, None))

    def test_a_command_that_fails_is_told(self):
        self.write("a.txt", LETTER)
        result, _ = self.scan_new("exit 7")
        self.assertEqual(result.status, CANNOT)
        self.assertIn(b"--on-new: the command failed (status 7)", result.err)
        self.assertEqual(len(self.report().of_kind("finding")), 2)

    def test_no_value_is_told(self):
        self.write("a.txt", LETTER)
        self.scan_new('(env; echo "$@"; cat) > "$OUT" < /dev/null')
        told = (self.folder / "told").read_bytes()
        for value in (b"19800113", b"9818", b"anna.ek"):
            self.assertNotIn(value, told)

    def test_a_service_manager_hears_how_far_it_is(self):
        self.write("a.txt", LETTER)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            path = str(self.folder / "notify")
            manager.bind(path)
            manager.settimeout(60)
            os.environ["NOTIFY_SOCKET"] = path
            self.addCleanup(os.environ.pop, "NOTIFY_SOCKET", None)
            self.assertEqual(self.scan().status, DONE)
            self.assertEqual(manager.recv(1024), b"STATUS=the scan begins")
            self.assertRegex(manager.recv(1024).decode(),
                             r"^STATUS=1 items  \d+ B  .*/s  2 findings  0 problems$")

    def test_the_journal_gets_levels(self):
        log = self.folder / "log"
        with log.open("wb") as file:
            about = os.fstat(file.fileno())
            os.environ["JOURNAL_STREAM"] = f"{about.st_dev}:{about.st_ino}"
            self.addCleanup(os.environ.pop, "JOURNAL_STREAM", None)
            self.assertNotIn(b"<3>", self.spana("scan").err, "standard error is a pipe")
            subprocess.run([SPANA, "scan", "--inventory", "/proc/none/inventory.db", self.share],
                           stderr=file, check=False)
        self.assertTrue(log.read_bytes().startswith(b"<3>spana: "), log.read_bytes())
        with log.open("wb") as file:
            subprocess.run([SPANA, "scan", "--inventory", self.inventory, "/nowhere", self.share],
                           stderr=file, check=False)
        lines = log.read_bytes().splitlines()
        self.assertTrue(lines[0].startswith(b"<4>spana: /nowhere: "), lines)
        # What has no level is what the unit says: information.
        self.assertEqual([line for line in lines[1:] if line.startswith(b"<")], [])
        self.assertIn(b"Scan complete.", lines)

    def test_a_source_is_named_to_the_command(self):
        self.write("a.txt", LETTER)
        config = self.folder / "spana.yaml"
        config.write_text(f"inventory: {self.inventory}\non-new: 'echo \"$SPANA_SOURCE "
                          f"$SPANA_NEW_FINDINGS\" >> {self.folder}/told'\n"
                          f"sources:\n  staff:\n    paths: {self.share}\n")
        self.assertEqual(self.spana("scan", "--all", "--config", config).status, DONE)
        self.assertEqual((self.folder / "told").read_text(), "staff 2\n")


if __name__ == "__main__":
    unittest.main()
