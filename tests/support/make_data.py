#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the cases of data files: tests/cases/{raw}/*.in.

People are invented; numbers are of the published test series or set aside for fiction.
"""
import pathlib
import random
import struct

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"
NAME = "Åsa Öberg"
NUMBER = "198001139818"


def case(path, data):
    file = CASES / (path + ".in")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode())


def noise(size, seed=1):
    """Bytes without a run of text."""
    return bytes(b | 0x80 if i % 3 == 0 else b & 0x1F
                 for i, b in enumerate(random.Random(seed).randbytes(size)))


def raw():
    text = f"{NAME} {NUMBER}"
    case("raw/utf8", noise(40) + text.encode() + noise(40))
    case("raw/utf16-le", noise(40) + text.encode("utf-16-le") + noise(40))
    case("raw/utf16-odd", noise(41) + text.encode("utf-16-le") + noise(40))
    case("raw/utf16-be", noise(40) + text.encode("utf-16-be") + noise(40))
    case("raw/utf16-be-odd", noise(41) + text.encode("utf-16-be") + noise(40))
    case("raw/short", noise(40) + b"Anna\0\x01\x02Ek\x03" + noise(40))
    case("raw/lines", noise(40) + b"personnummer:\r\n198001139818\n070-174 06 05" + noise(40))
    case("raw/at-the-end", noise(400) + text.encode())
    case("raw/cut-character", noise(40) + text.encode()[:-12] + "å".encode()[:1])
    # Long runs are cut at a space, and where there is none.
    case("raw/long", noise(4096) + b"0123456789 " * 400 + noise(40))
    case("raw/no-space", noise(4096) + b"x" * 66000 + noise(40))
    case("raw/onenote", b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"
         + noise(100) + text.encode("utf-16-le") + noise(40))
    # Disks and backups are not searched.
    case("raw/vhd-footer", noise(1024) + text.encode() + noise(100) + b"conectix" + bytes(504))
    case("raw/qcow", b"QFI\xfb\0\0\0\3" + noise(100) + text.encode())
    case("raw/bkf", b"TAPE" + noise(100) + text.encode())


if __name__ == "__main__":
    raw()
