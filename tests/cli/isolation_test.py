#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers that crash, hang, hoard or try to get out: each costs one problem, and the scan goes on."""
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from program import DONE, SPANA, UNREAD, ProgramTest  # noqa: E402

HOSTILE = os.environ.get("SPANA_HOSTILE", "")
SANITIZED = os.environ.get("SPANA_SANITIZE", "")

# What the format in tests/support/hostile.c tries, and the one problem that comes of it.
ACTS = {
    "crash": "crashed", "abort": "crashed", "leave": "crashed", "overflow": "crashed",
    "passwd": "permission", "home": "permission", "write": "permission",
    "temporary": "permission", "mem": "permission",
    "connect": "crashed", "fork": "crashed", "exec": "crashed", "kill": "crashed",
    "trace": "crashed", "cut": "permission", "fill": "crashed", "chatter": "permission",
}
SLOW = {"loop": "timeout", "wait": "timeout"}
GREEDY = {"memory": "limit_size", "glib": "limit_size", "huge": "limit_size"}
LETTER = pathlib.Path(__file__).resolve().parent.parent / "cases" / "docx" / "changes.in"


class IsolationTest(ProgramTest):
    program = HOSTILE

    def act(self, word, name=None):
        return self.write(name or f"{word}.bin", f"HOSTILE {word}\n")

    def letter(self, name):
        return self.write(name, LETTER.read_bytes())

    def problems(self, result):
        return {pathlib.Path(line["path"]).name: (line["reason"], line["members"])
                for line in result.of_kind("problem")}

    def check(self, acts, *options):
        """Each act costs its problem and nothing else; the letters around are read."""
        for number, word in enumerate(acts):
            self.act(word)
            self.letter(f"{word}-{number}.docx")
        result = self.detect(*options, self.share)
        self.assertEqual(result.status, UNREAD, result.err)
        self.assertEqual(self.problems(result),
                         {f"{word}.bin": (reason, []) for word, reason in acts.items()})
        self.assertEqual(len(result.of_kind("problem")), len(acts))
        self.assertEqual(len(result.of_kind("finding")) % len(acts), 0)
        self.assertGreaterEqual(len(result.of_kind("finding")), len(acts))
        self.assertEqual(result.of_kind("summary")[0]["items"], 2 * len(acts))
        self.assertEqual(list(self.share.rglob("hostile-was-here")), [])

    def test_nothing_gets_out_of_one_thread(self):
        self.check(ACTS, "--threads", 1)

    def test_nothing_gets_out_of_eight_threads(self):
        self.check(ACTS, "--threads", 8)

    def test_what_hangs_is_ended(self):
        self.check(SLOW, "--threads", 2, "--timeout", 1)

    @unittest.skipIf(SANITIZED, "a build with sanitizers does not limit memory")
    def test_what_hoards_memory_is_ended(self):
        self.check(GREEDY, "--threads", 2, "--max-memory", "200M")

    def test_what_was_found_before_a_crash_stands(self):
        self.act("text")
        result = self.detect(self.share)
        self.assertEqual([line["reason"] for line in result.of_kind("problem")], ["crashed"])
        findings = result.of_kind("finding")
        self.assertTrue(findings)
        self.assertEqual({line["value"] for line in findings}, {"198001139818"})
        self.assertEqual(findings[0]["where"]["line"], 1)

    def test_a_member_that_crashes_is_named(self):
        self.act("member")
        result = self.detect(self.share)
        problem, = result.of_kind("problem")
        self.assertEqual((problem["reason"], problem["members"]), ("crashed", ["second.bin"]))
        self.assertIn("what comes after it was not read", problem["detail"])
        finding = result.of_kind("finding")[0]
        self.assertEqual(finding["members"], ["first.txt"])

    def test_a_crash_costs_no_more_than_its_slice(self):
        """Of a large mailbox the slices behind the one with the crash are read."""
        mail = ("From anna.ek@example.org Mon Jan  5 09:30:00 2026\nFrom: Anna Ek <anna.ek@example.org>\n"
                "To: Olle Berg <olle.berg@example.org>\nSubject: %s\n"
                "Content-Type: application/octet-stream\n\n%s\n\n")
        filler = mail % ("fyllnad", "en rad text utan nummer\n" * 200)
        box = self.write("box", mail % ("kraschar", "HOSTILE crash\n") + filler * 2800
                         + mail % ("sist", "Personnummer: 19811228-9874"))
        for threads in (1, 4):
            result = self.detect("--threads", threads, "--types", "personnummer", box)
            problem, = result.of_kind("problem")
            self.assertEqual((problem["reason"], problem["members"][0].split()[-1]),
                             ("crashed", "kraschar"))
            self.assertRegex(problem["detail"], "what comes after it up to byte 4[0-9]{6} was not read")
            finding, = result.of_kind("finding")
            self.assertEqual(finding["members"][0].split()[-1], "sist")

    def test_crashes_in_a_row_cost_one_problem_each(self):
        for number in range(70):
            self.act("crash", f"{number}.bin")
        result = self.detect("--threads", 1, self.share)
        self.assertEqual(len(result.of_kind("problem")), 70)
        self.assertEqual(len(self.problems(result)), 70)

    def test_it_is_not_tried_again_until_it_changes(self):
        for word in ("crash", "connect"):
            self.act(word)
        self.assertEqual(self.scan().status, UNREAD)
        again = self.scan("--verbose", "--max-depth", 3, self.share)
        self.assertEqual(again.status, UNREAD)
        self.assertEqual(again.err.decode().count("unchanged: "), 2, again.err)
        self.act("passwd", "crash.bin")
        third = self.scan("--verbose", self.share)
        self.assertEqual(third.err.decode().count("unchanged: "), 1, third.err)
        report = self.report()
        self.assertEqual(self.problems(report), {"crash.bin": ("permission", []),
                                                 "connect.bin": ("crashed", [])})

    def test_text_goes_on_after_a_crash(self):
        path = self.act("crash")
        result = self.spana("text", path, self.letter("brev.docx"))
        self.assertEqual(result.status, UNREAD)
        self.assertIn(b"crashed", result.out)
        self.assertIn(b"19811228-9874", result.out)

    def test_standard_input_is_read_apart(self):
        result = self.detect("-", given=b"HOSTILE connect\n")
        self.assertEqual([line["reason"] for line in result.of_kind("problem")], ["crashed"])
        self.assertEqual(self.detect("-", given=LETTER.read_bytes()).status, DONE)


class SandboxTest(ProgramTest):
    def test_the_version_tells_of_it(self):
        self.assertRegex(self.spana("--version").out.decode(), r"(?m)^sandbox: .*seccomp")


if __name__ == "__main__":
    unittest.main()
