#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the cases of data files: tests/cases/{raw,media,sqlite,dbf,x509,reg,access}/*.in, tests/cases/sql/mssql.in.

People are invented; numbers are of the published test series or set aside for fiction.
"""
import base64
import pathlib
import random
import sqlite3
import struct
import tempfile
import zlib

from make_text import box, gif, jpeg, png, riff

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


# ---- pictures, sound and film ----

def tiff(directories, order="<"):
    """A block of directories {name: [(tag, type, values)]}; the first is "0", others are linked by name."""
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
    names = list(directories)
    at, places = 8, {}
    for name in names:
        places[name] = at
        at += 2 + 12 * len(directories[name]) + 4
    data, heads = b"", b""
    for name in names:
        head = struct.pack(order + "H", len(directories[name]))
        for tag, kind, value in directories[name]:
            if isinstance(value, str):
                packed, count = struct.pack(order + "I", places[value]), 1
            else:
                packed, count = value, len(value) // sizes[kind]
            if len(packed) > 4:
                head += struct.pack(order + "HHII", tag, kind, count, at + len(data))
                data += packed + bytes(len(packed) & 1)
            else:
                head += struct.pack(order + "HHI", tag, kind, count) + packed.ljust(4, b"\0")
        heads += head + struct.pack(order + "I", 0)
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8) + heads + data


def exif(order="<"):
    def degrees(*parts):
        return b"".join(struct.pack(order + "II", round(part * 100), 100) for part in parts)
    return tiff({
        "0": [(0x010E, 2, "Åsa på skolgården\0".encode()), (0x013B, 2, NAME.encode("cp1252") + b"\0"),
              (0x8769, 4, "exif"), (0x8825, 4, "gps"),
              (0x9C9D, 1, "Anna Ek\0".encode("utf-16-le"))],
        "exif": [(0x9286, 7, b"ASCII\0\0\0Personnr 198001139818"), (0xA430, 2, b"Bo Ek\0")],
        "gps": [(1, 2, b"N\0"), (2, 5, degrees(55, 36, 17.93)), (3, 2, b"E\0"),
                (4, 5, degrees(13, 0, 13.76))],
    }, order)


XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Malmö">
<dc:creator><rdf:Seq><rdf:li>Anna Ek</rdf:li><rdf:li>Bo Ek</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Personnr 198001139818</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


def iptc():
    def record(number, value):
        return bytes([0x1C, 2, number]) + struct.pack(">H", len(value)) + value
    data = record(80, NAME.encode("cp1252")) + record(120, b"Ring 070-174 06 05")
    return b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + bytes(len(data) & 1)


def id3(version=4, unsynchronised=False):
    def frame(name, data):
        size = len(data)
        if version == 2:
            return name + struct.pack(">I", size)[1:] + data
        if version == 4:
            packed = bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127])
        else:
            packed = struct.pack(">I", size)
        return name + packed + b"\0\0" + data
    names = (b"TP1", b"COM") if version == 2 else (b"TPE1", b"COMM")
    artist = b"\x01" + NAME.encode("utf-16")
    if unsynchronised:
        artist = artist.replace(b"\xff\xfe", b"\xff\0\xfe")
    body = frame(names[0], artist) + frame(names[1], b"\0swe\0Ring 070-174 06 05")
    if version > 2:
        body += frame(b"APIC", b"\0image/png\0\3\0" + bytes(40))
    size = len(body)
    flags = 0x80 if unsynchronised else 0
    return (b"ID3" + bytes([version, 0, flags, size >> 21 & 127, size >> 14 & 127, size >> 7 & 127,
                            size & 127]) + body)


FRAME = b"\xff\xfb\x90\x64" + bytes(413)
FTYP = box(b"ftyp", b"isom\0\0\2\0isom")


def comments(*texts):
    packed = struct.pack("<I", 4) + b"test" + struct.pack("<I", len(texts))
    return packed + b"".join(struct.pack("<I", len(text.encode())) + text.encode() for text in texts)


def ogg(*packets):
    data = b""
    for number, packet in enumerate(packets):
        sizes = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
        data += b"OggS\0\0" + bytes(8) + struct.pack("<III", 1, number, 0) + bytes([len(sizes)]) + sizes + packet
    return data


def tag_list():
    def entry(kind, text, code=1):
        return box(kind, box(b"data", struct.pack(">II", code, 0) + text))
    free = box(b"----", box(b"mean", b"\0\0\0\0com.example") + box(b"name", b"\0\0\0\0OWNER")
               + box(b"data", struct.pack(">II", 1, 0) + b"Bo Ek"))
    return box(b"ilst", entry(b"\xa9ART", NAME.encode()) + entry(b"covr", bytes(30), 13) + free)


def heic():
    block = b"\0\0\0\6Exif\0\0" + exif(">")
    def entry(number, kind):
        return box(b"infe", b"\2\0\0\0" + struct.pack(">HH", number, 0) + kind + b"\0")
    head = box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def meta(at):
        places = (b"\0\0\0\0\x44\0" + struct.pack(">H", 2)
                  + struct.pack(">HHHII", 1, 0, 1, at, len(block))
                  + struct.pack(">HHHII", 2, 0, 1, at + len(block), len(XMP)))
        return box(b"meta", b"\0\0\0\0" + box(b"hdlr", bytes(20)) + box(b"iloc", places)
                   + box(b"iinf", b"\0\0\0\0\0\2" + entry(1, b"Exif") + entry(2, b"mime")))
    at = len(head) + len(meta(0)) + 8
    return head + meta(at) + box(b"mdat", block + XMP)


def vint(number, size=1):
    return (number | 1 << 7 * size).to_bytes(size, "big")


def ebml(number, data):
    return bytes.fromhex(number) + vint(len(data), 2) + data


def utf16(text):
    return (text + "\0").encode("utf-16-le")


def asf():
    texts = [utf16("Möte"), utf16(NAME), b"", utf16("Ring 070-174 06 05"), b""]
    plain = struct.pack("<5H", *map(len, texts)) + b"".join(texts)
    name, value = utf16("WM/Composer"), utf16("Bo Ek")
    more = (struct.pack("<HH", 1, len(name)) + name + struct.pack("<HH", 0, len(value)) + value)
    objects = b"".join(bytes.fromhex(number) + struct.pack("<Q", len(data) + 24) + data
                       for number, data in (("3326b2758e66cf11a6d900aa0062ce6c", plain),
                                            ("40a4d0d207e3d21197f000a0c95ea850", more)))
    return (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + struct.pack("<QIBB", len(objects) + 30, 2, 1, 2)
            + objects)


def media():
    block = exif()
    case("media/jpeg", jpeg((0xE1, b"Exif\0\0" + block), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
                            (0xED, iptc()), (0xFE, "Ring Åsa".encode("cp1252"))))
    case("media/jpeg-big-endian", jpeg((0xE1, b"Exif\0\0" + exif(">"))))
    case("media/jpeg-xmp-extended", jpeg(
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + struct.pack(">II", len(XMP), 0) + XMP[:300]),
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + struct.pack(">II", len(XMP), 300) + XMP[300:])))
    case("media/jpeg-xmp-broken", jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP[:400])))
    # A directory that points at itself, and values that are not there.
    case("media/exif-loop", jpeg((0xE1, b"Exif\0\0" + block[:-4].replace(
        struct.pack("<HHI", 0x8769, 4, 1), struct.pack("<HHII", 0x8769, 4, 1, 8)[:8]) + b"\0\0\0\0")))
    case("media/exif-self", b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x8769, 4, 1, 8, 8))
    case("media/exif-far", b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x010E, 2, 99999, 26, 0))
    case("media/exif-south", tiff({"0": [(0x8825, 4, "gps")], "gps": [
        (1, 2, b"S\0"), (2, 5, struct.pack("<IIIIII", 33, 1, 51, 1, 244, 10)), (3, 2, b"W\0"),
        (4, 5, struct.pack("<IIIIII", 151, 1, 0, 0, 0, 1))]}))
    case("media/tiff", block)
    case("media/png", png((b"tEXt", b"Author\0" + NAME.encode("latin-1")),
                          (b"zTXt", b"Comment\0\0" + zlib.compress(b"Ring 070-174 06 05")),
                          (b"iTXt", b"Title\0\0\0sv\0Titel\0" + "Åsa".encode()),
                          (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP), (b"eXIf", block)))
    case("media/png-bomb", png((b"zTXt", b"Comment\0\0" + zlib.compress(bytes(3000000)))))
    case("media/png-bad-data", png((b"zTXt", b"Comment\0\0" + b"x" * 30)))
    case("media/gif", gif(b"\x21\xfe\7Anna Ek\0", b"\x21\x01\x0c" + bytes(12) + b"\3hej\0",
                          b"\x21\xff\x0bXMP DataXMP" + XMP + b"\1" + bytes(range(255, -1, -1)) + b"\0"))
    case("media/webp", riff(b"WEBP", (b"VP8X", bytes(10)), (b"EXIF", block), (b"XMP ", XMP)))
    case("media/wav", riff(b"WAVE", (b"fmt ", bytes(16)), (b"LIST", b"INFOIART\x0a\0\0\0Anna Ek   ICMT\4\0\0\0hej\0"),
                           (b"bext", b"Samtal med Anna".ljust(256, b"\0") + b"Bo Ek".ljust(64, b"\0")),
                           (b"id3 ", id3()), (b"data", bytes(8))))
    case("media/mp3", id3() + FRAME)
    case("media/mp3-v22", id3(2) + FRAME)
    case("media/mp3-v23", id3(3) + FRAME)
    case("media/mp3-unsynchronised", id3(4, True) + FRAME)
    case("media/mp3-cut-tag", id3()[:40])
    case("media/mp3-end", FRAME + struct.pack("<II", 7, 0) + b"Artist\0Anna Ek" + b"APETAGEX"
         + struct.pack("<IIII", 2000, 22 + 32, 1, 0) + bytes(8)
         + b"TAG" + b"Samtal".ljust(30, b"\0") + b"Bo Ek".ljust(30, b"\0") + bytes(65))
    case("media/flac", b"fLaC\0\0\0\x22" + bytes(34) + b"\x84" + struct.pack(">I", len(comments("ARTIST=Anna Ek", "x")))[1:]
         + comments("ARTIST=Anna Ek", "x"))
    case("media/ogg", ogg(b"OpusHead" + bytes(11), b"OpusTags" + comments("artist=Anna Ek", "comment=" + "x" * 400)))
    case("media/mp4", FTYP + box(b"moov", box(b"mvhd", bytes(100)) + box(b"udta", box(b"meta", b"\0\0\0\0"
         + box(b"hdlr", bytes(20)) + tag_list())
         + box(b"\xa9xyz", b"\0\x12\x15\xc7+55.6049+013.0038/"))) + box(b"mdat", bytes(20)))
    case("media/mp4-keys", FTYP + box(b"moov", box(b"meta", box(b"hdlr", bytes(20))
         + box(b"keys", b"\0\0\0\0\0\0\0\1" + box(b"mdta", b"com.apple.quicktime.author"))
         + box(b"ilst", box(b"\0\0\0\1", box(b"data", struct.pack(">II", 1, 0) + b"Anna Ek"))))))
    deep = box(b"udta", box(b"name", b"Anna"))
    for _ in range(12):
        deep = box(b"trak", deep)
    case("media/mp4-deep", FTYP + box(b"moov", deep))
    case("media/heic", heic())
    case("media/jp2", b"\0\0\0\x0cjP  \r\n\x87\n" + box(b"xml ", XMP) + box(b"jp2c", bytes(20)))
    case("media/aiff", b"FORM" + struct.pack(">I", 24) + b"AIFFAUTH" + struct.pack(">I", 7) + b"Anna Ek\0"
         + b"SSND\0\0\0\0")
    case("media/asf", asf())
    case("media/matroska", ebml("1a45dfa3", b"") + ebml("18538067", ebml("1549a966", ebml("7ba9", b"Samtal"))
         + ebml("1254c367", ebml("7373", ebml("67c8", ebml("45a3", b"ARTIST") + ebml("4487", NAME.encode()))))))


# ---- databases ----

def database(script, *rows, wal=()):
    """The bytes of a SQLite database, and those of its log with the statements in `wal`."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a.db"
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("PRAGMA page_size = 512")
        db.executescript(script)
        for statement, values in rows:
            db.execute(statement, values)
        log = b""
        if wal:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA wal_autocheckpoint = 0")
            for statement in wal:
                db.execute(statement)
            log = (pathlib.Path(folder) / "a.db-wal").read_bytes()
        main = path.read_bytes()
        db.close()
        return steady(main), log


def steady(data):
    """Without the version of the library that wrote it: the case is the same everywhere."""
    return data[:96] + struct.pack(">I", 3040000) + data[100:]


PEOPLE = ("CREATE TABLE kund (id INTEGER PRIMARY KEY, pnr TEXT, namn TEXT, tel TEXT, foto BLOB);"
          "CREATE VIEW alla AS SELECT * FROM kund;")
INSERT = "INSERT INTO kund VALUES (?, ?, ?, ?, ?)"


def sqlite():
    people, _ = database(PEOPLE, (INSERT, (7, "19800113-9818", NAME, "070-174 06 05", None)),
                         (INSERT, (12, 198001139818, "Bo Ek", None, b"")))
    case("sqlite/people", people)
    case("sqlite/empty", database("CREATE TABLE t (a)")[0])
    case("sqlite/no-table", database("PRAGMA user_version = 1")[0])
    case("sqlite/blobs", database(PEOPLE, (INSERT, (1, None, "bild", None, png((b"tEXt", b"Author\0Anna Ek")))),
                                  (INSERT, (2, None, "kort", None, b"Anna Ek")),
                                  (INSERT, (3, None, "text", None, b"Personnr 198001139818\n" * 5)),
                                  (INSERT, (4, None, "okand", None, noise(99) + b"19800113-9818" + noise(99))))[0])
    case("sqlite/without-rowid", database("CREATE TABLE t (namn TEXT PRIMARY KEY, b) WITHOUT ROWID",
                                          ("INSERT INTO t VALUES (?, ?)", ("Anna Ek", 1.5)))[0])
    case("sqlite/quotes", database("CREATE TABLE \"a\"\"b c\" (\"e-post\", select_ TEXT)",
                                   ("INSERT INTO \"a\"\"b c\" VALUES (?, ?)", ("anna.ek@example.org", "x")))[0])
    case("sqlite/utf16", database("PRAGMA encoding = 'UTF-16'; CREATE TABLE t (namn)",
                                  ("INSERT INTO t VALUES (?)", (NAME,)))[0])
    # What asks for more than tables: a virtual one, a computed column, an index on an expression.
    case("sqlite/virtual", database("CREATE VIRTUAL TABLE sok USING fts5(namn);"
                                    "CREATE TABLE t (a, b AS (upper(a)) VIRTUAL);"
                                    "CREATE INDEX i ON t (lower(a))",
                                    ("INSERT INTO sok VALUES (?)", (NAME,)),
                                    ("INSERT INTO t VALUES (?)", ("Anna Ek",)))[0])
    case("sqlite/overflow", database("CREATE TABLE t (a)", ("INSERT INTO t VALUES (?)", ("Anna Ek " * 400,)))[0])
    case("sqlite/broken-page", people[:512] + b"\xff" * 512 + people[1024:])
    case("sqlite/broken-header", people[:16] + b"\xff" * 84 + people[100:])
    # A row that says it is larger than all memory.
    at = people.index(b"tablekundkund")
    case("sqlite/huge-row", people[:at - 9] + b"\xff" * 13 + people[at + 4:])
    # A log that is not at hand: what it holds is missing, and nobody can tell.
    case("sqlite/log-left-behind", database(PEOPLE, wal=["INSERT INTO kund (namn) VALUES ('Anna Ek')"])[0])


def dbase(version, fields, records, mark=0x03, more=b""):
    """fields: (name, type, length); records: lists of bytes, the first is ' ' or '*'."""
    head = b"".join(name.encode().ljust(11, b"\0") + kind.encode() + bytes(4)
                    + bytes([size & 255, size >> 8 if kind == "C" else 0]) + bytes(14)
                    for name, kind, size in fields) + b"\x0d" + more
    size = 1 + sum(length for _, _, length in fields)
    data = b"".join(record[0] + b"".join(value.ljust(length) for value, (_, _, length) in zip(record[1:], fields))
                    for record in records)
    return (struct.pack("<B3BIHH", version, 126, 1, 2, len(records), 32 + len(head), size) + bytes(17)
            + bytes([mark]) + bytes(2) + head + data + b"\x1a")


FIELDS = [("PNR", "C", 13), ("NAMN", "C", 12), ("BELOPP", "N", 8), ("FODD", "D", 8)]


def dbf():
    rows = [[b" ", b"19800113-9818", NAME.encode("cp1252"), b"   12.50", b"19800113"],
            [b"*", b"", b"Bo Ek", b"", b""]]
    case("dbf/people", dbase(0x03, FIELDS, rows))
    case("dbf/dos", dbase(0x03, FIELDS, [[b" ", b"", NAME.encode("cp850"), b"", b""]], mark=0x02))
    case("dbf/silent", dbase(0x03, FIELDS, [[b" ", b"", NAME.encode("cp850"), b"", b""]], mark=0))
    case("dbf/empty", dbase(0x03, FIELDS, []))
    case("dbf/fox", dbase(0x30, [("NR", "I", 4), ("ANM", "C", 300)],
                          [[b" ", struct.pack("<i", 4711), b"x" * 280 + b" Anna Ek"]], more=bytes(263)))
    case("dbf/memo-missing", dbase(0x83, [("NAMN", "C", 8), ("ANM", "M", 10)], [[b" ", b"Anna Ek", b"         1"]]))
    case("dbf/long-field", dbase(0x03, [("NAMN", "C", 8)], [[b" ", b"Anna Ek"]]).replace(
        b"C" + bytes(4) + b"\x08", b"C" + bytes(4) + b"\x99", 1))


# ---- certificates ----

def der(tag, *parts):
    data = b"".join(parts)
    size = len(data)
    if size < 128:
        return bytes([tag, size]) + data
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + data


def name(*attributes):
    return der(0x30, *(der(0x31, der(0x30, der(6, bytes(kind)), der(tag, value)))
                       for kind, tag, value in attributes))


def signed(subject, extensions=b""):
    """The form of a certificate; nobody signed it."""
    issuer = name(((0x55, 4, 3), 0x0C, b"Provutf\xc3\xa4rdare"))
    dates = der(0x30, der(0x17, b"260101000000Z"), der(0x17, b"270101000000Z"))
    key = der(0x30, der(0x30, der(6, b"\x2a\x86\x48")), der(3, b"\0" + bytes(range(64))))
    algorithm = der(0x30, der(6, b"\x2a\x86\x48"), b"\5\0")
    body = der(0x30, der(0xA0, der(2, b"\2")), der(2, b"\1"), algorithm, issuer, dates, subject, key,
               der(0xA3, der(0x30, extensions)) if extensions else b"")
    return der(0x30, body, algorithm, der(3, b"\0" + bytes(64)))


def pem(kind, data):
    text = base64.encodebytes(data).decode().replace("\n", "")
    lines = "\n".join(text[i:i + 64] for i in range(0, len(text), 64))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----\n"


def certificate():
    person = name(((0x55, 4, 6), 0x13, b"SE"), ((0x55, 4, 3), 0x0C, NAME.encode()),
                  ((0x55, 4, 4), 0x1E, "Öberg".encode("utf-16-be")),
                  ((0x55, 4, 42), 0x14, "Åsa".encode("latin-1")), ((0x55, 4, 5), 0x13, NUMBER.encode()),
                  ((0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1), 0x16, b"asa.oberg@example.org"))
    others = der(0x30, der(6, b"\x55\x1d\x11"), der(4, der(0x30, der(0x81, b"anna.ek@example.org"),
                                                         der(0x82, b"www.example.org"))))
    data = signed(person, others)
    case("x509/der", data)
    case("x509/pem", pem("CERTIFICATE", data))
    case("x509/chain", "# Björns intyg\n" + pem("CERTIFICATE", data) + "Bag Attributes\n    friendlyName: Bo Ek\n"
         + pem("PRIVATE KEY", bytes(200)) + pem("CERTIFICATE REQUEST", signed(person)))
    case("x509/cut-pem", pem("CERTIFICATE", data)[:-200])
    case("x509/broken", data.replace(b"\x13\x0c1980", b"\x13\x7f1980"))
    deep = der(0x0C, b"Anna Ek")
    for _ in range(100):
        deep = der(0x30, deep)
    case("x509/deep", deep)
    case("x509/key-only", pem("ENCRYPTED PRIVATE KEY", bytes(100)))


# ---- exports ----

def hexadecimal(kind, data):
    """Bytes as an export of the registry writes them, over several lines."""
    pairs = [f"{byte:02x}" for byte in data]
    rows = [",".join(pairs[i:i + 20]) for i in range(0, len(pairs), 20)]
    return f"hex{kind}:" + ",\\\n  ".join(rows)


def registry():
    def wide(text):
        return (text + "\0").encode("utf-16-le")
    text = "\n".join((
        "Windows Registry Editor Version 5.00", "", "[HKEY_CURRENT_USER\\Software\\Exempel]",
        f'@="{NAME}"', '"E-post"="anna.ek@example.org"', r'"Fil"="C:\\Users\\annaek\\\"a\""',
        '"Antal"=dword:0000000f', '"Personnummer"=' + hexadecimal("(2)", wide("19800113-9818")),
        '"Lista"=' + hexadecimal("(7)", wide("Anna Ek\0" + "070-174 06 05\0")),
        '"Kort"=' + hexadecimal("", b"Anna Ek"), '"Tom"=hex(0):',
        '"Nyckel"=' + hexadecimal("", noise(100)),
        '"Rader"="rad ett', 'rad två 19800113-9818"', '"Borta"=-', '"anna.ek@example.org"="x"', "")).replace("\n", "\r\n")
    case("reg/version5", text.encode("utf-16"))
    case("reg/cut", text[:text.index('"Lista"') + 40].encode("utf-16"))
    case("reg/version4", ("REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Exempel]\n" + f'"Namn"="{NAME}"\n"Lista"='
                          + hexadecimal("(7)", f"{NAME}\0Bo Ek\0\0".encode("cp1252")) + "\n").encode("cp1252"))
    case("reg/broken", 'REGEDIT4\n"a\n"b"\n"c"=hex\n"d"=hex(\n"e"=hex(1):zz,4\n=x\n"f"="\\\n"g"=hex:41,42,\\\n\n"'
         + "x" * 300 + '"="y"\n')


def dump():
    """What SQL Server writes, in UTF-16."""
    case("sql/mssql", "\r\n".join((
        "USE [Kunder]", "GO", "/****** Object:  Table [dbo].[Kund] ******/", "CREATE TABLE [dbo].[Kund](",
        "\t[Id] [int] IDENTITY(1,1) NOT NULL,", "\t[Personnummer] [nvarchar](13) NULL,",
        " CONSTRAINT [PK_Kund] PRIMARY KEY CLUSTERED ([Id] ASC)", ") ON [PRIMARY]", "GO",
        "SET IDENTITY_INSERT [dbo].[Kund] ON",
        "INSERT [dbo].[Kund] ([Id], [Personnummer], [Född], [Logg]) VALUES (1, N'19800113-9818', "
        "CAST(N'1980-01-13T00:00:00.000' AS DateTime), 0x416E6E6120456B)",
        "INSERT [dbo].[Kund] ([Id], [Personnummer]) VALUES (2, N'O''Hara')", "GO", "")).encode("utf-16"))


# ---- Access ----

def rc4(key, data):
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + state[i]) & 255
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) & 255])
    return bytes(out)


class Jet:
    """As much of an Access database (Jet 4) as holds tables: definitions, rows, usage maps, long values."""
    PAGE = 4096
    KINDS = {"bool": (1, 0), "int": (4, 4), "date": (8, 8), "text": (10, 510), "ole": (11, 0), "memo": (12, 0)}

    def __init__(self, version=1):
        self.pages = [b"", b"\1\1".ljust(self.PAGE, b"\0"), b""]
        head = bytearray(self.PAGE)
        head[:4] = b"\0\1\0\0"
        head[4:20] = (b"Standard Jet DB" if version == 1 else b"Standard ACE DB") + b"\0"
        head[20] = version
        plain = bytearray(128)
        plain[0x3C - 0x18:0x3E - 0x18] = struct.pack("<H", 1252)
        head[0x18:0x18 + 128] = rc4(b"\xc7\xda\x39\x6b", bytes(plain))
        self.pages[0] = bytes(head)
        self.catalog = []

    def add(self, page):
        self.pages.append(page)
        return len(self.pages) - 1

    def data_page(self, owner, rows, deleted=()):
        """Rows from the end of the page downward; returns its number."""
        at, offsets, body = self.PAGE, b"", bytearray(self.PAGE)
        for number, row in enumerate(rows):
            at -= len(row)
            body[at:at + len(row)] = row
            offsets += struct.pack("<H", at | (0x4000 if number in deleted else 0))
        head = struct.pack("<BBHIIH", 1, 1, at - 14 - len(offsets), owner, 0, len(rows)) + offsets
        body[:len(head)] = head
        return self.add(bytes(body))

    def long_value(self, data):
        """The head of a memo or an object; what is long has pages of its own."""
        if len(data) <= 64:
            return struct.pack("<III", len(data) | 0x80000000, 0, 0) + data
        if len(data) < 3000:
            page = self.data_page(0x4C41564C, [data])
            return struct.pack("<III", len(data) | 0x40000000, page << 8, 0)
        pieces = [data[i:i + 3000] for i in range(0, len(data), 3000)]
        after = 0
        for piece in reversed(pieces):
            after = self.data_page(0x4C41564C, [struct.pack("<I", after) + piece]) << 8
        return struct.pack("<III", len(data), after, 0)

    def value(self, kind, value):
        if kind == "int":
            return struct.pack("<i", value)
        if kind == "date":
            return struct.pack("<d", value)
        if kind == "text":
            plain = value.isascii()
            return b"\xff\xfe" + value.encode() if plain and len(value) > 2 else value.encode("utf-16-le")
        if kind == "memo":
            return self.long_value(b"\xff\xfe" + value.encode() if value.isascii() else value.encode("utf-16-le"))
        return self.long_value(value)

    def row(self, columns, values):
        fixed, variable, nulls = b"", [], 0
        for number, ((_, kind), value) in enumerate(zip(columns, values)):
            if value not in (None, False):
                nulls |= 1 << number
            size = self.KINDS[kind][1]
            if kind in ("int", "date"):
                fixed += self.value(kind, value or 0)
            elif kind != "bool":
                variable.append(self.value(kind, value) if value is not None else b"")
        data = struct.pack("<H", len(columns)) + fixed
        offsets = []
        for value in variable:
            offsets.append(len(data))
            data += value
        data += struct.pack("<H", len(data))
        for offset in reversed(offsets):
            data += struct.pack("<H", offset)
        data += struct.pack("<H", len(variable))
        return data + nulls.to_bytes((len(columns) + 7) // 8, "little")

    def definition(self, page, columns, count, system=False):
        """The table's definition, on the page that was kept for it; its maps are on the next one made."""
        variable = fixed = 0
        entries, names = b"", b""
        for number, (name, kind) in enumerate(columns):
            code, size = self.KINDS[kind]
            is_fixed = kind in ("int", "date", "bool")
            entries += struct.pack("<BIHHHIBBIHH", code, 0, number, variable, number, 0, 3 if is_fixed else 2, 1, 0,
                                   fixed if is_fixed else 0, size)
            variable += not is_fixed
            fixed += size if is_fixed else 0
            packed = name.encode("utf-16-le")
            names += struct.pack("<H", len(packed)) + packed
        maps = self.data_page(page, [self.usage_map(), self.usage_map()])
        body = struct.pack("<IIIBxxxIQBHHHII", 0, count, 0, 0, 0, 0, 0x53 if system else 0x4E, len(columns), variable,
                           len(columns), 0, 0)
        body += struct.pack("<B", 0) + maps.to_bytes(3, "little") + struct.pack("<B", 1) + maps.to_bytes(3, "little")
        body += entries + names
        head = struct.pack("<BBHII", 2, 1, 0, 0, len(body) + 12)
        self.pages[page] = (head + body).ljust(self.PAGE, b"\0")
        return maps

    @staticmethod
    def usage_map():
        return struct.pack("<BI", 0, 0) + bytes(64)

    def use(self, maps, pages):
        """Marks the pages in the first map of that page."""
        body = bytearray(self.pages[maps])
        start = struct.unpack_from("<H", body, 14)[0]
        for page in pages:
            body[start + 5 + page // 8] |= 1 << page % 8
        self.pages[maps] = bytes(body)

    def table(self, name, columns, rows, deleted=(), page=None, kind=1, count=None):
        page = page or self.add(b"")
        data = [self.row(columns, row) for row in rows]
        maps = self.definition(page, columns, len(rows) - len(deleted) if count is None else count, page == 2)
        self.use(maps, [self.data_page(page, data[i:i + 8], [n - i for n in deleted]) for i in range(0, len(data), 8)])
        if page != 2:
            self.catalog.append((page, name, kind, 0, None))
        return self

    def bytes(self):
        columns = [("Id", "int"), ("Name", "text"), ("Type", "int"), ("Flags", "int"), ("LvProp", "ole")]
        self.table("MSysObjects", columns, [(2, "MSysObjects", 1, -2147483648, None)] + self.catalog, page=2)
        return b"".join(self.pages)


def access():
    columns = [("Nr", "int"), ("Personnummer", "text"), ("Namn", "text"), ("Född", "date"), ("Aktiv", "bool"),
               ("Anm", "memo"), ("Dok", "ole")]
    picture = png((b"tEXt", b"Author\0Anna Ek"))

    def people(**more):
        return Jet().table("Kund", columns, [
            (1, "19800113-9818", NAME, 29233.0, True, "Kort", b"Anna Ek"),
            (2, None, "Bo Ek", None, False, "Långt " * 100, picture),
            (3, "19800113-9818", "Borta", None, True, None, None),
            (4, "", "Cia", None, True, "Mycket lång text. " * 400, noise(3500))], deleted=[2], **more)
    good = people().bytes()
    case("access/people", good)
    case("access/many-rows", Jet().table("Två ord", [("E-post", "text")], [
        (f"anna.ek{n}@example.org",) for n in range(20)]).table("Tom", [("a", "text")], []).bytes())
    case("access/rows-missing", people(count=9).bytes())
    case("access/cut", good[:-5000])
    case("access/no-catalog", good[:8192] + bytes(4096) + good[12288:])
    case("access/encrypted", Jet(2).bytes()[:4096] + noise(4096 * 8))
    case("access/unknown-version", good[:20] + b"\x77" + good[21:])
    # A memo whose page is empty, and one whose pages follow each other in a ring.
    at = good.index(b"LVAL", 4096 * 3) // 4096 * 4096
    case("access/memo-missing", good[:at] + bytes(4096) + good[at + 4096:])
    at = good.index("lång text".encode("utf-16-le")) // 4096 * 4096
    start = struct.unpack_from("<H", good, at + 14)[0]
    case("access/memo-in-a-ring", good[:at + start] + struct.pack("<I", at // 4096 << 8) + good[at + start + 4:])


if __name__ == "__main__":
    raw()
    media()
    sqlite()
    dbf()
    certificate()
    registry()
    dump()
    access()
