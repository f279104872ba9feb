#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the cases of archives and office documents below tests/cases.

    tests/support/make_office.py            all of them
    tests/support/make_office.py docx xlsx  these formats

Everything comes from the text in this file: people in it are invented, numbers
are from the series that are published for tests. Dates are fixed, so that a
case changes only where its source did. 7z, zst, lz4 and the like are packed by
the tools of those names; a case whose tool is missing is left as it is.
"""
import bz2
import gzip
import io
import lzma
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cases")
DATE = (2024, 2, 1, 12, 0, 0)
EPOCH = 1706788800

PNR = "19800113-9818"
PNR2 = "19811228-9874"
NOTE = "Anna Ek, personnummer %s\n" % PNR


# ---- ZIP -------------------------------------------------------------------

def zip_bytes(members, comment=b"", method=zipfile.ZIP_DEFLATED):
    """members: (name, data) or (name, data, method) each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for member in members:
            name, data = member[:2]
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = member[2] if len(member) > 2 else method
            info.external_attr = 0o644 << 16
            info.create_system = 3
            z.writestr(info, data)
        z.comment = comment
    return out.getvalue()


def local(name, data, method=0, flags=0, crc=None, packed=None, size=None, extra=b"", made=0):
    """A local header and its data, all of it to be lied about."""
    crc = zlib.crc32(data) if crc is None else crc
    packed = len(data) if packed is None else packed
    size = len(data) if size is None else size
    return struct.pack("<4s5H3I2H", b"PK\3\4", 20, flags, method, 0x6000, 0x5841, crc, packed,
                       size, len(name), len(extra)) + name + extra + data


def entry(name, data, offset, method=0, flags=0, crc=None, packed=None, size=None, made=0x314):
    crc = zlib.crc32(data) if crc is None else crc
    packed = len(data) if packed is None else packed
    size = len(data) if size is None else size
    return struct.pack("<4s6H3I5H2I", b"PK\1\2", made, 20, flags, method, 0x6000, 0x5841, crc,
                       packed, size, len(name), 0, 0, 0, 0, 0o644 << 16, offset) + name


def end(count, size, offset, comment=b""):
    return struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, offset,
                       len(comment)) + comment


def raw_zip(members):
    """members: (name, data, options of entry and local)."""
    body, directory = b"", b""
    for name, data, options in members:
        directory += entry(name, data, len(body), **options)
        body += local(name, data, **options)
    return body + directory + end(len(members), len(directory), len(body))


def zip64(members):
    """Sizes and places in the fields of 64 bits, as in files above 4 GB; (name, data) each."""
    body, directory = b"", b""
    for name, data in members:
        extra = struct.pack("<HHQQQ", 1, 24, len(data), len(data), len(body))
        directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", 0x32D, 45, 0, 0, 0x6000, 0x5841,
                                 zlib.crc32(data), 0xFFFFFFFF, 0xFFFFFFFF, len(name), len(extra), 0,
                                 0, 0, 0o644 << 16, 0xFFFFFFFF) + name + extra
        body += local(name, data, packed=0xFFFFFFFF, size=0xFFFFFFFF,
                      extra=struct.pack("<HHQQ", 1, 16, len(data), len(data)))
    n, size, at = len(members), len(directory), len(body) + len(directory)
    record = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, n, n, size, len(body))
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
    return body + directory + record + locator + end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)


def zipcrypto(data, password, crc):
    """Traditional encryption: APPNOTE 6.1."""
    crc_table = []
    for i in range(256):
        c = i
        for _ in range(8):
            c = (c >> 1) ^ (0xEDB88320 if c & 1 else 0)
        crc_table.append(c)
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(b):
        keys[0] = (keys[0] >> 8) ^ crc_table[(keys[0] ^ b) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ crc_table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for b in password:
        update(b)
    out = bytearray()
    for b in bytes(range(11)) + bytes([crc >> 24]) + data:
        t = keys[2] | 2
        out.append(b ^ (((t * (t ^ 1)) >> 8) & 0xFF))
        update(b)
    return bytes(out)


# ---- OOXML -----------------------------------------------------------------

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def rels(*items):
    """items: (id, type, target) or (id, type, target, 'External')."""
    out = HEAD + '<Relationships xmlns="%s">' % REL
    for item in items:
        mode = ' TargetMode="%s"' % item[3] if len(item) > 3 else ""
        out += '<Relationship Id="%s" Type="%s/%s" Target="%s"%s/>' % (item[0], R, item[1],
                                                                        item[2], mode)
    return out + "</Relationships>"


def types(**parts):
    out = HEAD + ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
                  '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>')
    for kind, name in parts.items():
        out += '<Override PartName="%s" ContentType="application/%s"/>' % (name, TYPES[kind])
    return out + "</Types>"


TYPES = {
    "docx": "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "docm": "vnd.ms-word.document.macroEnabled.main+xml",
    "xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "xlsb": "vnd.ms-excel.sheet.binary.macroEnabled.main",
    "pptx": "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}


def w_part(root, body, space=W):
    return HEAD + ('<w:%s xmlns:w="%s" xmlns:r="%s" xmlns:mc="http://schemas.openxmlformats.org/'
                   'markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word'
                   '/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
                   'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
                   'wordprocessingDrawing">%s</w:%s>' % (root, space, R, body, root))


def p(*runs):
    return "<w:p>" + "".join(r if r.startswith("<") else t(r) for r in runs) + "</w:p>"


def t(text):
    return '<w:r><w:t xml:space="preserve">%s</w:t></w:r>' % text


def docx(body, extra=(), links=(), kind="docx", method=zipfile.ZIP_DEFLATED, space=W):
    parts = [("[Content_Types].xml", types(**{kind: "/word/document.xml"})),
             ("_rels/.rels", rels(("rId1", "officeDocument", "word/document.xml"))),
             ("word/document.xml",
              w_part("document", "<w:body>%s</w:body>" % body, space)
              if isinstance(body, str) else body)]
    if links:
        parts.append(("word/_rels/document.xml.rels", rels(*links)))
    return zip_bytes(parts + list(extra), method=method)


CORE = HEAD + ('<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
               'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
               'xmlns:dcterms="http://purl.org/dc/terms/">'
               "<dc:title>Beslut</dc:title><dc:creator>Anna Ek</dc:creator>"
               "<cp:lastModifiedBy>Björn Åström</cp:lastModifiedBy>"
               "<dcterms:created>2024-02-01T12:00:00Z</dcterms:created></cp:coreProperties>")
APP = HEAD + ('<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
              'extended-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/'
              '2006/docPropsVTypes"><Company>Exempelkommun</Company><Manager>Cecilia Öberg'
              '</Manager><TitlesOfParts><vt:vector size="2" baseType="lpstr"><vt:lpstr>Löner'
              "</vt:lpstr><vt:lpstr>Dold</vt:lpstr></vt:vector></TitlesOfParts></Properties>")
CUSTOM = HEAD + ('<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
                 'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/'
                 '2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" '
                 'pid="2" name="Kundnummer"><vt:lpwstr>K10023</vt:lpwstr></property>'
                 "</Properties>")
PROPERTIES = [("docProps/core.xml", CORE), ("docProps/app.xml", APP), ("docProps/custom.xml", CUSTOM)]


def textbox(text):
    box = "<w:txbxContent>%s</w:txbxContent>" % p(text)
    return ('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>%s'
            "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>%s</v:textbox>"
            "</w:pict></mc:Fallback></mc:AlternateContent></w:r>" % (box, box))


def docx_cases():
    split = p("Personnummer: 198001", "13-98", "18 enligt register") + p("Andra stycket")
    yield "good", docx(split, PROPERTIES)
    line = '<w:r><w:t>%s</w:t></w:r><w:r><w:br/></w:r>'
    yield "line-hyphen", docx("<w:p>" + "".join(line % t for t in (
        "Nr 19800113-", "9818 och 070-", "174 06", "05, ring-", "7 eller 8-", "a, sist 9-")) + "</w:p>" +
        p("1 i nästa stycke"))
    yield "empty", docx("")
    yield "places", docx(
        p("Brödtext"),
        [("word/header1.xml", w_part("hdr", p("Anna Ek, anna.ek@example.org"))),
         ("word/footer1.xml", w_part("ftr", p("Telefon 031-390 06 12"))),
         ("word/footnotes.xml", w_part("footnotes", '<w:footnote w:type="separator" w:id="-1">'
                                       "<w:p><w:r><w:separator/></w:r></w:p></w:footnote>"
                                       '<w:footnote w:id="1">%s</w:footnote>' % p("Fotnot " + PNR))),
         ("word/endnotes.xml", w_part("endnotes", '<w:endnote w:id="1">%s</w:endnote>'
                                      % p("Slutnot"))),
         ("word/comments.xml", w_part("comments", '<w:comment w:id="0" w:author="Anna Ek" '
                                      'w:initials="AE">%s%s</w:comment>'
                                      % (p("Stämmer " + PNR2), p("andra raden")))),
         ("word/glossary/document.xml", w_part("glossaryDocument", p("Byggblock"))),
         ("word/settings.xml", w_part("settings", '<w:docVars><w:docVar w:name="Kund" '
                                      'w:val="K10023"/></w:docVars><w:footnotePr><w:footnote '
                                      'w:id="-1"/></w:footnotePr>')),
         ("customXml/item1.xml", "<rot><namn>Dag Ek</namn><ort>Lund</ort></rot>")]
        + PROPERTIES,
        [("rId2", "header", "header1.xml"),
         ("rId3", "hyperlink", "mailto:kundtjanst@example.org", "External")])
    yield "inline", docx(
        p("a", "<w:r><w:tab/></w:r>", "b", "<w:r><w:br/></w:r>", "c19800113",
          "<w:r><w:noBreakHyphen/></w:r>", "98", "<w:r><w:softHyphen/></w:r>", "18",
          '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')
        + '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>%s</w:p>'
        % t("flik"))
    yield "changes", docx(
        p("Före ", '<w:del w:id="1" w:author="Björn Åström"><w:r><w:delText>%s</w:delText></w:r>'
          "</w:del>" % PNR2, '<w:ins w:id="2" w:author="Anna Ek">%s</w:ins>' % t("infogat"), " efter")
        + p("Se ", '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK '
            '"mailto:anna.ek@example.org" </w:instrText></w:r><w:r><w:fldChar '
            'w:fldCharType="separate"/></w:r>', "kontakt", '<w:r><w:fldChar w:fldCharType="end"/>'
            "</w:r>", "."))
    yield "textbox", docx(p("Före", textbox("I rutan " + PNR), " efter"))
    yield "table", docx(
        "<w:tbl>" + "".join("<w:tr>" + "".join("<w:tc>%s</w:tc>" % p(c) for c in row) + "</w:tr>"
                            for row in (("Namn", "Kundnummer"), ("Anna Ek", "K10023"),
                                        ("Björn Åström", "K10024"))) + "</w:tbl>" + p("Slut"))
    yield "strict", docx(p("Strikt"), space="http://purl.oclc.org/ooxml/wordprocessingml/main")
    yield "macro", docx(p("Med makro"), [("word/vbaProject.bin", b"Attribut " * 3)], kind="docm")
    inner = zip_bytes([("inre.txt", NOTE)])
    yield "embedded", docx(p("Bilaga"), [("word/embeddings/bilaga.zip", inner),
                                         ("word/media/image1.png", PNG)])
    yield "prefix", docx((HEAD + '<document xmlns="%s"><body><p><r><t>Utan prefix</t></r></p>'
                          "</body></document>" % W).encode())
    yield "utf16", docx((HEAD.replace("UTF-8", "UTF-16") + '<w:document xmlns:w="%s"><w:body>%s'
                         "</w:body></w:document>" % (W, p("Räksmörgås " + PNR))).encode("utf-16"))
    good = docx(split, PROPERTIES)
    yield "cut", good[:len(good) * 3 // 4]
    yield "no-directory", good[:good.index(b"PK\1\2")]
    yield "not-well-formed", docx(w_part("document", "<w:body>%s<w:p><w:r><w:t>mitt i" %
                                         p("Före " + PNR)).split("</w:document>")[0].encode())
    yield "bad-checksum", flip(docx(p("Stycke " + PNR), method=zipfile.ZIP_STORED), b"Stycke", b"Styckf")
    yield "doctype", docx((HEAD + '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
                           '<!ENTITY c "&b;&b;&b;&b;">]><w:document xmlns:w="%s"><w:body>%s'
                           "</w:body></w:document>" % (W, p("&c;"))).encode(),
                          [("word/footer1.xml", w_part("ftr", p("Efter " + PNR)))])
    yield "other-package", zip_bytes([
        ("[Content_Types].xml", types()),
        ("_rels/.rels", rels(("rId1", "manifest", "tillagg.nuspec"))),
        ("docProps/core.xml", CORE), ("las-mig.txt", NOTE),
        ("tillagg.xml", '<!DOCTYPE x [<!ELEMENT x ANY>]><x><a>Dag Ek</a></x>')])
    yield "zip64", zip64([(b"[Content_Types].xml", types(docx="/word/document.xml").encode()),
                          (b"_rels/.rels", rels(("rId1", "officeDocument",
                                                 "word/document.xml")).encode()),
                          (b"word/document.xml", w_part("document", "<w:body>%s</w:body>"
                                                        % p("Stort " + PNR)).encode())])
    yield "deep", docx("<w:p>" * 300 + t("djupt") + "</w:p>" * 300)
    yield "bomb", docx(p("x") + "<!--%s-->" % (" " * 24_000_000) + p("efter"))
    yield "encrypted-part", encrypted_docx()
    yield "directory-cut", bad_directory(good)


def flip(data, old, new):
    """The first of them alone, so that the checksum does not fit any more."""
    assert data.count(old) >= 1 and len(old) == len(new)
    return data.replace(old, new, 1)


def bad_directory(data):
    """The second entry of the directory has lost its signature."""
    first = data.index(b"PK\1\2")
    second = data.index(b"PK\1\2", first + 4)
    return data[:second] + b"XX" + data[second + 2:]


def encrypted_docx():
    body = w_part("document", "<w:body>%s</w:body>" % p("hemligt")).encode()
    crc = zlib.crc32(body)
    secret = zipcrypto(body, b"losenord", crc)
    kinds = types(docx="/word/document.xml").encode()
    links = rels(("rId1", "officeDocument", "word/document.xml")).encode()
    return raw_zip([(b"[Content_Types].xml", kinds, {}), (b"_rels/.rels", links, {}),
                    (b"word/document.xml", secret, {"flags": 1, "crc": crc, "size": len(body)}),
                    (b"docProps/core.xml", CORE.encode(), {})])


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


PNG = png()


# ---- xlsx ------------------------------------------------------------------

def s_part(root, body, attributes=""):
    return HEAD + '<%s xmlns="%s" xmlns:r="%s"%s>%s</%s>' % (root, S, R, attributes, body, root)


def row(number, *cells):
    return '<row r="%d">%s</row>' % (number, "".join(cells))


def c(ref, value, kind="n", style=None, formula=None):
    s = ' s="%d"' % style if style is not None else ""
    f = "<f>%s</f>" % formula if formula else ""
    if kind == "inlineStr":
        return '<c r="%s" t="inlineStr"%s>%s<is><t>%s</t></is></c>' % (ref, s, f, value)
    kind = "" if kind == "n" else ' t="%s"' % kind
    return '<c r="%s"%s%s>%s<v>%s</v></c>' % (ref, kind, s, f, value)


def sheet(*rows, after="", before=""):
    return s_part("worksheet", before + "<sheetData>%s</sheetData>" % "".join(rows) + after)


STYLES = s_part("styleSheet",
                '<numFmts count="3"><numFmt numFmtId="164" formatCode="000000\\-0000"/>'
                '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd;@"/>'
                '<numFmt numFmtId="166" formatCode="[$-41D]00000000&quot;-&quot;0000"/></numFmts>'
                '<cellStyleXfs><xf numFmtId="165"/></cellStyleXfs>'
                '<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/>'
                '<xf numFmtId="14"/><xf numFmtId="166"/><xf numFmtId="4"/></cellXfs>')


def strings(*items):
    return s_part("sst", "".join("<si>%s</si>" % (i if i.startswith("<") else "<t>%s</t>" % i)
                                 for i in items))


def xlsx(sheets, shared=None, extra=(), names="", workbook_links=(), properties="", kind="xlsx",
         method=zipfile.ZIP_DEFLATED):
    """sheets: (name, state, xml)."""
    entries, links, parts = "", [], []
    for i, (name, state, xml) in enumerate(sheets, 1):
        hidden = ' state="%s"' % state if state else ""
        entries += '<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>' % (name, i, hidden, i)
        links.append(("rId%d" % i, "worksheet", "worksheets/sheet%d.xml" % i))
        parts.append(("xl/worksheets/sheet%d.xml" % i, xml))
    links.append(("rId90", "styles", "styles.xml"))
    if shared:
        links.append(("rId91", "sharedStrings", "sharedStrings.xml"))
        parts.append(("xl/sharedStrings.xml", shared))
    workbook = s_part("workbook", properties + "<sheets>%s</sheets>%s" % (entries, names))
    return zip_bytes([("[Content_Types].xml", types(**{kind: "/xl/workbook.xml"})),
                      ("_rels/.rels", rels(("rId1", "officeDocument", "xl/workbook.xml"))),
                      ("xl/workbook.xml", workbook),
                      ("xl/_rels/workbook.xml.rels", rels(*links, *workbook_links)),
                      ("xl/styles.xml", STYLES)] + parts + list(extra), method=method)


def xlsx_cases():
    yield "good", xlsx(
        [("Löner", "", sheet(row(1, c("A1", 0, "s"), c("B1", 1, "s"), c("C1", 2, "s")),
                             row(2, c("A2", 3, "s"), c("B2", "198001139818"), c("C2", "31500")),
                             row(3, c("A3", "Björn Åström", "inlineStr"), c("B3", PNR2, "str"),
                                 c("C3", "32250.5"))))],
        strings("Namn", "Personnummer", "Lön",
                "<r><t>Anna</t></r><r><rPr><b/></rPr><t> Ek</t></r>"
                '<rPh sb="0" eb="1"><t>uttal</t></rPh>', "Borttagen: " + PNR),
        PROPERTIES)
    yield "empty", xlsx([("Blad1", "", sheet())])
    yield "numbers", xlsx([("Blad1", "", sheet(
        row(1, c("A1", "1.98112289874E11"), c("B1", "8112289874.0"), c("C1", "101015678", style=1),
            c("D1", "8112289874", style=1), c("E1", "198112289874", style=4),
            c("F1", "1000000000000000"), c("G1", "0.1"), c("H1", "-5"), c("I1", "1E-3")),
        row(2, c("A2", "45323", style=2), c("B2", "45323.5", style=3), c("C2", "60", style=3),
            c("D2", "2024-02-01T00:00:00", "d"), c("E2", "1", "b"), c("F2", "#N/A", "e"),
            c("G2", "31500.5", style=5), c("H2", "198112289874", style=2))))])
    yield "from-1904", xlsx([("Blad1", "", sheet(row(1, c("A1", "43861", style=3))))],
                            properties='<workbookPr date1904="1"/>')
    yield "sheets", xlsx(
        [("Synligt", "", sheet(row(1, c("A1", "Öppet", "inlineStr")))),
         ("Dold", "hidden", sheet(row(1, c("A1", "Hemlig " + PNR, "inlineStr")))),
         ("Mycket dold", "veryHidden", sheet(row(1, c("A1", "anna.ek@example.org", "inlineStr"))))],
        names='<definedNames><definedName name="Kontakt">"Anna Ek"</definedName></definedNames>')
    yield "places", xlsx(
        [("Blad1", "", sheet(
            row(1, c("A1", "text", "inlineStr"),
                c("B1", "Skriv", "str", formula='HYPERLINK("mailto:anna.ek@example.org","Skriv")'),
                c("C1", "2", formula="A1+1")),
            after='<dataValidations><dataValidation type="list" prompt="Välj handläggare">'
                  '<formula1>"Anna Ek,Dag Ek"</formula1></dataValidation></dataValidations>'
                  '<hyperlinks><hyperlink ref="A1" tooltip="Ring 031-390 06 12"/></hyperlinks>'
                  "<headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"&amp;12 Anna Ek&amp;R%s"
                  "</oddHeader><oddFooter>&amp;CSida &amp;P av &amp;N, R&amp;&amp;D</oddFooter>"
                  "</headerFooter>" % PNR2))],
        extra=[("xl/worksheets/_rels/sheet1.xml.rels",
                rels(("rId1", "comments", "../comments1.xml"),
                     ("rId2", "threadedComment", "../threadedComments/threadedComment1.xml"),
                     ("rId3", "drawing", "../drawings/drawing1.xml"),
                     ("rId4", "table", "../tables/table1.xml"))),
               ("xl/comments1.xml", s_part("comments", "<authors><author>Björn Åström</author>"
                                           '</authors><commentList><comment ref="B2" authorId="0">'
                                           "<text><r><t>Ny adress: </t></r><r><t>Storgatan 1"
                                           "</t></r></text></comment></commentList>")),
               ("xl/threadedComments/threadedComment1.xml", HEAD +
                '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
                'threadedcomments"><threadedComment ref="C3" personId="{1}"><text>Se %s</text>'
                "</threadedComment></ThreadedComments>" % PNR),
               ("xl/persons/person.xml", HEAD + '<personList xmlns="http://schemas.microsoft.com/'
                'office/spreadsheetml/2018/threadedcomments"><person displayName="Cecilia Öberg" '
                'id="{1}" userId="cecilia.oberg@example.org"/></personList>'),
               ("xl/drawings/drawing1.xml", HEAD + '<xdr:wsDr xmlns:xdr="http://schemas.openxml'
                'formats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="%s"><xdr:from><xdr:col>12'
                "</xdr:col></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>I en </a:t></a:r><a:r>"
                "<a:t>form</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>" % A),
               ("xl/tables/table1.xml", s_part("table", '<tableColumns><tableColumn id="1" '
                                               'name="Kundnummer"/></tableColumns>')),
               ("xl/pivotCache/pivotCacheRecords1.xml",
                s_part("pivotCacheRecords", '<r><s v="Anna Ek"/><n v="198001139818"/></r>')),
               ("xl/externalLinks/externalLink1.xml", s_part(
                   "externalLink", '<externalBook><sheetNames><sheetName val="Extern"/></sheetNames>'
                   '<sheetDataSet><sheetData><row><cell r="A1" t="str"><v>Utifrån</v></cell></row>'
                   "</sheetData></sheetDataSet></externalBook>")),
               ("xl/connections.xml", s_part("connections", '<connection id="1" name="Register">'
                                             '<dbPr connection="Server=db;User=anna" '
                                             'command="SELECT namn"/></connection>'))])
    yield "sparse", xlsx([("Blad1", "", sheet(row(1, c("A1", "Namn", "inlineStr")),
                                              row(1048576, c("XFD1048576", PNR, "inlineStr"))))])
    yield "title", xlsx([("Blad1", "", sheet(
        row(1, c("A1", "Kundlista 2024", "inlineStr")),
        row(3, c("A3", "Kundnummer", "inlineStr"), c("B3", "Namn", "inlineStr")),
        row(4, c("A4", "K10023", "inlineStr"), c("B4", "Anna Ek", "inlineStr")),
        row(5, c("C5", "Sen rubrik", "inlineStr")),
        row(6, c("C6", "under den", "inlineStr"))))])
    yield "no-references", xlsx([("Blad1", "", s_part(
        "worksheet", "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c>"
        "</row></sheetData>"))])
    yield "lost-sheet", lost_sheet()
    yield "binary", zip_bytes([("[Content_Types].xml", types(xlsb="/xl/workbook.bin")),
                               ("_rels/.rels", rels(("rId1", "officeDocument", "xl/workbook.bin"))),
                               ("xl/workbook.bin", b"\x83\x01\x00\x80\x01"),
                               ("docProps/core.xml", CORE)])
    good = xlsx([("Blad1", "", sheet(*[row(i, c("A%d" % i, str(198001130000 + i * 7919)))
                                       for i in range(1, 40)]))], method=zipfile.ZIP_STORED)
    yield "cut", good[:good.index(b"A21")]
    yield "doctype", xlsx([("Blad1", "", '<!DOCTYPE x SYSTEM "file:///etc/hostname">' +
                            sheet(row(1, c("A1", "1"))).replace(HEAD, "")),
                           ("Blad2", "", sheet(row(1, c("A1", "läst", "inlineStr"))))])
    yield "bomb", xlsx([("Blad1", "", sheet(row(1, c("A1", "x", "inlineStr")),
                                            "<!--" + " " * 24_000_000 + "-->",
                                            row(2, c("A2", "efter", "inlineStr"))))])


def lost_sheet():
    """The workbook names a sheet that is not there; another is there and not named."""
    data = s_part("workbook", '<sheets><sheet name="Borta" sheetId="1" r:id="rId9"/></sheets>')
    return zip_bytes([("[Content_Types].xml", types(xlsx="/xl/workbook.xml")),
                      ("_rels/.rels", rels(("rId1", "officeDocument", "xl/workbook.xml"))),
                      ("xl/workbook.xml", data),
                      ("xl/worksheets/sheet7.xml", sheet(row(1, c("A1", "kvar", "inlineStr"))))])


# ---- pptx ------------------------------------------------------------------

def p_part(root, body):
    return HEAD + '<p:%s xmlns:p="%s" xmlns:a="%s" xmlns:r="%s">%s</p:%s>' % (root, P, A, R, body,
                                                                              root)


def shape(*paragraphs, descr=""):
    body = "".join("<a:p>%s</a:p>" % "".join("<a:r><a:t>%s</a:t></a:r>" % r for r in runs)
                   for runs in paragraphs)
    return ('<p:sp><p:nvSpPr><p:cNvPr id="2" name="Form 1" descr="%s"/></p:nvSpPr><p:txBody>%s'
            "</p:txBody></p:sp>" % (descr, body))


def slide(*shapes):
    return p_part("sld", "<p:cSld><p:spTree>%s</p:spTree></p:cSld>" % "".join(shapes))


def pptx(order, parts):
    """order: the slides' part numbers as they are shown."""
    ids = "".join('<p:sldId id="%d" r:id="rId%d"/>' % (256 + i, n) for i, n in enumerate(order))
    links = [("rId%d" % n, "slide", "slides/slide%d.xml" % n) for n in sorted(order)]
    return zip_bytes([("[Content_Types].xml", types(pptx="/ppt/presentation.xml")),
                      ("_rels/.rels", rels(("rId1", "officeDocument", "ppt/presentation.xml"))),
                      ("ppt/presentation.xml", p_part("presentation",
                                                      "<p:sldIdLst>%s</p:sldIdLst>" % ids)),
                      ("ppt/_rels/presentation.xml.rels", rels(*links))] + parts)


def pptx_cases():
    parts = [
        ("ppt/slides/slide1.xml", slide(shape(["Visas sist"]))),
        ("ppt/slides/slide2.xml", slide(shape(["Kontakt: ", "1980", "0113-9818"], ["rad två"],
                                              descr="Porträtt av Anna Ek"),
                                        "<p:timing><p:attrName>ppt_x</p:attrName></p:timing>")),
        ("ppt/slides/_rels/slide2.xml.rels",
         rels(("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"),
              ("rId2", "notesSlide", "../notesSlides/notesSlide1.xml"),
              ("rId3", "comments", "../comments/comment1.xml"),
              ("rId4", "chart", "../charts/chart1.xml"),
              ("rId5", "hyperlink", "mailto:anna.ek@example.org", "External"))),
        ("ppt/notesSlides/notesSlide1.xml", p_part("notes", shape(["Säg inget om ", PNR2]))),
        ("ppt/notesSlides/_rels/notesSlide1.xml.rels",
         rels(("rId1", "slide", "../slides/slide2.xml"))),
        ("ppt/comments/comment1.xml", p_part("cmLst", '<p:cm authorId="0"><p:text>Byt bild'
                                             "</p:text></p:cm>")),
        ("ppt/commentAuthors.xml", p_part("cmAuthorLst", '<p:cmAuthor id="0" name="Björn Åström"/>')),
        ("ppt/charts/chart1.xml", HEAD + '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/'
         'drawingml/2006/chart" xmlns:a="%s"><c:title><a:p><a:r><a:t>Sjuk</a:t></a:r><a:r><a:t>'
         "frånvaro</a:t></a:r></a:p></c:title><c:v>Anna Ek</c:v></c:chartSpace>" % A),
        ("ppt/slideLayouts/slideLayout1.xml", p_part("sldLayout", shape(["Klicka här"]))),
        ("ppt/slideMasters/slideMaster1.xml", p_part("sldMaster", shape(["Exempelkommun"]))),
    ]
    yield "good", pptx([2, 1], parts + PROPERTIES)
    yield "empty", pptx([], [])
    yield "missing", pptx([1, 3], [("ppt/slides/slide1.xml", slide(shape(["Finns"]))),
                                   ("ppt/slides/slide9.xml", slide(shape(["Bortkopplad"])))])
    good = pptx([2, 1], parts)
    yield "cut", good[:good.index(b"PK\1\2") - 300]


# ---- OpenDocument ----------------------------------------------------------

ODF = "".join(' xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (p, n) for p, n in (
    ("office", "office"), ("text", "text"), ("config", "config"), ("number", "datastyle"), ("table", "table"), ("draw", "drawing"),
    ("style", "style"), ("meta", "meta"), ("svg", "svg-compatible"), ("form", "form"),
    ("presentation", "presentation"))) + (
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"')


def o_part(root, body):
    return HEAD + "<office:%s%s>%s</office:%s>" % (root, ODF, body, root)


def content(kind, body):
    return o_part("document-content", "<office:body><office:%s>%s</office:%s></office:body>"
                  % (kind, body, kind))


def op(text):
    return "<text:p>%s</text:p>" % text


def annotation(author, *paragraphs):
    return ("<office:annotation><dc:creator>%s</dc:creator><dc:date>2024-02-01T12:00:00</dc:date>%s"
            "</office:annotation>" % (author, "".join(op(p) for p in paragraphs)))


def manifest(*entries, kind="text"):
    """entries: names, or (name, True) where it is encrypted."""
    out = HEAD + ('<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
                  'manifest:1.0">')
    for item in entries:
        name, secret = item if isinstance(item, tuple) else (item, False)
        media = "application/vnd.oasis.opendocument." + kind if name == "/" else "text/xml"
        out += ('<manifest:file-entry manifest:full-path="%s" manifest:media-type="%s">%s'
                "</manifest:file-entry>") % (
            name, media, '<manifest:encryption-data manifest:checksum="x"/>' if secret else "")
    return out + "</manifest:manifest>"


META = o_part("document-meta", "<office:meta><meta:initial-creator>Anna Ek</meta:initial-creator>"
              "<dc:creator>Björn Åström</dc:creator><meta:printed-by>Dag Ek</meta:printed-by>"
              '<dc:title>Beslut</dc:title><meta:document-statistic meta:page-count="1"/>'
              '<meta:user-defined meta:name="Kundnummer">K10023</meta:user-defined></office:meta>')


def odf(kind, body, extra=(), entries=None, method=zipfile.ZIP_DEFLATED):
    parts = [("mimetype", "application/vnd.oasis.opendocument." + kind, zipfile.ZIP_STORED),
             ("content.xml", body), ("META-INF/manifest.xml",
                                     manifest(*(entries or ["/", "content.xml"] + [e[0] for e in extra]), kind=kind))]
    return zip_bytes(parts + list(extra), method=method)


def odt_cases():
    good = odf("text", content("text", op("Personnummer: <text:span>198001</text:span>13-<text:span>98"
                                          "</text:span>18 enligt\n  register") + op("") +
                               '<text:h text:outline-level="1">Rubrik</text:h>'),
               [("meta.xml", META)])
    yield "good", good
    yield "empty", odf("text", content("text", ""))
    yield "places", odf(
        "text", content("text",
                        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>"
                        "<dc:creator>Cecilia Öberg</dc:creator><dc:date>2024-02-01T12:00:00</dc:date>"
                        "</office:change-info>%s</text:deletion></text:changed-region>"
                        "</text:tracked-changes>" % op("Struket " + PNR2) +
                        op("Före 1980%s0113-9818<text:note text:note-class=\"footnote\">"
                           "<text:note-citation>1</text:note-citation><text:note-body>%s"
                           "</text:note-body></text:note>, efter"
                           % (annotation("Anna Ek", "Stämmer", "inte"), op("Fotnoten"))) +
                        op('<text:a xlink:href="mailto:anna.ek@example.org">Skriv</text:a>'
                           '<text:s text:c="3"/>till<text:tab/>oss<text:line-break/>nu') +
                        op('<draw:frame><draw:text-box>%s</draw:text-box><svg:title>Bild</svg:title>'
                           "<svg:desc>Porträtt av Dag Ek</svg:desc></draw:frame>Kring rutan"
                           % op("I rutan"))),
        [("styles.xml", o_part("document-styles", "<office:master-styles><style:master-page>"
                               "<style:header>%s</style:header><style:footer>%s</style:footer>"
                               "</style:master-page></office:master-styles>"
                               % (op("Anna Ek, anna.ek@example.org"), op("Telefon 031-390 06 12")))),
         ("Object 1/content.xml", content("chart", op("Diagrammets titel"))),
         ("Pictures/bild.png", PNG), ("meta.xml", META),
         ("settings.xml", o_part("document-settings", "<office:settings>"
                                 '<config:config-item config:type="string">Anna Eks skrivare'
                                 '</config:config-item><config:config-item config:type="long">198001'
                                 "</config:config-item></office:settings>")),
         ("Configurations2/accelerator/current.xml", "")])
    yield "table", odf("text", content("text", '<table:table table:name="T">' + "".join(
        "<table:table-row>" + "".join("<table:table-cell>%s</table:table-cell>" % op(c) for c in r)
        + "</table:table-row>" for r in (("Namn", "Kundnummer"), ("Anna Ek", "K10023")))
        + "</table:table>"))
    secret = bytes(range(256)) * 2
    yield "encrypted", odf("text", secret, [("styles.xml", secret), ("meta.xml", META)],
                           ["/", ("content.xml", True), ("styles.xml", True), "meta.xml"],
                           zipfile.ZIP_STORED)
    yield "cut", good[:len(good) * 2 // 3]
    yield "old", zip_bytes([("mimetype", "application/vnd.sun.xml.writer", zipfile.ZIP_STORED),
                            ("content.xml", HEAD + '<!DOCTYPE office:document-content PUBLIC "-//Open'
                             'Office.org//DTD OfficeDocument 1.0//EN" "office.dtd">'
                             '<office:document-content xmlns:office="http://openoffice.org/2000/office" xmlns:text="http://openoffice.org/2000/text">'
                             "<office:body><text:p>Gammal <text:footnote><text:footnote-body><text:p>"
                             "fot</text:p></text:footnote-body></text:footnote>text</text:p>"
                             "</office:body></office:document-content>")])
    yield "old-entities", zip_bytes([
        ("mimetype", "application/vnd.sun.xml.writer", zipfile.ZIP_STORED),
        ("content.xml", '<!DOCTYPE x SYSTEM "office.dtd" [<!ENTITY a "bbbb"><!ENTITY c "&a;&a;">]>'
         '<office:document-content xmlns:office="http://openoffice.org/2000/office" xmlns:text="http://'
         'openoffice.org/2000/text"><office:body><text:p>&c;</text:p></office:body>'
         "</office:document-content>")])
    yield "doctype", odf("text", '<!DOCTYPE x [<!ENTITY a "b">]>' +
                         content("text", op("&a;")).replace(HEAD, ""), [("meta.xml", META)])
    yield "no-type", zip_bytes([("content.xml", content("text", op("Utan typ"))),
                                ("META-INF/manifest.xml", manifest("content.xml"))])


def o_cell(text, kind="string", value="", extra="", inner=""):
    attribute = {"float": "value", "date": "date-value"}.get(kind)
    return '<table:table-cell office:value-type="%s"%s%s>%s%s</table:table-cell>' % (
        kind, ' office:%s="%s"' % (attribute, value) if attribute else "", extra, inner,
        op(text) if text else "")


def o_row(*cells, repeated=0, visibility=""):
    r = ' table:number-rows-repeated="%d"' % repeated if repeated else ""
    r += ' table:visibility="%s"' % visibility if visibility else ""
    return "<table:table-row%s>%s</table:table-row>" % (r, "".join(cells))


def o_sheet(name, *rows, extra=""):
    return '<table:table table:name="%s"%s>%s</table:table>' % (name, extra, "".join(rows))


def ods_cases():
    empty = '<table:table-cell table:number-columns-repeated="%d"/>'
    yield "good", odf("spreadsheet", content("spreadsheet", o_sheet(
        "Löner",
        o_row(o_cell("Namn"), o_cell("Personnummer"), o_cell("Född")),
        o_row(o_cell("Anna Ek", inner=annotation("Dag Ek", "Kontrollera")),
              o_cell("800113-9818", "float", "198001139818"),
              o_cell("13 jan 1980", "date", "1980-01-13")),
        o_row(empty % 3, repeated=4),
        o_row(empty % 2, o_cell("1", "float", "1"), o_cell("x", extra=' table:number-columns-repeated='
                                                             '"5"'), o_cell("sist")),
        o_row(empty % 16384, repeated=1048000),
        o_row(o_cell("Skriv", extra=" table:formula='of:=HYPERLINK(\"mailto:anna.ek@example.org\")'"))
    ) + o_sheet("Dold", o_row(o_cell("Hemlig " + PNR2)), extra=' table:style-name="dold"')))
    yield "empty", odf("spreadsheet", content("spreadsheet", o_sheet("Blad1", o_row(empty % 16384,
                                                                                    repeated=1048576))))
    style = ('<style:style style:name="%s" style:family="%s"><style:table-properties '
             'table:display="%s"/></style:style>')
    yield "hidden", odf("spreadsheet", content("spreadsheet", o_sheet(
        "Synligt", o_row(o_cell("Namn"), o_cell("Personnummer")),
        o_row(o_cell("Anna Ek"), o_cell(PNR)),
        o_row(o_cell("Dold rad"), o_cell(PNR2), visibility="collapse"),
        o_row(o_cell("Bortfiltrerad"), visibility="filter"),
        o_row(o_cell("Synlig rad")), extra=' table:style-name="ta1"') + o_sheet(
        "Dolt", o_row(o_cell("Dold rad i dolt blad " + PNR2), visibility="collapse"),
        extra=' table:style-name="ta2"') + o_sheet("Sist", o_row(o_cell("Sist")))).replace(
        "<office:body>", "<office:automatic-styles>" + style % ("ta1", "table", "true") +
        style % ("ta2", "table", "false") + style % ("ta1", "table-cell", "false") +
        "</office:automatic-styles><office:body>", 1))
    yield "numbers", odf("spreadsheet", content("spreadsheet", o_sheet(
        "Blad1", o_row(o_cell("198112289874", "float", "198112289874"),
                       o_cell("1,98E+11", "float", "1.98112289874E+011"),
                       o_cell("", "float", "8112289874")))))


def odp_cases():
    def page(*boxes, notes=""):
        return "<draw:page>%s<presentation:notes>%s</presentation:notes></draw:page>" % (
            "".join("<draw:frame><draw:text-box>%s</draw:text-box></draw:frame>" % b for b in boxes),
            notes)
    yield "good", odf("presentation", content("presentation", page(
        op("Första"), op("Kontakt: <text:span>1980</text:span>0113-9818")) + page(
            op("Andra"), notes="<draw:frame><draw:text-box>%s</draw:text-box></draw:frame>"
            % op("Säg inget om " + PNR2))))
    yield "drawing", odf("graphics", content("drawing", page(op("På en sida"))))


def flat_cases():
    """The sources of what LibreOffice writes are documents themselves."""
    for name in ("brev.fodt", "kunder.fods", "bilder.fodp"):
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "documents", name), "rb") as f:
            data = f.read()
        yield name.split(".")[1], data
    yield "cut", data[:len(data) * 2 // 3]
    yield "doctype", data.replace(b"<office:document ", b'<!DOCTYPE x [<!ENTITY a "b">]><office:document ', 1)


# ---- archives --------------------------------------------------------------

def epub():
    opf = ('<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
           'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Boken</dc:title><dc:creator>Anna Ek'
           '</dc:creator></metadata><manifest><item id="k1" href="k1.xhtml" '
           'media-type="application/xhtml+xml"/></manifest></package>')
    page = ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Kapitel</title>'
            "</head><body><p>Ring 070-174 06 05, 1980<i>0113</i>-9818.</p></body></html>")
    return zip_bytes([("mimetype", "application/epub+zip", zipfile.ZIP_STORED),
                      ("OEBPS/content.opf", opf), ("OEBPS/k1.xhtml", page)])


def zip_cases():
    yield "epub", epub()
    yield "good", zip_bytes([("brev.txt", NOTE), ("mapp/", b""), ("mapp/Å.txt", "Björn Åström\n"),
                             ("tom.txt", b"")])
    yield "empty", zip_bytes([])
    yield "comment", zip_bytes([("a.txt", NOTE)], comment="Packat av Anna Ek".encode())
    secret = NOTE.encode()
    crc = zlib.crc32(secret)
    hidden = zipcrypto(secret, b"losenord", crc)
    options = {"flags": 1, "crc": crc, "size": len(secret)}
    yield "encrypted", raw_zip([(b"hemligt.txt", hidden, options), ("öppet.txt".encode(), secret,
                                                                    {"flags": 0x800}),
                                (b"hemligt2.txt", hidden, options)])
    yield "encrypted-aes", lambda: tool(["7z", "a", "-tzip", "-mem=AES256", "-plosenord", "OUT",
                                         "brev.txt"], {"brev.txt": NOTE}, "a.zip")
    inner = zip_bytes([("innerst.txt", NOTE)])
    yield "nested", zip_bytes([("brev.docx", docx(p("Med bilaga"), [("word/embeddings/b.zip", inner)])),
                               ("zip.zip", zip_bytes([("zip.zip", inner)])),
                               ("tar.tar.gz", gzip.compress(tar_bytes([("t.txt", NOTE)]), mtime=0))])
    deep = NOTE.encode()
    for _ in range(20):
        deep = zip_bytes([("a", deep)])
    yield "deep", deep
    yield "names", raw_zip([(b"../../etc/passwd", b"ett\n", {}), (b"/tmp/x", b"tv\xc3\xa5\n", {}),
                            (b"C:\\Anna Ek\\x.txt", b"tre\n", {}),
                            ("Löner åäö.txt".encode("cp850"), b"fyra\n", {"made": 0x14}),
                            ("Löner åäö.txt".encode("latin-1"), b"fem\n", {}),
                            (b"", b"sex\n", {}), (b"dubbel", b"sju\n", {}),
                            (b"dubbel", "åtta\n".encode(), {})])
    # What the archivers of DOS, old Windows, Macintosh and Unix wrote; and where the flag lies.
    yield "code-pages", raw_zip([(name.encode(page), NOTE.encode()[:4], {"made": made})
                                 for name, page, made in (
                                     ("Öberg.txt", "cp437", 0), ("Ärende.doc", "cp850", 0), ("é.txt", "cp850", 0),
                                     ("Åke Ström.txt", "cp1252", 11), ("Café.txt", "cp1252", 3),
                                     ("Räkning Åkeson.txt", "mac-roman", 7), ("Åsa.txt", "utf-8", 3))] +
                                [("Bj\xf6rn.txt".encode("latin-1"), b"Anna", {"flags": 0x800})])
    good = zip_bytes([("a.txt", NOTE), ("b.txt", "Andra " + PNR2 + "\n"), ("c.txt", "Tredje\n")],
                     method=zipfile.ZIP_STORED)
    yield "cut", good[:good.index(b"Andra") + 12]
    yield "no-directory", good[:good.index(b"PK\1\2")]
    yield "directory-cut", bad_directory(good)
    yield "lost-member", lost_member(good)
    yield "bad-checksum", flip(good, b"Andra", b"Andrb")
    yield "bad-data", bad_deflate()
    yield "zip64", zip64([(b"a.txt", NOTE.encode()), (b"b.txt", b"Andra\n")])
    yield "stub", b"MZ" + b"\x90\0" * 300 + good
    yield "method", raw_zip([(b"a.bin", b"\x4b\x04\x00", {"method": 6, "size": 1}),
                             (b"a.txt", NOTE.encode(), {})])
    yield "deflate64", tool(["7z", "a", "-tzip", "-mm=Deflate64", "-mtm=off", "OUT", "brev.txt", "lang.txt"],
                            {"brev.txt": NOTE, "lang.txt": "".join(f"{n} {NOTE}" for n in range(3000))}, "a.zip")
    yield "link", zip_link()
    yield "descriptor", descriptor_zip()
    yield "overlap", overlap_zip()
    yield "bomb", zip_bytes([("a.txt", b"x" * 24_000_000), ("b.txt", NOTE)])
    yield "split", b"PK\7\x08" + good[:200]
    yield "garbage", b"PK\3\4" + b"\xA5" * 300


def lost_member(good):
    """The directory leads to where the second member was."""
    at = good.index(b"PK\3\4", 4)
    return good[:at] + b"XXXX" + good[at + 4:]


def bad_deflate():
    data = zlib.compress(NOTE.encode() * 20)[2:-4]
    broken = data[:20] + bytes([data[20] ^ 0xFF, data[21] ^ 0xFF]) + data[22:]
    size = len(NOTE.encode()) * 20
    return raw_zip([(b"trasig.txt", broken, {"method": 8, "crc": 1, "size": size}),
                    (b"hel.txt", NOTE.encode(), {})])


def zip_link():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        info = zipfile.ZipInfo("lank", DATE)
        info.create_system = 3
        info.external_attr = 0o120777 << 16
        z.writestr(info, "/etc/passwd")
        info = zipfile.ZipInfo("fil.txt", DATE)
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        z.writestr(info, NOTE)
    return out.getvalue()


class Pipe(io.RawIOBase):
    """Takes what is written and cannot seek, so that sizes come behind the data."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


def descriptor_zip():
    out = Pipe()
    with zipfile.ZipFile(out, "w") as z:
        for name, text in (("a.txt", NOTE), ("b.txt", "Andra\n")):
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, text)
    return out.data


def overlap_zip():
    """Three entries of the directory are the same bytes."""
    data = NOTE.encode()
    body = local(b"a.txt", data)
    directory = b"".join(entry(n, data, 0) for n in (b"a.txt", b"b.txt", b"c.txt"))
    return body + directory + end(3, len(directory), len(body))


def tar_bytes(members, format=tarfile.USTAR_FORMAT, encoding="utf-8"):
    """members: (name, data), or (name, None, type, target)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format, encoding=encoding) as t:
        for member in members:
            info = tarfile.TarInfo(member[0])
            info.mtime = EPOCH
            if member[1] is None:
                info.type, info.linkname = member[2], member[3]
                t.addfile(info)
            else:
                data = member[1] if isinstance(member[1], bytes) else member[1].encode()
                info.size = len(data)
                t.addfile(info, io.BytesIO(data))
    return out.getvalue()[:10240]


def v7_tar(name, data):
    block = bytearray(512)
    block[0:len(name)] = name
    block[100:108] = b"000644 \0"
    block[108:116] = block[116:124] = b"000000 \0"
    block[124:136] = b"%011o " % len(data)
    block[136:148] = b"%011o " % EPOCH
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + data + b"\0" * (-len(data) % 512) + b"\0" * 1024


def tar_cases():
    members = [("brev.txt", NOTE), ("mapp", None, tarfile.DIRTYPE, ""),
               ("mapp/åäö.txt", "Björn Åström\n")]
    yield "good", tar_bytes(members)
    yield "pax", tar_bytes([("mapp/" * 30 + "Åström.txt", NOTE)], tarfile.PAX_FORMAT)
    yield "gnu", tar_bytes([("mapp/" * 30 + "Åström.txt", NOTE)], tarfile.GNU_FORMAT)
    yield "v7", v7_tar(b"gammal.txt", NOTE.encode())
    yield "links", tar_bytes([("fil.txt", NOTE), ("mjuk", None, tarfile.SYMTYPE, "../../etc/passwd"),
                              ("hard", None, tarfile.LNKTYPE, "fil.txt"),
                              ("enhet", None, tarfile.CHRTYPE, ""), ("sist.txt", "Sist\n")])
    yield "latin1-name", tar_bytes([("L\xf6ner.txt", NOTE)], encoding="latin-1")
    good = tar_bytes([("a.txt", NOTE * 40), ("b.txt", "Andra\n")])
    yield "cut", good[:1200]
    yield "no-end", good[:512 + 1536 + 512 + 512]
    yield "bad-second", good[:2048] + b"\xA5" * 512 + good[2560:]
    yield "parents", tar_bytes([("../../etc/cron.d/x", NOTE), ("/etc/x", "Andra\n")])


def gz(data, name=None, extra=None, mtime=EPOCH):
    flags = (8 if name else 0) | (4 if extra else 0)
    out = struct.pack("<3B B I 2B", 0x1F, 0x8B, 8, flags, mtime, 0, 3)
    if extra:
        out += struct.pack("<H", len(extra)) + extra
    if name:
        out += name + b"\0"
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    out += deflate.compress(data) + deflate.flush()
    return out + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def gzip_cases():
    note = NOTE.encode()
    yield "good", gz(note, b"brev.txt", b"AB\2\0xy")
    yield "no-name", gz(note)
    yield "latin1-name", gz(note, "löner.txt".encode("latin-1"))
    yield "two", gz(note, b"ett.txt") + gz("Del två\n".encode(), b"tva.txt")
    yield "empty", gz(b"", b"tom.txt")
    yield "tar", gz(tar_bytes([("a.txt", NOTE)]), b"arkiv.tar")
    yield "nested", gz(gz(note, b"inre.txt"), b"inre.txt.gz")
    yield "zeros-after", gz(note) + b"\0" * 512
    yield "garbage-after", gz(note) + "hemlig svans\n".encode()
    yield "cut", gz(prose(2000), b"a.txt")[:900]
    yield "bad-checksum", gz(note)[:-8] + b"\1\2\3\4" + struct.pack("<I", len(note))
    yield "bomb", gz(b"x" * 24_000_000)


def prose(n):
    """Text that does not pack well, the same every time."""
    state, out = 1, []
    while len(out) < n:
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out.append("abcdefghijklmnopqrstuvwxyz "[(state >> 16) % 27])
    return "".join(out).encode()


def bzip2_cases():
    yield "good", bz2.compress(NOTE.encode())
    yield "two", bz2.compress(NOTE.encode()) + bz2.compress("Del två\n".encode())
    yield "empty", bz2.compress(b"")
    yield "cut", bz2.compress(prose(210_000), 1)[:80_000]
    yield "garbage-after", bz2.compress(NOTE.encode()) + b"svans"


def xz_cases():
    yield "good", lzma.compress(NOTE.encode())
    yield "two", lzma.compress(NOTE.encode()) + lzma.compress("Del två\n".encode())
    yield "empty", lzma.compress(b"")
    yield "cut", lzma.compress(prose(150_000))[:80_000]


def zstd_cases():
    note = tool(["zstd", "-q", "a", "-o", "OUT"], {"a": NOTE}, "a.zst")
    yield "good", note
    yield "two", note and note + tool(["zstd", "-q", "a", "-o", "OUT"], {"a": "Del två\n"}, "a.zst")
    long = tool(["zstd", "-q", "a", "-o", "OUT"], {"a": prose(300_000)}, "a.zst")
    yield "cut", long and long[:len(long) - 20]


def lz4_cases():
    yield "good", tool(["lz4", "-q", "a", "OUT"], {"a": NOTE}, "a.lz4")


def lzip_cases():
    data = NOTE.encode()
    packed = lzma.compress(data, lzma.FORMAT_RAW, filters=[
        {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 12, "lc": 3, "lp": 0, "pb": 2}])
    yield "good", (b"LZIP\1\x0c" + packed + struct.pack("<IQQ", zlib.crc32(data), len(data),
                                                        6 + len(packed) + 20))


def compress_cases():
    """Nothing but codes of nine bits for single bytes: right, if not small."""
    bits, n, out = 0, 0, bytearray(b"\x1f\x9d\x90")
    for byte in NOTE.encode():
        bits |= byte << n
        n += 9
        while n >= 8:
            out.append(bits & 0xFF)
            bits, n = bits >> 8, n - 8
    yield "good", bytes(out) + (bytes([bits & 0xFF]) if n else b"")


def seven_cases():
    files = {"brev.txt": NOTE, "mapp/åäö.txt": "Björn Åström\n"}
    names = ["brev.txt", "mapp"]
    good = tool(["7z", "a", "-mtm=off", "OUT"] + names, files, "a.7z")
    yield "good", good
    yield "cut", good and good[:-10]
    yield "encrypted", lambda: tool(["7z", "a", "-mtm=off", "-plosenord", "OUT"] + names, files,
                                    "a.7z")
    yield "encrypted-names", lambda: tool(["7z", "a", "-mtm=off", "-plosenord", "-mhe=on", "OUT"] +
                                          names, files, "a.7z")
    yield "bzip2", tool(["7z", "a", "-mtm=off", "-m0=bzip2", "OUT"] + names, files, "a.7z")
    yield "bad-data", good and good[:40] + bytes([good[40] ^ 0xFF]) + good[41:]


def ar_cases():
    def member(name, data):
        return b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name, EPOCH, 0, 0, b"100644", len(data)) + \
            data + b"\n" * (len(data) % 2)
    yield "good", b"!<arch>\n" + member(b"brev.txt/", NOTE.encode()) + member(b"b/", b"Andra\n")
    yield "deb", b"!<arch>\n" + member(b"debian-binary", b"2.0\n") + \
        member(b"control.tar.gz", gz(tar_bytes([("./control", "Maintainer: Anna Ek\n")])))


def newc(name, data, mode=0o100644, ino=1, links=1):
    head = b"070701" + b"".join(b"%08x" % v for v in (
        ino, mode, 0, 0, links, EPOCH, len(data), 0, 0, 0, 0, len(name) + 1, 0)) + name + b"\0"
    return head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4)


def rpm_cases():
    """A lead, a signature and a header that say hardly anything, and cpio in gzip."""
    def header(tag, text):
        return b"\x8e\xad\xe8\1\0\0\0\0" + struct.pack(">II", 1, len(text)) + \
            struct.pack(">IIII", tag, 6, 0, 1) + text
    lead = struct.pack(">4sBBHH66sHH16x", b"\xed\xab\xee\xdb", 3, 0, 0, 1, b"kund-1.0-1", 1, 5)
    signature = header(1000, b"0\0")
    files = newc(b"./usr/share/kund/brev.txt", NOTE.encode()) + \
        newc("./usr/share/kund/åäö.txt".encode(), b"Andra\n") + newc(b"TRAILER!!!", b"", 0)
    head = lead + signature + b"\0" * (-len(signature) % 8) + header(1000, b"kund\0")
    yield "good", head + gz(files)
    yield "xz", head + lzma.compress(files)
    yield "cut", head + gz(files)[:-40]
    yield "no-payload", head


def cpio_cases():
    yield "good", newc(b"brev.txt", NOTE.encode()) + newc(b"TRAILER!!!", b"", 0)
    yield "links", newc(b"ett", b"", ino=7, links=2) + newc(b"tv\xc3\xa5", NOTE.encode(), ino=7,
                                                           links=2) + newc(b"TRAILER!!!", b"", 0)
    yield "cut", newc(b"brev.txt", NOTE.encode())[:130]


def cab_cases():
    data = NOTE.encode()
    name = b"brev.txt\0"
    files_at = 36 + 8
    data_at = files_at + 16 + len(name)
    size = data_at + 8 + len(data)
    out = struct.pack("<4s5I2B5H", b"MSCF", 0, size, 0, files_at, 0, 3, 1, 1, 1, 0, 1, 0)
    out += struct.pack("<IHH", data_at, 1, 0)
    out += struct.pack("<IIHHHH", len(data), 0, 0, 0x5841, 0x6000, 0x20) + name
    out += struct.pack("<IHH", 0, len(data), len(data)) + data
    yield "good", out
    yield "cut", out[:-10]


def lha_cases():
    data = NOTE.encode()
    name = "brev.txt".encode()
    body = b"-lh0-" + struct.pack("<IIIBB", len(data), len(data), 0x58416000, 0x20, 0) + \
        bytes([len(name)]) + name + struct.pack("<H", crc16(data))
    head = bytes([len(body), sum(body) & 0xFF]) + body
    yield "good", head + data + b"\0"
    yield "cut", head + data[:10]


def crc16(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def rar_block(kind, flags, body, data=b""):
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data


def rar_file(name, data, flags=0x8000):
    return rar_block(0x74, flags, struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data),
                                              0x58416000, 20, 0x30, len(name), 0o100644) + name, data)


def vint(n):
    out = bytearray()
    while n > 0x7F:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes(out + bytes([n]))


def rar5_block(kind, body, data=None):
    flags = 2 if data is not None else 0
    head = vint(kind) + vint(flags) + (vint(len(data)) if data is not None else b"") + body
    head = vint(len(head)) + head
    return struct.pack("<I", zlib.crc32(head)) + head + (data or b"")


def rar_cases():
    note = NOTE.encode()
    yield "good", b"Rar!\x1a\7\0" + rar_block(0x73, 0, b"\0" * 6) + rar_file(b"brev.txt", note) + \
        rar_file(b"b.txt", b"Andra\n") + rar_block(0x7B, 0x4000, b"")
    yield "encrypted", b"Rar!\x1a\7\0" + rar_block(0x73, 0, b"\0" * 6) + \
        rar_file(b"hemlig.txt", note, 0x8004) + rar_file(b"b.txt", b"Andra\n")
    yield "encrypted-names", b"Rar!\x1a\7\0" + rar_block(0x73, 0x80, b"\0" * 6) + b"\xA5" * 64
    v5 = b"Rar!\x1a\7\1\0" + rar5_block(1, vint(0)) + \
        rar5_block(2, vint(4) + vint(len(note)) + vint(0o100644) + struct.pack("<I", zlib.crc32(note))
                   + vint(0) + vint(1) + vint(8) + b"brev.txt", note) + rar5_block(5, vint(0))
    yield "version5", v5
    yield "cut", v5[:-30]


def xar_cases():
    data = NOTE.encode()
    toc = ('<?xml version="1.0" encoding="UTF-8"?><xar><toc><checksum style="none"/><file id="1">'
           "<name>brev.txt</name><type>file</type><data><offset>0</offset><length>%d</length>"
           '<size>%d</size><encoding style="application/octet-stream"/></data></file></toc></xar>'
           % (len(data), len(data))).encode()
    packed = zlib.compress(toc)
    yield "good", struct.pack(">4sHHQQI", b"xar!", 28, 1, len(packed), len(toc), 0) + packed + data


def iso9660_cases():
    def both(n, size):
        return struct.pack("<I", n)[:size] + struct.pack(">I", n)[4 - size:]

    def record(name, at, size, folder):
        body = both(at, 4) + both(size, 4) + bytes([124, 2, 1, 12, 0, 0, 0]) + \
            bytes([2 if folder else 0, 0, 0]) + both(1, 2) + bytes([len(name)]) + name
        body += b"\0" * ((len(body) + 2) % 2)
        return bytes([len(body) + 2, 0]) + body

    data = NOTE.encode()
    root = record(b"\0", 19, 2048, True) + record(b"\1", 19, 2048, True) + \
        record(b"BREV.TXT;1", 20, len(data), False)
    volume = (b"\1CD001\1\0" + b"LINUX".ljust(32) + b"KOPIA".ljust(32) + b"\0" * 8 + both(21, 4) +
              b"\0" * 32 + both(1, 2) + both(1, 2) + both(2048, 2) + both(10, 4) +
              struct.pack("<II", 18, 0) + struct.pack(">II", 18, 0) +
              record(b"\0", 19, 2048, True)).ljust(813, b" ")
    volume += (b"2024020112000000\0" * 2 + b"0000000000000000\0" * 2 + b"\1\0").ljust(1235, b"\0")
    table = b"\1\0" + struct.pack("<IH", 19, 1) + b"\0\0"
    sectors = [b""] * 16 + [volume, b"\xffCD001\1", table, root, data]
    # libarchive looks at eight descriptors before it calls it an image.
    yield "good", b"".join(s.ljust(2048, b"\0") for s in sectors).ljust(26 * 2048, b"\0")


def tool(command, files, out):
    """What a packing program makes of the files; None where it is not there."""
    if not shutil.which(command[0]):
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(text if isinstance(text, bytes) else text.encode())
            os.utime(path, (EPOCH, EPOCH))
        for base, folders, _ in os.walk(folder):
            for name in folders:
                os.utime(os.path.join(base, name), (EPOCH, EPOCH))
        path = os.path.join(folder, out)
        subprocess.run([path if a == "OUT" else a for a in command], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]})
        with open(path, "rb") as f:
            return f.read()


# ---- writing ---------------------------------------------------------------

FORMATS = {
    "docx": docx_cases, "xlsx": xlsx_cases, "pptx": pptx_cases,
    "odt": odt_cases, "ods": ods_cases, "odp": odp_cases, "flat": flat_cases,
    "zip": zip_cases, "tar": tar_cases, "7z": seven_cases, "rar": rar_cases, "cab": cab_cases,
    "lha": lha_cases, "cpio": cpio_cases, "ar": ar_cases, "rpm": rpm_cases, "xar": xar_cases, "iso9660": iso9660_cases,
    "gzip": gzip_cases, "bzip2": bzip2_cases, "xz": xz_cases, "zstd": zstd_cases, "lz4": lz4_cases,
    "lzip": lzip_cases, "compress": compress_cases,
}


def main():
    for name in sys.argv[1:] or FORMATS:
        folder = os.path.join(CASES, name)
        os.makedirs(folder, exist_ok=True)
        for case, data in FORMATS[name]():
            path = os.path.join(folder, case + ".in")
            if callable(data):
                # With a salt that is new each time: once made, it stays.
                if os.path.exists(path):
                    continue
                data = data()
            if data is None:
                print("%s/%s: its tool is missing" % (name, case), file=sys.stderr)
                continue
            with open(path, "wb") as out:
                out.write(data if isinstance(data, bytes) else data.encode())


if __name__ == "__main__":
    main()
