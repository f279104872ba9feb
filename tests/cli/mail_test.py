#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mailboxes as files and folders: what the program tells of them."""
import datetime
import email.message
import mailbox
import os
import shutil
import subprocess
import sys
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


class Thread(ProgramTest):
    def test_earlier_mails_and_one_attachment(self):
        """What is quoted is told as such, in every style; the attachment at each of its places."""
        sys.path.insert(0, str(TESTS / "support"))
        from share import documents  # noqa: PLC0415
        letter = documents.docx(["Personnummer 19811228-9874"], ("A", "B", "C"))
        box = mailbox.mbox(self.share / "box")
        for text, html in (
                ("ring 070-174 06 05\n", None),
                ("nej, 070-174 06 06\n\nDen 5 jan. 2026 skrev Anna Ek:\n> Hej,\n>\n> ring 070-174 06 05\n",
                 "<div>nej, 070-174 06 06</div><div class='gmail_quote'>Anna skrev:"
                 "<blockquote class='gmail_quote'>ring 070-174 06 05</blockquote></div>"),
                ("bra\n\nFrån: Olle Berg\nSkickat: den 5 januari 2026 09:40\nTill: Anna Ek\n"
                 "Ämne: Re: nummer\n\nnej, 070-174 06 06\n", None),
                ("se nedan\n\n-----Ursprungligt meddelande-----\nFrån: Anna\n\n070-174 06 05\n", None)):
            mail = email.message.EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "Anna Ek <anna.ek@example.org>", "b", "nummer"
            mail.set_content(text)
            if html:
                mail.add_alternative(html, subtype="html")
            mail.add_attachment(letter, maintype="application", subtype="octet-stream", filename="brev.docx")
            box.add(mail)
        box.close()
        found = self.detect("--types", "phone,personnummer", self.share / "box").of_kind("finding")
        self.assertEqual([(f["members"][0][0], f["value"][-2:], f["where"]["part"]) for f in found
                          if f["type"] == "phone"],
                         [("1", "05", "text/plain"), ("2", "06", "text/plain"), ("2", "05", "quoted"),
                          ("2", "06", "text/html"), ("2", "05", "quoted"), ("3", "06", "quoted"),
                          ("4", "05", "quoted")])
        self.assertEqual([(f["members"][0][0], f["members"][1]) for f in found
                          if f["type"] == "personnummer"],
                         [(str(number), "brev.docx") for number in range(1, 5)])


BODY = "Hej,\n\npersonnummer 19811228-9874.\nFrom now on: 070-174 06 06.\n\nÅsa\n"
LIST = "Namn;Telefon\nOlle Berg;070-174 06 05\n"


class Tools(ProgramTest):
    """Mails that Debian's mail programs write."""

    def setUp(self):
        super().setUp()
        self.write("body", BODY)
        self.write("lista.csv", LIST)

    def run_tool(self, *args, into=None, given=""):
        if not shutil.which(args[0]):
            self.skipTest(f"{args[0]} is not installed")
        done = subprocess.run(args, cwd=self.share, check=True, input=given.encode(), capture_output=True)
        if into:
            (self.share / into).write_bytes(done.stdout)

    def check(self, path, *members):
        result = self.detect("--types", "phone,personnummer", self.share / path)
        self.assertEqual(result.status, DONE)
        found = {(f["value"][-4:], *f["members"][len(members):]) for f in result.of_kind("finding")
                 if tuple(f["members"][:len(members)]) == members}
        self.assertEqual(found, {("9874",), ("0606",), ("0605", "lista.csv")})

    def test_mpack(self):
        self.run_tool("mpack", "-s", "lista åäö", "-d", "body", "-o", "mail.eml", "lista.csv")
        self.check("mail.eml")

    def test_uuencode(self):
        self.run_tool("uuencode", "lista.csv", "lista.csv", into="coded")
        self.write("mail.eml", HEAD % "uu" + BODY + (self.share / "coded").read_text())
        self.check("mail.eml")

    def test_formail(self):
        self.run_tool("uuencode", "lista.csv", "lista.csv", into="coded")
        self.run_tool("formail", into="box", given=HEAD % "ett" + BODY + (self.share / "coded").read_text())
        self.check("box", "1 2026-01-05 ett")

    def test_s_nail(self):
        record = self.share / "box"
        self.run_tool("s-nail", "-n", "-S", "sendwait", "-S", "mta=/bin/true", "-S", "ttycharset=utf-8",
                      "-S", "sendcharsets=iso-8859-1,utf-8", "-S", f"record={record}", "-S",
                      "from=anna.ek@example.org", "-s", "lista åäö", "-a", "lista.csv",
                      "olle.berg@example.org", given=BODY)
        self.check("box", f"1 {datetime.date.today()} lista åäö")


if __name__ == "__main__":
    unittest.main()
