#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports and dumps: what a column or key is called speaks for its values, and is told as their place."""
import json
import unittest

from program import DONE, ProgramTest



def luhn(digits):
    total = 0
    for i, digit in enumerate(digits):
        n = int(digit) * (2 - i % 2)
        total += n - 9 if n > 9 else n
    return total % 10 == 0


def numbers(count):
    """Ten digits that are right, of days in 1980 and serials of the test series."""
    found = []
    for day in range(1, 29):
        for serial in range(980, 999):
            for check in range(10):
                number = f"8001{day:02}{serial}{check}"
                if luhn(number) and len(found) < count:
                    found.append(number)
                    break
    return found


class DataTest(ProgramTest):
    def found(self, name, content, kind="personnummer"):
        result = self.detect(self.write(name, content))
        self.assertEqual(result.status, DONE, result.out)
        return [(line["value"], line["confidence"], line["where"]) for line in result.of_kind("finding")
                if line["type"] == kind]

    def test_json_key_speaks_and_is_the_place(self):
        text = json.dumps({"customers": [{"name": "x"}, {"pnr": numbers(1)[0]}]}, indent=1)
        self.assertEqual(self.found("a.json", text),
                         [("19" + numbers(1)[0], "high", {"property": "customers[1].pnr", "line": 7, "column": 12})])

    def test_json_key_of_another_kind_speaks_against(self):
        found = self.found("a.json", json.dumps({"personnummer": "x", "ordernr": numbers(1)[0]}))
        self.assertEqual([confidence for _, confidence, _ in found], ["low"])

    def test_json_column_is_judged_as_a_whole(self):
        rows = [{"a": number, "b": i} for i, number in enumerate(numbers(8))]
        found = self.found("a.json", "\n".join(map(json.dumps, rows)))
        self.assertEqual([confidence for _, confidence, _ in found], ["high"] * 8)
        rows = [{"a": number if i < 2 else number[:-1] + str((int(number[-1]) + 1) % 10), "b": i}
                for i, number in enumerate(numbers(8))]
        found = self.found("b.json", "\n".join(map(json.dumps, rows)))
        self.assertEqual([confidence for _, confidence, _ in found], ["low"] * 2)

    def test_json_key_that_is_a_number_is_no_place(self):
        result = self.detect(self.write("a.json", json.dumps({"198001139818": {"epost": "anna.ek@example.org"}})))
        where = [line["where"] for line in result.of_kind("finding")]
        self.assertEqual([place.get("property") for place in where], [None, "*.epost"])

    def test_dump_tells_table_row_and_column(self):
        text = ("CREATE TABLE `kund` (`id` int, `pnr` varchar(13), `ordernr` varchar(13));\n"
                "INSERT INTO `kund` VALUES (1,'x','y'),\n(2,'{0}','{0}');\n").format(numbers(1)[0])
        value, place = "19" + numbers(1)[0], {"table": "kund", "row": 2, "line": 3}
        self.assertEqual(self.found("a.sql", text), [(value, "high", {**place, "property": "pnr", "column": 5}),
                                                     (value, "low", {**place, "property": "ordernr", "column": 18})])

    def test_dump_column_is_judged_as_a_whole(self):
        rows = ",".join(f"({i},{number})" for i, number in enumerate(numbers(8)))
        found = self.found("a.sql", f"INSERT INTO t (a, b) VALUES {rows};\n")
        self.assertEqual([(confidence, where["property"]) for _, confidence, where in found], [("high", "b")] * 8)

    def test_rows_of_one_line_keep_apart(self):
        rows = "('19800113-9818','x'),('y','Sjukskriven sedan mars')"
        self.assertEqual(self.found("a.sql", f"INSERT INTO t (a, b) VALUES {rows};\n", "sensitive_term"), [])
        rows = "('19800113-9818','Sjukskriven sedan mars'),('y','x')"
        self.assertEqual(len(self.found("b.sql", f"INSERT INTO t (a, b) VALUES {rows};\n", "sensitive_term")), 1)


if __name__ == "__main__":
    unittest.main()
