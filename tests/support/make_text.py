#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the cases of plain text, delimited values and JSON: tests/cases/{text,csv,json}/*.in.

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


if __name__ == "__main__":
    text()
    csv()
    json()
