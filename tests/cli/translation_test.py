#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Swedish: all that is marked is translated, people are shown it, programs are not."""
import os
import pathlib
import pty
import re
import shutil
import subprocess
import unittest

from program import DONE, TESTS, UNREAD, USAGE, ProgramTest

TOP = TESTS.parent
PO = TOP / "po"
LETTER = "Kund 19800113-9818 bor i Lund\n"
SWEDISH = {"LC_ALL": "C.UTF-8", "LANGUAGE": "sv"}


def run(*args, **more):
    return subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **more)


class Catalogues(unittest.TestCase):
    def setUp(self):
        made = run(PO / "template")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.template = made.stdout
        self.assertGreater(self.template.count("\nmsgid "), 400)

    def test_every_string_has_a_translation(self):
        for catalogue in sorted(PO.glob("*.po")):
            compared = run("msgcmp", catalogue, "-", input=self.template)
            self.assertEqual(compared.returncode, 0, compared.stderr)
            for odd in ("--only-fuzzy", "--only-obsolete", "--untranslated"):
                left = run("msgattrib", odd, catalogue).stdout
                self.assertNotRegex(left, r'(?m)^(#~ )?msgid "[^"]', f"{catalogue}: {odd}")

    def test_formats_agree(self):
        for catalogue in sorted(PO.glob("*.po")):
            checked = run("msgfmt", "--check", "-o", "/dev/null", catalogue)
            self.assertEqual((checked.returncode, checked.stderr), (0, ""))

    def test_what_is_printed_is_marked(self):
        """Words in a format, or in a text of its own, that no call would translate."""
        words = re.compile(r'\b(?:printf|puts|fputs)\(\s*(?:std\w+,\s*)?"([^"]*[a-z]{3,} [a-z]{2,}[^"]*)"')
        for file in sorted((TOP / "src/cli").glob("*.c")) + [TOP / "src/reporters/text.c"]:
            self.assertEqual(words.findall(file.read_text()), [], file)


class Swedish(ProgramTest):
    def spoken(self, *args, given=None, **env):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **env}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        if "LOCPATH" in env:  # libc forgets its copy of that where a locale is not found there
            environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        return run(self.program, *map(str, args), env=environment, **(given or {}))

    def test_messages_help_and_tables(self):
        self.write("brev.txt", LETTER)
        scan = self.spoken("scan", "--inventory", self.inventory, self.share, **SWEDISH)
        self.assertEqual(scan.returncode, DONE, scan.stderr)
        self.assertIn("Genomsökningen är klar.", scan.stderr)
        report = self.spoken("report", "--inventory", self.inventory, "--format", "text", **SWEDISH)
        for words in ("Funna personuppgifter", "Identitet", "rad 1, kolumn 6", "hög", "Täckning"):
            self.assertIn(words, report.stdout)
        self.assertIn("Alternativ:", self.spoken("scan", "--help", **SWEDISH).stdout)
        wrong = self.spoken("scan", "--treads", "4", **SWEDISH)
        self.assertEqual(wrong.returncode, USAGE)
        self.assertIn("okänt alternativ; menade du --threads?", wrong.stderr)
        self.assertIn("Filen eller katalogen finns inte",
                      self.spoken("detect", "--files-from", "/nowhere", **SWEDISH).stderr)

    def test_every_help_is_swedish(self):
        commands = re.findall(r"^  (\w+) ", self.spoken("--help", LC_ALL="C").stdout, re.MULTILINE)
        self.assertGreater(len(commands), 8)
        same = {"auto, always or never"}
        for command in commands:
            english = self.spoken(command, "--help", LC_ALL="C").stdout
            swedish = self.spoken(command, "--help", **SWEDISH).stdout
            self.assertEqual(len(re.findall("(?m)^ .*--", english)),
                             len(re.findall("(?m)^ .*--", swedish)))
            shared = {line.strip() for line in english.splitlines()} & {
                line.strip() for line in swedish.splitlines()}
            self.assertEqual(shared - {""} - same, set())

    def test_the_environment_decides(self):
        def language(**env):
            first = self.spoken("--help", **env).stdout
            return "sv" if "användning" in first else "en" if "usage" in first else "?"

        self.assertEqual(language(LC_ALL="C"), "en")
        self.assertEqual(language(LC_ALL="C", LANGUAGE="sv"), "en")
        self.assertEqual(language(**SWEDISH), "sv")
        self.assertEqual(language(LC_MESSAGES="C.UTF-8", LANG="C", LANGUAGE="sv:en"), "sv")
        self.assertEqual(language(LC_ALL="C.UTF-8", LANGUAGE="fi"), "en")
        # Locales that are not installed: what they are called is enough.
        self.assertEqual(language(LC_ALL="sv_SE.UTF-8", LOCPATH="/nowhere"), "sv")
        self.assertEqual(language(LANG="sv_SE.UTF-8", LOCPATH="/nowhere"), "sv")
        self.assertEqual(language(LANG="sv_SE.UTF-8", LC_MESSAGES="C", LOCPATH="/nowhere"), "en")
        self.assertEqual(language(LC_ALL="en_GB.UTF-8", LANG="sv_SE.UTF-8", LOCPATH="/nowhere"), "en")

    @unittest.skipUnless(pathlib.Path("/usr/share/i18n/locales/sv_SE").exists() and
                         shutil.which("localedef"), "no sources of locales")
    def test_swedish_locales_and_their_characters(self):
        for charset in ("UTF-8", "ISO-8859-1"):
            made = run("localedef", "-i", "sv_SE", "-f", charset,
                       self.folder / f"sv_SE.{charset}")
            self.assertIn(made.returncode, (0, 1), made.stderr)
            env = {"LC_ALL": f"sv_SE.{charset}", "LOCPATH": str(self.folder)}
            # A pipe has UTF-8 in any case.
            self.assertIn("användning: ", self.spoken("--help", **env).stdout)
            master, slave = pty.openpty()
            subprocess.run([self.program, "nonsens"], stderr=slave, stdout=slave, check=False,
                           env={"TERM": "xterm", "HOME": str(self.folder), **env})
            os.close(slave)
            shown = os.read(master, 4096)
            os.close(master)
            self.assertIn("det finns inget kommando 'nonsens': se".encode(charset), shown)

    def test_programs_read_the_same_in_any_language(self):
        self.write("brev.txt", LETTER)
        self.write("trasig.zip", b"PK\x03\x04 no archive at all")
        scans = [self.spoken("scan", "-q", "--inventory", self.folder / name / "i.db", self.share,
                             **env) for name, env in (("sv", SWEDISH), ("en", {"LC_ALL": "C"}))]
        self.assertEqual([scan.returncode for scan in scans], [UNREAD, UNREAD])
        for args in (["detect", "--format", "jsonl", self.share],
                     ["detect", "--format", "csv", self.share],
                     *(["report", "--inventory", self.folder / "sv/i.db", "--format", form]
                       for form in ("jsonl", "json", "csv", "prometheus", "dpv", "article30-csv")),
                     ["status", "--inventory", self.folder / "sv/i.db", "--format", "jsonl"],
                     ["patterns", "show", "email"]):
            got = [self.spoken(*args, **env) for env in (SWEDISH, {"LC_ALL": "C"})]
            drop = re.compile(r'"seconds":[0-9.]+|"made":"[^"]*"|^spana_\w*seconds.*$|\d{4}-\d\d-\d\dT[0-9:]*Z', re.M)
            # What is found at once by several threads comes in any order.
            one, other = (sorted(drop.sub("", it.stdout).splitlines()) for it in got)
            self.assertEqual(one, other, args)
            self.assertEqual(got[0].returncode, got[1].returncode)
        # What is kept is the same as well.
        kept = [self.spoken("report", "--inventory", self.folder / name / "i.db", "--problems",
                            "--format", "csv", LC_ALL="C").stdout for name in ("sv", "en")]
        drop = re.compile(r"\d{4}-\d\d-\d\dT[0-9:]*Z|/(sv|en)/i.db")
        self.assertEqual(drop.sub("", kept[0]), drop.sub("", kept[1]))

    def test_a_log_is_english(self):
        log = open(self.folder / "log", "w+b")
        about = os.fstat(log.fileno())
        subprocess.run([self.program, "nonsens"], stderr=log, check=False,
                       env={"HOME": str(self.folder), **SWEDISH,
                            "JOURNAL_STREAM": f"{about.st_dev}:{about.st_ino}"})
        log.seek(0)
        self.assertEqual(log.read(), b"<3>spana: there is no command 'nonsens': see 'spana --help'\n")
        log.close()


if __name__ == "__main__":
    unittest.main()
