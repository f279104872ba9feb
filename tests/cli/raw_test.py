#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data of an unknown kind: runs of text are searched, and what is said of them."""
import random
import unittest
import zipfile
import zlib

from program import TESTS, UNREAD, ProgramTest

NOISE = bytes([0, 1, 2, 0xFF, 0x80, 3, 0x90, 4, 5]) * 20


class RawTest(ProgramTest):
    def found(self, text, *options):
        self.write("data.bin", NOISE + text.encode("utf-16-le") + NOISE)
        result = self.detect(*options, self.share)
        self.assertEqual(result.status, UNREAD)
        self.assertEqual([line["reason"] for line in result.of_kind("problem")], ["unsupported"])
        return [(line["value"], line["confidence"], line["format"], line["where"])
                for line in result.of_kind("finding")]

    def test_what_stands_by_itself(self):
        self.assertEqual(self.found("Åsa Öberg 19800113-9818"),
                         [("198001139818", "medium", "raw", {"offset": 200})])

    def test_words_near_by_say_nothing(self):
        self.assertEqual(self.found("kundnr K10023, Anna Ek, personnummer 8001139818"), [])

    def test_names_are_told_all_the_same(self):
        self.write("CV 198001139818.one", NOISE)
        found = self.detect(self.share).of_kind("finding")
        self.assertEqual([line["where"].get("part") for line in found], ["name"])

    def test_what_is_probably_encrypted(self):
        def reasons(data):
            self.write("data.bin", data)
            return [line["reason"] for line in self.detect(self.share).of_kind("problem")]
        even = random.Random(1)
        self.assertEqual(reasons(even.randbytes(40000)), ["encrypted"])
        self.assertEqual(reasons(even.randbytes(300000)), ["encrypted"])
        # Too little to say so; compressed; random at the start alone.
        self.assertEqual(reasons(even.randbytes(20000)), ["unsupported"])
        text = " ".join(str(even.randrange(10 ** 6)) for _ in range(60000)).encode()
        self.assertEqual(reasons(zlib.compress(text, wbits=-15)), ["unsupported"])
        self.assertEqual(reasons(even.randbytes(70000) + NOISE * 1000), ["unsupported"])

    def test_documents_of_iwork(self):
        path = self.share / "brev.pages"
        with zipfile.ZipFile(path, "w") as pages:
            pages.writestr("Index/Document.iwa", NOISE + b"19800113-9818" + NOISE)
        result = self.detect(path)
        self.assertEqual([line["detail"].split(":")[0] for line in result.of_kind("problem")],
                         ["parts of iWork documents are not read"])
        self.assertEqual(len(result.of_kind("finding")), 1)

    def test_no_raw(self):
        self.assertEqual(self.found("Åsa Öberg 19800113-9818", "--no-raw"), [])

    def test_scan_goes_by_the_option(self):
        self.write("data.bin", NOISE + b" 19800113-9818 " + NOISE)
        for option, places in ([("--no-raw",), 0], [(), 1], [("--no-raw",), 0]):
            self.assertEqual(self.scan(*option, self.share).status, UNREAD)
            self.assertEqual(len(self.report().of_kind("finding")), places)


class VolumesTest(ProgramTest):
    """Archives in several volumes are told as such, the first by its signature, the others by name."""

    def test_7z(self):
        data = (TESTS / "cases" / "7z" / "good.in").read_bytes()
        middle = len(data) // 2
        self.write("a.7z.001", data[:middle])
        self.write("a.7z.002", data[middle:])
        problems = self.detect(self.share).of_kind("problem")
        self.assertEqual([line["reason"] for line in problems], ["unsupported"] * 2)
        for line in problems:
            self.assertIn("one of several volumes", line["detail"])


if __name__ == "__main__":
    unittest.main()
