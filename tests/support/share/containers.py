# SPDX-License-Identifier: GPL-3.0-or-later
"""Containers with fixed times: the same input gives the same bytes on every run."""
import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

EPOCH = 1767225600  # 1 January 2026, UTC
WHEN = (2026, 1, 1, 0, 0, 0)


def zip_file(members, stored=()):
    """A zip of (name, bytes) pairs; names in STORED are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, WHEN)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mtime = EPOCH
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def gz(data, name=""):
    """With NAME in the header as gzip writes it; without, as tar pipes it."""
    out = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", fileobj=out, mtime=EPOCH) as packed:
        packed.write(data)
    return out.getvalue()


def bz(data):
    return bz2.compress(data)


def xz(data):
    return lzma.compress(data, check=lzma.CHECK_CRC32)


class ZipCrypto:
    """The traditional PKWARE encryption (APPNOTE.TXT 6.1), enough to write one member."""

    def __init__(self, password):
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self.update(byte)

    @staticmethod
    def crc(old, byte):
        # zlib complements before and after; the keys want the bare table step.
        return zlib.crc32(bytes([byte]), old ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def update(self, byte):
        keys = self.keys
        keys[0] = self.crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = self.crc(keys[2], keys[1] >> 24)

    def encrypt(self, data):
        out = bytearray()
        for byte in data:
            mask = (self.keys[2] | 2) & 0xFFFF
            out.append(byte ^ ((mask * (mask ^ 1)) >> 8 & 0xFF))
            self.update(byte)
        return bytes(out)


def encrypted_zip(name, data, password):
    """A zip with one stored member that needs PASSWORD."""
    crc = zlib.crc32(data)
    salt = bytes(range(11)) + bytes([crc >> 24])
    body = ZipCrypto(password).encrypt(salt + data)
    raw = name.encode()
    day = (2026 - 1980) << 9 | 1 << 5 | 1
    common = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, day, crc, len(body), len(data), len(raw), 0)
    local = b"PK\3\4" + common + raw
    central = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + raw
    start = len(local) + len(body)
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), start, 0)
    return local + body + central + end


def png(width, height):
    """A grey picture."""
    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))
