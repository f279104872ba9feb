#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A large file is read by several workers at once, and told as one alone would tell it."""
import base64
import io
import json
import time
import unittest
import zipfile

from program import DONE, UNREAD, ProgramTest

HEAD = ("From: Anna Ek <anna.ek@example.org>\nTo: Olle Berg <olle.berg@example.org>\n"
        "Subject: %s\nDate: Mon, 05 Jan 2026 09:30:00 +0100\n")
OPEN = "From anna.ek@example.org Mon Jan  5 09:30:00 2026\n"
NUMBERS = ("19811228-9874", "19900118-9811", "19740228-9834")
FILLER = "en rad text utan nummer, och en till\n"


def letter(number, rows):
    """A mail of so many rows; some have a number, a quoted opening line, or no sender in the head."""
    text = FILLER * rows
    if number % 7 == 0:
        text += "Personnummer: " + NUMBERS[number % 3] + "\n"
    if number % 11 == 0:
        text += "\nFrom now on\n>From oss " + NUMBERS[number % 3] + "\n"
    if number % 13 == 0:
        return OPEN.replace("anna.ek", f"avs{number}") + f"Subject: rad {number}\n\n{text}\n"
    return OPEN + HEAD % f"rad {number}" + "\n" + text + "\n"


def packed(number, size):
    """A mail with an archive that unpacks to `size`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"lista {number}.txt",
                         FILLER * (size // len(FILLER)) + f"Personnummer: {NUMBERS[number % 3]}\n")
    body = base64.encodebytes(out.getvalue()).decode()
    return (OPEN + HEAD % f"packad {number}" + "MIME-Version: 1.0\n"
            'Content-Type: application/zip; name="lista.zip"\n'
            f"Content-Transfer-Encoding: base64\n\n{body}\n")


def table(number, separator):
    """Rows under a heading, longer than a window's margin."""
    rows = [separator.join(("Namn", "Personnummer", "Ort"))]
    rows += [separator.join(("Anna Ek", NUMBERS[(number + n) % 3], "Umeå")) for n in range(60)]
    return "\n".join(rows) + "\n\n"


def text(size, tables):
    """Sentences with numbers, labels on the line before, and here and there a table."""
    pieces, length, number = [], 0, 0
    while length < size:
        number += 1
        piece = FILLER * (number % 50)
        if number % 3 == 0:
            piece += f"Personnummer:\n{NUMBERS[number % 3]}\nRing 070-174 06 {number % 90 + 10:02} i dag.\n"
        if number % 7 == 0:
            piece += "Anna Ek, Storgatan 1, skriver till olle.berg@example.org om saken.\n"
        if tables and number % tables == 0:
            piece += table(number, "\t|"[number % 2])
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces)


class Slices(ProgramTest):
    def told(self, *args, given=b""):
        """All that is told, less the time that it took."""
        result = self.detect(*args, given=given)
        lines = result.lines
        lines[-1].pop("seconds")
        return result.status, [{**line, "path": "box"} if "path" in line else line for line in lines]

    def compare(self, box, *options, least=9 << 20):
        """By how many workers it is read makes no difference, and none that it is cut at all."""
        one = self.told("--threads", 1, *options, box)
        self.assertEqual(self.told("--threads", 4, *options, box), one)
        self.assertGreater(box.stat().st_size, least)
        return one

    def whole(self, box, *options):
        """What is told of standard input, which is not cut."""
        return self.told(*options, "-", given=box.read_bytes())

    def test_all_is_told_in_order(self):
        box = self.write("box", "".join(letter(n, n % 200) for n in range(2600)))
        status, lines = self.compare(box)
        self.assertEqual(status, DONE)
        self.assertGreater(len(lines), 1000)
        self.assertEqual((status, lines), self.whole(box))

    def test_members_are_limited_over_the_whole(self):
        """The limit is met in the second slice or later, and ends the file there."""
        box = self.write("box", "".join(letter(n, 5) for n in range(28000)))
        limits = "--max-members", 18000, "--types", "personnummer"
        status, lines = self.compare(box, *limits)
        self.assertEqual(status, UNREAD)
        problem, = (line for line in lines if line["kind"] == "problem")
        self.assertEqual((problem["reason"], problem["members"]), ("limit_expansion", []))
        self.assertEqual(lines[-1]["items"], 18001)
        self.assertEqual((status, lines), self.whole(box, *limits))

    def test_expansion_is_limited_over_the_whole(self):
        """What passes the limit is told as such, and mails behind it are read."""
        box = self.write("box", "".join(packed(n, 1 << 20) + letter(n, 7000) for n in range(40)))
        limits = "--max-expansion", 4 << 20, "--types", "personnummer"
        status, lines = self.compare(box, *limits)
        self.assertEqual(status, UNREAD)
        self.assertGreater(len([line for line in lines if line["kind"] == "problem"]), 10)
        # Problems are told behind the findings of their batch, and slices have batches of their own.
        self.assertEqual(*(sorted(json.dumps(line) for line in told)
                           for told in (lines, self.whole(box, *limits)[1])))

    def test_text(self):
        """What hangs on the segment before is looked through by the owner, and all stays in order."""
        for tables in (0, 40, 400):
            file = self.write("text", text(3 << 20, tables))
            status, lines = self.compare(file, "--verbose", least=3 << 20)
            self.assertEqual(status, DONE)
            self.assertGreater(len(lines), 3000)
            self.assertEqual((status, lines), self.whole(file, "--verbose"))

    def test_text_that_breaks_off(self):
        """A problem of the file is told, whoever looks through its text."""
        file = self.write("text", text(3 << 20, 40).encode("utf-16-le")[:-1])
        status, lines = self.compare(file, "--types", "personnummer", least=3 << 20)
        self.assertEqual((status, lines), self.whole(file, "--types", "personnummer"))
        self.assertGreater(len(lines), 1000)

    def test_inventory_is_the_same(self):
        self.write("box", "".join(letter(n, n % 200) for n in range(2600)))
        self.write("text", text(3 << 20, 100))
        reports = []
        for threads in (1, 4):
            inventory = self.folder / f"{threads}.db"
            self.assertEqual(self.spana("scan", "--threads", threads, "--inventory", inventory,
                                        self.share).status, DONE)
            report = self.spana("report", "--format", "jsonl", "--inventory", inventory)
            reports.append(sorted((line["path"], str({k: v for k, v in line.items()
                                                      if k not in ("id", "first_seen")}))
                                  for line in report.of_kind("finding")))
        self.assertGreater(len(reports[0]), 1000)
        self.assertEqual(*reports)

    def test_a_stop_is_heeded(self):
        box = self.write("box", "".join(letter(n, 3000) for n in range(100)))
        process = self.start("detect", "--threads", 3, "--bandwidth", "2M", "--output",
                             self.folder / "out", box)
        time.sleep(0.5)
        begun = time.monotonic()
        process.terminate()
        process.communicate(timeout=60)
        self.assertLess(time.monotonic() - begun, 20)
        self.assertNotEqual(process.returncode, DONE)


if __name__ == "__main__":
    unittest.main()
