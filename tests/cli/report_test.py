#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""spana report: what it counts, what it says of itself, and its forms."""
import collections
import csv
import io
import json
import os
import re
import stat
import subprocess
import time
import unittest

import jsonschema

from program import CANNOT, DONE, SPANA, TESTS, USAGE, ProgramTest

SCHEMA = json.loads((TESTS.parent / "docs" / "report.schema.json").read_text())
LINE = {"$ref": "#/$defs/line", "$defs": SCHEMA["$defs"]}
PNR = "19800113-9818"
MAIL = "anna.ek@example.org"
PLANTED = (PNR, "198001139818", MAIL, "SE4550000000058398257466")


def letter(*values):
    return "".join(f"Kund personnummer {value}\n" if value[0].isdigit() else f"E-post: {value}\n"
                   for value in values)


class Report(ProgramTest):
    def told(self, *args, form="json", status=DONE):
        done = self.spana("report", "--inventory", self.inventory, "--format", form, *args)
        self.assertEqual(done.status, status, done.err)
        return done.out

    def json(self, *args):
        told = json.loads(self.told(*args))
        jsonschema.validate(told, SCHEMA)
        return told

    def groups(self, by, *args):
        return {group["name"]: (group["values"], group["places"], group["files"])
                for group in self.json("--by", by, *args)["groups"]}

    def put(self, name, text, year=2026):
        path = self.write(name, text)
        when = time.mktime((year, 6, 1, 12, 0, 0, 0, 0, 0))
        os.utime(path, (when, when))
        return path

    def plant(self):
        self.put("a/one.txt", letter(PNR, PNR, MAIL), 2015)
        self.put("a/two.csv", "Personnummer;E-post\n" + f"{PNR};{MAIL}\n" * 3, 2015)
        self.put("b/three.txt", letter(MAIL), 2024)
        self.put("b/none.txt", "Ingenting\n")
        self.put("tomt/none.txt", "Ingenting\n")
        self.scan(self.share / "a", self.share / "b", self.share / "tomt")

    def test_groups_count_values_once_and_places_each(self):
        self.plant()
        a, b, empty = (str(self.share / name) for name in ("a", "b", "tomt"))
        self.assertEqual(self.groups("type"), {"personnummer": (1, 5, 2), "email": (1, 5, 3)})
        self.assertEqual(self.groups("category"), {"identity": (1, 5, 2), "contact": (1, 5, 3)})
        self.assertEqual(self.groups("folder"), {a: (2, 9, 2), b: (1, 1, 1)})
        self.assertEqual(self.groups("source"), {a: (2, 9, 2), b: (1, 1, 1), empty: (0, 0, 0)})
        self.assertEqual(self.groups("format"), {"text": (2, 4, 2), "csv": (2, 6, 1)})
        self.assertEqual(self.groups("age"), {"2015": (2, 9, 2), "2024": (1, 1, 1)})
        owner = self.json("--by", "owner")["groups"]
        self.assertEqual([(group["values"], group["places"]) for group in owner], [(2, 10)])
        self.assertEqual(self.groups("folder", "--types", "personnummer"), {a: (1, 5, 2)})
        self.assertEqual(self.groups("type", "--types", "iban"), {})

    def test_groups_agree_with_the_findings(self):
        self.scan(TESTS / "share")
        found = self.json()["findings"]
        for by, key in (("type", lambda f: f["type"]), ("category", lambda f: f["category"]),
                        ("folder", lambda f: os.path.dirname(f["path"])),
                        ("owner", lambda f: f["owner"]), ("format", lambda f: f["format"]),
                        ("age", lambda f: f["modified"][:4])):
            want = collections.Counter(map(key, found))
            got = collections.Counter()
            for group in self.json("--by", by)["groups"]:
                got[group["name"]] += group["places"]
            self.assertEqual(got, want, by)
        high = [f for f in found if f["confidence"] == "high"]
        groups = self.json("--by", "type", "--min-confidence", "high")["groups"]
        self.assertEqual(sum(group["places"] for group in groups), len(high))
        self.assertTrue(all(group["medium"] == group["low"] == 0 for group in groups))

    def test_changes_since_the_scan_before(self):
        for name in ("same", "changed", "moved", "gone", "cleaned"):
            self.write(name + ".txt", letter(PNR) + name)
        self.scan()
        self.assertNotIn("changes", self.json()["report"])
        self.assertIn(b"no earlier scan", self.told("--changes", form="text"))
        self.write("changed.txt", letter(PNR, MAIL))
        self.write("cleaned.txt", "Ingenting kvar\n")
        (self.share / "moved.txt").rename(self.share / "moved there.txt")
        (self.share / "gone.txt").unlink()
        self.write("new.txt", letter(MAIL))
        self.write("new without.txt", "Ingenting\n")
        self.scan()
        told = self.json("--changes")
        changes = {(os.path.basename(c["path"]), c["change"], c["findings_before"], c["findings"])
                   for c in told["changes"]}
        self.assertEqual(changes, {("changed.txt", "changed", 1, 2), ("cleaned.txt", "changed", 1, 0),
                                   ("moved there.txt", "moved", 1, 1), ("gone.txt", "removed", 1, 0),
                                   ("new.txt", "added", 0, 1)})
        moved = [c for c in told["changes"] if c["change"] == "moved"][0]
        self.assertEqual(moved["from"], str(self.share / "moved.txt"))
        counts = told["report"]["changes"]
        self.assertEqual([counts[how] for how in ("added", "changed", "moved", "removed")], [2, 2, 1, 1])
        self.assertEqual((counts["findings_before"], counts["findings"]), (4, 4))
        only = self.json("--changes", "--types", "email")["changes"]
        self.assertEqual({os.path.basename(c["path"]) for c in only}, {"changed.txt", "new.txt"})

    def test_since_a_scan(self):
        self.write("old.txt", letter(PNR))
        self.scan()
        self.write("new.txt", letter(MAIL))
        self.scan()
        self.write("newest.txt", letter(MAIL))
        self.scan()

        def names(*args):
            told = self.json(*args)
            self.assertEqual(sum(t["high"] + t["medium"] + t["low"] for t in told["summary"]["types"]),
                             len(told.get("findings", [])))
            return sorted(os.path.basename(f["path"]) for f in told.get("findings", []))

        self.assertEqual(names(), ["new.txt", "newest.txt", "old.txt"])
        self.assertEqual(names("--since", "1"), ["new.txt", "newest.txt"])
        self.assertEqual(names("--since", "2"), ["newest.txt"])
        self.assertEqual(names("--since", "last"), ["newest.txt"])
        self.assertEqual(names("--since", "3"), [])
        self.assertEqual(names("--since", "2000-01-01"), ["new.txt", "newest.txt", "old.txt"])
        self.assertEqual(names("--since", "2999-01-01"), [])
        self.assertEqual(len(self.json("--changes", "--since", "1")["changes"]), 2)
        for wrong in ("4", "x", "2026-13-01", "1x"):
            done = self.spana("report", "--inventory", self.inventory, "--since", wrong)
            self.assertEqual(done.status, USAGE, wrong)
            self.assertIn(b"--since", done.err)

    def test_every_report_says_what_it_is_about(self):
        self.plant()
        args = ("--min-confidence", "medium")
        for form in ("text", "json", "jsonl", "csv"):
            for part in ((), ("--by", "type"), ("--changes",), ("--problems",)):
                out = self.told(*args, *part, form=form).decode()
                for word in (str(self.inventory), "spana 0.", "--min-confidence medium",
                             *(str(self.share / name) for name in ("a", "b", "tomt")), "max_depth"):
                    self.assertIn(word, out.replace('""', '"'), (form, part, word))

    def test_nothing_in_the_clear(self):
        self.plant()
        for form in ("text", "json", "jsonl", "csv", "html"):
            out = self.told(form=form).decode()
            for value in PLANTED:
                self.assertNotIn(value, out, form)

    def test_json_lines_follow_the_schema(self):
        self.scan(TESTS / "share")
        for part in ((), ("--by", "folder"), ("--changes",), ("--problems",), ("--gone",)):
            lines = self.told(*part, form="jsonl").decode().splitlines()
            kinds = [json.loads(line)["kind"] for line in lines]
            self.assertEqual((kinds[0], kinds[-1]), ("report", "summary"))
            for line in lines:
                jsonschema.validate(json.loads(line), LINE)

    def test_the_schema_refuses_what_is_wrong(self):
        self.plant()
        told = self.json()
        for spoil in (lambda t: t["findings"][0].update(value="x"), lambda t: t.pop("summary"),
                      lambda t: t["findings"][0].update(confidence="sure"),
                      lambda t: t["report"].update(version=2)):
            wrong = json.loads(json.dumps(told))
            spoil(wrong)
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate(wrong, SCHEMA)

    def test_csv_is_a_table(self):
        self.plant()
        self.write("b/=cmd|calc.txt", letter(PNR))
        self.scan(self.share / "b")
        for part in ((), ("--by", "folder"), ("--changes",), ("--problems",)):
            text = self.told(*part, form="csv").decode()
            self.assertNotIn("\n", text.replace("\r\n", ""))
            rows = list(csv.reader(io.StringIO(text, newline="")))
            self.assertEqual({len(row) for row in rows}, {len(rows[0])}, part)
            for row in rows:
                for cell in row:
                    self.assertNotRegex(cell, r"^[=+\-@\t\r]")
        kinds = collections.Counter(row[0] for row in csv.reader(io.StringIO(self.told(form="csv").decode())))
        self.assertEqual((kinds["report"], kinds["source"], kinds["coverage"]), (1, 3, 1))

    def test_a_file_is_whole_or_not_there(self):
        self.plant()
        out = self.folder / "out.json"
        self.told("--output", out)
        self.assertEqual(stat.S_IMODE(out.stat().st_mode), 0o600)
        json.loads(out.read_text())
        before = out.read_bytes()
        self.assertEqual(self.spana("report", "--inventory", self.inventory, "--since", "99",
                                    "--output", out).status, USAGE)
        self.assertEqual(out.read_bytes(), before)
        nowhere = self.folder / "no" / "out.html"
        self.assertEqual(self.spana("report", "--inventory", self.inventory, "--output", nowhere).status, CANNOT)
        self.assertEqual(list(self.folder.glob("out*")), [out])

    def test_the_ending_chooses_the_format(self):
        self.plant()
        for name, start in (("r.html", "<!DOCTYPE html>"), ("r.csv", "kind,"), ("r.json", '{"report"'),
                            ("r.jsonl", '{"kind":"report"'), ("r.txt", "Personal data found")):
            self.assertEqual(self.spana("report", "--inventory", self.inventory, "--output",
                                        self.folder / name).status, DONE)
            self.assertTrue((self.folder / name).read_text().startswith(start), name)

    def test_text_fits_the_terminal(self):
        self.plant()
        wide = max(map(len, self.told("--by", "type", form="text").decode().splitlines()))
        self.assertGreater(wide, 80)
        command = ["script", "-qec", f"stty cols 80; '{SPANA}' report --inventory "
                   f"'{self.inventory}' --by type --color never", "/dev/null"]
        lines = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout.decode().splitlines()
        self.assertIn("    Values    Places     Files  Oldest  Newest  Type", lines)
        self.assertLessEqual(max(map(len, lines)), 80)

    def test_parts_do_not_mix(self):
        self.plant()
        for args in (("--by", "type", "--changes"), ("--problems", "--changes"), ("--by", "colour"),
                     ("--format", "html", "--by", "type"), ("--lang", "fi", "--format", "html")):
            self.assertEqual(self.spana("report", "--inventory", self.inventory, *args).status, USAGE, args)
        self.assertEqual(self.spana("detect", "--format", "html", self.share).status, USAGE)

    def test_the_page_is_closed(self):
        self.write("a</script><b>.txt".replace("/", "\u2215"), letter(PNR))
        self.write("<script>alert(1)<", letter(PNR))
        self.scan()
        for language in ("sv", "en"):
            page = self.told("--lang", language, form="html").decode()
            self.assertIn(f'<html lang="{language}">', page)
            self.assertIn("default-src 'none'; script-src 'sha256-", page)
            self.assertEqual(page.count("<script"), 6, "five blocks of data and the script")
            self.assertEqual(page.count("</script>"), 6)
            self.assertNotRegex(page, r"@[A-Z]+@")
            self.assertNotRegex(page.replace("http://www.w3.org/2000/svg", ""), r"https?:|src=|@import|url\(")
            for block in re.findall(r'<script type="application/json" id="[a-z-]+">(.*?)</script>', page, re.S):
                json.loads(block)


if __name__ == "__main__":
    unittest.main()
