#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the messages of tests/cases/{msg,tnef}/*.in. The same ones every time.

    tests/support/make_outlook.py [FOLDER]

People are invented; numbers are of published test series or set aside for fiction.
"""

import pathlib
import struct
import sys

from make_cms import CASES as CMS
from make_documents import Compound

LONG, BOOL, OBJECT, STRING8, UNICODE, TIME, BINARY = 3, 11, 13, 0x1E, 0x1F, 0x40, 0x102
MULTIPLE = 0x1000
CSV = "Namn;Telefon\nOlle Berg;070-174 06 05\n".encode()
HEADERS = ("Received: from client.example.org ([192.0.2.7])\r\nMessage-ID: <1@example.org>\r\n"
           "From: =?utf-8?Q?=C3=85sa?= <asa@example.org>\r\n\r\n")
HTML = "<html><body><p>Kund <b>1981</b>1228-9874</p><div id=\"divRplyFwdMsg\">Från: Anna Ek</div></body></html>"
RTF = (r"{\rtf1\ansi\ansicpg1252\deff0 Personnr 19811228-9874\par R\'f6tt \par}").encode()
FROM_HTML = (r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 "
             r"Kund 19811228-9874{\*\htmltag72 </p>}}").encode()


def filetime(year_days):
    return (year_days * 86400) * 10 ** 7 + 116444736000000000


def literal_rtf(data):
    """Compressed RTF in which every byte stands for itself, and the mark of its end."""
    out, at = b"", 207
    for i in range(0, len(data) + 1, 8):
        run = data[i:i + 8]
        at += len(run)
        if len(run) == 8:
            out += b"\0" + run
        else:
            out += bytes([1 << len(run)]) + run + struct.pack(">H", (at % 4096) << 4)
            break
    return struct.pack("<III", len(out) + 12, len(data), 0x75465A4C) + bytes(4) + out


def referring_rtf():
    """The start that every RTF has is taken from the ring, as Outlook does it."""
    start, rest = b"{\\rtf1\\ansi", b" Tel 070-174 06 05}"
    out, items = b"", [struct.pack(">H", 0 << 4 | len(start) - 2)] + [bytes([c]) for c in rest]
    flags = [1] + [0] * len(rest)
    end = (207 + len(start) + len(rest)) % 4096
    items.append(struct.pack(">H", end << 4))
    flags.append(1)
    for i in range(0, len(items), 8):
        out += bytes([sum(f << n for n, f in enumerate(flags[i:i + 8]))]) + b"".join(items[i:i + 8])
    return struct.pack("<III", len(out) + 12, len(start + rest), 0x75465A4C) + bytes(4) + out


def plain_rtf(data):
    return struct.pack("<III", len(data) + 12, len(data), 0x414C454D) + bytes(4) + data


# ---- MSG ---------------------------------------------------------------------


def encoded(kind, value, codepage):
    if kind == UNICODE:
        return value.encode("utf-16-le")
    return value.encode(codepage) if kind == STRING8 else value


def streams(properties, header, codepage="cp1252"):
    """The entries of a storage for (id, type): value."""
    tree, fixed = {}, b""
    for (number, kind), value in properties.items():
        if isinstance(value, dict):
            tree[f"__substg1.0_{number:04X}{kind:04X}"] = value
        elif kind & MULTIPLE:
            parts = [encoded(kind & ~MULTIPLE, part, codepage) for part in value]
            name = f"__substg1.0_{number:04X}{kind:04X}"
            tree[name] = b"".join(struct.pack("<I", len(part)) for part in parts)
            tree |= {f"{name}-{i:08X}": part for i, part in enumerate(parts)}
        elif kind in (STRING8, UNICODE, BINARY):
            tree[f"__substg1.0_{number:04X}{kind:04X}"] = encoded(kind, value, codepage)
        else:
            fixed += struct.pack("<HHIQ", kind, number, 6, value)
    tree["__properties_version1.0"] = bytes(header) + fixed
    return tree


def names(*named):
    """The table of named properties: strings, and numbers that are the same everywhere."""
    entries = strings = b""
    for index, name in enumerate(named):
        what = len(strings) if isinstance(name, str) else name
        entries += struct.pack("<IHH", what, isinstance(name, str), index)
        if isinstance(name, str):
            raw = name.encode("utf-16-le")
            strings += struct.pack("<I", len(raw)) + raw + bytes(-len(raw) % 4)
    return {"__nameid_version1.0": {"__substg1.0_00020102": b"", "__substg1.0_00030102": entries,
                                    "__substg1.0_00040102": strings}}


def attachment(properties):
    return streams(properties, 8)


def mail(subject="Ang 19811228-9874", header=32, **more):
    tree = streams({
        (0x001A, UNICODE): "IPM.Note", (0x0037, UNICODE): subject,
        (0x007D, UNICODE): HEADERS, (0x0C1A, UNICODE): "Åsa Öberg",
        (0x0C1F, UNICODE): "asa@example.org", (0x0E04, UNICODE): "Olle Berg",
        (0x1000, UNICODE): "Hej,\r\nring 070-174 06 05.\r\n\r\n> Vilket nummer?\r\n",
        (0x1035, UNICODE): "<1@example.org>",
    }, header)
    tree["__recip_version1.0_#00000000"] = streams(
        {(0x3001, UNICODE): "Olle Berg", (0x39FE, UNICODE): "olle.berg@example.org",
         (0x0C15, LONG): 2}, 8)
    return tree | more


def compound(tree):
    return Compound(tree).bytes()


def contact():
    return compound(streams({
        (0x001A, UNICODE): "IPM.Contact", (0x3001, UNICODE): "Åsa Öberg", (0x3A42, TIME): filetime(4379),
        (0x3A1C, UNICODE): "070-174 06 05", (0x3A29, UNICODE): "Storgatan 1",
        (0x3A58, UNICODE | MULTIPLE): ["Eva", "Bo"], (0x8000, UNICODE): "asa@example.org",
        (0x8001, UNICODE): "K10023", (0x8002, UNICODE): "okänd",
    }, 32) | names(0x8083, "Kundnummer"))


def nested_msg():
    inner = mail("Inre 19900118-9811", 24)
    return compound(mail() | {"__attach_version1.0_#00000000": attachment(
        {(0x3701, OBJECT): inner, (0x3001, UNICODE): "Inre 19900118-9811", (0x3705, LONG): 5})})


def with_file(name, data):
    return compound(mail() | {"__attach_version1.0_#00000000": attachment(
        {(0x3701, BINARY): data, (0x3704, UNICODE): "LOEN~1.CSV", (0x3707, UNICODE): name,
         (0x3705, LONG): 1})})


MSG = {
    "good": lambda: with_file("löner.csv", CSV),
    "contact": contact,
    "html": lambda: compound(streams({(0x0037, UNICODE): "html", (0x1013, BINARY): HTML.encode(),
                                      (0x3FDE, LONG): 65001, (0x1009, BINARY): literal_rtf(RTF)}, 32)),
    "rtf": lambda: compound(streams({(0x0037, UNICODE): "rtf", (0x1009, BINARY): literal_rtf(RTF)}, 32)),
    "rtf-ring": lambda: compound(streams({(0x1009, BINARY): referring_rtf()}, 32)),
    "rtf-plain": lambda: compound(streams({(0x1009, BINARY): plain_rtf(RTF)}, 32)),
    "rtf-html": lambda: compound(streams({(0x1009, BINARY): literal_rtf(FROM_HTML)}, 32)),
    "rtf-cut": lambda: compound(streams({(0x1009, BINARY): literal_rtf(RTF)[:40]}, 32)),
    "codepage": lambda: compound(streams({(0x0037, STRING8): "Ärende på svenska",
                                          (0x3FFD, LONG): 850}, 32, "cp850")),
    "codepage-east": lambda: compound(streams({(0x0037, STRING8): "個人情報 070-174 06 05",
                                               (0x3FFD, LONG): 932}, 32, "cp932")),
    "empty": lambda: compound({"__properties_version1.0": bytes(32)}),
    "nested": nested_msg,
    "encrypted": lambda: with_file("smime.p7m", CMS["encrypted"]()),
    "cut-short": lambda: with_file("löner.csv", CSV)[:-700],
    "hostile": lambda: compound({
        "__properties_version1.0": b"\0" * 7, "__substg1.0_": b"x", "__substg1.0_0037001G": b"y",
        "__substg1.0_80FF001F": b"\xd8\xd8\xd8", "__substg1.0_0037001E": b"", "__attach_version1.0_#": {},
        "__attach_version1.0_#00000000": {"__substg1.0_3701000D": {}},
        "__recip_version1.0_#xyz": {"__substg1.0_3001001F": b"a"},
        "__nameid_version1.0": {"__substg1.0_00030102": b"\xff" * 9}}),
}

# ---- TNEF --------------------------------------------------------------------


def attribute(level, number, data):
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def padded(data):
    return data + bytes(-len(data) % 4)


def listed(properties, codepage="cp1252"):
    out = struct.pack("<I", len(properties))
    for (number, kind, *name), value in properties.items():
        out += struct.pack("<HH", kind, number)
        if name and isinstance(name[0], str):
            raw = name[0].encode("utf-16-le") + b"\0\0"
            out += bytes(16) + struct.pack("<II", 1, len(raw)) + padded(raw)
        elif name:
            out += bytes(16) + struct.pack("<II", 0, name[0])
        if kind in (LONG, BOOL):
            out += struct.pack("<I", value)
        elif kind == TIME:
            out += struct.pack("<Q", value)
        else:
            values = value if kind & MULTIPLE else [value]
            out += struct.pack("<I", len(values))
            for part in values:
                raw = encoded(kind & ~MULTIPLE, part, codepage)
                out += struct.pack("<I", len(raw)) + padded(raw)
    return out


def tnef(*attributes):
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def message_attributes(subject="Ang 19811228-9874"):
    return (attribute(1, 0x00089006, struct.pack("<I", 0x10000)),
            attribute(1, 0x00069007, struct.pack("<II", 1252, 0)),
            attribute(1, 0x00018004, subject.encode("cp1252") + b"\0"),
            attribute(1, 0x0002800C, "Ring Åsa 070-174 06 05\r\n".encode("cp1252") + b"\0"),
            attribute(1, 0x00069003, listed({
                (0x0C1A, UNICODE): "Åsa Öberg\0", (0x0C1F, STRING8): "asa@example.org\0",
                (0x1009, BINARY): literal_rtf(RTF), (0x0E06, TIME): filetime(20458),
                (0x8000, UNICODE, "Kundnummer"): "K10023\0", (0x8001, STRING8, 0x8083): "bo@example.org\0",
                (0x8002, UNICODE | MULTIPLE, "Keywords"): ["Lön", "Sjuk"]})),
            attribute(1, 0x00069004, struct.pack("<I", 1) + listed({
                (0x3001, UNICODE): "Olle Berg\0", (0x39FE, UNICODE): "olle.berg@example.org\0",
                (0x0C15, LONG): 3})))


def file_attributes(name, data):
    return (attribute(2, 0x00069002, bytes(14)),
            attribute(2, 0x00018010, b"LOEN~1.CSV\0"),
            attribute(2, 0x0006800F, data),
            attribute(2, 0x00069005, listed({(0x3707, UNICODE): name + "\0", (0x3705, LONG): 1})))


def nested_tnef():
    inner = tnef(*message_attributes("Inre 19900118-9811"))
    return tnef(*message_attributes(), attribute(2, 0x00069002, bytes(14)),
                attribute(2, 0x00069005, listed({(0x3001, UNICODE): "Inre\0", (0x3705, LONG): 5,
                                                 (0x3701, OBJECT): bytes(16) + inner})))


TNEF = {
    "good": lambda: tnef(*message_attributes(), *file_attributes("löner.csv", CSV),
                         *file_attributes("mer.csv", CSV)),
    "sender": lambda: tnef(attribute(1, 0x00008000, struct.pack("<HHHH", 4, 30, 8, 21)
                                     + b"Anna Ek\0SMTP:anna@example.org")),
    "empty": lambda: tnef(),
    "nested": nested_tnef,
    "encrypted": lambda: tnef(*file_attributes("smime.p7m", CMS["encrypted"]())),
    "cut-short": lambda: tnef(*message_attributes(), *file_attributes("löner.csv", CSV))[:-90],
    "bad-checksum": lambda: tnef(*message_attributes()).replace(b"070-174 06 05", b"070-174 06 06"),
    "hostile": lambda: tnef(
        attribute(1, 0x00069003, struct.pack("<I", 0xFFFFFFFF)),
        attribute(1, 0x00069003, struct.pack("<IHHI", 1, MULTIPLE | LONG, 0x37, 0xFFFFFFFF)),
        attribute(1, 0x00069003, struct.pack("<IHHII", 1, UNICODE, 0x37, 1, 0xFFFFFFFF)),
        attribute(1, 0x00069003, struct.pack("<IHH", 1, UNICODE, 0x8037) + bytes(16)
                  + struct.pack("<II", 1, 0xFFFFFFFF)),
        attribute(1, 0x00069004, struct.pack("<I", 0xFFFFFFFF)),
        attribute(1, 0x00008000, b"\xff" * 9), attribute(2, 0x0006800F, b""),
        attribute(2, 0x00069002, b""), struct.pack("<BII", 1, 0x00018004, 0xFFFFFFF0)),
}


def main():
    here = pathlib.Path(__file__).resolve().parent
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "cases"
    for folder, cases in (("msg", MSG), ("tnef", TNEF)):
        (root / folder).mkdir(parents=True, exist_ok=True)
        for name, make in cases.items():
            (root / folder / f"{name}.in").write_bytes(make())


if __name__ == "__main__":
    main()
