#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal is shown: its width, its colours, its characters, and the progress line."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unicodedata
import unittest

from program import DONE, UNREAD, ProgramTest

SGR = re.compile(r"\x1b\[[0-9;]*m")
LETTER = "Kund 19800113-9818 bor i Lund, mejl anna.ek@example.org\n"
# Names as a Mac writes them, and of two columns a character.
MAC, WIDE = unicodedata.normalize("NFD", "ärende från Åsa.txt"), "見積書.txt"


def columns(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF"
               else 1 for c in text)


def screen(text):
    """Lines as they stand at last, where a line that was erased is drawn anew."""
    return [line.split("\r\x1b[K")[-1] for line in SGR.sub("", text).replace("\r\n", "\n").split("\n")]


class TerminalTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("brev.txt", LETTER)
        self.write(MAC, LETTER)
        self.write(WIDE, LETTER)

    def terminal(self, *args, width=80, status=DONE, locale="C.UTF-8", raw=False, **env):
        """All that the program writes to a terminal of that width."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TERM": "xterm",
                       "LC_ALL": locale, **env}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        process = subprocess.Popen([self.program, *map(str, args)], stdin=slave, stdout=slave,
                                   stderr=slave, env=environment)
        os.close(slave)
        got, until = b"", time.monotonic() + 60
        while time.monotonic() < until:
            if select.select([master], [], [], 1)[0]:
                try:
                    block = os.read(master, 65536)
                except OSError:  # nobody has the other end any more
                    break
                if not block:
                    break
                got += block
        os.close(master)
        self.assertEqual(process.wait(10), status, got)
        return got if raw else got.decode()

    def command(self, name, *args, **more):
        return self.terminal(name, "--inventory", self.inventory, *args, **more)

    def assert_fits(self, text, width):
        for line in screen(text):
            self.assertLessEqual(columns(line), width, line)

    # ---- width ----

    def test_tables_and_help_fit(self):
        self.write("trasig.zip", b"PK\x03\x04 no archive at all")
        self.scan()
        for width in (80, 160):
            for args in (["report"], ["report", "--by", "folder"], ["report", "--changes"],
                         ["report", "--problems"], ["report", "--overdue"], ["status"],
                         ["erase", "--personnummer", "19800113-9818", "-o", self.folder / "p"]):
                self.assert_fits(self.command(*args, width=width), width)
            for args in (["--help"], ["scan", "--help"], ["erase", "--help"], ["patterns"]):
                self.assert_fits(self.terminal(*args, width=width), width)

    def test_help_is_broken_between_words(self):
        narrow = screen(self.terminal("scan", "--help", width=60))
        at = next(i for i, line in enumerate(narrow) if "--max-ratio" in line)
        self.assertEqual(narrow[at + 1][:30].strip(), "")
        text = " ".join(line[30:] if line.startswith(" " * 30) else line for line in narrow)
        self.assertIn("to, from 16M on", re.sub(" +", " ", text))

    def test_columns_of_wide_and_combining_characters(self):
        self.write("lön.csv", "Namn;Ort\n" + "".join(
            f"{name};Lund;19800113-9818\n" for name in (unicodedata.normalize("NFD", "Åsa Öberg"),
                                                         "見積書")))
        self.scan()
        lines = screen(self.command("report", width=160))
        # Below each other stand cells of one column, whatever stands before them.
        rows = [line for line in lines if line.startswith("  line ") and " personnummer " in line]
        self.assertGreater(len(rows), 2)
        narrow = self.command("report", "--changes", width=48)
        self.assertIn("…", narrow)
        self.assert_fits("\n".join(line for line in screen(narrow) if "->" in line), 48)

    def test_columns_from_the_environment(self):
        self.assert_fits(self.terminal("scan", "--help", width=160, COLUMNS="60"), 60)

    def test_a_long_message_is_broken(self):
        text = self.terminal("config", "show", width=40, status=1)
        self.assert_fits(text, 40)
        self.assertTrue(screen(text)[1].startswith("  "), text)

    # ---- colours ----

    def test_colours_where_they_are_wanted(self):
        self.scan()
        self.assertIn("\x1b[", self.command("report"))
        self.assertNotIn("\x1b", self.command("report", NO_COLOR="1"))
        self.assertIn("\x1b[", self.command("report", NO_COLOR=""))
        self.assertNotIn("\x1b", self.command("report", TERM="dumb"))
        self.assertNotIn("\x1b", self.command("report", "--color", "never"))
        self.assertIn("\x1b[", self.command("report", "--color", "always", NO_COLOR="1"))
        self.assertNotIn("\x1b", self.command("scan", self.share, TERM="dumb"))

    def test_no_escapes_in_a_pipe(self):
        done = self.scan()
        self.assertEqual(done.status, DONE, done.err)
        self.assertNotIn(b"\x1b", done.out + done.err)
        self.assertNotIn(b"\r", done.out + done.err)
        report = self.spana("report", "--inventory", self.inventory, "--format", "text")
        self.assertNotIn(b"\x1b", report.out + report.err)

    # ---- progress ----

    def test_progress_names_a_slow_file_and_is_erased(self):
        # What one costs is waited for before the next is read.
        self.write("Arkiv/långsam-1.txt", LETTER * 1700)
        self.write("Arkiv/långsam-2.txt", LETTER * 1700)
        text = self.command("scan", "--bandwidth", "25k", "-j", "1", self.share)
        drawn = [part for part in text.split("\r\x1b[K") if " items " in part and "Scan" not in part]
        self.assertGreater(len(drawn), 3)
        self.assertRegex(drawn[-1], r"långsam-[12]\.txt \(\d+ s\)")
        self.assertRegex(drawn[-1], r"\d B/s|iB/s")
        self.assert_fits("\n".join(part.split("\r\n")[0] for part in drawn), 79)
        self.assertNotRegex("\n".join(screen(text)), r"iB/s|\(\d+ s\)")
        self.assertEqual(screen(text)[0], "Scan complete.")

    def test_progress_tells_the_time_left(self):
        for i in range(40):
            self.write(f"brev{i}.txt", LETTER * 60)
        text = self.command("scan", "--bandwidth", "30k", "-j", "1", self.share)
        self.assertRegex(text, r"  \d+ s left  ")

    def test_quiet_shows_none(self):
        self.write("Arkiv/långsam.txt", LETTER * 700)
        self.assertEqual(self.command("scan", "-q", "--bandwidth", "25k", self.share), "")

    # ---- characters ----

    def test_a_terminal_without_utf8(self):
        self.write("arkiv/äldre/räksmörgås.txt", LETTER)
        self.scan()
        shown = self.command("report", locale="C", raw=True)
        self.assertTrue(shown.isascii(), shown)
        self.assertIn(b"raksmorgas.txt", shown)
        self.assertIn(b"??????.txt", shown)  # three characters of two columns
        self.assertIn(b"arende fran Asa.txt", shown)
        text = self.command("report")
        self.assertEqual([columns(line) for line in screen(text)],
                         [len(line) for line in screen(shown.decode())])

    def test_a_pipe_has_utf8_in_any_case(self):
        self.write("räksmörgås.txt", LETTER)
        self.scan()
        done = subprocess.run([self.program, "report", "--inventory", self.inventory, "--format",
                               "text"], stdout=subprocess.PIPE, env=dict(os.environ, LC_ALL="C"))
        self.assertIn("räksmörgås.txt".encode(), done.stdout)

    def test_names_do_not_command_the_terminal(self):
        self.write("ond\x1b[2Jfil.zip", b"PK\x03\x04 no archive at all")
        self.command("scan", self.share, status=UNREAD)
        for args in (["report"], ["status"], ["report", "--by", "folder"]):
            self.assertNotIn("\x1b[2J", self.command(*args))
        message = self.terminal("scan", "--inventory", self.folder / "\x1b[2J/x/y\x1b[2J",
                                "/no\x1b[2Jwhere", "--files-from", "/no\x1b[2Jlist", status=1)
        self.assertNotIn("\x1b[2J", message)


if __name__ == "__main__":
    unittest.main()
