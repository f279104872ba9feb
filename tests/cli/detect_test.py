#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""spana detect: what it prints, and how it ends."""
import os
import socket
import subprocess
import unittest

from program import CANNOT, DONE, TESTS, UNREAD, USAGE, ProgramTest

LETTER = "Kund 19800113-9818 bor i Lund\n"


class Detect(ProgramTest):
    def test_masked_unless_asked(self):
        result = self.spana("detect", "--format", "jsonl", given=LETTER.encode())
        self.assertEqual(result.status, DONE)
        finding, summary = result.lines
        self.assertNotIn(b"9818", result.out)
        self.assertNotIn("value", finding)
        self.assertNotIn("text", finding)
        self.assertEqual(
            {key: finding[key] for key in ("kind", "type", "masked", "confidence", "path",
                                           "members", "format", "where")},
            {"kind": "finding", "type": "personnummer", "masked": "19800113-****",
             "confidence": "high", "path": "-", "members": [], "format": "text",
             "where": {"line": 1, "column": 6}})
        self.assertEqual(finding["snippet"], "Kund ********-**** bor i Lund")
        self.assertEqual((summary["kind"], summary["items"], summary["bytes"],
                          summary["findings"], summary["problems"], summary["skipped"]),
                         ("summary", 1, len(LETTER), 1, 0, {}))

    def test_standard_input_is_closed(self):
        """Nothing was read: that is not "nothing was found"."""
        for args in (("detect", "-"), ("text", "-")):
            process = self.start(*args, preexec_fn=lambda: os.close(0))
            out, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, out), (CANNOT, b""), args)
            self.assertIn(b"standard input could not be read", err)

    def test_output_that_cannot_be_written_is_the_only_reason(self):
        box = self.write("box", LETTER * 40000)
        with open("/dev/full", "wb") as full:
            done = subprocess.run([self.program, "detect", "--format", "jsonl", box], stdout=full,
                                  stderr=subprocess.PIPE, timeout=120)
        self.assertEqual(done.returncode, CANNOT)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn(b"No space left", done.stderr)

    def test_more_findings_on_standard_input_than_may_wait(self):
        """They are written while it is read."""
        count = 140000
        result = self.spana("detect", "--format", "jsonl", "--types", "personnummer", "--quiet",
                            given=b"19811228-9874\n" * count, timeout=300)
        self.assertEqual(result.status, DONE)
        self.assertEqual(result.out.count(b'"kind":"finding"'), count)

    def test_values_when_asked(self):
        finding = self.detect(given=LETTER.encode()).of_kind("finding")[0]
        self.assertEqual((finding["value"], finding["text"]), ("198001139818", "19800113-9818"))

    def test_sensitive_words_have_a_category(self):
        text = "Kund Anna Ek 19800113-9818 är sjukskriven\n"
        found = self.detect(given=text.encode()).of_kind("finding")
        self.assertEqual([(f["type"], f["value"], f.get("term_category")) for f in found],
                         [("person_name", "Anna Ek", None),
                          ("personnummer", "198001139818", None),
                          ("sensitive_term", "sjukskriven", "health")])
        self.assertEqual(found[2]["context"], ["personnummer"])
        self.assertNotIn("Anna", found[1]["snippet"])

    def test_protected_identity_shows_no_snippet(self):
        text = "Anna Ek 19800113-9818 har skyddad identitet\nBo Lind 19800113-9818\n"
        result = self.spana("detect", "--format", "jsonl", given=text.encode())
        found = [line for line in result.lines if line["kind"] == "finding"]
        self.assertEqual([(f["where"]["line"], "snippet" in f) for f in found],
                         [(1, False), (1, False), (1, False), (2, True), (2, True)])
        self.assertEqual(found[2]["term_category"], "protected identity")
        told = self.spana("detect", "--format", "text", given=text.encode())
        self.assertIn(b"Protected identity: 1 place\n", told.out + told.err)

    def test_nothing_found_is_no_failure(self):
        result = self.detect(given=b"Hej\n")
        self.assertEqual((result.status, len(result.lines)), (DONE, 1))

    def test_line_and_column_count_characters(self):
        finding = self.detect(given="åäö\nåäö 19800113-9818\n".encode()).of_kind("finding")[0]
        self.assertEqual(finding["where"], {"line": 2, "column": 5})

    def test_path_that_is_not_utf8(self):
        name = os.fsencode(self.share) + b"/br\xe5v\n.txt"
        with open(name, "wb") as file:
            file.write(LETTER.encode())
        finding = self.detect(self.share).of_kind("finding")[0]
        self.assertTrue(finding["path"].endswith("/br\ufffdv\n.txt"))
        import base64
        self.assertEqual(base64.b64decode(finding["path_bytes"]), name)

    def test_include_and_exclude(self):
        for name in ("a.txt", "b.log", "old/a.txt", "old/deep/c.txt"):
            self.write(name, LETTER)
        names = lambda *args: sorted(
            os.path.relpath(line["path"], self.share)
            for line in self.detect(*args, self.share).of_kind("finding"))
        self.assertEqual(names("--include", "*.txt"), ["a.txt", "old/a.txt", "old/deep/c.txt"])
        self.assertEqual(names("--exclude", "old"), ["a.txt", "b.log"])
        self.assertEqual(names("--exclude", "old/deep"), ["a.txt", "b.log", "old/a.txt"])
        self.assertEqual(names("--include", "*.txt", "--exclude", "old/*"), ["a.txt"])

    def test_files_from(self):
        one, two = self.write("ett.txt", LETTER), self.write("två namn.txt", LETTER)
        self.write("tre.txt", LETTER)
        for end in ("\n", "\0"):
            given = end.join([str(one), str(two), ""]).encode()
            result = self.detect("--files-from", "-", given=given)
            self.assertEqual(sorted(f["path"] for f in result.of_kind("finding")),
                             [str(one), str(two)])

    def test_types_and_confidence(self):
        text = b"Pnr 19800113-9818, anna.ek@example.org, rad 198001139818\n"
        self.assertEqual(self.detect("--types", "email", given=text).values(),
                         [("email", "anna.ek@example.org")])
        levels = [f["confidence"] for f in
                  self.detect("--min-confidence", "high", given=text).of_kind("finding")]
        self.assertTrue(levels and set(levels) == {"high"})

    def test_usage_errors(self):
        for args in (["detect", "--no-such"], ["detect", "--threads", "0"], ["detct"], [],
                     ["detect", "--format", "txet"], ["detect", "--min-confidence", "sure"],
                     ["detect", "--max-file-size", "many"], ["detect", "--threads"]):
            result = self.spana(*args)
            self.assertEqual(result.status, USAGE, args)
            self.assertTrue(result.err, args)
            self.assertEqual(result.out, b"", args)
        self.assertIn(b"did you mean 'detect'", self.spana("detct").err)
        self.assertIn(b"did you mean --threads", self.spana("detect", "--thread", "1").err)

    def test_unknown_type_and_bad_pattern_file(self):
        self.assertEqual(self.detect("--types", "shoe_size").status, CANNOT)
        bad = self.folder / "patterns"
        bad.mkdir()
        (bad / "own.yaml").write_text("type: own\ncategory: x\nforms: [{name: a, regex: '(', "
                                      "score: 1}]\nmatch: []\nnomatch: []\n")
        for text in (None, "", "# nothing\n", "type: own\n", "type: [\n", "tipe: own\n"):
            if text is not None:
                (bad / "own.yaml").write_text(text)
            result = self.detect("--patterns", bad)
            self.assertEqual(result.status, CANNOT, text)
            self.assertIn(b"own.yaml", result.err)

    def test_own_pattern_file(self):
        own = self.folder / "patterns"
        own.mkdir()
        (own / "locker.yaml").write_text(
            "type: locker\ncategory: customer\nlongest: 10\n"
            "forms: [{name: plain, regex: '\\bL-\\d{4}\\b', score: 0.7}]\nnear: [skåp]\n"
            "match: [{text: 'skåp L-1234'}]\nnomatch: ['L-12345']\n")
        result = self.detect("--patterns", own, given=b"Mitt sk\xc3\xa5p L-1234\n")
        self.assertEqual(result.values(), [("locker", "L-1234")])
        self.assertEqual(self.spana("patterns", "test", "--patterns", own).status, DONE)

    def test_configuration(self):
        for name in ("a.txt", "b.log"):
            self.write(name, LETTER)
        config = self.folder / "spana.yaml"
        config.write_text("# options by their long names\ninclude: ['*.txt']\nquiet: yes\n"
                          "inventory: /nowhere\n")
        result = self.detect("--config", config, self.share)
        self.assertEqual(len(result.of_kind("finding")), 1)
        self.assertEqual(len(self.detect("--config", config, "--include", "*.log",
                                         self.share).of_kind("finding")), 2)
        for text, said in (("min-confidense: high\n", b":1: min-confidense: there is no such "
                            b"option; did you mean 'min-confidence'?"),
                           ("quiet: yes\nthreads: many\n", b":2: threads: cannot take"),
                           ("exclude: {a: b}\n", b":1: an option has one value"),
                           ("a: [b\n", b"spana.yaml:")):
            config.write_text(text)
            result = self.detect("--config", config, self.share)
            self.assertEqual(result.status, CANNOT, text)
            self.assertIn(said, result.err)
        self.assertEqual(self.detect("--config", self.folder / "none").status, CANNOT)

    def test_verbose_says_why_and_what_was_suppressed(self):
        text = b"Ordernr 198001139818 och mobil 0701740672\n"
        quiet, verbose = self.detect(given=text), self.detect("--verbose", given=text)
        self.assertEqual(verbose.values(), quiet.values())
        self.assertEqual([line["kind"] for line in quiet.lines if "reasons" in line], [])
        reasons = {f["type"]: f["reasons"] for f in verbose.of_kind("finding")}
        self.assertEqual(reasons["personnummer"], "form 12 0.70; against it: Ordernr")
        self.assertIn("a word for it", reasons["phone"])
        self.assertEqual([(s["type"], s["why"]) for s in verbose.of_kind("suppressed")],
                         [("samordningsnummer", "the same text is read as phone")])
        self.assertEqual(verbose.lines[-1]["findings"], 2)

    def test_a_users_regex_cannot_hang_a_scan(self):
        own = self.folder / "patterns"
        own.mkdir()
        (own / "slow.yaml").write_text(
            "type: slow\ncategory: customer\nlongest: 512\n"
            "forms: [{name: plain, regex: '0(?:x+x+)+[vw]', score: 0.7}]\n"
            "match: []\nnomatch: []\n")
        text = ("0" + "x" * 400 + "z\n") * 50 + LETTER
        result = self.detect("--patterns", own, given=text.encode())
        self.assertEqual(result.status, UNREAD)
        problem, = result.of_kind("problem")
        self.assertEqual((problem["reason"], problem["detail"]),
                         ("timeout", "the pattern of slow took too long here"))
        self.assertIn(("personnummer", "198001139818"), result.values())

    def test_allowed_values_are_counted_not_told(self):
        allow = self.folder / "allow"
        allow.write_text("# our own\n+46 31 390 06 15\nORG 5\n556520-6199\n"
                         "/@example\\.net$/\n")
        text = ("tel 031-390 06 15, 031-390 06 16, org.nr 5565206199, a@example.net, "
                "a@example.org\n")
        result = self.detect("--allow", allow, given=text.encode())
        self.assertEqual(result.values(), [("email", "a@example.org"),
                                           ("phone", "+46313900616")])
        self.assertEqual(result.lines[-1]["allowed"], 3)
        allow.write_text("/(/\n")
        result = self.detect("--allow", allow, given=b"")
        self.assertEqual(result.status, CANNOT)
        self.assertIn(b"allow:1", result.err)

    def column(self, cells, header="a;b"):
        """The confidences of what is found in one column, by type."""
        text = header + "\n" + "".join(f"{i};{cell}\n" for i, cell in enumerate(cells))
        found = {}
        for line in self.detect(given=text.encode()).of_kind("finding"):
            found.setdefault(line["type"], []).append(line["confidence"])
        return found

    def test_a_column_is_judged_as_a_whole(self):
        bare = [n[2:] for n in ("198001139818", "199111052388", "198505052384", "196507222385",
                                "197402289834", "198809099909")]
        self.assertEqual(self.column(bare), {"personnummer": ["high"] * 6})
        # Four say nothing, and one that is right among many is a chance.
        self.assertEqual(self.column(bare[:4]), {"personnummer": ["low"] * 4})
        random = [f"{810101 + i * 101:06}{i:04}" for i in range(30)]
        self.assertEqual(self.column(random[:15] + bare[:1] + random[15:])["personnummer"],
                         ["low"])
        # The header of another number does not outweigh six that are right.
        self.assertEqual(self.column(bare, "a;kundnr")["personnummer"], ["high"] * 6)
        # Time stamps pass one in ten: half would be no wonder in a short column.
        stamps = [f"2026{m:02}15{h:02}30" for m in range(1, 13) for h in range(0, 24, 2)]
        self.assertNotIn("high", self.column(stamps).get("personnummer", []))


    def test_output_file_is_private_and_whole(self):
        output = self.folder / "out.jsonl"
        result = self.detect("--output", output, given=LETTER.encode())
        self.assertEqual((result.status, result.out), (DONE, b""))
        self.assertEqual(output.stat().st_mode & 0o777, 0o600)
        self.assertEqual(len(output.read_text().splitlines()), 2)
        self.assertEqual(self.detect("--output", self.folder / "no" / "out").status, CANNOT)

    def test_help_and_version(self):
        for args in (["--help"], ["--version"], ["detect", "--help"], ["scan", "-h"]):
            result = self.spana(*args)
            self.assertEqual((result.status, result.err), (DONE, b""), args)
        self.assertIn(b"pcre2", self.spana("--version").out)


class BadInput(ProgramTest):
    """Each bad thing ends in one outcome, and the rest is read."""

    def one(self, path, reason):
        result = self.detect(self.share)
        self.assertEqual(result.status, UNREAD, result.err)
        problems = [(p["path"], p["reason"]) for p in result.of_kind("problem")]
        self.assertEqual(problems, [(str(path), reason)])
        return result

    def test_missing_path(self):
        self.write("a.txt", LETTER)
        result = self.detect(self.share, self.share / "none")
        self.assertEqual(result.status, UNREAD)
        self.assertEqual([p["reason"] for p in result.of_kind("problem")], ["vanished"])
        self.assertEqual(len(result.of_kind("finding")), 1)

    def test_empty_file(self):
        self.write("empty.docx", b"")
        result = self.detect(self.share)
        self.assertEqual((result.status, result.lines[-1]["items"]), (DONE, 1))

    def test_random_bytes(self):
        import random
        self.one(self.write("noise.txt", b"\x00\x01\xfe" + random.Random(7).randbytes(5000)),
                 "unsupported")

    def test_wrong_extension(self):
        self.write("brev.docx", LETTER)
        self.assertEqual([f["format"] for f in self.detect(self.share).of_kind("finding")],
                         ["text"])

    def test_sparse_file_of_six_gigabytes(self):
        path = self.share / "sparse.bin"
        with open(path, "wb") as file:
            file.truncate(6 << 30)
        self.one(path, "unsupported")

    def test_too_large(self):
        path = self.write("large.txt", LETTER * 1000)
        result = self.detect("--max-file-size", "10k", self.share)
        self.assertEqual([(p["path"], p["reason"]) for p in result.of_kind("problem")],
                         [(str(path), "limit_size")])

    def test_what_has_no_content_is_never_opened(self):
        os.mkfifo(self.share / "pipe")
        os.symlink(self.share, self.share / "loop")
        os.symlink("/etc/passwd", self.share / "link.txt")
        server = socket.socket(socket.AF_UNIX)
        self.addCleanup(server.close)
        server.bind(str(self.share / "socket"))
        self.write("a.txt", LETTER)
        result = self.detect(self.share)
        self.assertEqual(result.status, DONE)
        self.assertEqual(result.lines[-1]["skipped"],
                         {"inode/fifo": 1, "inode/socket": 1, "inode/symlink": 2})
        self.assertEqual((result.lines[-1]["items"], result.lines[-1]["findings"]), (5, 1))

    @unittest.skipIf(os.geteuid() == 0 and not os.path.exists("/usr/bin/setpriv"),
                     "root reads everything")
    def test_unreadable(self):
        self.write("a.txt", LETTER)
        secret = self.write("secret.txt", LETTER)
        closed = self.share / "closed"
        closed.mkdir()
        os.chmod(secret, 0)
        os.chmod(closed, 0)
        self.addCleanup(os.chmod, closed, 0o700)
        result = self.unprivileged("detect", "--format", "jsonl", self.share)
        self.assertEqual(result.status, UNREAD, result.err)
        self.assertEqual(sorted((p["path"], p["reason"]) for p in result.of_kind("problem")),
                         [(str(closed), "permission"), (str(secret), "permission")])
        self.assertEqual(len(result.of_kind("finding")), 1)

    def unprivileged(self, *args):
        """Root without its right to read everything; it still reaches a checkout in its home."""
        if os.geteuid() != 0:
            return self.spana(*args)
        import subprocess
        from program import SPANA, Result
        done = subprocess.run(["setpriv", "--bounding-set", "-dac_override,-dac_read_search",
                               SPANA, *map(str, args)], capture_output=True, timeout=60)
        return Result(done)

    def test_long_path(self):
        here = os.getcwd()
        try:
            os.chdir(self.share)
            for _ in range(30):
                os.mkdir("d" * 200)
                os.chdir("d" * 200)
            with open("a.txt", "w") as file:
                file.write(LETTER)
        finally:
            os.chdir(here)
        result = self.detect(self.share)
        self.assertEqual((result.status, len(result.of_kind("finding"))), (DONE, 1))


if __name__ == "__main__":
    unittest.main()
