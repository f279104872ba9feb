# SPDX-License-Identifier: GPL-3.0-or-later
"""One person in documents of the other kinds: PDF, Office of 1995 to 2003, Outlook, cards, databases,
archives of every sort.

`files(person)` gives path: (bytes, what of the person stands there), as person.py does.
"""
import lzma
import struct

from make_data import Jet, dbase, database, noise
from make_documents import (Compound, at, chars, pages, ppt_file, prec, rec, wide, word95, word97,
                            workbook)
from make_office import newc, rar_block, rar_file
from make_outlook import UNICODE, attachment, compound, streams, tnef, attribute

from . import numbers
from .containers import zip_file


def office(number, mail, phone):
    letter = f"Hej, ditt personnummer {number} är noterat.\r"
    sheet = (rec(0x204, at(0, 0) + wide("Personnummer")) + rec(0x204, at(0, 1) + wide("E-post"))
             + rec(0x204, at(1, 0) + wide(number)) + rec(0x204, at(1, 1) + wide(mail)))
    slide = prec(0x3EE, prec(0xF00D, chars(f"Kontakt: {mail}")))
    shown = prec(0x3F3, struct.pack("<IIiII", 2, 0, 0, 256, 0))
    return {
        "äldre/brev.pdf": (pages([["Ansökan"], [f"Personnummer {number}", f"e-post {mail}"]]),
                           "personnummer email"),
        "äldre/brev.doc": (word97([(letter, True)], [len(letter)]), "personnummer"),
        "äldre/brev95.doc": (word95(f"Ring {phone}, personnummer {number}\r"), "personnummer phone"),
        "äldre/lista.xls": (Compound({"Workbook": workbook(b"", [("Lista", 0, sheet)])}).bytes(),
                            "personnummer email"),
        "äldre/visning.ppt": (Compound(ppt_file(prec(0x3E8, prec(0xFF0, shown)), [slide])).bytes(),
                              "email"),
    }


def outlook(number, mail, name):
    message = streams({(0x001A, UNICODE): "IPM.Note", (0x0037, UNICODE): "Ärende",
                       (0x0C1A, UNICODE): name, (0x0C1F, UNICODE): mail,
                       (0x1000, UNICODE): f"Mitt personnummer är {number}.\r\n"}, 32)
    inside = zip_file([("avtal.txt", f"Avtal, personnummer {number}\n".encode())])
    carrier = streams({(0x001A, UNICODE): "IPM.Note", (0x0037, UNICODE): "Handlingar"}, 32)
    carrier["__attach_version1.0_#00000000"] = attachment(
        {(0x3707, UNICODE): "handlingar.zip", (0x3701, 0x102): inside, (0x3705, 3): 1})
    return {
        "outlook/ärende.msg": (compound(message), "personnummer email name"),
        "outlook/handlingar.msg": (compound(carrier), "personnummer"),
        "outlook/winmail.dat": (tnef(attribute(1, 0x0002800C, f"Skriv till {mail}\r\n".encode() + b"\0")),
                                "email"),
    }


def cards(number, mail, phone, name):
    return {
        "kort/kontakt.vcf": (f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEMAIL:{mail}\r\nTEL:{phone}\r\n"
                             "END:VCARD\r\n".encode(), "email phone name"),
        "kort/möte.ics": ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\n"
                          f"ATTENDEE;CN=x:mailto:{mail}\r\nSUMMARY:Samtal om {number}\r\n"
                          "END:VEVENT\r\nEND:VCALENDAR\r\n".encode(), "personnummer email"),
        "kort/katalog.ldif": ("version: 1\n\ndn: uid=ao,dc=example,dc=org\nobjectClass: person\n"
                              f"mail: {mail}\ntelephoneNumber: {phone}\n".encode(), "email phone"),
    }


def data(number, mail):
    bare = number.replace("-", "")
    people, _ = database("CREATE TABLE kund (id INTEGER PRIMARY KEY, personnummer TEXT, epost TEXT)",
                         ("INSERT INTO kund VALUES (1, ?, ?)", (number, mail)))
    access = Jet().table("Kund", [("Nr", "int"), ("Personnummer", "text")],
                         [(n, number if n == 3 else None) for n in range(1, 6)]).bytes()
    comment = f"Personnummer {number}".encode()
    return {
        "data/kunder.db": (people, "personnummer email"),
        "data/kunder.mdb": (access, "personnummer"),
        "data/kunder.dbf": (dbase(0x03, [("PNR", "C", 13), ("EPOST", "C", 40)],
                                  [[b" ", number.encode(), mail.encode()]]), "personnummer email"),
        "data/dump.sql": ("CREATE TABLE kund (personnummer varchar(13), epost text);\n"
                          f"INSERT INTO kund VALUES ('{number}', '{mail}');\n".encode(),
                          "personnummer email"),
        "data/logg.log": (f"2026-01-05 10:00:00 INFO login user={mail} ok\n".encode(), "email"),
        "data/rader.jsonl": (f'{{"id": 1}}\n{{"personnummer": "{bare}"}}\n'.encode(), "personnummer"),
        "text/utf16.txt": (f"Personnummer {number}\n".encode("utf-16"), "personnummer"),
        "bild/foto.jpg": (b"\xff\xd8\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
                          + b"\xff\xda\0\2\xff\xd9", "personnummer"),
        "data/okänt.bin": (noise(200) + f" {number} ".encode() + noise(200), "personnummer"),
    }


def archives(number, mail):
    note = f"Personnummer {number}, e-post {mail}\n".encode()
    member = (b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (b"brev.txt/", 0, 0, 0, b"100644", len(note)) + note
              + b"\n" * (len(note) % 2))
    return {path: (content, "personnummer email") for path, content in {
        "packat/brev.txt.xz": lzma.compress(note),
        "packat/band.cpio": newc(b"brev.txt", note) + newc(b"TRAILER!!!", b"", 0),
        "packat/bibliotek.a": b"!<arch>\n" + member,
        "packat/paket.rar": (b"Rar!\x1a\7\0" + rar_block(0x73, 0, b"\0" * 6) + rar_file(b"brev.txt", note)
                             + rar_block(0x7B, 0x4000, b"")),
        "packat/djupt.zip": zip_file([("ett.zip", zip_file([("två.cpio", newc(b"brev.txt", note)
                                                           + newc(b"TRAILER!!!", b"", 0))]))]),
    }.items()}


def files(person):
    number, mail, name = numbers.dashed(person["personnummer"]), person["email"], person["name"]
    phone = "070-174 06 40"
    return {**office(number, mail, phone), **outlook(number, mail, name),
            **cards(number, mail, phone, name), **data(number, mail), **archives(number, mail)}
