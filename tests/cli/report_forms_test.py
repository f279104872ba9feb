#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""spana report for spreadsheets, records of processing, monitoring and other programs."""
import csv
import datetime
import io
import json
import os
import re
import shutil
import stat
import subprocess
import time
import unittest
import xml.etree.ElementTree as xml
import zipfile

from program import CANNOT, DONE, TESTS, USAGE, ProgramTest

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
PNR, MAIL = "19800113-9818", "anna.ek@example.org"
PLANTED = (PNR, "198001139818", MAIL)


def read_book(data):
    """Sheets by name: rows of cells; dates are days. Formulas end the test."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        names = [sheet.get("name") for sheet in xml.fromstring(book.read("xl/workbook.xml")).iterfind(".//m:sheet", NS)]
        styles = xml.fromstring(book.read("xl/styles.xml"))
        formats = {f.get("numFmtId"): f.get("formatCode") for f in styles.iterfind(".//m:numFmt", NS)}
        cell_formats = [formats.get(xf.get("numFmtId")) for xf in styles.iterfind("m:cellXfs/m:xf", NS)]
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = ["".join(one.itertext()) for one in
                      xml.fromstring(book.read("xl/sharedStrings.xml")).iterfind("m:si", NS)]
        return {name: read_sheet(book.read(f"xl/worksheets/sheet{number}.xml"), cell_formats, shared)
                for number, name in enumerate(names, 1)}


def read_cell(cell, formats, shared):
    assert cell.find("m:f", NS) is None, "a formula"
    text = "".join(cell.find("m:is", NS).itertext()) if cell.get("t") == "inlineStr" else cell.findtext("m:v", "", NS)
    if cell.get("t") == "inlineStr":
        return text
    if cell.get("t") == "s":
        return shared[int(text)]
    assert cell.get("t") is None, cell.get("t")
    if formats[int(cell.get("s", 0))] == "yyyy-mm-dd":
        return datetime.date(1899, 12, 30) + datetime.timedelta(int(float(text)))
    return float(text)


def read_sheet(data, formats, shared):
    sheet = xml.fromstring(data)
    rows = []
    for row in sheet.iterfind(".//m:row", NS):
        cells = {}
        for cell in row.iterfind("m:c", NS):
            cells[re.match("[A-Z]+", cell.get("r")).group()] = read_cell(cell, formats, shared)
        rows.append(cells)
    frozen = sheet.find(".//m:pane[@state='frozen']", NS)
    return {"rows": rows, "frozen": frozen is not None and frozen.get("ySplit") == "1",
            "filter": (sheet.find("m:autoFilter", NS) is not None)}


class Forms(ProgramTest):
    def told(self, form, *args):
        done = self.spana("report", "--inventory", self.inventory, "--format", form, *args)
        self.assertEqual(done.status, DONE, done.err)
        for value in PLANTED:
            self.assertNotIn(value.encode(), done.out)
        return done.out

    def put(self, name, text, year=2026):
        path = self.write(name, text)
        when = time.mktime((year, 6, 1, 12, 0, 0, 0, 0, 0))
        os.utime(path, (when, when))

    def plant(self):
        self.put("a/=1+1.txt", f"Patient {PNR} är sjukskriven\nPersonnummer: {PNR}\n", 2015)
        self.put("a/lista.csv", f"Kundnr;E-post\nK10023;{MAIL}\nK10024;{MAIL}\n", 2024)
        self.put("a/kapat.docx", "PK\x03\x04 kapat")
        self.put("tomt/none.txt", "Ingenting\n")
        self.scan(self.share / "a", self.share / "tomt")

    def test_workbook(self):
        self.plant()
        self.put("a/ny.txt", f"E-post: {MAIL}\n")
        self.scan(self.share / "a")
        book = read_book(self.told("xlsx", "--lang", "en"))
        self.assertEqual(list(book), ["Summary", "Findings", "Places", "Problems", "Changes"])
        self.assertTrue(all(sheet["frozen"] for sheet in book.values()))
        self.assertTrue(all(book[name]["filter"] for name in ("Findings", "Places", "Problems", "Changes")))
        told = json.loads(self.told("json"))
        findings = [row for row in book["Findings"]["rows"][1:]]
        self.assertEqual(len(findings), len(told["findings"]))
        self.assertEqual([row["F"] for row in findings], [f["path"] for f in told["findings"]])
        self.assertEqual([row["C"] for row in findings], [f["masked"] for f in told["findings"]])
        self.assertEqual(findings[0]["F"], str(self.share / "a" / "=1+1.txt"))
        self.assertEqual(findings[0]["I"], datetime.date(2015, 6, 1))
        places = {os.path.basename(row["A"]): row["D"] for row in book["Places"]["rows"][1:]}
        self.assertEqual(places["=1+1.txt"], sum("=1+1" in f["path"] for f in told["findings"]))
        self.assertEqual(sum(places.values()), len(findings))
        self.assertEqual(len(book["Problems"]["rows"]) - 1, len(told["problems"]))
        self.assertEqual([(row["A"], os.path.basename(row["B"])) for row in book["Changes"]["rows"][1:]],
                         [("added", "ny.txt")])
        summary = "\n".join(str(value) for row in book["Summary"]["rows"] for value in row.values())
        for word in (str(self.inventory), str(self.share / "tomt"), "spana 0.", "max_depth"):
            self.assertIn(word, summary)
        self.assertIn("Sammanfattning", read_book(self.told("xlsx")))

    def calc(self, path):
        """What LibreOffice makes of a workbook: rows of cells by sheet, as it shows them."""
        office = shutil.which("soffice")
        if not office:
            self.skipTest("LibreOffice is not installed")
        out = self.folder / "calc"
        done = subprocess.run(
            [office, f"-env:UserInstallation=file://{self.folder}/profile", "--headless", "--convert-to",
             "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
             "--outdir", out, path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=200,
            env=dict(os.environ, HOME=str(self.folder), LC_ALL="C.UTF-8"), check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        return {file.stem.removeprefix(path.stem + "-"): list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
                for file in out.iterdir()}

    def test_workbooks_open_in_libreoffice(self):
        self.plant()
        for name in ("utdrag.xlsx", "rapport.xlsx"):
            path = self.folder / name
            command = ("extract", "--draft", "--quiet", PNR) if name == "utdrag.xlsx" else ("report",)
            self.spana(*command, "--inventory", self.inventory, "--output", path)
            written, shown = read_book(path.read_bytes()), self.calc(path)
            self.assertEqual(set(shown), set(written))
            for sheet, rows in shown.items():
                self.assertEqual(sum(map(any, rows)), len(written[sheet]["rows"]), sheet)
                for cell in (cell for row in rows for cell in row):
                    self.assertNotRegex(cell, r"^(#[A-Z]+[!?/]|Err:)", sheet)
            shutil.rmtree(self.folder / "calc")
            # Texts are texts and days are days.
            if name == "rapport.xlsx":
                row = shown["Fynd"][1]
                self.assertEqual((row[2], row[5], row[8]), ("19800113-****", str(self.share / "a/=1+1.txt"), "2015-06-01"))

    def test_workbook_of_many_rows(self):
        self.put("a/lista.csv", "E-post\n" + "".join(f"kund{n}@example.org\n" for n in range(5000)))
        self.scan()
        self.assertEqual(len(read_book(self.told("xlsx"))["Fynd"]["rows"]), 5001)

    def test_a_workbook_is_a_file(self):
        self.plant()
        for name in ("r.xlsx", "r.prom", "r.jsonld"):
            done = self.spana("report", "--inventory", self.inventory, "--output", self.folder / name)
            self.assertEqual(done.status, DONE, done.err)
            self.assertEqual(stat.S_IMODE((self.folder / name).stat().st_mode), 0o600)
        read_book((self.folder / "r.xlsx").read_bytes())
        self.assertEqual(self.spana("report", "--inventory", self.inventory, "--format", "xlsx", "--by", "type").status,
                         USAGE)

    def metrics(self):
        """Lines by name and labels; every family has its help and type."""
        got, families = {}, set()
        for line in self.told("prometheus").decode().splitlines():
            if line.startswith("# TYPE "):
                families.add(line.split()[2])
                continue
            if line.startswith("# HELP "):
                continue
            name, labels, value = re.fullmatch(r'([a-z_]+)(?:\{(.*)\})? (\+Inf|[0-9]+)', line).groups()
            self.assertIn(name, families)
            pairs = re.findall(r'([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"', labels or "")
            self.assertEqual(",".join(f'{key}="{value}"' for key, value in pairs), labels or "")
            got[name, tuple(value for _, value in pairs)] = float(value)
        return got

    def test_numbers_for_monitoring(self):
        self.plant()
        (self.share / 'a "b"\\c').mkdir()
        self.scan(self.share / 'a "b"\\c')
        told, got = json.loads(self.told("json")), self.metrics()
        self.assertEqual(got["spana_findings", ("email", "contact", "high")],
                         sum(f["type"] == "email" and f["confidence"] == "high" for f in told["findings"]))
        self.assertEqual(got["spana_values", ("email", "contact")], 1)
        self.assertEqual(got["spana_items", ("full",)], told["summary"]["outcomes"]["full"])
        for reason, n in told["summary"]["reasons"].items():
            self.assertEqual(got["spana_problems", (reason,)], n)
        self.assertEqual(got["spana_problems", ("timeout",)], 0)
        self.assertEqual(got["spana_source_findings", (str(self.share / "tomt"),)], 0)
        self.assertLess(got["spana_source_complete_scan_age_seconds", (str(self.share / "a"),)], 600)
        self.assertIn(("spana_source_findings", (str(self.share / 'a "b"\\c').replace("\\", "\\\\").replace('"', '\\"'),)), got)

    def test_privacy_vocabulary(self):
        self.plant()
        told = json.loads(self.told("dpv"))
        self.assertEqual(told["@context"]["dpv"], "https://w3id.org/dpv#")
        sources = {source["dct:title"]: source for source in told["dpv:hasProcess"]}
        self.assertEqual(set(sources), {str(self.share / "a"), str(self.share / "tomt")})
        source = sources[str(self.share / "a")]
        data = {one.get("spana:type", one.get("spana:term")): one for one in source["dpv:hasPersonalData"]}
        self.assertEqual(data["personnummer"]["@type"], ["pd:OfficialID"])
        self.assertEqual((data["email"]["spana:values"], data["email"]["spana:places"]), (1, 2))
        self.assertEqual(data["health"]["@type"], ["pd:Health", "dpv:SpecialCategoryPersonalData"])
        self.assertIn("dpv:Patient", [one["@type"] for one in source["dpv:hasDataSubject"]])
        self.assertEqual(sources[str(self.share / "tomt")]["dpv:hasPersonalData"], [])
        prefixes = {key for key in told["@context"]} | {"@context", "@type", "@id", "@value"}
        for key in self.keys(told):
            self.assertIn(key if key.startswith("@") else key.split(":")[0], prefixes, key)

    def keys(self, value):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                if key != "@context":
                    yield from self.keys(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from self.keys(inner)

    def test_record_of_processing(self):
        self.plant()
        rows = list(csv.DictReader(io.StringIO(self.told("article30-csv").decode(), newline="")))
        a = [row for row in rows if row["source"] == str(self.share / "a")]
        data = {row["name"]: row for row in a if row["section"] == "data"}
        self.assertEqual((data["email"]["category"], data["email"]["values"], data["email"]["places"]),
                         ("contact", "1", "2"))
        self.assertEqual((data["personnummer"]["oldest"], data["personnummer"]["newest"]), ("2015", "2015"))
        self.assertEqual([row["name"] for row in a if row["section"] == "sensitive"], ["health"])
        self.assertIn("patients", [row["name"] for row in a if row["section"] == "people"])
        self.assertEqual([row["name"] for row in a if row["section"] == "age"], ["2015", "2024"])
        self.assertEqual(len([row for row in rows if row["section"] == "coverage"]), 2)
        for language, words in (("sv", ("Patienter", "Hälsa", "2015", "Ändamål", "Inga personuppgifter")),
                                ("en", ("Patients", "health", "Purposes", "No personal data"))):
            page = self.told("article30", "--lang", language).decode()
            self.assertIn("default-src 'none'", page)
            self.assertNotIn("<script", page)
            for word in (*words, str(self.share / "tomt"), str(self.inventory), "max_depth"):
                self.assertIn(word.lower(), page.lower())


if __name__ == "__main__":
    unittest.main()
