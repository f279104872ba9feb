#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program leaves behind holds no value in the clear: every byte of it is looked at."""
import os
import re
import subprocess
import time
import unittest

from program import DONE, SPANA, TESTS, ProgramTest

# Of the published test series, or set aside for examples and for fiction.
PNR = "198001139818"
SAMORDNING = "197010632391"
EMAIL = "anna.ek@example.org"
IBAN = "SE4550000000058398257466"
CARD = "4111111111111111"
PHONE = "0701740672"


# A sanitizer's runtime names itself in the program.
with open(SPANA, "rb") as program:
    SANITIZED = b"__asan_init" in program.read() or os.environ.get("LD_PRELOAD", "") != ""


def grouped(value, sizes, separator):
    out = []
    for size in sizes:
        out.append(value[:size])
        value = value[size:]
    return separator.join(out + ([value] if value else []))


def forms():
    """The values as anybody may write them."""
    for pnr in (PNR, SAMORDNING):
        for digits in (pnr, pnr[2:]):
            for separator in ("", "-", "+", " ", "\u2013", "\u2011"):
                yield digits[:-4] + separator + digits[-4:]
        yield grouped(pnr, (4, 2, 2), "-")
        yield grouped(pnr, (4, 2, 2), " ")
    yield EMAIL
    yield EMAIL.upper()
    yield IBAN
    yield IBAN[4:]
    yield grouped(IBAN, (4,) * 6, " ")
    yield CARD
    yield grouped(CARD, (4,) * 4, " ")
    yield grouped(CARD, (4,) * 4, "-")
    yield PHONE
    yield "+46" + PHONE[1:]
    yield "070-174 06 72"
    yield "+46 70 174 06 72"


FORMS = sorted(set(forms()))
CODES = ("utf-8", "utf-16-le", "utf-16-be")
NEEDLES = {form.encode(code): (form, code) for form in FORMS for code in CODES}


WIPED = os.environ.get("WIPED", "")


class Privacy(ProgramTest):
    def setUp(self):
        super().setUp()
        text = "".join(f"Personnr {form}, tel {form}, konto {form}; ordernr {form}\n"
                       for form in FORMS)
        self.write("utf8.txt", text)
        for code in CODES[1:]:
            self.write(f"{code}.txt", ("\ufeff" + text).encode(code))
        self.write("tabell.csv", "Ordernr;Personnr\n" +
                   "".join(f"{form};{form}\n" for form in FORMS if "," not in form))
        self.write("last.txt", text * 2)

    def look_through(self, data, what):
        for needle, (form, code) in NEEDLES.items():
            self.assertNotIn(needle, data, f"{form} as {code} in {what}")
        self.assertIsNone(re.search(rb"(?<!\d)\d{6}[-+ ]?9818(?!\d)", data), what)

    def state(self):
        """Every file beside the inventory: the database, its log, the key."""
        return sorted(self.inventory.parent.iterdir())

    def test_inventory_log_and_reports(self):
        self.faults = "pause@last.txt"
        process = self.start("scan", "--keep-suppressed", "--verbose", "--threads", 1,
                             "--inventory", self.inventory, self.share)
        self.faults = ""
        self.addCleanup(process.kill)
        while not (self.folder / "paused").exists():
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        time.sleep(1.5)  # it commits what has come
        names = {file.name for file in self.state()}
        self.assertIn("inventory.db-wal", names)
        self.assertGreater((self.inventory.parent / "inventory.db-wal").stat().st_size, 100000)
        for file in self.state():
            self.look_through(file.read_bytes(), f"{file.name} while it scans")
            self.assertEqual(file.stat().st_mode & 0o777, 0o600, file.name)
        with open(f"/proc/{process.pid}/cmdline", "rb") as line:
            self.look_through(line.read(), "the process list")
        (self.folder / "paused").unlink()
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, DONE, err)
        self.look_through(out + err, "what it said")
        for file in self.state():
            self.look_through(file.read_bytes(), file.name)
        for form in ("text", "jsonl", "csv"):
            for more in ((), ("--suppressed",), ("--problems",), ("--gone",)):
                path = self.folder / "report"
                result = self.spana("report", "--inventory", self.inventory, "--format", form,
                                    "--output", path, *more)
                self.assertEqual(result.status, DONE, result.err)
                self.look_through(path.read_bytes() + result.out + result.err, (form, more))
                self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertGreater(len(self.report().of_kind("finding")), 200)
        self.assertGreater(len(self.report("--suppressed").of_kind("suppressed")), 50)

    def test_would_see_a_value(self):
        for file in self.share.iterdir():
            with self.assertRaises(AssertionError):
                self.look_through(file.read_bytes(), file.name)

    def test_detect_masks(self):
        for form in ("text", "jsonl", "csv"):
            result = self.spana("detect", "--verbose", "--format", form, self.share)
            self.assertEqual(result.status, DONE, result.err)
            self.look_through(result.out + result.err, form)

    def test_hostile_names_are_no_formulas(self):
        names = ("=cmd|' /C calc'!A0.txt", "+1.txt", "-1+1.txt", "@SUM(A1).txt", "\t=1.txt",
                 "\r=1.txt", "a\n=1.txt", 'x",=1+1.txt', "=HYPERLINK(\"http:\u2215\u2215example.org\").txt")
        for name in names:
            self.write(name, f"Personnr {PNR}\n")
        here = subprocess.Popen([SPANA, "detect", "--format", "csv", "--", *names], cwd=self.share,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = here.communicate(timeout=60)
        self.assertEqual(here.returncode, DONE, err)
        import csv
        import io
        rows = list(csv.reader(io.StringIO(out.decode(), newline="")))
        self.assertEqual(len({len(row) for row in rows}), 1)
        self.assertGreaterEqual(len(rows), len(names) + 1)
        for row in rows:
            for field in row:
                self.assertFalse(field.startswith(("=", "+", "-", "@", "\t", "\r")), field)

    @unittest.skipUnless(os.path.exists("/proc/self/coredump_filter"), "no /proc")
    def test_no_core_dump(self):
        """Not even where the kernel hands cores to a program, which the size limit does not stop."""
        self.faults = "pause@last.txt"
        process = self.start("scan", "--inventory", self.inventory, self.share)
        self.faults = ""
        self.addCleanup(process.kill)
        while not (self.folder / "paused").exists():
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        with open(f"/proc/{process.pid}/limits") as limits:
            core, = [line.split()[4:6] for line in limits if line.startswith("Max core")]
        self.assertEqual(core, ["0", "0"])
        paused = self.folder / "paused"
        while not paused.read_text():
            time.sleep(0.01)
        # A sanitizer looks at the program from outside.
        self.assertEqual(paused.read_text(), f"dumpable {int(SANITIZED)}\n")


@unittest.skipIf(SANITIZED, "a sanitizer has a free() of its own")
class Wiped(ProgramTest):
    """What held a value is wiped before it is let go of. Readers, which others' libraries are in, are left out."""
    SECRET = "qwerty.uiop@example.org"

    def unwiped(self, secret, *args):
        told = self.folder / "unwiped"
        told.unlink(missing_ok=True)
        env = dict(os.environ, HOME=str(self.folder), LC_ALL="C.UTF-8", LD_PRELOAD=WIPED, SPANA_SECRET=secret,
                   SPANA_UNWIPED=str(told))
        done = subprocess.run([SPANA, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
        self.assertEqual(done.returncode, DONE, done.stderr)
        return len(told.read_text().splitlines()) if told.exists() else 0, done.stdout.decode()

    def setUp(self):
        super().setUp()
        self.write("a.txt", f"Skriv till {self.SECRET}, inte till anna.ek@example.org\n" * 400)
        self.write("b.json", f'{{"epost": "{self.SECRET}"}}\n')
        self.write("c.csv", f"namn;epost\nAnna Ek;{self.SECRET}\nBo Ek;x\n")
        self.write("d.sql", f"INSERT INTO kund (namn, epost) VALUES ('Anna', '{self.SECRET}');\n")
        self.write("e.html", f"<p>E-post: {self.SECRET}</p>\n")

    def test_that_it_would_be_seen(self):
        # Patterns' examples are no secret, and their reader wipes nothing.
        self.write("patterns/locker.yaml", (TESTS / "unit" / "detect" / "patterns" / "locker.yaml").read_text())
        self.assertGreater(self.unwiped("L-12345", "patterns", "list", "--patterns", self.share / "patterns")[0], 0)

    def test_detect(self):
        for options in ((), ("--show-values",), ("--threads", 1, "--verbose")):
            count, out = self.unwiped(self.SECRET, "detect", *options, self.share)
            self.assertEqual((count, len(out) > 0), (0, True), options)

    def test_scan_report_and_extract(self):
        inventory = ("--inventory", self.inventory)
        for args in (["scan", *inventory, self.share], ["report", *inventory, "--format", "html"],
                     ["extract", *inventory, "--email", self.SECRET, "--format", "html"],
                     ["text", self.share]):
            count, out = self.unwiped(self.SECRET, *args)
            self.assertEqual(count, 0, args)


if __name__ == "__main__":
    unittest.main()
