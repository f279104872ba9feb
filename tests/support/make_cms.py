#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the signed and compressed data of tests/cases/cms/*.in. The same bytes every time.

    tests/support/make_cms.py [FOLDER]

The signatures are zeros and the people invented: nothing is to be verified.
tests/cli/mail_test.py reads what openssl signs.
"""

import pathlib
import sys
import zlib

SIGNED, ENVELOPED, DATA = (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07" + bytes([n]) for n in (2, 3, 1))

COMPRESSED = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09"


def element(tag, *parts):
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def open_element(tag, *parts):
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def oid(body):
    return element(0x06, body)


def name(*values):
    return element(0x30, *(element(0x31, element(0x30, oid(b"\x55\x04\x03"), value))
                           for value in values))


def certificate():
    alternative = element(0x30, element(0x81, b"asa.oberg@example.org"))
    extension = element(0x30, oid(b"\x55\x1d\x11"), element(0x04, alternative))
    return element(0x30, element(0x30,
        element(0x02, b"\1"),
        name(element(0x13, b"Example Root")),
        name(element(0x0c, "Åsa Öberg".encode()), element(0x1e, "Kundtjänst".encode("utf-16-be")),
             element(0x16, b"asa@example.org")),
        element(0xA3, element(0x30, extension))), element(0x03, b"\0" * 9))


def signed(content, make=element, octets=None):
    octets = octets or element(0x04, content) if content is not None else b""
    return make(0x30, oid(SIGNED), make(0xA0, make(
        0x30, element(0x02, b"\1"), element(0x31),
        make(0x30, oid(DATA), *([make(0xA0, octets)] if octets else [])),
        make(0xA0, certificate()),
        element(0x31, element(0x30, element(0x02, b"\1"), element(0x04, b"\0" * 16))))))


def compressed(data, make=element):
    return make(0x30, oid(COMPRESSED), make(0xA0, make(
        0x30, element(0x02, b"\0"), element(0x30, oid(COMPRESSED[:-3] + b"\x03\x08")),
        make(0x30, oid(DATA), make(0xA0, element(0x04, data))))))


def broken(data):
    """Behind the data comes a block of a kind that there is not."""
    packer = zlib.compressobj()
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH) + b"\x07\xff\xff"


PART = ("Content-Type: text/plain; charset=utf-8\r\n\r\nPersonnummer 19811228-9874, Åsa\r\n"
        ).encode()


def deep():
    data = b""
    for _ in range(200):
        data = b"\x30\x80" + data
    return element(0x30, oid(SIGNED), element(0xA0, element(
        0x30, element(0x02, b"\1"), element(0x31), element(0x30, oid(DATA)), data)))


CASES = {
    "good": lambda: signed(PART),
    "detached": lambda: signed(None),
    "empty": lambda: signed(b""),
    "open-lengths": lambda: signed(PART, open_element, open_element(
        0x24, element(0x04, PART[:30]), element(0x04, PART[30:]))),
    "not-mail": lambda: signed("Namn;Telefon\nOlle Berg;070-174 06 05\n".encode()),
    "nested": lambda: signed(signed(PART)),
    "encrypted": lambda: element(0x30, oid(ENVELOPED), element(0xA0, element(0x30))),
    "compressed": lambda: compressed(zlib.compress(PART)),
    "compressed-open": lambda: compressed(zlib.compress(PART), open_element),
    "compressed-cut": lambda: compressed(zlib.compress(PART * 3)[:-20]),
    "compressed-damaged": lambda: compressed(broken(PART)),
    "compressed-signed": lambda: compressed(zlib.compress(signed(PART))),
    "compressed-empty": lambda: element(0x30, oid(COMPRESSED), element(0xA0, element(0x30))),
    "cut-short": lambda: signed(PART)[:100],
    "hostile": deep,
    "hostile-length": lambda: element(0x30, oid(SIGNED)) + b"\xA0\x88" + b"\xff" * 8 + b"\x30",
}


def main():
    here = pathlib.Path(__file__).resolve().parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "cases" / "cms"
    folder.mkdir(parents=True, exist_ok=True)
    for case, make in CASES.items():
        (folder / f"{case}.in").write_bytes(make())


if __name__ == "__main__":
    main()
