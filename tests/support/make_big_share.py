#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a share of an invented town with many places, years and owners, for reports.

    make_big_share.py FOLDER [PLACES]     about so many places to be found (default: 3000)
    make_big_share.py FOLDER --later      what has changed there a while later

Everybody in it is invented: personnummer of the published test series, mail under example.org,
phones of the series set aside for fiction. The same arguments make the same share.
"""
import os
import pathlib
import random
import sys
import time

from share import numbers

FOLDERS = ("Kundtjänst/Ärenden", "Kundtjänst/Återbetalningar", "Ekonomi/Fakturor", "Ekonomi/Bokslut",
           "Personal/Löner", "Personal/Ansökningar", "Personal/Rehabilitering", "Skola/Elevhälsa",
           "Skola/Klasslistor", "Omsorg/Journaler", "Arkiv/Gamla servern/Hem", "Post/Utskick")
FIRST = ("Anna", "Erik", "Maria", "Lars", "Karin", "Åsa", "Björn", "Elsa", "Omar", "Leila", "Nils", "Siv")
LAST = ("Ek", "Öberg", "Lindqvist", "Strand", "Ahlgren", "Berggren", "Hassan", "Nyström", "Dahl")
HOSTILE = ("<script>alert(1)</script>.txt", "\"><img src=x onerror=alert(2)>.txt", "faktura\u202efdp.txt",
           "a'b\"c & d.txt", "</script><script>window.hacked=1</script>".replace("/", "\u2215") + ".txt",
           "rad\nbrytning.txt", "=HYPERLINK(1).txt", "arabiska \u0627\u0644\u0639\u0631\u0628\u064a\u0629.txt")


def person(chance):
    first, last = chance.choice(FIRST), chance.choice(LAST)
    born = f"{chance.randrange(1950, 2005)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    pnr = numbers.dashed(numbers.pnr(born, chance.choice((238, 239, *range(980, 999)))))
    mail = f"{first}.{last}".lower().translate(str.maketrans("åäö", "aao")) + "@example.org"
    return first, last, pnr, mail, f"070-174 06 {chance.randrange(5, 100):02d}"


def table(chance, rows):
    lines = ["Namn;Personnummer;E-post;Telefon"]
    for _ in range(rows):
        first, last, pnr, mail, phone = person(chance)
        lines.append(f"{first} {last};{pnr};{mail};{phone}")
    return "\n".join(lines) + "\n"


def letter(chance, folder):
    first, last, pnr, mail, phone = person(chance)
    more = {"Personal/Rehabilitering": f"{pnr} är sjukskriven sedan i maj.", "Skola/Elevhälsa": f"Diagnos för {pnr}: ADHD.",
            "Omsorg/Journaler": f"Patienten {pnr} har diabetes."}.get(folder, "Tack för ditt brev.")
    return f"Hej {first} {last}!\nPersonnummer: {pnr}\nE-post: {mail}\nTelefon: {phone}\n{more}\n"


def put(root, name, text, year, chance):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    when = time.mktime((year, chance.randrange(1, 13), chance.randrange(1, 28), 12, 0, 0, 0, 0, 0))
    os.utime(path, (when, when))
    if os.geteuid() == 0:
        os.chown(path, chance.choice((0, 1, 2, 8, 33)), -1)


def make(root, places):
    chance = random.Random(8)
    for name in HOSTILE:
        put(root, "Underliga namn/" + name, letter(chance, ""), 2024, chance)
    left = places - 4 * len(HOSTILE)
    for number in range(1, 1000000):
        folder = FOLDERS[int(len(FOLDERS) * chance.random() ** 1.6)]
        year = 2026 - int(14 * chance.random() ** 2)
        if number % 4 == 0:
            rows = min(max(left // 60, 5), 400)
            put(root, f"{folder}/lista {number}.csv", table(chance, rows), year, chance)
            left -= 4 * rows
        else:
            put(root, f"{folder}/brev {number}.txt", letter(chance, folder), year, chance)
            left -= 4
        if left <= 0:
            break
    for name in ("Arkiv/kapat.docx", "Ekonomi/trasig.xlsx"):
        put(root, name, "PK\x03\x04 kapat", 2019, chance)


def later(root):
    chance = random.Random(9)
    files = sorted(path for path in root.rglob("*.txt") if "Underliga" not in str(path))
    for path in files[:5]:
        path.unlink()
    for path in files[5:8]:
        path.rename(path.with_name("flyttad " + path.name))
    for path in files[8:12]:
        path.write_text(path.read_text() + letter(chance, ""))
    for number in range(6):
        put(root, f"Kundtjänst/Ärenden/nytt {number}.txt", letter(chance, ""), 2026, chance)


def main():
    root = pathlib.Path(sys.argv[1])
    if sys.argv[2:] == ["--later"]:
        later(root)
    else:
        make(root, int(sys.argv[2]) if len(sys.argv) > 2 else 3000)


if __name__ == "__main__":
    main()
