#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""spana scan, report and status: the inventory over days."""
import os
import random
import shutil
import signal
import sqlite3
import time
import unittest

from program import CANNOT, DONE, INTERRUPTED, TESTS, UNREAD, USAGE, ProgramTest

PERSONS = ("198001139818", "199111052388", "198505052384", "197010632391")
PLANTED = (b"198001139818", b"800113-9818", b"19800113-9818", b"anna.ek@example.org",
           b"SE4550000000058398257466")


def letter(value="19800113-9818"):
    return f"Kund {value}, anna.ek@example.org, IBAN SE45 5000 0000 0583 9825 7466\n"


class Scan(ProgramTest):
    def counts(self):
        status = self.spana("status", "--inventory", self.inventory, "--format", "jsonl")
        self.assertEqual(status.status, DONE, status.err)
        return status.of_kind("scan")[0]

    def places(self):
        return sorted((line["type"], os.path.relpath(line["path"], self.share))
                      for line in self.report().of_kind("finding"))

    def test_protected_identities_are_counted(self):
        self.write("a.txt", f"Anna Ek {PERSONS[0]} har sekretessmarkering\nSkyddad identitet: ja\n")
        self.write("b.txt", "Skyddad identitet: nej\n")
        self.assertIn(b"Protected identity: 2 places\n", self.scan().err)
        told = self.spana("report", "--inventory", self.inventory, "--format", "text")
        self.assertIn(b"Protected identity: 2 places\n", told.out)
        kinds = {(f["category"], f["term_category"])
                 for f in self.report("--types", "sensitive_term").of_kind("finding")}
        self.assertEqual(kinds, {("protected", "protected identity")})

    def test_finds_and_reports(self):
        self.write("a.txt", letter())
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(self.places(), [("email", "a.txt"), ("iban", "a.txt"),
                                         ("personnummer", "a.txt")])
        finding = self.report("--types", "personnummer").of_kind("finding")[0]
        self.assertEqual((finding["masked"], finding["where"], finding["category"]),
                         ("19800113-****", {"line": 1, "column": 6}, "identity"))

    def test_unchanged_is_not_read_again(self):
        self.write("a.txt", letter())
        self.write("b/c.txt", letter())
        self.scan()
        before = self.found()
        result = self.scan()
        scan = self.counts()
        self.assertEqual((scan["files"], scan["unchanged"], scan["bytes"]), (2, 2, 0))
        self.assertIn(b"unchanged, not read again", result.err)
        self.assertEqual(self.found(), before)

    def test_changed_moved_and_deleted(self):
        for name in ("same.txt", "changed.txt", "moved.txt", "gone.txt", "old/deep.txt"):
            self.write(name, letter() + name)
        self.scan()
        self.write("changed.txt", "Nu utan uppgifter\n")
        (self.share / "moved.txt").rename(self.share / "new name.txt")
        (self.share / "gone.txt").unlink()
        shutil.rmtree(self.share / "old")
        self.scan()
        scan = self.counts()
        self.assertEqual((scan["unchanged"], scan["changed"], scan["moved"], scan["removed"]),
                         (1, 1, 1, 2))
        self.assertEqual({path for _, path in self.places()}, {"same.txt", "new name.txt"})
        closed = [line for line in self.report("--gone").of_kind("finding") if "closed" in line]
        self.assertEqual(len(closed), 4 * 3, "what was found is closed with a date, not lost")

    def test_other_rules_read_again(self):
        self.write("a.txt", letter())
        self.scan("--types", "email", self.share)
        self.assertEqual([kind for kind, _ in self.places()], ["email"])
        result = self.scan("--verbose", self.share)
        self.assertIn(b"patterns, options or program changed", result.err)
        self.assertEqual(len(self.places()), 3)

    def test_words_against_a_finding_are_kept(self):
        self.write("a.txt", "Ordernr 198001139818\n")
        self.write("b.csv", "Ordernr;Namn\n198001139818;Anna Ek\n")
        self.scan()
        self.assertEqual([(line["masked"], line["against"])
                          for line in self.report("--types", "personnummer").of_kind("finding")],
                         [("19800113****", "Ordernr")] * 2)

    def test_suppressed_is_kept_where_asked_for(self):
        self.write("a.txt", "Ordernr 198001139818 och mobil 0701740672\n"
                            "Kund 800113-9818\n")
        want = [("samordningsnummer", "**********", "the same text is read as phone")]
        self.scan()
        none = self.report("--suppressed")
        self.assertEqual(none.of_kind("suppressed"), [])
        self.assertIn(b"--keep-suppressed", none.err)
        before = self.found()
        result = self.scan("--keep-suppressed", "--verbose", self.share)
        self.assertIn(b"patterns, options or program changed", result.err)
        told = [(s["type"], s["masked"], s["why"])
                for s in self.report("--suppressed").of_kind("suppressed")]
        self.assertEqual([s for s in told if s[0] == "samordningsnummer"], want)
        self.assertEqual(self.found(), before, "they are no findings")
        self.assertEqual(self.report("--suppressed").lines[-1]["findings"], len(before))
        for form in ("csv", "text"):
            out = self.spana("report", "--inventory", self.inventory, "--suppressed", "--format",
                             form).out
            self.assertIn(want[0][2].encode(), out)
        database = sqlite3.connect(self.inventory)
        columns = {row[1] for row in database.execute("PRAGMA table_info(suppressed)")}
        database.close()
        self.assertFalse(columns & {"digest", "alias", "snippet", "value"})
        self.assertEqual(self.report("--suppressed", "--types", "iban").of_kind("suppressed"), [])
        (self.share / "a.txt").write_text("tomt\n")
        self.scan("--keep-suppressed", self.share)
        self.assertEqual(self.report("--suppressed").of_kind("suppressed"), [])
        self.scan()
        self.assertEqual(self.spana("report", "--inventory", self.inventory, "--suppressed",
                                    "--problems").status, USAGE)

    def why(self, *args):
        """What scan --verbose says of each file."""
        err = self.scan("--verbose", *args, self.share).err.decode()
        lines = [line.split(f": {self.share}/") for line in err.splitlines()]
        return {line[1]: line[0] for line in lines if len(line) == 2}

    def test_says_why_it_reads_what_it_reads(self):
        """Contents that changed are noticed, whatever their times say."""
        old = 1_500_000_000 * 10**9
        names = ("same", "in place", "copied over", "restored", "grown", "touched", "chmod",
                 "future", "renamed", "deep/moved")
        for name in names:
            os.utime(self.write(name, letter(PERSONS[0])), ns=(old, old))
        os.utime(self.share / "future", (4e9, 4e9))
        (self.share / "future in place").write_text(letter(PERSONS[0]))
        os.utime(self.share / "future in place", (4e9, 4e9))
        self.assertEqual(set(self.why().values()), {"new"})
        self.assertEqual(set(self.why().values()), {"unchanged"})
        other = letter(PERSONS[0]).replace("800113", "800311")
        for name, mode in (("in place", "r+"), ("copied over", "w")):
            with open(self.share / name, mode) as file:
                file.write(other)
            os.utime(self.share / name, ns=(old, old))
        with open(self.share / "future in place", "w") as file:
            file.write(other)
        os.utime(self.share / "future in place", (4e9, 4e9))
        backup = self.write("backup", other)
        os.utime(backup, ns=(old, old))
        backup.rename(self.share / "restored")
        (self.share / "grown").write_text(letter() + "x")
        os.utime(self.share / "touched")
        os.chmod(self.share / "chmod", 0o600)
        (self.share / "renamed").rename(self.share / "with another name")
        (self.share / "deep").rename(self.share / "deeper")
        self.assertEqual(self.why(), {
            "same": "unchanged", "future": "unchanged",
            "in place": "changed (time of its metadata)",
            "copied over": "changed (time of its metadata)",
            "future in place": "changed (time of its metadata)",
            "restored": "changed (another file under its name)",
            "grown": "changed (size)", "touched": "changed (time of its content)",
            "chmod": "changed (time of its metadata)",
            "with another name": "new", "deeper/moved": "new"})
        scan = self.counts()
        self.assertEqual((scan["moved"], scan["removed"]), (2, 0))
        moved = [f for f in self.report().of_kind("finding")
                 if f["path"].endswith(("another name", "/moved"))]
        self.assertEqual(len({f["first_seen"] for f in moved}), 1)
        self.assertEqual({f["first_seen"] for f in moved},
                         {f["first_seen"] for f in self.report().of_kind("finding")
                          if f["path"].endswith("same")}, "moved content keeps its identity")
        self.assertEqual(set(self.why().values()), {"unchanged"})

    def test_what_concerns_a_file_is_read_again(self):
        self.write("a.txt", "Skåp nr L-1234\n")
        self.scan()
        own = self.folder / "patterns"
        own.mkdir()
        pattern = ("type: locker\ncategory: customer\nlongest: 10\nforms: [{name: plain, regex: "
                   "'{{before}}L-\\d{4}{{after}}', score: 0.9}]\nmatch: []\nnomatch: []\n")
        (own / "locker.yaml").write_text(pattern)
        again = {"a.txt": "patterns, options or program changed"}
        self.assertEqual(self.why("--patterns", own), again)
        self.assertEqual([kind for kind, _ in self.places()], ["locker"])
        self.assertEqual(self.why("--patterns", own), {"a.txt": "unchanged"})
        (own / "locker.yaml").write_text(pattern.replace("0.9", "0.3"))
        self.assertEqual(self.why("--patterns", own), again)
        self.assertEqual(self.report().of_kind("finding")[0]["confidence"], "low")
        self.assertEqual(self.why(), again)
        self.assertEqual(self.places(), [])

    def test_overlapping_sources_count_once(self):
        self.write("inner/a.txt", letter())
        self.scan(self.share)
        before = self.found()
        self.scan(self.share / "inner")
        self.scan(self.share / "inner" / "a.txt")
        self.assertEqual(self.found(), before)
        self.assertEqual(len(before), 3)

    def test_missing_source_keeps_what_is_known(self):
        self.write("a.txt", letter())
        self.scan()
        before = self.found()
        away = self.folder / "away"
        self.share.rename(away)
        self.assertEqual(self.scan().status, UNREAD)
        self.assertEqual([line for line in self.found() if '"finding"' in line], before)
        away.rename(self.share)
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(self.found(), before)

    def test_coverage_adds_up(self):
        shutil.copytree(TESTS / "share", self.share, dirs_exist_ok=True)
        os.mkfifo(self.share / "pipe")
        self.assertEqual(self.scan().status, UNREAD)
        scan = self.counts()
        database = sqlite3.connect(self.inventory)
        rows = dict(database.execute(
            "SELECT i.outcome, count(*) FROM item i JOIN file f ON f.id = i.file "
            "WHERE f.state = 1 GROUP BY 1"))
        database.close()
        self.assertEqual(set(rows) - {1, 2, 3, 4}, set())
        self.assertEqual(sum(rows.values()), scan["items"])
        text = self.spana("report", "--inventory", self.inventory).out.decode()
        for word in ("read in full", "not read", "no text"):
            self.assertIn(word, text.lower())

    def test_no_value_in_the_clear(self):
        self.write("a.txt", letter())
        self.write("b.csv", "Namn;Pnr\n" + "".join(f"X;{p}\n" for p in PERSONS))
        self.scan()
        files = list(self.inventory.parent.iterdir())
        self.assertIn("inventory.key", [file.name for file in files])
        for file in files:
            self.assertEqual(file.stat().st_mode & 0o777, 0o600, file)
            for value in PLANTED + tuple(p.encode() for p in PERSONS):
                self.assertNotIn(value, file.read_bytes(), file)
        for form in ("jsonl", "csv", "text"):
            out = self.spana("report", "--inventory", self.inventory, "--format", form).out
            for value in PLANTED:
                self.assertNotIn(value, out, form)

    def test_workers_do_not_change_the_result(self):
        shutil.copytree(TESTS / "share", self.share, dirs_exist_ok=True)
        results = []
        for n in (1, 2, 8):
            self.inventory = self.folder / str(n) / "inventory.db"
            self.scan("--threads", n, self.share)
            results.append(self.found())
        self.assertTrue(results[0])
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[0], results[2])

    def test_errors(self):
        self.assertEqual(self.spana("scan").status, USAGE)
        self.assertEqual(self.report().status, CANNOT)
        self.inventory.parent.mkdir(parents=True)
        self.inventory.write_text("no database")
        self.assertEqual(self.scan().status, CANNOT)
        self.assertEqual(self.inventory.read_text(), "no database")

    def test_wrong_key(self):
        self.write("a.txt", letter())
        self.scan()
        key = self.inventory.parent / "inventory.key"
        os.rename(key, self.folder / "key")
        self.assertEqual(self.scan().status, CANNOT)
        self.assertFalse(key.exists())
        self.assertEqual(self.scan("--key", self.folder / "key", self.share).status, DONE)

    def test_files_from(self):
        one, two = self.write("a.txt", letter()), self.write("b.txt", letter())
        names = self.folder / "names"
        names.write_text(f"{one}\n{two}\n")
        self.assertEqual(self.scan("--files-from", names).status, DONE)
        self.assertEqual(len(self.places()), 6)


class Stopped(ProgramTest):
    """A scan that ends early loses nothing that was whole, and counts nothing twice."""

    def setUp(self):
        super().setUp()
        rng = random.Random(11)
        for i in range(300):
            lines = "".join(f"rad {j}: {letter(rng.choice(PERSONS))}" for j in range(60))
            self.write(f"{i % 20}/{i}.txt", lines)
        self.scan()
        self.whole = self.found()
        self.inventory = self.folder / "again" / "inventory.db"

    def status(self):
        return self.spana("status", "--inventory", self.inventory, "--format", "jsonl")

    def cut_short(self, number, delay):
        process = self.start("scan", "--inventory", self.inventory, self.share)
        time.sleep(delay)
        process.send_signal(number)
        process.communicate(timeout=60)
        return process.returncode

    def test_killed_at_any_moment(self):
        rng = random.Random(3)
        for _ in range(8):
            self.cut_short(signal.SIGKILL, rng.uniform(0, 0.25))
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(self.found(), self.whole)

    def test_interrupted(self):
        big = self.share / "big.txt"
        with open(big, "w") as file:
            for _ in range(40):
                file.write(letter() * 20000)
        process = self.start("scan", "--inventory", self.inventory, self.share)
        while process.poll() is None and b'"scan"' not in self.status().out:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, INTERRUPTED)
        big.unlink()
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(self.found(), self.whole)


if __name__ == "__main__":
    unittest.main()
