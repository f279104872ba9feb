#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data of an unknown kind: runs of text are searched, and what is said of them."""
import unittest

from program import UNREAD, ProgramTest

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

    def test_no_raw(self):
        self.assertEqual(self.found("Åsa Öberg 19800113-9818", "--no-raw"), [])

    def test_scan_goes_by_the_option(self):
        self.write("data.bin", NOISE + b" 19800113-9818 " + NOISE)
        for option, places in ([("--no-raw",), 0], [(), 1], [("--no-raw",), 0]):
            self.assertEqual(self.scan(*option, self.share).status, UNREAD)
            self.assertEqual(len(self.report().of_kind("finding")), places)


if __name__ == "__main__":
    unittest.main()
