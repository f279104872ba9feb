#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the cases of text and markup: tests/cases/{text,csv,json,html,xml}/*.in.

People are invented; numbers are of the published test series or set aside for fiction.
"""
import pathlib

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


if __name__ == "__main__":
    text()
    csv()
    json()
    html()
