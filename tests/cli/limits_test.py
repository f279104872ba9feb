#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bombs of every kind end in their limit: in time, in little memory, and with nothing written by name."""
import io
import lzma
import os
import pathlib
import re
import resource
import shutil
import struct
import subprocess
import sys
import time
import unittest
import zipfile
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from program import DONE, SPANA, UNREAD, USAGE, ProgramTest  # noqa: E402

SANITIZED = bool(os.environ.get("SPANA_SANITIZE"))
# The largest process of a run. A build with sanitizers has memory of its own beside.
MEMORY_KIB = (2000 if SANITIZED else 600) * 1024
MIB = 1 << 20
NUMBER = "Personnummer: 19800113-9818\n"
TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType=
"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def inflates_to(block, times, before=b""):
    """Raw deflate data of `before` and then a block, over and over: made without unpacking it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    one = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + one * times + packer.flush(zlib.Z_FINISH)


def local_header(name, method=0, packed=b"", size=0, crc=0):
    return struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, method, 0, 0, crc, len(packed), size,
                       len(name), 0) + name + packed


def directory_entry(name, at, method=0, packed=0, size=0, crc=0):
    return struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, method, 0, 0, crc, packed, size,
                       len(name), 0, 0, 0, 0, 0, at) + name


def archive_of(body, entries):
    directory = b"".join(entries)
    n = len(entries)
    if n > 0xFFFF:
        end = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, n, n, len(directory), len(body))
        end += struct.pack("<4sIQI", b"PK\6\7", 0, len(body) + len(directory), 1)
        n = 0xFFFF
    else:
        end = b""
    return body + directory + end + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, n, n, len(directory),
                                                len(body), 0)


def letter(document):
    """A docx whose main part is deflate data already."""
    name, packed = b"word/document.xml", document
    types = zlib.compressobj(9, zlib.DEFLATED, -15)
    types = types.compress(TYPES) + types.flush()
    first = local_header(b"[Content_Types].xml", 8, types, len(TYPES), zlib.crc32(TYPES))
    body = first + local_header(name, 8, packed, 0xFFFFFFF0)
    return archive_of(body, [
        directory_entry(b"[Content_Types].xml", 0, 8, len(types), len(TYPES), zlib.crc32(TYPES)),
        directory_entry(name, len(first), 8, len(packed), 0xFFFFFFF0)])


class BombTest(ProgramTest):
    def limit(self, content, reason, *options, name="bomb.bin", seconds=100):
        """What the program says of one hostile file; its last problem has the reason."""
        path = self.write(name, content)
        before = self.everything()
        start = time.monotonic()
        result = self.detect(*options, path)
        self.assertLess(time.monotonic() - start, seconds * (5 if SANITIZED else 1))
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, MEMORY_KIB)
        self.assertEqual(self.everything(), before)
        reasons = {line["reason"] for line in result.of_kind("problem")}
        self.assertEqual(result.status, UNREAD if reason else DONE, result.err)
        self.assertEqual(reason in reasons if reason else not reasons, True, reasons)
        return result

    def everything(self):
        return sorted(str(path) for path in self.folder.rglob("*"))

    def nested(self, depth):
        content = NUMBER
        for level in range(depth):
            content = zipped({f"{level}.zip" if level else "brev.txt": content})
        return content

    def test_archives_within_archives(self):
        self.limit(self.nested(12), None)
        result = self.limit(self.nested(40), "limit_depth")
        self.assertEqual(result.of_kind("finding"), [])
        self.assertEqual(len(self.limit(self.nested(3), None, "--max-depth", 3)
                             .of_kind("finding")), 1)
        self.limit(self.nested(4), "limit_depth", "--max-depth", 3)

    def test_an_archive_of_archives_that_grows_at_every_level(self):
        content = zipped({"0": b"\0" * 16 * MIB})
        for level in range(4):
            content = zipped({f"{n}.zip": content for n in range(16)})
        self.limit(content, "limit_expansion", "--max-expansion", "64M")

    def test_members_that_overlap(self):
        packed = inflates_to(b"x" * MIB, 64)
        body = local_header(b"a.txt", 8, packed, 64 * MIB)
        entries = [directory_entry(b"%06d.txt" % n, 0, 8, len(packed), 64 * MIB)
                   for n in range(2000)]
        self.limit(archive_of(body, entries), "limit_expansion", "--max-expansion", "256M")

    def test_long_names(self):
        names = [b"%05d" % n + b"/../" * 16000 for n in range(20)]
        body, entries = b"", []
        for name in names:
            entries.append(directory_entry(name, len(body)))
            body += local_header(name)
        self.limit(archive_of(body, entries), None)

    def test_members_without_end(self):
        body, entries = [], []
        for n in range(150000):
            name = b"%07d" % n
            entries.append(directory_entry(name, 37 * n))
            body.append(local_header(name))
        result = self.limit(archive_of(b"".join(body), entries), "limit_expansion")
        self.assertLessEqual(result.of_kind("summary")[0]["items"], 100001)
        members = {f"{n}.txt": NUMBER for n in range(20)}
        self.assertEqual(len(self.limit(zipped(members), "limit_expansion", "--max-members", 7)
                             .of_kind("finding")), 7)

    def test_zeros(self):
        packed = inflates_to(b"\0" * MIB, 1024)
        gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\3" + packed + b"\0" * 8
        self.limit(gzip, "limit_expansion", name="zeros.gz")
        self.limit(gzip, "limit_expansion", "--max-ratio", 1000000, "--max-expansion", "100M",
                   name="zeros.gz")

    def test_a_member_that_is_too_large(self):
        text = (NUMBER * 40000).encode()
        self.limit(zipped({"stor.txt": text}, zipfile.ZIP_STORED), "limit_size", "--max-item", "1M")
        self.limit(text, "limit_size", "--max-file-size", "1M", name="stor.txt")

    def test_a_letter_of_gigabytes(self):
        start = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>" \
                b"<w:body><w:p><w:r><w:t>" + NUMBER.encode() + b"</w:t></w:r></w:p>"
        more = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" + b" " * MIB
        result = self.limit(letter(inflates_to(more, 1024, start)), "limit_expansion",
                            name="brev.docx")
        self.assertEqual(len(result.of_kind("finding")), 1)
        words = b"<w:p><w:r><w:t>" + b"ord " * 250000 + b"</w:t></w:r></w:p>"
        self.limit(letter(inflates_to(words, 5, start)), "limit_size", "--max-text", "2M",
                   name="ordrik.docx")

    def test_entities_that_multiply(self):
        """No entity is expanded: what they are declared to be is text, once."""
        laughs = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "19800113-9818">'
        for n in range(1, 30):
            laughs += f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'
        result = self.limit(laughs + "]><r>&a29;</r>", None, name="laughs.xml")
        self.assertEqual(len(result.of_kind("finding")), 1)
        flat = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "{"x" * 50000}">]><r>'
        self.limit(flat + "&a;" * 50000 + "</r>", None, name="flat.xml")

    def test_entities_from_elsewhere(self):
        secret = self.write("secret.txt", NUMBER)
        for kind in ("SYSTEM", "PUBLIC 'x'"):
            content = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a {kind} "file://{secret}">]>' \
                      f"<r><p>&a;</p></r>"
            path = self.write("xxe.xml", content)
            self.assertEqual(self.detect(path).of_kind("finding"), [])
            self.assertNotIn(b"19800113", self.spana("text", path).out)

    @unittest.skipIf(SANITIZED, "a build with sanitizers does not limit memory")
    def test_a_dictionary_of_gigabytes(self):
        data = bytearray(lzma.compress(NUMBER.encode()))
        size = (data[12] + 1) * 4
        at = data.index(b"\x21\x01", 12, 12 + size) + 2
        data[at] = 40
        data[12 + size - 4:12 + size] = struct.pack("<I", zlib.crc32(data[12:12 + size - 4]))
        self.limit(bytes(data), "limit_size", name="dictionary.xz")

    def test_names_that_lead_out(self):
        names = ["../../ute.txt", "/ute.txt", "..\\ute.txt", "C:\\ute.txt", "a/../../ute.txt"]
        result = self.limit(zipped({name: NUMBER for name in names}), None)
        self.assertEqual(len(result.of_kind("finding")), len(names))
        self.assertEqual(list(self.folder.parent.glob("ute.txt")), [])

    def test_every_limit_has_an_option(self):
        for option in ("file-size", "item", "text", "depth", "members", "expansion", "ratio",
                       "memory"):
            for command in ("scan", "detect", "text"):
                self.assertIn(f"--max-{option}".encode(), self.spana(command, "--help").out)
            self.assertEqual(self.spana("detect", f"--max-{option}", "x").status, USAGE)


@unittest.skipIf(SANITIZED, "a sanitizer makes files of its own")
@unittest.skipUnless(shutil.which("strace") and SPANA, "there is no strace to watch it with")
class WatchedTest(ProgramTest):
    def test_no_file_is_made_by_name(self):
        # More than a member is held in memory.
        large = zipped({"stor.txt": NUMBER * 1500000}, zipfile.ZIP_STORED)
        path = self.write("a.zip", zipped({"../ut.zip": large, "b.txt": NUMBER},
                                          zipfile.ZIP_STORED))
        log = self.folder / "calls"
        calls = "open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink," \
                "symlinkat,mknod,mknodat,unlink,unlinkat,truncate"
        done = subprocess.run(["strace", "-f", "-o", log, "-e", f"trace={calls}", SPANA, "detect",
                               "--threads", "2", "--format", "jsonl", path], capture_output=True,
                              env=dict(os.environ, HOME=str(self.folder)))
        if b"ptrace" in done.stderr:
            self.skipTest("strace may not watch here")
        self.assertEqual(done.returncode, DONE, done.stderr)
        made = [line for line in log.read_text(errors="replace").splitlines()
                if re.search(r"O_CREAT|creat\(|mk(dir|nod)|rename|link|truncate\(", line)]
        self.assertEqual(made, [])
        written = [line for line in log.read_text(errors="replace").splitlines()
                   if re.search(r"O_WRONLY|O_RDWR", line)]
        self.assertTrue(any("O_TMPFILE" in line for line in written), written)
        for line in written:
            self.assertRegex(line, r"O_TMPFILE|/dev/null")


if __name__ == "__main__":
    unittest.main()
