#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the XML that the cases hold as inputs of the sax target, and damaged copies of it.

    xml_seeds.py FOLDER CASES...    a case is a document of parts, or XML as it is

The first byte of an input is the size of the pieces that it is fed in; see sax_fuzz.c. The same
cases give the same inputs.
"""
import hashlib
import io
import pathlib
import random
import sys
import zipfile

LARGEST = 20000  # bytes of a part: what is special about one stands at its start
COPIES = 6       # damaged ones of each
PIECES = (b"\x00", b"\x06", b"\x60", b"\xff")

# What may stand anywhere, and mostly should not.
BITS = (b"<", b">", b"&", b"\"", b"'", b"/", b"=", b":", b"\r\n", b"\r", b"\n", b"\t", b" ", b"]]>",
        b"]]", b"-->", b"<!-- a -->", b"<!-- a -- b -->", b"<!--", b"<?a b?>", b"<?a?>", b"<?xml?>",
        b"<?A:b c?>", b"?>", b"<![CDATA[a<b&c]]>", b"<![CDATA[", b"&amp;", b"&#65;", b"&#x41;",
        b"&#0;", b"&#xFFFE;", b"&#xD800;", b"&#x110000;", b"&#99999999999;", b"&nbsp;", b"&lt;",
        b"&a", b"&#13;", b"\x00", b"\x01", b"\x7f", b"\xc3\xa5", b"\xc3", b"\xef\xbf\xbe",
        b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xff", b"<a>", b"</a>", b"<a/>",
        b"<a ", b" a=\"b\"", b" a='b'", b" a=\"&amp;&lt;\"", b" a=\"x\ny\tz\r\nw\"", b" a=b", b" a",
        b" xmlns=\"u\"", b" xmlns=\"\"", b" xmlns:a=\"u\"", b" xmlns:a=\"\"", b" xmlns:xml=\"u\"",
        b" xmlns:a='\"'", b" xmlns:a=\"a&amp;b\"", b"<a:b>", b"</a:b>", b" a:b=\"c\"", b":b",
        b" xml:space=\"preserve\"", b"<:a>", b"<a:>", b"<1>", b"<a:1/>", b"<a:b:c/>",
        b"<!DOCTYPE a>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>")


def parts(data):
    """XML in the case: of a package all parts, else the case itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                try:
                    content = package.read(name)
                except Exception:  # a part that is meant to be broken
                    continue
                if content.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"<":
                    yield content[:LARGEST]
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        if b"<" in data[:100]:
            yield data[:LARGEST]


def damage(rng, data):
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        at, to = sorted(rng.randrange(len(out) + 1) for _ in range(2))
        what = rng.randrange(5)
        if what < 2:
            out[at:at] = rng.choice(BITS)
        elif what == 2:
            out[at:min(to, at + 4)] = rng.choice(BITS)
        elif what == 3:
            del out[at:min(to, at + rng.randrange(1, 40))]
        else:
            del out[max(at, to - rng.randrange(len(out) + 1)):]
    return bytes(out)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    known = set()
    for case in sys.argv[2:]:
        for content in parts(pathlib.Path(case).read_bytes()):
            mark = hashlib.sha256(content).hexdigest()[:16]
            if mark in known:
                continue
            known.add(mark)
            rng = random.Random(mark)
            copies = [content] + [damage(rng, content) for _ in range(COPIES)]
            for number, copy in enumerate(copies):
                (folder / f"{mark}-{number}").write_bytes(rng.choice(PIECES) + copy)
    return 0 if known else 1


if __name__ == "__main__":
    sys.exit(main())
