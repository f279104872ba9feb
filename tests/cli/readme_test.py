#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's first scan, and the examples of the guides, are what the program does.

    readme_test.py --show     prints the whole output that the README quotes from
"""
import json
import re
import shlex
import shutil
import sys
import unittest

from program import DONE, TESTS, UNREAD, ProgramTest

TOP = TESTS.parent
# What lies in /srv/share, of the sample share.
SHARE = {"arkiv.zip": "Arkiv/arkiv.zip", "brev.docx": "Kundtjänst/brev-ek.docx",
         "löner.xlsx": "Personal/löner-2026.xlsx", "hemligt.zip": "Arkiv/hemligt.zip",
         "ärende.eml": "Post/2026-01-12 ärendet.eml"}


def section(text, title):
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def blocks(text):
    """Indented blocks, each without its indent."""
    found = re.findall(r"(?:^(?: {4}.*)?\n)+", text, re.MULTILINE)
    return [re.sub(r"^ {4}", "", block, flags=re.MULTILINE).strip("\n")
            for block in found if block.strip()]


def commands(block):
    """[(command, what it prints)] of a block; "" where the next command follows at once."""
    parts = re.split(r"^\$ (.*)$", block, flags=re.MULTILINE)[1:]
    return [(parts[i], parts[i + 1].strip("\n")) for i in range(0, len(parts), 2)]


def same_but_times(text):
    text = re.sub(r"\d+\.\d s\b", "0.0 s", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-01-01T00:00:00Z", text)
    return [line.rstrip() for line in text.splitlines()]


def fits(wanted, got):
    """Are the lines `wanted` those of `got`, where "..." stands for any?"""
    at, skipping = 0, False
    for line in wanted:
        if line.strip() == "...":
            skipping = True
            continue
        while skipping and at < len(got) and got[at] != line:
            at += 1
        if at >= len(got) or got[at] != line:
            return f"wanted: {line!r}\ngot:    {got[at] if at < len(got) else 'nothing'!r}"
        at, skipping = at + 1, False
    return None if skipping or at == len(got) else f"not in the README: {got[at]!r}"


class Readme(ProgramTest):
    def setUp(self):
        super().setUp()
        for name, of in SHARE.items():
            shutil.copy(TESTS / "share" / of, self.share / name)

    def run_line(self, line):
        """A command line of the README, on the share of the test; what it prints."""
        line, _, rest = line.partition(" | ")
        given = b""
        if rest:
            given = shlex.split(line)[1].replace("\\n", "\n").encode()
            line = rest
        words = [word.replace("/srv/share", str(self.share)) for word in shlex.split(line)]
        self.assertEqual(words[0], "spana", line)
        if words[1] in ("scan", "report"):
            words[2:2] = ["--inventory", str(self.inventory)]
        result = self.spana(*words[1:], given=given)
        self.assertIn(result.status, (DONE, UNREAD), result.err)
        text = (result.out or result.err).decode()
        return text.replace(str(self.share), "/srv/share")

    def test_first_scan(self):
        tour = section((TOP / "README.md").read_text(), "A first scan")
        tried = 0
        for block in blocks(tour):
            for line, wanted in commands(block):
                got = self.run_line(line)
                tried += 1
                if wanted.startswith("{"):
                    self.assert_same_json(wanted, got)
                elif wanted:
                    self.assertIsNone(fits(same_but_times(wanted), same_but_times(got.strip("\n"))), line)
        self.assertGreaterEqual(tried, 4)

    def test_a_person_asks(self):
        """The extract of the README, of the whole sample share."""
        block = next(block for block in blocks(section((TOP / "README.md").read_text(), "A person asks"))
                     if block.startswith("$ "))
        (line, wanted), = commands(block)
        words = shlex.split(line)[1:]
        page = self.folder / words[words.index("--output") + 1]
        words[words.index("--output") + 1] = page
        self.scan(TESTS / "share")
        result = self.spana(*words, "--inventory", self.inventory)
        self.assertEqual(result.status, UNREAD, result.err)
        day = re.compile(r"\d{4}-\d\d-\d\d")
        self.assertEqual(day.sub("DAY", result.err.decode().splitlines()[0]), day.sub("DAY", wanted))
        self.assertIn("<!DOCTYPE html>", page.read_text())

    def assert_same_json(self, wanted, got):
        joined = re.sub(r"\n +", "", wanted).splitlines()
        self.assertEqual(len(joined), len(got.splitlines()))
        for one, other in zip(joined, got.splitlines()):
            one, other = json.loads(one), json.loads(other)
            for line in (one, other):
                line.pop("seconds", None)
            self.assertEqual(one, other)

    def test_commands_of_the_guide_for_officers(self):
        guide = (TOP / "docs" / "dataskyddsombud.md").read_text()
        lines = [line for block in blocks(guide) for line in block.splitlines()]
        lines += re.findall(r"^\| .* \| `(spana [^`]*)` \|$", guide, re.MULTILINE)
        self.assertGreaterEqual(len(lines), 15)
        self.spana("scan", "--inventory", self.inventory, self.share)
        for line in lines:
            words = [word.replace("/srv/share", str(self.share)) for word in shlex.split(line)]
            words = [str(self.folder / word) if re.search(r"\.(html|xlsx|json)$", word) else word
                     for word in words]
            result = self.spana(*words[1:], "--inventory", self.inventory)
            self.assertIn(result.status, (DONE, UNREAD), (line, result.err))
            for at, word in enumerate(words):
                if word == "--output":
                    self.assertTrue((self.folder / words[at + 1]).exists(), line)

    def test_the_guide_for_officers_has_every_reason(self):
        source = (TOP / "src" / "reporters" / "held.c").read_text().split("sp_say_reason")[1]
        reasons = re.findall(r'\{ "[a-z_]+", "([^"]+)", "', source.split("};")[0])
        self.assertEqual(len(reasons), 13)
        guide = (TOP / "docs" / "dataskyddsombud.md").read_text()
        self.assertEqual([reason for reason in reasons if reason not in guide], [])

    def test_pattern_of_the_guide_is_right(self):
        for guide in ("README.md", "docs/patterns.md"):
            pattern = re.search(r"```yaml\n(type: .*?)```", (TOP / guide).read_text(), re.DOTALL)[1]
            (self.folder / "own").mkdir(exist_ok=True)
            (self.folder / "own" / "locker.yaml").write_text(pattern)
            result = self.spana("patterns", "test", "--patterns", self.folder / "own")
            self.assertEqual(result.status, DONE, result.err)
            self.assertIn(b"locker", self.spana("patterns", "list", "--patterns",
                                                self.folder / "own").out)

    def test_the_guide_of_patterns_has_every_key(self):
        source = (TOP / "src" / "detect" / "patterns.c").read_text()
        keys = set(re.findall(r'CYAML_FIELD_\w+\("([a-z_]+)"', source))
        guide = (TOP / "docs" / "patterns.md").read_text()
        missing = {key for key in keys if not re.search(rf"\b{key}\b", guide)}
        self.assertEqual(missing, set())

    def test_configurations_of_the_guides_are_right(self):
        for guide in ("README.md", "docs/admin.md"):
            text = (TOP / guide).read_text()
            found = [block for block in blocks(text) + re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
                     if re.search(r"^(sources|retention):", block, re.MULTILINE)]
            self.assertTrue(found, guide)
            for block in found:
                (self.folder / "spana.yaml").write_text(block)
                result = self.spana("config", "show", "--config", self.folder / "spana.yaml")
                self.assertEqual(result.status, DONE, result.err)


if __name__ == "__main__":
    if sys.argv[1:] == ["--show"]:
        test = Readme()
        test.setUp()
        test.run_line("spana scan /srv/share")
        print(test.run_line("spana report"))
        test.doCleanups()
    else:
        unittest.main()
