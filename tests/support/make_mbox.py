#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the mailboxes of tests/cases/mbox/*.in. The same ones every time.

    tests/support/make_mbox.py [FOLDER]

Python's mailbox module and git write what they can write; the rest is put
together by hand. People are invented; numbers are of published test series or
set aside for fiction.
"""

import mailbox
import os
import pathlib
import subprocess
import sys
import tempfile

import make_mail

OPEN = b"From %s Mon Jan  5 09:30:00 2026\n"


def short(subject, body, sender=b"anna.ek@example.org", head=b""):
    return (b"From: Anna Ek <" + sender + b">\nTo: Olle Berg <olle.berg@example.org>\n"
            b"Subject: " + subject + b"\nDate: Mon, 05 Jan 2026 09:30:00 +0100\n" + head
            + b"\n" + body)


def box(*messages, opening=OPEN % b"anna.ek@example.org"):
    return b"\n".join(opening + message for message in messages)


def by_python(*mails):
    """What Python's mailbox writes, which quotes "From " with one '>'."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "box")
        made = mailbox.mbox(path)
        for mail in mails:
            entry = mailbox.mboxMessage(mail)
            entry.set_from("anna.ek@example.org", (2026, 1, 5, 9, 30, 0, 0, 5, 0))
            made.add(entry)
        made.flush()
        made.close()
        return path.read_bytes()


def by_git():
    """A series of patches: mailboxes with a fixed date and a hash as the sender."""
    who = {"GIT_AUTHOR_NAME": "Åsa Öberg", "GIT_AUTHOR_EMAIL": "asa@example.org",
           "GIT_COMMITTER_NAME": "Anna Ek", "GIT_COMMITTER_EMAIL": "anna.ek@example.org",
           "GIT_AUTHOR_DATE": "2026-01-05T09:30:00+0100", "HOME": "/nonexistent",
           "GIT_COMMITTER_DATE": "2026-01-05T09:30:00+0100", "PATH": os.environ["PATH"]}
    with tempfile.TemporaryDirectory() as folder:
        def git(*words):
            return subprocess.run(["git", "-c", "init.defaultBranch=main", *words], cwd=folder,
                                  env=who, check=True, capture_output=True).stdout

        git("init", "-q")
        for number, text in enumerate(("Ring 070-174 06 05\n", "Ring 070-174 06 06\n")):
            pathlib.Path(folder, "ring.txt").write_text(text)
            git("add", ".")
            git("commit", "-q", "-m", f"Nummer {number}: växeln\n\nFrån och med nu.")
        return git("format-patch", "--stdout", "--no-signature", "--root", "-2")


def good():
    first = make_mail.message("Från början 19811228-9874")
    first.set_content("Hej,\n\nFrom now on ringer du 070-174 06 05.\n\nAnna\n")
    second = make_mail.message("Med bilaga")
    second.set_content("se bilagan\n")
    second.add_attachment("Namn;Telefon\nOlle Berg;070-174 06 05\n".encode(), maintype="text",
                          subtype="csv", filename="löner.csv")
    for part in (second,):
        part.set_boundary("=_snitt")
    return by_python(first, second)


def nested():
    inner = box(short(b"inre ett", b"inre text\n"), short(b"inre tv\xc3\xa5", b"mera\n"))
    mail = make_mail.message("Hela brevlådan")
    mail.set_content("bifogad\n")
    mail.add_attachment(inner, maintype="application", subtype="mbox", filename="arkiv.mbox")
    mail.set_boundary("=_snitt")
    return by_python(mail)


CASES = {
    "good": good,
    "nested": nested,
    "git": by_git,
    "one": lambda: box(short(b"ensam", b"text utan radslut")),
    "empty": lambda: OPEN % b"anna.ek@example.org" + b"Subject: tomt\n\n",
    # Sentences and dates in bodies that are no start of a message.
    "from-in-body": lambda: box(
        short(b"ett", b"hej\n\nFrom now on you write to kontoret@example.org.\n\nslut ett\n"),
        short(b"tv\xc3\xa5", b"From anna.ek@example.org Mon Jan  5 09:30:00 2026\n"
              b"ing\xc3\xa5ng utan tomrad f\xc3\xb6re\n\n"
              b"From anna.ek@example.org Mon Jan  5 09:30:00 2026\nutan rubrik efter\n"),
        short(b"tre", b"sist\n")),
    # mboxo quotes "From ", mboxrd quotes what is quoted as well.
    "quoted": lambda: box(
        short(b"ett", b">From en b\xc3\xb6rjan\n>>From tv\xc3\xa5 niv\xc3\xa5er\n>Fromhet\n"
              b"i >From mitten\n"),
        short(b"tv\xc3\xa5", b">From sist\n")),
    "crlf": lambda: box(short(b"ett", b"rad ett\n\nrad tv\xc3\xa5\n"),
                        short(b"tv\xc3\xa5", b">From ett\n")).replace(b"\n", b"\r\n"),
    # As Thunderbird, MMDF, exim and Gmail's export write the line.
    "openings": lambda: b"\n".join((
        b"From - Mon Jan 05 09:30:00 2026\n" + short(b"ett", b"a\n"),
        b"From \"Anna Ek\" <anna.ek@example.org> Mon, 05 Jan 2026 09:30:00 +0100\n"
        + short(b"tv\xc3\xa5", b"b\n"),
        b"From anna.ek@example.org  Mon Jan  5 09:30:00 CET 2026\n" + short(b"tre", b"c\n"),
        b"From 1789@xxx Mon Jan 05 09:30:00 +0000 2026\n" + short(b"fyra", b"d\n"),
        b"From MAILER-DAEMON Mon Jan  5 9:30 2026 remote from client\n"
        + short(b"fem", b"e\n"))),
    # The sender stands nowhere else.
    "sender": lambda: box(short(b"studs", b"text\n"), opening=OPEN % b"retur-19@example.com"),
    # The headers are too few for a file of its own to be taken for a mail.
    "few-headers": lambda: OPEN % b"olle.berg@example.org"
        + b"Subject: =?utf-8?Q?f=C3=A5?= 19811228-9874\n\ntext\n\n"
        + OPEN % b"olle.berg@example.org" + b"X-A: b\n\nbara den\n",
    "subject": lambda: box(
        short(b"Ang 19811228-9874, ring 070-174 06 05 eller anna.ek@example.org, dnr 2026/12",
              b"a\n"),
        short(b"=?utf-8?Q?=C3=A4rende?=\n =?utf-8?Q?_p=C3=A5?= flera\n rader\tmed tabb", b"b\n"),
        short(b"l\xc3\xa5ngt " * 40, b"c\n"), short(b"", b"d\n")),
    "encrypted": lambda: box(short(b"hemligt", b"""\
-----BEGIN PGP MESSAGE-----

wcBMA0
-----END PGP MESSAGE-----
"""), short(b"\xc3\xb6ppet", b"text\n")),
    "cut-short": lambda: box(short(b"ett", b"hel\n"), make_mail.good())[:-400],
    "hostile": lambda: b"\n\n" + box(
        short(b"nollor", b"a\0b\n\n\0From \0\n"), b"X: " + b"y" * 3000 + b"\n\nlang rubrik\n",
        b"A:\n") + (b"\n" + OPEN % b"x" + b"A:\n") * 20 + b"\nFrom ",
}


def main():
    here = pathlib.Path(__file__).resolve().parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "cases" / "mbox"
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in CASES.items():
        (folder / f"{name}.in").write_bytes(make())


if __name__ == "__main__":
    main()
