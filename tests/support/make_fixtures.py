#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets real programs write documents below tests/cases, and read them again.

    tests/support/make_fixtures.py [FORMAT...]

LibreOffice turns the flat documents in tests/support/documents into office.in
of each format, and SheetJS (npm's package xlsx, found through NODE_PATH) writes
the workbooks that LibreOffice cannot. What LibreOffice, or pdftotext, then reads
in them goes to office.words: tests/words compares it with what spana reads, and
needs neither. Both are needed to make the files again, and for nothing else.
"""
import glob
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import make_documents

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "..", "cases")
SOURCES = os.path.join(HERE, "documents")

# Format: source, LibreOffice's name for it, how it is read again.
OFFICE = {
    "doc": ("brev.fodt", "doc:MS Word 97", "txt"),
    "docx": ("brev.fodt", "docx:MS Word 2007 XML", "txt"),
    "rtf": ("brev.fodt", "rtf:Rich Text Format", "txt"),
    "odt": ("brev.fodt", "odt:writer8", "txt"),
    "pdf": ("brev.fodt", "pdf:writer_pdf_Export", "pdf"),
    "word2003": ("brev.fodt", "xml:MS Word 2003 XML", "txt"),
    "xls": ("kunder.fods", "xls:MS Excel 97", "csv"),
    "xlsx": ("kunder.fods", "xlsx:Calc MS Excel 2007 XML", "csv"),
    "ods": ("kunder.fods", "ods:calc8", "csv"),
    "excel2003": ("kunder.fods", "xml:MS Excel 2003 XML", "csv"),
    "ppt": ("bilder.fodp", "ppt:MS PowerPoint 97", "slides"),
    "pptx": ("bilder.fodp", "pptx:Impress MS PowerPoint 2007 XML", "slides"),
    "odp": ("bilder.fodp", "odp:impress8", "slides"),
}
# Folder and case: the type of SheetJS.
SHEETS = {
    ("xlsb", "office"): "xlsb",
    ("xls", "biff4"): "biff4",
    ("xls", "biff3"): "biff3",
    ("xls", "biff2"): "biff2",
    ("excel2003", "sheetjs"): "xlml",
}
CSV = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,true,false,false,-1"


def office(folder, kind, source):
    subprocess.run(["soffice", "--headless", "-env:UserInstallation=file://" + folder + "/profile",
                    "--convert-to", kind, "--outdir", folder, source],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stem = os.path.splitext(os.path.basename(source))[0]
    ending = kind.split(":")[0]
    return sorted(glob.glob(os.path.join(glob.escape(folder), stem + "*." + ending)))


def read_again(folder, file, how):
    if how == "slides":
        file, how = office(folder, "pdf:impress_pdf_Export", file)[0], "pdf"
    if how == "pdf":
        return subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True).stdout
    texts = office(folder, CSV if how == "csv" else "txt:Text (encoded):UTF8", file)
    return b"\n".join(open(text, "rb").read() for text in texts)


def without_picture(file):
    """LibreOffice puts a large picture of the first slide among the properties: leaves those out."""
    data = open(file, "rb").read()
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    sector = lambda n: data[(n + 1) * size:(n + 2) * size]
    fat = [n for f in struct.unpack_from("<109I", data, 76) if f < 0xFFFFFFF0
           for n in struct.unpack("<%dI" % (size // 4), sector(f))]

    def chain(at):
        while at < 0xFFFFFFF0:
            yield sector(at)
            at = fat[at]

    directory = b"".join(chain(struct.unpack_from("<I", data, 48)[0]))
    mini_fat = struct.unpack("<%dI" % (len(b"".join(chain(struct.unpack_from("<I", data, 60)[0]))) // 4),
                             b"".join(chain(struct.unpack_from("<I", data, 60)[0])))
    mini, streams = None, {}
    for at in range(0, len(directory), 128):
        entry = directory[at:at + 128]
        length, kind = struct.unpack_from("<HB", entry, 64)
        name = entry[:max(length - 2, 0)].decode("utf-16-le")
        start, count = struct.unpack_from("<II", entry, 116)
        if kind == 5:
            mini = b"".join(chain(start))
        if kind != 2 or name.startswith("\5"):
            continue
        if count >= 4096:
            streams[name] = b"".join(chain(start))[:count]
            continue
        pieces = b""
        while len(pieces) < count:
            pieces += mini[start * 64:start * 64 + 64]
            start = mini_fat[start]
        streams[name] = pieces[:count]
    with open(file, "wb") as out:
        out.write(make_documents.Compound(streams).bytes())


def keep(folder, name, case, file, how):
    target = os.path.join(CASES, name)
    os.makedirs(target, exist_ok=True)
    words = read_again(folder, file, how).decode("utf-8-sig").split()
    shutil.copyfile(file, os.path.join(target, case + ".in"))
    with open(os.path.join(target, case + ".words"), "w", encoding="utf-8") as out:
        out.write("\n".join(words) + "\n")
    print(name, case, os.path.getsize(file), "bytes,", len(words), "words")


def main():
    wanted = sys.argv[1:]
    for name, (source, kind, how) in OFFICE.items():
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            made = office(folder, kind, os.path.join(SOURCES, source))[0]
            renamed = os.path.join(folder, "made" + os.path.splitext(made)[1])
            os.rename(made, renamed)
            if name == "ppt":
                without_picture(renamed)
            keep(folder, name, "office", renamed, how)
    for (name, case), kind in SHEETS.items():
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            made = os.path.join(folder, "made." + {"xlml": "xml", "xlsb": "xlsb"}.get(kind, "xls"))
            subprocess.run(["node", os.path.join(SOURCES, "kunder.js"), kind, made], check=True)
            keep(folder, name, case, made, "csv")


if __name__ == "__main__":
    main()
