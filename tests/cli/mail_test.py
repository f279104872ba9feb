#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailboxes as files and folders: what the program tells of them."""
import os
import subprocess
import unittest

from program import DONE, TESTS, UNREAD, ProgramTest

HEAD = ("From: Anna Ek <anna.ek@example.org>\nTo: Olle Berg <olle.berg@example.org>\n"
        "Subject: %s\nDate: Mon, 05 Jan 2026 09:30:00 +0100\n\n")
OPEN = "From anna.ek@example.org Mon Jan  5 09:30:00 2026\n"


class Mbox(ProgramTest):
    def test_place_of_a_message(self):
        box = self.write("box", (TESTS / "cases" / "mbox" / "good.in").read_bytes())
        found = self.detect("--types", "phone", box).of_kind("finding")
        self.assertEqual([f["members"] for f in found],
                         [["1 2026-01-05 Från början 19******-****"],
                          ["2 2026-01-05 Med bilaga", "löner.csv"]])

    def test_message_larger_than_the_window(self):
        """What is too large for memory is read where it stands, and what follows it too."""
        filler = "en rad text utan nummer, och en till\n" * 400000
        path = self.write("box", "\n".join(
            OPEN + HEAD % subject + body for subject, body in (
                ("ett", "19811228-9874\n"),
                ("stort", filler + "\nFrom now on\n>From oss 19900118-9811\n"),
                ("sist", "19740228-9834\n"))))
        found = self.detect("--types", "personnummer", path)
        self.assertEqual(found.status, DONE)
        self.assertEqual(sorted((f["members"][0], f["value"]) for f in found.of_kind("finding")),
                         [("1 2026-01-05 ett", "198112289874"),
                          ("2 2026-01-05 stort", "199001189811"),
                          ("3 2026-01-05 sist", "197402289834")])

    @unittest.skipIf(os.environ.get("SPANA_SANITIZE"), "a sanitizer holds on to freed memory")
    def test_memory_is_constant(self):
        """A box of 120 MB costs no more than one of 12 MB, within a few MB."""
        message = OPEN + HEAD % "rad" + "en rad text utan nummer, och en till\n" * 800 + "\n"
        path = self.share / "box"
        peaks = []
        for count in (400, 4000):
            with path.open("w") as file:
                for _ in range(count):
                    file.write(message)
            process = self.start("detect", "--threads", "1", "--output", self.folder / "out", path)
            peaks.append(os.wait4(process.pid, 0)[2].ru_maxrss)
            process.communicate()
        self.assertLess(peaks[1], peaks[0] + 4 * 1024, peaks)


class Maildir(ProgramTest):
    def test_flags_subfolders_and_size(self):
        mail = HEAD % "flaggor" + "19811228-9874\n"
        name = f"cur/1767601800.M1P2.host,S={len(mail)}:2,RS"
        self.write(f"Maildir/{name}", mail)
        self.write(f"Maildir/.Skickat/{name}", mail[:-5])
        self.write("Maildir/new/1767601801.M1P3.host", mail)
        result = self.detect("--types", "personnummer", self.share)
        self.assertEqual(result.status, UNREAD)
        self.assertEqual([f["path"].removeprefix(str(self.share)) for f in
                          sorted(result.of_kind("finding"), key=lambda f: f["path"])],
                         [f"/Maildir/{name}", "/Maildir/new/1767601801.M1P3.host"])
        problem, = result.of_kind("problem")
        self.assertEqual((problem["path"].removeprefix(str(self.share)), problem["reason"]),
                         (f"/Maildir/.Skickat/{name}", "truncated"))
        text = self.spana("text", self.share / "Maildir" / name).out.decode()
        self.assertIn("flags", text)
        self.assertIn("replied seen", text)


class Signed(ProgramTest):
    def test_what_openssl_signs(self):
        """Lengths left open and certificates as a real signer writes them."""
        self.write("part", "Content-Type: text/plain\n\nPersonnummer 19811228-9874\n")
        self.openssl("req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "key", "-out",
                     "cert", "-subj", "/CN=Anna Ek/emailAddress=anna.ek@example.org")
        self.openssl("cms", "-sign", "-nodetach", "-stream", "-signer", "cert", "-inkey", "key",
                     "-in", "part", "-out", "mail.eml", "-from", "anna.ek@example.org", "-to",
                     "olle.berg@example.org", "-subject", "signerat")
        self.openssl("cms", "-encrypt", "-in", "part", "-out", "secret.eml", "cert")
        result = self.detect("--types", "personnummer,email", self.share / "mail.eml",
                             self.share / "secret.eml")
        found = {(f["value"], *f["members"], *f["where"].values()) for f in
                 result.of_kind("finding")}
        self.assertIn(("198112289874", "smime.p7m", "content", "text/plain", 1, 14), found)
        self.assertIn(("anna.ek@example.org", "smime.p7m", "certificate"), found)
        problem, = result.of_kind("problem")
        self.assertEqual(problem["reason"], "encrypted")

    def openssl(self, *args):
        subprocess.run(["openssl", *args], cwd=self.share, check=True, capture_output=True)


if __name__ == "__main__":
    unittest.main()
