#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the cases of text and markup: tests/cases/{text,csv,json,html,xml,binary}/*.in.

People are invented; numbers are of the published test series or set aside for fiction.
"""
import pathlib
import random
import struct
import zlib

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"

PROSE = ("Åsa Öberg och Björn Ängström bor på Östgötagatan 5 i Malmö.\n"
         "Personnummer: 198001139818, telefon 070-174 06 05.\n")
OTHER = "Märta Åkesson, född 1981, är på väg till Växjö.\n"


def case(path, data):
    file = CASES / (path + ".in")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode())


def text():
    case("text/utf8", PROSE)
    case("text/utf8-mark", "\ufeff" + PROSE)
    case("text/windows", PROSE.encode("cp1252"))
    case("text/dos", PROSE.replace("\n", "\r\n").encode("cp850") + b"\x1a")
    case("text/mac", PROSE.replace("\n", "\r").encode("mac_roman"))
    case("text/utf16-mark", PROSE.encode("utf-16"))
    case("text/utf16-bare", PROSE.encode("utf-16-le"))
    case("text/utf16-odd", PROSE.encode("utf-16-be") + b"\x00")
    case("text/utf16-surrogate", b"\xff\xfe" + "före ".encode("utf-16-le") + b"\x3d\xd8"
         + " efter".encode("utf-16-le"))
    case("text/utf32", PROSE.encode("utf-32"))
    # Logs joined from three sources: each line is read in the charset it is in.
    case("text/joined", PROSE.encode() + PROSE.encode("cp1252") + OTHER.encode()
         + OTHER.encode("cp1252"))
    # One broken character does not make a line of UTF-8 another charset.
    case("text/utf8-damaged", PROSE.encode().replace("Malmö".encode(), b"Malm\xc3"))
    case("text/utf8-cut", PROSE.encode()[:1] + b"hej")
    case("text/one-letter", "Björn".encode("cp1252"))
    case("text/one-line", b"Anna Ek, 070-174 06 06")
    # The first bytes are ASCII; the code page shows far behind them.
    case("text/late", b"Only ASCII here.\n" * 300 + PROSE.encode("cp850"))
    # What a log looks like that was emptied while its writer went on.
    case("text/hole", bytes(9000) + PROSE.encode())
    case("text/log", "2026-01-02 10:11:12,123 INFO inloggad anna.ek@example.org\n"
                     "2026-01-02 10:11:13,456 WARN från 192.0.2.7\n"
                     "2026-01-02 10:11:14,789 INFO utloggad\n")
    case("text/syslog", "<34>Oct 11 22:14:15 host su: anna\nOct 11 22:14:16 host su: björn\n")
    case("text/weblog", '192.0.2.7 - anna [10/Oct/2026:13:55:36 +0200] "GET / HTTP/1.1" 200 5\n' * 3)
    case("text/sie", "#FLAGGA 0\r\n#FORMAT PC8\r\n#FNAMN \"Åkes Möbler\"\r\n"
                     "#GEN 20260102 \"Örjan\"\r\n".encode("cp437"))
    case("text/colours", "\x1b[31mröd\x1b[0m\n")
    case("text/brackets", "[INFO] inte JSON\n[1] Ek, A. (2026), {utan} värden\n")


def csv():
    head = "Personnummer;Namn;Telefon\n"
    row = "19800113-9818;Åsa Öberg;070-174 06 05\n"
    case("csv/semicolon", head + row * 3)
    case("csv/comma", (head + row).replace(";", ",") + '19800113-9818,"Öberg, Åsa",\n')
    case("csv/tab", (head + row * 2).replace(";", "\t"))
    case("csv/bar", (head + row * 2).replace(";", "|"))
    case("csv/windows", (head + row * 3).encode("cp1252"))
    case("csv/utf16-tab", (head + row * 3).replace(";", "\t").encode("utf-16"))
    case("csv/told", "sep=;\r\n" + head + row)
    case("csv/no-header", row * 3)
    case("csv/names-only", "Förnamn;Efternamn\nAnna;Ek\nBo;Öberg\n")
    case("csv/no-header-names", "Anna;Ek\nBo;Öberg\n")
    case("csv/quoted", '"Namn";"Anm ""x"""\n"Ek; Anna";"rad 1\nrad 2"\n"Bo";"1981"\n')
    case("csv/unclosed-quote", 'Namn;Tal\n"Ek;1\nBo;2\nEva;3\n')
    # More columns than names are kept of.
    case("csv/many-columns", ";".join(["k"] * 1030) + "\n" + ";".join(["1"] * 1030) + "\n")
    case("csv/header-only", head)
    case("csv/ragged", head + row * 9 + "slut\n" + row)
    case("csv/prose", "Hej, Anna\nTack, Bo\nAdjö, Eva\n")
    case("csv/cut", (head + row)[:-12])


def json():
    case("json/object", '{\n  "namn": "Åsa Öberg",\n  "personnummer": "198001139818",\n  "x": [1, -2.5e3, null]\n}\n')
    case("json/lines", '{"namn": "Anna Ek", "ok": true}\n{"namn": "Bo Ek", "ok": false}\n')
    case("json/array", '["anna.ek@example.org", 4711]')
    case("json/windows", '{"ort": "Malmö"}'.encode("cp1252"))
    case("json/escape", r'{"namn": "\u00c5sa \"Ek\""}')
    case("json/escapes", r'{"a\/b": "\u00e5\u00C4 \ud83d\ude00 \ud83dx \u00zz \n\t\\ \q", "pnr": "198001139818", "x": "\u0000"}' + "\n")
    case("json/cut-escape", r'{"namn": "\u00c')
    case("json/cut-pair", r'{"namn": "\ud83d\u')
    case("json/log-line", r'{"msg": "kund \"Anna Ek\" personnr\u003a 19800113\u002d9818\nRing"}' + "\n" * 2)
    case("json/cut", '{"namn": "Åsa Öb')
    case("json/deep", "[" * 300 + "1" + "]" * 300)
    case("json/not", "{namn}: Anna, {ort}: Malmö\n")
    case("json/empty-object", "{}")


PAGE = """<!DOCTYPE html>
<html lang="sv">
<head><title>Sida f&ouml;r Anna</title>
<meta charset="utf-8"><meta name="author" content="Anna Ek">
<style>p { color: #808080 }</style>
<script type="text/javascript">var epost = "anna.ek@example.org"; if (1 < 2) x();</script></head>
<body class="ljus"><h1>Hej</h1>
<p>Anna <b>E</b>k,
   född&nbsp;1981, personnr 19<i>8001</i>13<!-- -->-9818.<br>Nästa&shy;rad&#8203;en</p>
<!-- ring 070-174 06 05 -->
<table><tr><th>Namn</th><th>Telefon</th></tr><tr><td>Bo</td><td>070-174 06 06</td></tr></table>
<a href="mailto:bo%40example.org?subject=Hej" title="Bo &amp; Anna">mejla</a>
<input type="hidden" name="personnummer" value="198001139818">
<img src="bild.png" alt="Åsa" data-kund="K10023">
<pre>rad  1
  rad 2</pre>
</body></html>
"""


def html():
    case("html/page", PAGE)
    case("html/windows-meta", PAGE.replace("utf-8", "iso-8859-1").replace("\u200b", "").encode("cp1252"))
    case("html/windows-silent", PAGE.replace('charset="utf-8"', "").encode("cp1252"))
    case("html/wrong-meta", PAGE.replace("utf-8", "utf-16"))
    case("html/utf16", PAGE.encode("utf-16"))
    case("html/fragment", '<div dir="ltr">Hej &Aring;sa<div><br></div><div>/Bo</div></div>')
    case("html/xhtml", '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
         '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml">'
         '<head><script src="x.js"/><title>T</title></head><body><p>Anna&nbsp;Ek</p></body></html>')
    case("html/after-end", "<html><body>först</body></html>\nMed vänlig hälsning, Anna Ek")
    case("html/open-comment", "<html><body>a<!-- aldrig <p>Anna Ek 070-174 06 05</p>")
    case("html/open-quote", '<html><p>a<a href="x y <b>Anna Ek</b> 070-174 06 05')
    case("html/open-script", '<html><script>var a = "anna.ek@example.org";')
    case("html/open-style", "<html><style>p {} </sty Anna Ek 070-174 06 05")
    case("html/cut-tag", "<html><p>a<im")
    case("html/no-tags", "<p>1 < 2 och 3 > 2, <anna.ek@example.org> </3 <Anna Ek> <p Bo Ek>hej</p> </>x<")
    case("html/bogus", "<p>a<![CDATA[198001139818]]>b<?php echo 'Anna'; ?>c<!doctype x [ <!ENTITY a 'Bo'>d")
    case("html/twice", '<p title="Anna" title="Bo" hidden>x</p>')
    case("html/references", "<p>&aring;&#229;&#xE5;&#150;&#0;&#99999999;&okänd;&amp;amp; &eacute x "
         'anna&commat;example&period;org & co<a href="?a=1&copy=2&amp;b">y</a>')
    case("html/conditional", "<html><!--[if mso]><p>Anna Ek</p><![endif]--><![if !mso]>Bo<![endif]></html>")
    case("html/script-end", '<html><script>"<\\/script>" </scripty </SCRIPT >efter<script/>sist')
    case("html/nested", "<html>" + "<div>" * 20000 + "Anna Ek")
    case("html/controls", b"<html><p>a\x00b\x01c\x0cd\xff</p>")
    case("html/empty", "<html></html>")
    case("html/not-html", "<anna.ek@example.org> skrev:\n> hej\n")
    case("html/long-comment", "<html>Anna <!--" + "0123456789 " * 6000 + "-->Ek")
    case("html/form", '<form><label>Namn</label><input name=namn value="Anna Ek"><select><option>Ett'
         "<option>Två</select><textarea>rad 1\nrad 2</textarea><button>OK</button></form>")


ENTRIES = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!-- ur registret, ring 070-174 06 05 -->
<k:register xmlns:k="http://example.org/k">
  <k:person personnummer="198001139818">
    <k:namn>\u00c5sa   \u00d6berg &amp; Bo</k:namn><k:telefon>070-174 06 06</k:telefon>
    <falt name="ort">Malm&#246;</falt>
    <anm>F\u00f6dd <b>19</b>81 i <i>L</i>und<br/>sedan <plats>Ystad</plats> igen</anm>
    <![CDATA[<anna.ek@example.org> & 1 > 0]]>
  </k:person>
</k:register>
"""


def xml():
    case("xml/register", ENTRIES.encode("latin-1"))
    case("xml/utf16", ENTRIES.replace("ISO-8859-1", "UTF-16").rstrip().encode("utf-16"))
    case("xml/utf8-silent", ENTRIES.replace(' encoding="ISO-8859-1"', ""))
    case("xml/wrong-encoding", ENTRIES)
    case("xml/no-declaration", "<note><to>Anna Ek</to></note>")
    case("xml/runs", '<?xml version="1.0"?><w:x xmlns:w="x"><w:p><w:r><w:t>1980</w:t></w:r>'
         "<w:r><w:t>01139818</w:t></w:r></w:p><w:p/></w:x>")
    case("xml/entities", '<?xml version="1.0"?>\n<!DOCTYPE a [ <!ENTITY namn "Anna Ek"> <!ENTITY pil "->">\n'
         "<!-- Bo --> ]>\n<a>&namn; &aring; &okand;</a>")
    case("xml/bomb", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">'
         + "".join('<!ENTITY a%d "%s">' % (i, "&a%d;" % (i - 1) * 10) for i in range(1, 10))
         + "]><l>&a9;</l>")
    case("xml/external", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">'
         '<!ENTITY % y SYSTEM "http://192.0.2.1/x.dtd"> %y;]><l>&x;</l>')
    case("xml/external-dtd", '<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://192.0.2.1/x.dtd"><l>Anna</l>')
    case("xml/cut", '<?xml version="1.0"?><a><b>Anna Ek</b><c>070-174 0')
    case("xml/cut-tag", '<?xml version="1.0"?><a><b namn="Anna')
    case("xml/mismatch", '<?xml version="1.0"?><a><b>Anna</a>Bo</c><d>Eva</d>')
    case("xml/unescaped", '<?xml version="1.0"?><a>Ek & Co, 1 < 2 <3 <b x=1 y>Bo</b></a>')
    case("xml/nested", '<?xml version="1.0"?>' + "<a>" * 5000 + "Anna Ek" + "</a>" * 5000)
    case("xml/svg", '<svg xmlns="http://www.w3.org/2000/svg"><text x="1">Anna <tspan>E</tspan>k</text></svg>')
    case("xml/instruction", "<?xml version='1.0'?><?php if (1 > 0) echo 'Anna Ek'; ?><a>Bo</a>")
    case("xml/long-value", '<?xml version="1.0"?><a b="' + "0123456789 " * 2000 + 'Anna Ek"/>')
    case("xml/cdata-brackets", '<?xml version="1.0"?><a><![CDATA[]]]]><![CDATA[>Anna]] Ek]]></a>')


def png(*extra):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + b"".join(chunk(kind, data) for kind, data in extra)
            + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


def jpeg(*extra):
    def segment(kind, data):
        return b"\xff" + bytes([kind]) + struct.pack(">H", len(data) + 2) + data
    return (b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
            + b"".join(segment(kind, data) for kind, data in extra)
            + segment(0xDB, bytes(65)) + segment(0xDA, bytes(10)) + b"\x12\x34\xff\xd9")


def gif(*blocks):
    return (b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + b"".join(blocks)
            + b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0\x3b")


def riff(kind, *chunks):
    body = kind + b"".join(name + struct.pack("<I", len(data)) + data + bytes(len(data) & 1)
                           for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(kind, data=b""):
    return struct.pack(">I", len(data) + 8) + kind + data


def binary():
    case("binary/empty", b"")
    case("binary/png", png())
    case("binary/png-text", png((b"tEXt", b"Author\0Anna Ek")))
    case("binary/png-cut", png()[:40])
    case("binary/png-trailer", png() + b"Anna Ek")
    case("binary/jpeg", jpeg())
    case("binary/jpeg-exif", jpeg((0xE1, b"Exif\0\0II*\0" + bytes(20))))
    case("binary/jpeg-comment", jpeg((0xFE, b"Anna Ek")))
    case("binary/jpeg-lying", b"\xff\xd8\xff\xe0\xff\xffJFIF")
    case("binary/gif", gif(b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"))
    case("binary/gif-comment", gif(b"\x21\xfe\7Anna Ek\0"))
    case("binary/tiff", b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 256, 4, 1, 1, 0))
    case("binary/tiff-artist", b"MM\0*\0\0\0\x08" + struct.pack(">HHHIII", 1, 315, 2, 4, 0, 0))
    case("binary/webp", riff(b"WEBP", (b"VP8 ", bytes(10))))
    case("binary/webp-xmp", riff(b"WEBP", (b"VP8X", bytes(10)), (b"XMP ", b"<x/>")))
    case("binary/wav", riff(b"WAVE", (b"fmt ", bytes(16)), (b"data", bytes(7))))
    case("binary/wav-info", riff(b"WAVE", (b"fmt ", bytes(16)), (b"LIST", b"INFOIART\4\0\0\0Anna")))
    case("binary/mp4", box(b"ftyp", b"isom\0\0\2\0isom") + box(b"moov", box(b"mvhd", bytes(100)))
         + box(b"mdat", bytes(20)))
    case("binary/mp4-tags", box(b"ftyp", b"isom\0\0\2\0isom")
         + box(b"moov", box(b"mvhd", bytes(100)) + box(b"udta", box(b"name", b"Anna"))))
    case("binary/mp4-endless", box(b"ftyp", b"isom\0\0\2\0isom") + b"\0\0\0\1free" + bytes(8))
    case("binary/heic-exif", box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(20) + b"infeExif"))
    case("binary/mp3-id3", b"ID3\4\0\0\0\0\0\x0aTPE1\0\0\0\0\0\0" + bytes(100))
    case("binary/mp3", b"\xff\xfb\x90\x64" + bytes(413))
    case("binary/flac", b"fLaC\x80\0\0\x22" + bytes(34))
    case("binary/flac-comments", b"fLaC\0\0\0\x22" + bytes(34) + b"\x84\0\0\x13"
         + struct.pack("<I", 0) + struct.pack("<II", 1, 7) + b"Anna Ek")
    case("binary/font", b"\0\1\0\0\0\x0c\0\x80\0\3\0\x40DSIG" + bytes(200))
    case("binary/elf", b"\x7fELF\2\1\1" + bytes(57))
    case("binary/pe", b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(20))
    case("binary/mz-text", "MZ är inget program utan en förkortning.\n")
    case("binary/bm-text", "BM är en förkortning.\n")
    case("binary/pst", b"!BDN" + bytes(508))
    case("binary/kdbx", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5" + bytes(40))
    case("binary/ebcdic", "ANNA EK BOR I MALMO, TELEFON 070-174 06 05, SEDAN 1981.  ".encode("cp037"))
    case("binary/zeros", bytes(10000))
    case("binary/random", random.Random(1).randbytes(2000))
    case("binary/one-zero", b"\0")


if __name__ == "__main__":
    text()
    csv()
    json()
    html()
    xml()
    binary()
