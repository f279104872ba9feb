#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the cases of RTF and of compound files below tests/cases.

    tests/support/make_documents.py            all of them
    tests/support/make_documents.py rtf ole2   these formats

Everything comes from the text in this file; what only real programs can write
is made by make_fixtures.py. People are invented, numbers are from the series
that are published for tests.
"""
import os
import struct
import sys

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cases")

PNR = "19800113-9818"
PNR2 = "19811228-9874"


# ---- RTF -------------------------------------------------------------------

RTF_HEAD = (r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}"
            r"{\f1\froman\fcharset128 MS Mincho;}{\f2\fswiss\fcharset204 Arial Cyr;}}"
            r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}}" "\n")


def package(name, data):
    """An object of OLE 1 that wraps a file."""
    path = b"C:\\Temp\\" + name
    inner = (struct.pack("<H", 2) + name + b"\0" + path + b"\0" + struct.pack("<HH", 0, 3) +
             struct.pack("<I", len(path) + 1) + path + b"\0" + struct.pack("<I", len(data)) + data)
    return (struct.pack("<II", 0x501, 2) + struct.pack("<I", 8) + b"Package\0" +
            struct.pack("<II", 0, 0) + struct.pack("<I", len(inner)) + inner)


def rtf_cases():
    good = RTF_HEAD + (
        r"{\info{\author Anna \u197?k}{\operator Bo Ek}{\*\company Bolaget AB}{\title L\'f6ner}}"
        r"{\*\revtbl {Unknown;}{Erik Ek;}}{\*\docvar {kund}{K10023}}"
        r"{\header Sidhuvud: Bolaget AB}{\footer Sida {\field{\*\fldinst PAGE}{\fldrslt 1}}}"
        "\n" r"\pard Anna {\b \'c5}k har num" "\n" r"mer 198001{\i 13-98}18.{\footnote En not: " + PNR2 + r"}\par"
        "\n" r"{\f1 \'93\'fa\'96\'7b} {\f2 \'cf\'f0\'e8} \u229?\u-10179?\u-8704? {\uc2\u246 oe}\par"
        "\n" r"19811228\_9874 och 1981\-1228-9874 och 19811228\~9874\par"
        "\n" r"{\field{\*\fldinst HYPERLINK " '"mailto:anna.ek@example.org"' r"}{\fldrslt Skriv}} g\'e4rna."
        r"{\deleted  Inte mer.}{\*\atnid AE}{\*\atnauthor Anna Ek}{\*\annotation {\*\atnref 1}Se \'f6ver}\par"
        "\n" r"\trowd\cellx1000\cellx2000\intbl Namn\cell Kundnummer\cell\row\intbl Bo Ek\cell K10023\cell\row"
        r"\pard {\shp{\*\shpinst{\sp{\sn fLine}{\sv 0}}{\sp{\sn wzDescription}{\sv En bild av Bo}}"
        r"{\shptxt \pard I en ruta\par}}{\shprslt{\*\do\dptxbx{\dptxbxtext I en ruta\par}}}}"
        r"{\*\okand inte detta}{\upr{\b nej}{\*\ud{\b ja \u229?}}}\par}" "\n")
    html = (r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}"
            r"{\*\htmltag19 <html>}{\*\htmltag64 <body>}{\*\htmltag84 <a href=" '"mailto:anna.ek@example.org"' r">}"
            r"\htmlrtf {\field{\*\fldinst{HYPERLINK x}}{\fldrslt\htmlrtf0 Anna \'c5k\htmlrtf }\htmlrtf0 }"
            r"{\*\htmltag92 </a>}\htmlrtf \par\htmlrtf0 {\*\htmltag84 <br>}Personnummer " + PNR +
            r"{\*\htmltag84 &nbsp;}\htmlrtf  \htmlrtf0 {\*\htmltag58 </body></html>}}")
    blob = package(b"lista.txt", ("Bo Ek, " + PNR2 + "\n").encode()).hex()
    nested = RTF_HEAD + (r"F\'f6re {\object\objemb{\*\objclass Package}{\*\objdata " +
                         "\n".join(blob[i:i + 60] for i in range(0, len(blob), 60)) +
                         r"}{\result{\pict\wmetafile8\picw1\pich1 010009000003}}} efter\par}")
    picture = RTF_HEAD + r"{\*\shppict{\pict\dibitmap0 " + (struct.pack("<IiiHHI", 40, 1, 1, 1, 24, 0) + bytes(24)).hex() + r"}}{\nonshppict{\pict\wmetafile8 00}}\par}"
    return {
        "good": good,
        "from-html": html,
        "nested": nested,
        "picture": picture,
        "empty": r"{\rtf1\ansi}",
        "cut": good[:len(good) * 2 // 3],
        "deep": RTF_HEAD + "{" * 3000 + "Djupt nere: " + PNR + "}" * 3000 + "}",
        "after-end": RTF_HEAD + r"F\'f6rst\par}" + "\0\r\n" + r"Sedan " + PNR,
        "stray": r"{\rtf1 }}}{\'zz\u\bin99999999 slut",
        "old-mac": r"{\rtf1\mac\deff0 \'80ngstr\'9am, {\pca \'8f}\par}",
    }


# ---- compound files ----------------------------------------------------------

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


class Compound:
    """A compound file of 512-byte sectors; storages are dicts, streams bytes."""

    def __init__(self, tree, mini=True):
        self.sectors, self.fat, self.entries = [], [], []
        self.mini, self.mini_fat, self.use_mini = b"", [], mini
        self.entry("Root Entry", 5)
        self.children(0, tree)
        root = self.entries[0]
        root["start"], root["size"] = self.chain(self.mini), len(self.mini)
        self.mini_start = self.chain(b"".join(struct.pack("<I", n) for n in self.mini_fat), b"\xFF")
        self.directory = self.chain(b"".join(self.raw(e) for e in self.entries))

    def entry(self, name, kind, start=END, size=0):
        self.entries.append({"name": name, "kind": kind, "left": FREE, "right": FREE,
                             "child": FREE, "start": start, "size": size})
        return len(self.entries) - 1

    def children(self, parent, tree):
        last = None
        for name, content in tree.items():
            if isinstance(content, dict):
                at = self.entry(name, 1, 0)
                self.children(at, content)
            else:
                at = self.entry(name, 2, *self.stream(content))
            if last is None:
                self.entries[parent]["child"] = at
            else:
                self.entries[last]["right"] = at
            last = at

    def stream(self, data):
        if not data:
            return END, 0
        if not self.use_mini or len(data) >= 4096:
            return self.chain(data), len(data)
        start, n = len(self.mini_fat), -(-len(data) // 64)
        self.mini += data.ljust(n * 64, b"\0")
        self.mini_fat += [start + i + 1 for i in range(n - 1)] + [END]
        return start, len(data)

    def chain(self, data, fill=b"\0"):
        if not data:
            return END
        start, n = len(self.sectors), -(-len(data) // 512)
        for i in range(n):
            self.sectors.append(data[i * 512:(i + 1) * 512].ljust(512, fill))
            self.fat.append(start + i + 1 if i < n - 1 else END)
        return start

    @staticmethod
    def raw(e):
        name = e["name"].encode("utf-16-le") + b"\0\0"
        return (name.ljust(64, b"\0") + struct.pack("<HBB3I", len(name), e["kind"], 1, e["left"], e["right"],
                                                    e["child"]) +
                bytes(36) + struct.pack("<IQ", e["start"], e["size"]))

    def bytes(self):
        n = 1
        while n * 128 < len(self.fat) + n:
            n += 1
        fat = self.fat + [FAT] * n
        table = b"".join(struct.pack("<I", x) for x in fat).ljust(n * 512, b"\xFF")
        first = len(self.sectors)
        named = [first + i for i in range(n)] + [FREE] * (109 - n)
        header = (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(16) +
                  struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6) +
                  struct.pack("<10I", 0, n, self.directory, 0, 4096, self.mini_start,
                              -(-len(self.mini_fat) // 128) if self.mini_fat else 0, END, 0, named[0]) +
                  b"".join(struct.pack("<I", x) for x in named[1:]))
        return header + b"".join(self.sectors) + table


def native(name, data):
    """The stream that wraps an embedded file."""
    inner = package(name, data)[4 + 4 + 4 + 8 + 8 + 4:]
    return struct.pack("<I", len(inner)) + inner


def property_set(sections):
    """sections: lists of (id, type, value); strings in the code page of the first."""
    body, offsets = b"", []
    start = 28 + 20 * len(sections)
    for properties in sections:
        table, values = b"", b""
        at = 8 + 8 * len(properties)
        for number, kind, value in properties:
            if kind == 2:
                raw = struct.pack("<IhH", 2, value, 0)
            elif kind == 30:
                text = value.encode("cp1252") + b"\0"
                raw = struct.pack("<II", 30, len(text)) + text
            elif kind == 31:
                raw = struct.pack("<II", 31, len(value) + 1) + value.encode("utf-16-le") + b"\0\0"
            else:
                raw = value
            raw += bytes(-len(raw) % 4)
            table += struct.pack("<II", number, at + len(values))
            values += raw
        offsets.append(start + len(body))
        body += struct.pack("<II", at + len(values), len(properties)) + table + values
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 2, bytes(16), len(sections))
    return head + b"".join(bytes(16) + struct.pack("<I", at) for at in offsets) + body


SUMMARY = property_set([[(1, 2, 1252), (2, 30, "Löner"), (4, 30, "Anna Åk"), (8, 30, "Björn Ek"),
                         (7, 31, "C:\\Användare\\bo.dot"), (18, 30, "Word")]])
NAMES = struct.pack("<I", 1) + struct.pack("<II", 2, 13) + b"Handl\xe4ggare\0\0"
DOCUMENT_SUMMARY = property_set([[(1, 2, 1252), (15, 30, "Bolaget AB"), (14, 30, "Chefen")],
                                 [(0, 0, NAMES), (1, 2, 1252), (2, 30, "Eva Ek")]])


def ole_cases():
    note = ("Bo Ek, " + PNR + "\n").encode()
    good = Compound({"\5SummaryInformation": SUMMARY, "\5DocumentSummaryInformation": DOCUMENT_SUMMARY,
                     "\1CompObj": b"\1\0\0\0", "note.txt": note,
                     "ObjectPool": {"_1": {"\1Ole10Native": native(b"lista.txt", note), "\3ObjInfo": b"\0\0"},
                                    "_2": {"CONTENTS": note}}})
    loop = Compound({"a": bytes(4200) + note}, mini=False)
    loop.fat[3] = 0
    tree = Compound({"a.txt": note, "b.txt": note, "c": {}})
    tree.entries[2]["right"] = 1
    tree.entries[3]["child"] = 3
    tree.sectors[tree.directory] = b"".join(tree.raw(e) for e in tree.entries)
    deep = {"botten.txt": note}
    for _ in range(40):
        deep = {"s": deep}
    inner = Compound({"x.txt": note}).bytes()
    whole = good.bytes()
    return {
        "good": whole,
        "big": Compound({"stor.txt": b"." * 4200 + note}).bytes(),
        "empty": Compound({}).bytes(),
        "cut": Compound({"stor.txt": b"." * 4200 + note}).bytes()[:-900],
        "header-cut": whole[:300],
        "encrypted": Compound({"EncryptionInfo": b"\4\0\2\0", "EncryptedPackage": bytes(200)}).bytes(),
        "rights": Compound({"\tDRMContent": bytes(200), "\6DataSpaces": {}}).bytes(),
        "chain-loop": loop.bytes(),
        "tree-loop": tree.bytes(),
        "deep": Compound(deep).bytes(),
        "nested": Compound({"Package": inner}).bytes(),
    }


FORMATS = {"rtf": rtf_cases, "ole2": ole_cases}


def main():
    for name in sys.argv[1:] or FORMATS:
        folder = os.path.join(CASES, name)
        os.makedirs(folder, exist_ok=True)
        for case, data in FORMATS[name]().items():
            if isinstance(data, str):
                data = data.encode("cp1252")
            with open(os.path.join(folder, case + ".in"), "wb") as file:
                file.write(data)


if __name__ == "__main__":
    main()
