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
import zlib

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


# ---- macros: [MS-OVBA] -----------------------------------------------------

def ovba_chunk(data):
    """One chunk, with copies of what was seen before where that is shorter."""
    out, at = bytearray(), 0
    while at < len(data):
        flags, tokens = 0, b""
        for bit in range(8):
            if at == len(data):
                break
            bits = max(4, (at - 1).bit_length() if at else 4)
            most = (0xFFFF >> bits) + 3
            length, distance = 0, 0
            for back in range(1, min(at, 1 << bits) + 1):
                n = 0
                while n < most and at + n < len(data) and data[at + n] == data[at + n - back]:
                    n += 1
                if n > length:
                    length, distance = n, back
            if length >= 3:
                flags |= 1 << bit
                tokens += struct.pack("<H", (distance - 1) << (16 - bits) | (length - 3))
                at += length
            else:
                tokens += data[at:at + 1]
                at += 1
        out += bytes([flags]) + tokens
    return struct.pack("<H", 0xB000 | (len(out) + 2 - 3)) + bytes(out)


def ovba(text):
    data = text.encode("cp1252") if isinstance(text, str) else text
    return b"\1" + b"".join(ovba_chunk(data[at:at + 4096]) for at in range(0, len(data), 4096))


def vba_storage(modules, offset=40):
    """A VBA storage; modules by name: source text, or the stream's bytes behind what is compiled."""
    record = lambda id, data: struct.pack("<HI", id, len(data)) + data
    dir = (record(0x01, struct.pack("<I", 1)) + record(0x03, struct.pack("<H", 1252)) +
           record(0x04, b"Projekt") + record(0x05, "Gjort av Åsa Ek".encode("cp1252")) +
           struct.pack("<HIIH", 0x09, 4, 1, 2) +
           record(0x0E, struct.pack("<I", 22) + b"*\\CC:\\anna.ek\\mall.dot" + struct.pack("<IIH", 0, 0, 0)))
    streams = {"_VBA_PROJECT": b"\xCC\x61" + bytes(60), "__SRP_0": b"cache 19800113-9818" + bytes(60)}
    for name, source in modules.items():
        dir += (record(0x19, name.encode("cp1252")) + record(0x47, name.encode("utf-16-le")) +
                record(0x1A, name.encode("cp1252")) + record(0x32, name.encode("utf-16-le")) +
                record(0x31, struct.pack("<I", offset)) + record(0x21, b"") + record(0x2B, b""))
        streams[name] = bytes(offset) + (ovba(source) if isinstance(source, str) else source)
    return {"dir": ovba(dir + record(0x10, b"")), **streams}


def macro(n=1):
    return ('Attribute VB_Name = "Löner"\r\n' + "".join(
        "' Ansvarig: Åsa Ek, 070-174 06 05\r\nSub Skicka%d()\r\n    Adress = \"anna.ek@example.org\"\r\n"
        "    Nr = \"19800113-9818\"\r\nEnd Sub\r\n" % i for i in range(n)))


def macro_cases():
    project = b'ID="{00000000-0000-0000-0000-000000000000}"\r\nModule=L\xf6ner\r\n'
    pack = lambda modules: Compound({"VBA": vba_storage(modules), "PROJECT": project}).bytes()
    whole = ovba(macro())
    broken = dict(vba_storage({"Modul1": macro()}), dir=b"\1\x00\x00abc")
    far = b"\1" + struct.pack("<H", 0xB000 | 10) + b"\x08abc" + struct.pack("<H", 0xF000) + b"abcdefg"
    raw = b"\1" + struct.pack("<H", 0x3FFF) + macro(60).encode("cp1252")[:4096]
    return {
        "macros": pack({"Löner": macro(), "ThisDocument": "", "Långt": macro(50)}),
        "macros-raw": pack({"Modul1": raw}),
        "macros-cut": pack({"Modul1": whole[:len(whole) // 2]}),
        "macros-far": pack({"Modul1": far, "Modul2": macro()}),
        "macros-no-text": pack({"Modul1": b""}),
        "macros-no-dir": Compound({"VBA": broken}).bytes(),
    }


def table_loop(data):
    """Four billion more sectors of the list of tables, by the header; one that names itself, and no table."""
    sector = len(data) // 512 - 1
    return (data[:68] + struct.pack("<II", sector, 0xFFFFFFFF) + data[76:] + b"\xFF" * 508 +
            struct.pack("<I", sector))


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
        # What has no reader: its kind is told, and runs of text are searched.
        "visio": Compound({"VisioDocument": bytes(200) + note}).bytes(),
        "publisher": Compound({"Quill": {"QuillSub": {"CONTENTS": bytes(200) + note}}}).bytes(),
        "hangul": Compound({"FileHeader": b"HWP Document File".ljust(256, b"\0"),
                            "BodyText": {"Section0": bytes(200) + note}}).bytes(),
        "table-loop": table_loop(good.bytes()),
        **macro_cases(),
    }


# ---- Word ------------------------------------------------------------------

def fib(nfib, flags, size=0x2E0):
    head = bytearray(size)
    struct.pack_into("<HH", head, 0, 0xA5EC if nfib >= 0xC1 else 0xA5DC, nfib)
    struct.pack_into("<HH", head, 6, 0x41D, 0)
    struct.pack_into("<H", head, 10, flags)
    return head


def word97(pieces, parts, flags=0x200, tables=None):
    """pieces: (text, wide) each, or (place, characters, raw); parts: characters of each."""
    main, at, cps, places = bytearray(0x600), 0, [0], []
    for piece in pieces:
        if len(piece) == 3:
            places.append(piece[0])
            at += piece[1]
        else:
            text, wide = piece
            places.append(len(main) if wide else len(main) * 2 | 0x40000000)
            main += text.encode("utf-16-le") if wide else text.encode("cp1252")
            main += bytes(len(main) % 2)
            at += len(text)
        cps.append(at)
    table = b"".join(struct.pack("<I", cp) for cp in cps)
    table += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\1" + struct.pack("<H", 2) + b"\0\0" + b"\2" + struct.pack("<I", len(table)) + table
    head = fib(0xC1, flags)
    for i, n in enumerate(parts):
        struct.pack_into("<I", head, 0x4C + 4 * i, n)
    struct.pack_into("<II", head, 0x9A + 33 * 8, 0, len(clx))
    main[:len(head)] = head
    return Compound({"WordDocument": bytes(main), tables or ("1Table" if flags & 0x200 else "0Table"): clx}).bytes()


def word95(text, flags=0):
    head = fib(0x68, flags, 0x300)
    data = text.encode("cp1252")
    struct.pack_into("<II", head, 0x18, 0x300, 0x300 + len(data))
    struct.pack_into("<I", head, 0x34, len(data))
    return Compound({"WordDocument": bytes(head) + data}).bytes()


def doc_cases():
    body = "Anna Åk har 19800113\x1e98"
    rest = "18 och \x13 HYPERLINK \"mailto:anna.ek@example.org\" \x14en länk\x15.\rNamn\x07K10023\x07\x07Slut\x0bpå\x0cny sida\r"
    notes, header, comment = "\x02 En not\r", "Bolaget AB\r", "\x05Kommentar 19811228-9874\r"
    pieces = [(body, False), (rest, True), (notes, False), (header, True), (comment, False)]
    parts = [len(body + rest), len(notes), len(header), 0, len(comment)]
    good = word97(pieces, parts)
    return {
        "pieces": good,
        "other-table": word97(pieces, parts, tables="0Table"),
        "no-table": word97(pieces, parts, tables="annat"),
        "lying-counts": word97(pieces, [5000000] + parts[1:]),
        "outside": word97([(body, False), (0x40000000 | 0x100000, 30, 0)], [len(body) + 30]),
        "same-piece": word97([(body, False)] + [(0xC00 | 0x40000000, len(body), 0)] * 3, [len(body) * 4]),
        "encrypted": word97(pieces, parts, 0x300),
        "empty": word97([("\r", False)], [1]),
        "cut": good[:len(good) - 700],
        "word95": word95("Anna Åk, personnummer " + PNR + "\rNästa stycke\r"),
        "word95-encrypted": word95("hemligt", 0x100),
        "no-header": Compound({"WordDocument": bytes(2000)}).bytes(),
        "nested": Compound({"WordDocument": bytes(fib(0x68, 0, 0x300)), "ObjectPool": {
            "_1": {"\1Ole10Native": native(b"lista.txt", b"Bo Ek, 19811228-9874")},
            "_2": {"WordDocument": bytes(fib(0x68, 0x100, 0x300))}}}).bytes(),
    }


# ---- Excel -----------------------------------------------------------------

def rec(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def bof(version, kind):
    return rec(0x809, struct.pack("<HHHHII", version, kind, 0, 0, 0, 0) if version == 0x600 else
               struct.pack("<HHHH", version, kind, 0, 0))


def wide(text, width="<H"):
    return struct.pack(width, len(text)) + b"\1" + text.encode("utf-16-le")


def at(row, column, style=0):
    return struct.pack("<HHH", row, column, style)


def workbook(before, sheets, version=0x600):
    """sheets: (name, state, records)"""
    head = bof(version, 5) + before
    named = [(wide(name, "<B") if version == 0x600 else
              struct.pack("<B", len(name)) + name.encode("cp1252"), state, records) for name, state, records in sheets]
    place = len(head) + sum(10 + len(name) for name, _, _ in named) + 4
    bounds, body = b"", b""
    for name, state, records in named:
        bounds += rec(0x85, struct.pack("<IBB", place + len(body), state, 0) + name)
        body += bof(version, 0x10) + records + rec(0x0A)
    return head + bounds + rec(0x0A) + body


def xls_cases():
    # A string that is cut between its characters, and goes on in another width.
    sst = struct.pack("<II", 4, 4) + wide("Namn") + struct.pack("<HBH", 12, 8, 1) + b"Personnummer" + bytes(4)
    cut = struct.pack("<HB", 13, 1) + "Åsa Ö".encode("utf-16-le")
    strings = rec(0xFC, sst + cut) + rec(0x3C, b"\0" + b"berg-Ek,") + rec(0x3C, wide("glömd sträng"))
    link = (struct.pack("<HHHH", 3, 3, 0, 0) + bytes(16) + struct.pack("<II", 2, 3) +
            bytes.fromhex("E0C9EA79F9BACE118C8200AA004BA90B") +
            struct.pack("<I", 56) + "mailto:anna.ek@example.org".encode("utf-16-le") + bytes(4))
    note = (rec(0x5D, struct.pack("<HHHHH", 0x15, 6, 0x19, 7, 0)) +
            rec(0x1B6, struct.pack("<HH6sHHI", 0, 0, b"", 10, 0, 0)) + rec(0x3C, b"\0Ring Bo Ek") +
            rec(0x1C, struct.pack("<HHHH", 1, 1, 0, 7) + wide("Eva Åk")))
    box = (rec(0x5D, struct.pack("<HHHHH", 0x15, 6, 6, 8, 0)) +
           rec(0x1B6, struct.pack("<HH6sHHI", 0, 0, b"", 4, 0, 0)) + rec(0x3C, b"\0Ruta"))
    formats = (rec(0x41E, struct.pack("<H", 200) + wide("000000-0000")) +
               b"".join(rec(0xE0, struct.pack("<HHHH", 0, n, 0, 0)) for n in (0, 200, 14, 0)))
    cells = (rec(0x208, struct.pack("<HHHHHHI", 2, 0, 4, 255, 0, 0, 0x120)) +
             rec(0xFD, at(0, 0) + struct.pack("<I", 0)) + rec(0xFD, at(0, 1) + struct.pack("<I", 1)) +
             rec(0xFD, at(1, 0) + struct.pack("<I", 2)) + rec(0x203, at(1, 1) + struct.pack("<d", 198001139818)) +
             rec(0xBD, struct.pack("<HHHIHIH", 1, 2, 1, 101010157 << 2 | 2, 2, (29233 << 2) | 2, 3)) +
             rec(0x27E, at(1, 4) + struct.pack("<I", 1250 << 2 | 3)) +
             rec(0x06, at(2, 0) + struct.pack("<BBBBBBH", 0, 0, 0, 0, 0, 0, 0xFFFF) + bytes(8)) +
             rec(0x207, wide("dold text")) +
             rec(0x06, at(2, 1) + struct.pack("<d", 25) + bytes(8)) +
             rec(0x205, at(3, 0) + b"\1\0") + rec(0x204, at(3, 1) + wide("i cellen")))
    extras = (rec(0x14, wide("&L&\"Arial\"Rubrik&CAnna && Bo")) + rec(0x15, wide("&RSidfot")) + note + box +
              rec(0x1B8, link))
    more = (rec(0x42, struct.pack("<H", 1200)) + rec(0x5C, wide("Anna Åk      ")) + formats +
            rec(0x18, struct.pack("<HBBHHHI", 0, 0, 6, 0, 0, 0, 0) + b"\0Kunder") + strings +
            rec(0x1AE, struct.pack("<H", 1) + wide("\1\4C\3bok.xls") + wide("Blad")) +
            rec(0x5A, struct.pack("<BBH", 0, 0, 0) + b"\2" + wide("Cachad Ek")))
    book = workbook(more, [("Kunder", 0, cells + extras), ("Gömt", 2, rec(0x204, at(0, 0) + wide(PNR)))])
    cache = (rec(0xC7, bytes(14) + wide("Namn")) + rec(0xCD, wide("Borttagen Ek")) +
             rec(0xC9, struct.pack("<d", 198001139818)) + rec(0xCC, struct.pack("<h", 7)) + rec(0x0A))
    five = workbook(rec(0x42, struct.pack("<H", 1252)) + rec(0x1E), [
        ("Löner", 0, rec(0x204, at(0, 0) + struct.pack("<H", 7) + "Anna Åk".encode("cp1252")) +
         rec(0x1C, struct.pack("<HHH", 0, 0, 9) + "Lön: Ring".encode("cp1252")[:9]) +
         rec(0x14, b"\6Rubrik"))], 0x500)
    nested = bof(0x600, 0x10) + bof(0x600, 0x20) + rec(0x100D, b"\0\0\5\0Titel") + rec(0x0A)
    endless = workbook(rec(0xFC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + wide("ett")), [("A", 0, b"")])
    pack = lambda stream, name="Workbook", **more: Compound({name: stream, **more}).bytes()
    return {
        "places": pack(book, _SX_DB_CUR={"0001": cache}),
        "biff5": pack(five, "Book"),
        "bare": bof(0x600, 0x10) + rec(0x204, at(0, 0) + wide("naken " + PNR)) + rec(0x0A),
        "chart": pack(workbook(b"", [("A", 0, rec(0x204, at(0, 0) + wide("före")) + nested[20:] +
                                      rec(0x204, at(1, 0) + wide("efter")))])),
        "encrypted": pack(workbook(rec(0x2F, bytes(6)), [("A", 0, b"")])),
        "endless-strings": pack(endless),
        "cut": pack(book)[:-1200],
        "cut-record": pack(book[:len(book) - 40]),
        "empty": pack(workbook(b"", [("Blad1", 0, b"")])),
        "nested": pack(workbook(b"", [("A", 0, b"")]), MBD0001={"\1Ole10Native": native(b"lista.txt", b"Bo Ek, 19811228-9874")}),
        "wild": pack(bof(0x600, 5) + b"".join(rec(k, bytes(range(k % 40))) for k in range(1, 700) if k != 0x2F) + rec(0x0A)),
    }


# ---- PowerPoint ------------------------------------------------------------

def prec(kind, *inner, instance=0):
    data = b"".join(inner)
    container = kind in (0x3E8, 0x3EE, 0x3F0, 0x3F8, 0xFC9, 0xFD7, 0xFD9, 0xFF0, 0x409, 0x1388, 0x138A, 0x2EE0, 0xF00D)
    return struct.pack("<HHI", (instance << 4) | (15 if container else 0), kind, len(data)) + data


def chars(text, kind=0xFA0, instance=0):
    return prec(kind, text.encode("utf-16-le"), instance=instance)


def ppt_file(document, objects, token=0xE391C05F, edit_back=None, extra=b""):
    """objects: bytes of the records with the numbers 2, 3, ..., in that order of the stream."""
    stream, places = b"", [0]
    stream += document
    for data in objects:
        places.append(len(stream))
        stream += data
    stream += extra
    directory = len(stream)
    stream += prec(0x1772, struct.pack("<I", 1 | len(places) << 20) + b"".join(struct.pack("<I", n) for n in places))
    edit = len(stream)
    stream += prec(0xFF5, struct.pack("<IIIII", 0, 0, edit if edit_back else 0, directory, 1) + bytes(8))
    user = prec(0xFF6, struct.pack("<III", 20, token, edit))
    return {"PowerPoint Document": stream, "Current User": user}


def ppt_cases():
    note = ("Bo Ek, " + PNR + "\n").encode()
    inner = Compound({"\1Ole10Native": native(b"lista.txt", note)}).bytes()
    packed = struct.pack("<I", len(inner)) + zlib.compress(inner)
    place = lambda number, ident: prec(0x3F3, struct.pack("<IIiII", number, 0, 0, ident, 0))
    # The second slide is shown first.
    document = prec(
        0x3E8,
        prec(0x409, prec(0xFD7, chars("länken", 0xFBA), chars("mailto:anna.ek@example.org", 0xFBA, 1))),
        prec(0xFF0, place(3, 257), chars("Rubrik på första\rpersonnummer 198001"), place(2, 256), chars("Rubrik på andra")),
        prec(0xFD9, chars("Sidfoten", 0xFBA, 2), instance=3))
    second = prec(0x3EE, prec(0xF00D, prec(0xFA8, "Text på \xe5ren\x0b19811228-9874".encode("latin-1"))))
    first = prec(0x3EE, prec(0xF00D, chars("Först: " + PNR)),
                 prec(0x1388, prec(0x138A, chars("___PPT10", 0xFBA),
                                   prec(0x138B, prec(0x2EE0, chars("Eva Ek", 0xFBA), chars("Kommentar", 0xFBA, 1),
                                                     chars("EE", 0xFBA, 2))))))
    notes = prec(0x3F0, prec(0x3F1, struct.pack("<II", 257, 0)), prec(0xF00D, chars("Ring 070-174 06 05")))
    old = prec(0x3EE, prec(0xF00D, chars("Struken bild")))
    master = prec(0x3F8, prec(0xF00D, chars("Mall")))
    objects = [second, first, notes, old, master]
    good = ppt_file(document, objects, extra=prec(0x1011, packed, instance=1))
    pack = lambda streams: Compound(streams).bytes()
    lying = prec(0x3E8, prec(0x3EE, chars("Text")))
    lying = lying[:4] + struct.pack("<I", 1 << 30) + lying[8:]
    deep = chars("Djupt nere: " + PNR)
    for _ in range(100):
        deep = prec(0xF00D, deep)
    return {
        "places": pack(good),
        "edit-loop": pack(ppt_file(document, objects, edit_back=True)),
        "no-user": pack({"PowerPoint Document": good["PowerPoint Document"]}),
        "no-slides": pack({"PowerPoint Document": b"", "Current User": good["Current User"]}),
        "encrypted": pack(ppt_file(document, objects, token=0xF3D1C4DF)),
        "lying-length": pack({"PowerPoint Document": lying}),
        "deep": pack({"PowerPoint Document": prec(0x3EE, deep)}),
        "bad-object": pack({"PowerPoint Document": prec(0x1011, b"\0\1\0\0inte zlib", instance=1)}),
        "cut": pack(good)[:-700],
        "empty": pack(ppt_file(prec(0x3E8), [])),
    }


# ---- PDF -------------------------------------------------------------------

def pdf(objects, trailer=b"", root=1):
    """objects: bodies of objects 1, 2, ..."""
    out, places = bytearray(b"%PDF-1.7\n%\xE5\xE4\xF6\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, trailer, start)
    return bytes(out)


def stream(data, extra=b""):
    return b"<< /Length %d %s >>\nstream\n" % (len(data), extra) + data + b"\nendstream"


def pdf_text(*lines):
    return stream(b"BT /F1 12 Tf 14 TL 50 780 Td " +
                  b" ".join(b"(" + line.encode("cp1252") + b") '" for line in lines) + b" ET")


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> %s >> %s >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R %s >>"
PAGES = b"<< /Type /Pages /Kids [%s] /Count %d >>"
IMAGE = stream(b"\0" * 8, b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 1 /ColorSpace /DeviceGray")


def pages(texts):
    """A document with those lines on its pages, packed as most are."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(texts)))
    objects = [CATALOG % b"", PAGES % (kids, len(texts)), FONT]
    for i, lines in enumerate(texts):
        shown = b" ".join(b"(" + line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(")
                          .replace(b")", b"\\)") + b") '" for line in lines)
        data = zlib.compress(b"BT /F1 9 Tf 18 TL 40 800 Td " + shown + b" ET")
        objects += [PAGE % (b"", b"/Contents %d 0 R" % (5 + 2 * i)), stream(data, b"/Filter /FlateDecode")]
    return pdf(objects)


def pdf_cases():
    note = ("Bo Ek, " + PNR + "\n").encode()
    xmp = ("<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
           "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
           "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
           "xmp:CreatorTool='Skrivare'><dc:creator><rdf:Seq><rdf:li>Eva Åk</rdf:li></rdf:Seq></dc:creator>"
           "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>").encode()
    places = [
        CATALOG % (b"/Metadata 6 0 R /Outlines 7 0 R /Names << /EmbeddedFiles << /Names [(lista.txt) 9 0 R] >> >> "
                   b"/AcroForm << /Fields [12 0 R 13 0 R] >>"),
        PAGES % (b"4 0 R", 1), FONT,
        PAGE % (b"", b"/Contents 5 0 R /Annots [11 0 R 12 0 R 13 0 R 14 0 R 15 0 R]"),
        pdf_text("Anna \xc5k, personnummer 19800113-", "9818, kund", "8-12 och 08-", "12 34"),
        stream(xmp, b"/Type /Metadata /Subtype /XML"),
        b"<< /Type /Outlines /First 8 0 R /Last 8 0 R /Count 1 >>",
        b"<< /Title (Kapitel om Bo Ek) /Parent 7 0 R /Dest [4 0 R /Fit] /Next 8 0 R /First 8 0 R >>",
        b"<< /Type /Filespec /F (lista.txt) /UF (lista.txt) /EF << /F 10 0 R >> /Desc (Lista \xf6ver Bo) >>",
        stream(note, b"/Type /EmbeddedFile"),
        b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (Eva Ek) /Contents (Ring 070-174 06 05) >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (pnr) /TU (Personnummer) /V (19811228-9874) /Rect [0 0 9 9] /P 4 0 R >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (ort) /Opt [(Lund) (Ystad)] /V (Lund) /Rect [0 0 9 9] /P 4 0 R >>",
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (mailto:anna.ek@example.org) >> >>",
        b"<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /T (Eva Ek) /Contents (Bilaga) /FS 9 0 R >>",
        "<< /Title (Löner) /Author (Anna \xc5k) /Keywords (Bo Ek) >>".encode("cp1252"),
    ]
    one = [CATALOG % b"", PAGES % (b"4 0 R", 1), FONT, PAGE % (b"", b"/Contents 5 0 R"), pdf_text("Bo Ek, " + PNR)]
    scan = stream(b"q 500 0 0 700 50 50 cm /I Do Q")
    scanned = [CATALOG % b"", PAGES % (b"4 0 R 6 0 R 8 0 R 9 0 R 10 0 R", 5), FONT,
               PAGE % (b"", b"/Contents 5 0 R"), pdf_text("En sida med text")]
    picture = PAGE % (b"/XObject << /I 11 0 R >>", b"/Contents 7 0 R")
    scanned += [picture, scan, picture, PAGE % (b"", b""), picture, IMAGE]
    loop = [CATALOG % b"", PAGES % (b"2 0 R", 1)]
    whole = pdf(one)
    return {
        "places": pdf(places, b"/Info 16 0 R"),
        "one": whole,
        "before": b"\r\nskr\xe4p\n" + whole,
        "scanned": pdf(scanned),
        "no-pages": pdf([CATALOG % b"", PAGES % (b"", 0)]),
        "page-loop": pdf(loop),
        "kids-loop": pdf([CATALOG % b"", PAGES % (b"3 0 R", 1), b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>"]),
        "no-root": pdf(one, root=9),
        "empty": b"%PDF-1.4\n%%EOF\n",
        "cut": whole[:len(whole) // 2],
        "no-xref": whole[:whole.index(b"xref")] + b"trailer << /Root 1 0 R >>",
        "encrypted": pdf(one, b"/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>] /Encrypt << "
                         b"/Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"),
        "restricted": pdf([CATALOG % b"/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>"] + one[1:] + [
            b"<< /Type /Filespec /F (MicrosoftIRMServices Protected PDF.pdf) /EF << /F 7 0 R >> >>",
            stream(b"hemligt", b"/Type /EmbeddedFile")]),
    }


FORMATS = {"rtf": rtf_cases, "ole2": ole_cases, "doc": doc_cases, "xls": xls_cases, "ppt": ppt_cases, "pdf": pdf_cases}


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
