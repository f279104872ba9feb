#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""spana extract: one person on a share of every kind of document, and nobody else."""
import base64
import csv
import datetime
import hashlib
import io
import json
import os
import sqlite3
import stat
import sys
import unittest
import zipfile

import jsonschema

from program import CANNOT, DONE, TESTS, UNREAD, USAGE, ProgramTest

sys.path.insert(0, str(TESTS / "support"))
from share import documents as office, numbers, person  # noqa: E402
from share.containers import zip_file  # noqa: E402

SCHEMA = json.loads((TESTS.parent / "docs" / "dossier.schema.json").read_text())
REPORT = json.loads((TESTS.parent / "docs" / "report.schema.json").read_text())
LINE = {"$ref": "#/$defs/line", "$defs": REPORT["$defs"]}
KINDS = {"personnummer": "personnummer", "email": "email", "phone": "phone", "iban": "iban",
         "card": "card"}


class Extract(ProgramTest):
    def plant(self):
        for path, (data, _) in person.share().items():
            self.write(path, data)
        self.assertEqual(self.scan().status, DONE)

    def where(self, kind):
        folder = {f"ärenden {person.SHORT}"} if kind == "personnummer" else set()
        return folder | {path for path, (_, kinds) in person.share().items() if kind in kinds}

    def extract(self, *args, given=b""):
        return self.spana("extract", "--inventory", self.inventory, "--quiet", *args, given=given)

    def dossier(self, *args, given=b"", status=DONE):
        done = self.extract("--format", "json", *args, given=given)
        self.assertEqual(done.status, status, done.err)
        told = json.loads(done.out)
        jsonschema.validate(told, SCHEMA)
        return told

    def paths(self, dossier):
        """Files of the places and their copies, in the share."""
        all_paths = [item["path"] for item in dossier["places"]]
        all_paths += [copy["path"] for item in dossier["places"] for copy in item["copies"]]
        return {os.path.relpath(path, self.share) for path in all_paths}

    def test_each_identifier_finds_its_places_and_no_others(self):
        self.plant()
        for kind, option in KINDS.items():
            with self.subTest(kind):
                told = self.dossier("--" + option, person.PERSON[kind])
                self.assertEqual(self.paths(told), self.where(kind))

    def test_every_kind_of_document(self):
        everything = {**person.share(), **person.every_kind()}
        for path, (data, _) in everything.items():
            self.write(path, data)
        self.assertEqual(self.scan().status, UNREAD)  # a picture, and bytes of no known kind
        for kind, option in KINDS.items():
            with self.subTest(kind):
                told = self.dossier("--" + option, person.PERSON[kind], "--draft", status=UNREAD)
                folder = {f"ärenden {person.SHORT}"} if kind == "personnummer" else set()
                self.assertEqual(self.paths(told), folder | {path for path, (_, kinds) in everything.items()
                                                             if kind in kinds})
        folder = self.folder / "kopior"
        told = self.dossier("--personnummer", person.PNR, "--email", person.MAIL, "--draft",
                            "--copies", folder, status=UNREAD)
        # Read anew, each place is there again, and is quoted.
        again = [(item["path"], found["seen_again"], found["excerpt"] is None) for item in told["places"]
                 for found in item["found"] if item["format"] != "folder"]
        self.assertEqual([one for one in again if one[1:] != (True, False)], [])
        states = {row["state"] for row in self.manifest(folder)}
        self.assertLessEqual(states, {"whole", "in_part", "folder"})
        plan = self.folder / "plan.json"
        done = self.spana("erase", "--inventory", self.inventory, "--personnummer", person.PNR,
                          "--output", plan)
        self.assertEqual(done.status, DONE, done.err)
        done = self.spana("erase", "--inventory", self.inventory, "--apply", plan, "--approve", "all")
        self.assertEqual(done.status, UNREAD, done.err)
        # What is left stands in documents that are left to a human, each with directions.
        by_hand = {place["path"]: place["directions"] for place in json.loads(plan.read_text())["places"]
                   if place["action"] == "by_hand"}
        left = {line["path"] for line in self.detect(self.share).of_kind("finding")
                if line["value"] == person.PNR}
        self.assertLessEqual(left, set(by_hand))
        self.assertTrue(all(by_hand.values()))
        self.assertLess(len(by_hand), 15, by_hand)

    def test_written_forms_are_the_same(self):
        self.plant()
        all_of_it = self.paths(self.dossier("--personnummer", person.PNR))
        for form in (person.LONG, person.SHORT, person.PNR[2:], person.LONG.replace("-", " ")):
            self.assertEqual(self.paths(self.dossier("--personnummer", form)), all_of_it, form)
            self.assertEqual(self.paths(self.dossier(form)), all_of_it, form)
        phone = self.paths(self.dossier("--phone", person.PHONE))
        self.assertEqual(self.paths(self.dossier("--phone", "070 - 174 06 40")), phone)
        iban = " ".join(person.IBAN[i:i + 4] for i in range(0, 24, 4)).lower()
        self.assertEqual(self.paths(self.dossier("--iban", iban)), self.where("iban"))

    def test_names_are_found_where_another_identifier_stands(self):
        self.plant()
        told = self.dossier("--personnummer", person.PNR, "--name", "Oberg, Asa")
        named = {os.path.relpath(item["path"], self.share) for item in told["places"]
                 for found in item["found"] if found["type"] == "person_name"}
        self.assertEqual(named, self.where("name") & self.where("personnummer"))
        alone = self.extract("--name", person.NAME)
        self.assertEqual(alone.status, USAGE)
        self.assertIn(b"--everywhere", alone.err)
        everywhere = self.paths(self.dossier("--name", "ÅSA ÖBERG", "--everywhere"))
        self.assertEqual(everywhere, self.where("name"))

    def test_excerpts_hide_the_others(self):
        self.plant()
        args = [arg for kind, option in KINDS.items() for arg in ("--" + option,
                                                                  person.PERSON[kind])]
        told = self.dossier(*args, "--name", person.NAME)
        self.assertEqual(self.paths(told),
                         {f"ärenden {person.SHORT}"}
                         | {path for path, (_, kinds) in person.share().items()
                            if kinds - {"name"}})
        excerpts = [found["excerpt"] for item in told["places"] for found in item["found"]
                    if item["format"] != "folder"]
        self.assertNotIn(None, excerpts)
        for excerpt in excerpts:
            self.assertEqual(person.written_out(excerpt), [])
        together = "\n".join(excerpts)
        for own in (person.LONG, person.SHORT, person.PNR, person.MAIL, person.NAME):
            self.assertIn(own, together)
        self.assertTrue(all(found["seen_again"] for item in told["places"]
                            for found in item["found"]))
        for form in ("html", "csv"):
            out = self.extract("--format", form, "--personnummer", person.PNR).out.decode()
            self.assertEqual(person.written_out(out), [], form)

    def test_short_forms_of_another_century(self):
        old = numbers.pnr("19200102", 984)
        short = numbers.short(old)
        self.write("gammalt.txt", f"Personnummer: {short}\n")  # read as of 2020
        self.write("nytt.txt", f"Personnummer {old}\n")
        self.scan()
        told = self.dossier("--personnummer", old)
        self.assertEqual({(os.path.basename(item["path"]), found["found_as"])
                          for item in told["places"] for found in item["found"]},
                         {("gammalt.txt", "short_form"), ("nytt.txt", "as_given")})
        told = self.dossier("--personnummer", short)
        self.assertEqual({(os.path.basename(item["path"]), found["found_as"])
                          for item in told["places"] for found in item["found"]},
                         {("gammalt.txt", "short_form"), ("nytt.txt", "other_century")})

    def test_addresses_with_tags(self):
        self.write("a.txt", "Skriv till asa.oberg@example.org\n")
        self.write("b.txt", "Skriv till asa.oberg+butik@example.org eller bo.lind@example.com\n")
        self.write("c.txt", "Skriv till Asa.Oberg+Nytt@EXAMPLE.org\n")
        self.write("d.txt", "Skriv till asa.oberg2@example.org eller oberg+asa.oberg@example.org\n")
        self.scan()

        def found(address):
            told = self.dossier("--email", address, "--expand")
            self.assertEqual({one["value"] for one in told["suggestions"]}, {"bo.lind@example.com"})
            excerpts = " ".join(one["excerpt"] for item in told["places"] for one in item["found"])
            for own in ("asa.oberg@", "asa.oberg+butik@", "Asa.Oberg+Nytt@"):
                self.assertIn(own, excerpts)
            self.assertNotIn("bo.lind", excerpts)
            return {(os.path.basename(item["path"]), one["found_as"])
                    for item in told["places"] for one in item["found"]}

        self.assertEqual(found("Asa.Oberg+butik@example.org"),
                         {("a.txt", "untagged"), ("b.txt", "as_given"), ("c.txt", "tagged")})
        self.assertEqual(found("asa.oberg@example.org"),
                         {("a.txt", "as_given"), ("b.txt", "tagged"), ("c.txt", "tagged")})
        page = self.extract("--email", person.MAIL, "--format", "html").out.decode()
        self.assertIn("adressen med +tillägg", page)
        plan = self.folder / "plan.json"
        self.spana("erase", "--inventory", self.inventory, "--email", person.MAIL, "--output", plan)
        done = self.spana("erase", "--inventory", self.inventory, "--apply", plan,
                          "--approve", "1,3")
        self.assertEqual(done.status, UNREAD, done.err)
        record = json.loads(next(self.folder.glob("erasure-*.json")).read_text())
        self.assertEqual([(os.path.basename(proof["path"]), proof["state"], proof["left"])
                          for proof in record["proof"]],
                         [("a.txt", "gone", 0), ("b.txt", "left", 1), ("c.txt", "gone", 0)])

    def test_subject_from_standard_input_and_file(self):
        self.plant()
        want = self.paths(self.dossier("--personnummer", person.PNR, "--email", person.MAIL))
        text = f"# personen\npersonnummer: {person.LONG}\n\nemail {person.MAIL}\n".encode()
        self.assertEqual(self.paths(self.dossier("--subject-file", "-", given=text)), want)
        self.write("../vem.txt", f"{person.SHORT}\n{person.MAIL}\n")
        self.assertEqual(self.paths(self.dossier("--subject-file", self.folder / "vem.txt")), want)
        bad = self.extract("--subject-file", "-", given=b"\n19570317-9840\n")
        self.assertEqual(bad.status, USAGE)
        self.assertIn(b"standard input, line 2:", bad.err)
        self.assertNotIn(b"9840", bad.err)

    def test_no_value_in_an_error(self):
        self.plant()
        for option, value in (("--personnummer", "19570317-9849"), ("--email", "x@@y"),
                              ("--iban", "SE4550000000058398257467"), ("--add", "iban:SE11"),
                              ("--card", "4242424242424241")):
            done = self.extract(option, value)
            self.assertEqual(done.status, USAGE, option)
            self.assertNotIn(value.split(":")[-1].encode(), done.err)

    def test_copies_of_a_content_are_folded(self):
        self.plant()
        told = self.dossier("--personnummer", person.PNR)
        folded = [item for item in told["places"] if item["copies"]]
        self.assertEqual(len(folded), 1)
        self.assertEqual(told["summary"]["copies"], 1)
        self.assertEqual({os.path.relpath(path, self.share) for path in
                          (folded[0]["path"], folded[0]["copies"][0]["path"])},
                         {"kontor/brev.docx", "kopior/brev igen.docx"})

    def test_changed_and_gone_are_told(self):
        self.plant()
        self.write("text/brev.txt", f"Nytt: {person.LONG}\n")
        (self.share / "text" / "kortform.txt").unlink()
        told = self.dossier("--personnummer", person.PNR, status=UNREAD)
        states = {os.path.relpath(item["path"], self.share): item for item in told["places"]}
        self.assertEqual(states["text/brev.txt"]["state"], "changed")
        self.assertEqual([found["excerpt"] for found in states["text/brev.txt"]["found"]], [None])
        self.assertEqual(states["text/kortform.txt"]["state"], "gone")
        self.assertEqual((told["summary"]["changed"], told["summary"]["gone"]), (1, 1))

    def test_coverage_is_told(self):
        self.plant()
        self.write("hemligt.docx", b"PK\3\4 kapat")
        self.scan()
        told = self.dossier("--personnummer", person.PNR, status=UNREAD)
        self.assertEqual(told["coverage"]["sources"][0]["path"], str(self.share))
        self.assertEqual({item["source"] for item in told["places"]}, {str(self.share)})
        self.assertEqual([os.path.basename(problem["path"])
                          for problem in told["coverage"]["problems"]][:1], ["hemligt.docx"])
        page = self.extract("--personnummer", person.PNR, "--format", "html").out.decode()
        self.assertIn("hemligt.docx", page)

    def test_data_of_no_known_kind(self):
        noise = b"\x00\x01\x02\xfe\xff" * 40
        self.write("data.bin", noise + f" {person.LONG} ".encode() + noise)
        self.assertEqual(self.scan().status, UNREAD)
        told = self.dossier("--personnummer", person.PNR, status=UNREAD)
        self.assertEqual(self.paths(told), {"data.bin"})
        self.assertEqual(told["coverage"]["read_in_full"], 0)

    def test_categories_of_data(self):
        comment = f"Kund {person.LONG}".encode()  # in a picture that has nothing else
        self.write("bild.jpg", b"\xff\xd8\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
                   + b"\xff\xda\0\2\xff\xd9")
        self.write("brev.eml", person.mail())
        self.write("intyg.txt", f"Kund {person.LONG} är sjukskriven, IBAN {person.IBAN}\n")
        self.scan()
        told = self.dossier("--personnummer", person.PNR, "--draft")
        kinds = {(one["category"], one["type"]): one["places"] for one in told["categories"]}
        self.assertEqual(kinds["media", "recording"], 1)
        self.assertEqual(kinds["communication", "message"], 1)
        self.assertLessEqual({("identity", "personnummer"), ("financial", "iban"),
                              ("special", "sensitive_term"), ("contact", "email")}, set(kinds))
        page = self.extract(person.PNR, "--format", "html", "--draft").out.decode()
        for words in ("Bild och ljud", "bild, ljud eller film", "Kommunikation", "meddelanden"):
            self.assertIn(words, page)

    def test_protected_identity(self):
        self.write("a.txt", f"Skyddad identitet\n{person.NAME} {person.LONG}, Hemliga gatan 3\n")
        self.write("b.txt", f"Kund {person.LONG} är sjukskriven, diagnos okänd\n")
        self.scan()
        told = self.dossier("--personnummer", person.PNR)
        items = {os.path.basename(item["path"]): item for item in told["places"]}
        self.assertTrue(items["a.txt"]["protected"])
        self.assertEqual([(found["excerpt"], found["withheld"])
                          for found in items["a.txt"]["found"]], [(None, True)])
        self.assertTrue(items["b.txt"]["special"])
        self.assertIn("sjukskriven", items["b.txt"]["found"][0]["excerpt"])
        page = self.extract("--personnummer", person.PNR, "--format", "html").out.decode()
        self.assertNotIn("Hemliga", page)
        self.assertIn("SKYDDAD IDENTITET", page)
        shown = self.dossier("--personnummer", person.PNR, "--show-protected")
        self.assertIn("Hemliga", json.dumps(shown["places"]))

    def test_expand_suggests_and_add_accepts(self):
        self.write("a.txt", f"Kund {person.LONG} nås på {person.MAIL}\n")
        self.write("b.txt", f"Skriv till {person.MAIL}\n")
        self.scan()
        told = self.dossier("--personnummer", person.PNR, "--expand")
        self.assertEqual(self.paths(told), {"a.txt"})
        self.assertEqual([(one["type"], one["value"], one["alone"])
                          for one in told["suggestions"]], [("email", person.MAIL, True)])
        told = self.dossier("--personnummer", person.PNR, "--add", f"email:{person.MAIL}")
        self.assertEqual(self.paths(told), {"a.txt", "b.txt"})
        self.assertEqual([one["accepted"] for one in told["subject"]], [False, True])
        self.assertEqual(told["suggestions"], [])

    def test_since_the_last_answer(self):
        self.write("a.txt", f"Kund {person.LONG}\n")
        self.write("c.txt", "Ingen kund\n")
        self.scan()
        first = self.extract("--personnummer", person.PNR, "--since", "last", "--format", "json",
                             "--draft")
        self.assertIn(b"has not been answered before", first.err)
        self.dossier("--personnummer", person.PNR)
        self.write("b.txt", f"Kund {person.SHORT}\n")
        self.write("c.txt", f"Kund {person.LONG}\n")
        self.scan()
        told = self.dossier("--personnummer", person.SHORT, "--since", "last", "--draft")
        self.assertEqual({(os.path.basename(item["path"]), item["news"])
                          for item in told["places"]}, {("b.txt", "new"), ("c.txt", "changed")})
        self.assertEqual(told["summary"]["known_before"], 1)
        self.assertEqual(len(told["earlier_answers"]), 1)
        other = self.extract("--personnummer", person.OTHER["personnummer"], "--since", "last",
                             "--format", "json", "--draft")
        self.assertEqual(json.loads(other.out)["earlier_answers"], [])

    def test_time_limit(self):
        self.plant()
        for received, due in (("2026-01-31", "2026-02-28"), ("2026-12-15", "2027-01-15")):
            told = self.dossier("--personnummer", person.PNR, "--received", received, "--draft")
            self.assertEqual((told["received"], told["due"]), (received, due))
        told = self.dossier("--personnummer", person.PNR, "--draft")
        self.assertEqual(told["received"], datetime.date.today().isoformat())
        self.assertEqual(self.extract(person.PNR, "--received", "31/1").status, USAGE)

    def test_copies_of_documents(self):
        self.plant()
        folder = self.folder / "kopior"
        done = self.extract("--personnummer", person.PNR, "--copies", folder, "--format", "json")
        self.assertEqual(done.status, DONE, done.err)
        self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)
        rows = {(os.path.relpath(row["path"], self.share), *row["members"]): row
                for row in self.manifest(folder)}
        whole = {path: (self.share / path[0]).read_bytes() for path in rows
                 if len(path) == 1 and path[0] != f"ärenden {person.SHORT}"}
        self.assertIn(("post/tråd.eml",), whole)
        self.assertIn(("kontor/tabell.docx",), whole)
        with zipfile.ZipFile(self.share / "arkiv/paket.zip") as archive:
            whole["arkiv/paket.zip", "2026/brev.docx"] = archive.read("2026/brev.docx")
        whole["arkiv/band.tar", "hem/a.txt"] = f"Pnr {person.LONG}\n".encode()
        whole["post/bilaga.eml", "handlingar.zip", "avtal.txt"] = (
            f"Avtal med {person.NAME}, personnummer {person.LONG}.\n".encode())
        message = person.others()["post/brevlåda"][0].split(b"Mon Jan 12 09:05:00 2026\n")[1]
        whole["post/brevlåda", "2 2026-01-12 Två"] = message[:-1]
        for path, data in whole.items():
            row = rows.pop(path)
            self.assertEqual((folder / row["copy"]).read_bytes(), data, path)
            self.assertEqual(hashlib.sha256(data).hexdigest(), row["sha256"])
            self.assertEqual(row["state"], "whole")
            self.assertEqual({place["type"] for place in row["places"]}, {"personnummer"}, path)
        self.assertEqual([(path, row["copy"], row["state"]) for path, row in rows.items()],
                         [((f"ärenden {person.SHORT}",), None, "folder")])
        self.assertEqual({item["copy"] for item in json.loads(done.out)["places"]} - {None},
                         set(os.listdir(folder)) - {"manifest.json"})
        again = self.extract("--personnummer", person.PNR, "--copies", folder)
        self.assertEqual(again.status, CANNOT)

    def manifest(self, folder):
        """Its rows; every copy is named by it and hashed right."""
        rows = json.loads((folder / "manifest.json").read_text())["documents"]
        copies = {row["copy"]: row for row in rows if row["copy"]}
        self.assertEqual(set(os.listdir(folder)), {"manifest.json"} | set(copies))
        for name, row in copies.items():
            self.assertEqual(hashlib.sha256((folder / name).read_bytes()).hexdigest(),
                             row["sha256"])
            self.assertEqual(stat.S_IMODE((folder / name).stat().st_mode), 0o600)
        return rows

    def test_copies_of_hostile_names(self):
        names = ["../../utanför.txt", "..\\..\\utanför.txt", "/etc/utanför.txt", "..", "a\x1b[31m\u202e.txt",
                 "nul:?.txt", "n" * 300 + ".docx.txt", ".bashrc", "manifest.json", "mapp/"
                 + "å" * 200 + ".txt", "slut. . "]
        self.write("farlig.zip", zip_file([(name, f"Kund {number} {person.LONG}\n".encode())
                                           for number, name in enumerate(names)]))
        self.scan()
        folder = self.folder / "kopior"
        self.extract(person.PNR, "--copies", folder, "--draft")
        rows = self.manifest(folder)
        self.assertEqual(len(rows), len(names))
        for row in rows:
            self.assertRegex(row["copy"], r"^00\d\d-[^/\\:\x00-\x1f\u202e]*$")
            self.assertLess(len(row["copy"].encode()), 200)
            self.assertNotRegex(row["copy"], r"[. ]$")
        self.assertTrue({"0001-utanför.txt", "0002-utanför.txt", "0003-utanför.txt",
                         "0008-.bashrc", "0009-manifest.json"} <= {row["copy"] for row in rows},
                        [row["copy"] for row in rows])
        self.assertTrue(any(row["copy"].endswith("n.txt") for row in rows))
        self.assertEqual([path for path in self.folder.rglob("utanför*")], [])

    def test_copies_of_what_lies_in_others(self):
        letter = office.docx([f"Brev om {person.LONG}"], person.AUTHOR)
        mail = ("From: a@example.org\r\nTo: b@example.org\r\nSubject: Bilaga\r\n"
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                "--b\r\nContent-Type: text/plain\r\n\r\n%s\r\n--b\r\n"
                "Content-Disposition: attachment; filename=brev.docx\r\n"
                "Content-Transfer-Encoding: base64\r\n\r\n"
                + base64.encodebytes(letter).decode().replace("\n", "\r\n") + "--b--\r\n")
        named, unnamed = (mail % f"Det gäller {person.LONG}").encode(), (mail % "Se bilagan").encode()
        box = b"".join(b"From a@example.org Mon Jan 12 09:00:00 2026\n" + one.replace(b"\r", b"")
                       + b"\n" for one in (unnamed, unnamed))
        self.write("paket.zip", zip_file([("med.eml", named), ("utan.eml", unnamed),
                                          ("trasig.docx", letter[:-300])]))
        self.write("brevlåda", box)
        self.write("register.zip", zip_file([(f"akt {person.LONG}.zip", zip_file([
            ("a.txt", b"Inget.\n"), ("b.txt", f"Pnr {person.LONG}\n".encode())]))]))
        self.scan()
        folder = self.folder / "kopior"
        done = self.extract(person.PNR, "--copies", folder, "--draft")
        self.assertEqual(done.status, UNREAD, done.err)
        rows = {(os.path.basename(row["path"]), *row["members"]): row
                for row in self.manifest(folder)}
        # A message with the person in it has its attachment within; the others' are taken out,
        # from each message, though the bytes are the same.
        self.assertEqual({path: row["state"] for path, row in rows.items()}, {
            ("paket.zip", "med.eml"): "whole",
            ("paket.zip", "utan.eml", "brev.docx"): "whole",
            ("paket.zip", "trasig.docx"): "in_part",
            ("brevlåda", "1 2026-01-12 Bilaga", "brev.docx"): "whole",
            ("brevlåda", "2 2026-01-12 Bilaga", "brev.docx"): "whole",
            ("register.zip", f"akt {person.LONG}.zip"): "holds_documents",
            ("register.zip", f"akt {person.LONG}.zip", "b.txt"): "whole"})
        self.assertEqual(len(rows["paket.zip", "med.eml"]["places"]), 2)
        for path, row in rows.items():
            if path[-1] == "brev.docx":
                self.assertEqual((folder / row["copy"]).read_bytes(), letter)
        self.assertEqual((folder / rows["paket.zip", "med.eml"]["copy"]).read_bytes(), named)
        self.assertIn("damaged", rows["paket.zip", "trasig.docx"]["problem"])

    def test_copies_of_protected_identities(self):
        secret = f"Skyddad identitet\nKund {person.LONG}, Hemliga gatan 3\n".encode()
        self.write("a.zip", zip_file([("skyddad.txt", secret), ("b.txt", f"Kund {person.LONG}\n".encode())]))
        self.scan()
        for args, states in (((), {"skyddad.txt": "protected", "b.txt": "whole"}),
                             (("--show-protected",), {"skyddad.txt": "whole", "b.txt": "whole"})):
            folder = self.folder / f"kopior{len(args)}"
            self.extract(person.PNR, "--copies", folder, "--draft", *args)
            rows = self.manifest(folder)
            self.assertEqual({row["members"][0]: row["state"] for row in rows}, states)
            self.assertEqual(any(b"Hemliga" in (folder / row["copy"]).read_bytes()
                                 for row in rows if row["copy"]), bool(args))

    def test_copies_of_a_changed_archive(self):
        path = self.write("paket.zip", zip_file([("a.txt", f"Pnr {person.LONG}\n".encode())]))
        self.scan()
        self.write("paket.zip", path.read_bytes() + b" ")
        folder = self.folder / "kopior"
        self.assertEqual(self.extract(person.PNR, "--copies", folder, "--draft").status, UNREAD)
        self.assertEqual([(row["copy"], row["state"]) for row in self.manifest(folder)],
                         [(None, "changed")])

    def test_page_is_safe_and_in_two_languages(self):
        self.write("<script>alert(1)<!--.txt", f"Kund {person.LONG} <b>fet</b> & mer\n")
        self.scan()
        page = self.extract("--personnummer", person.PNR, "--format", "html").out.decode()
        self.assertIn("default-src 'none'", page)
        self.assertNotIn("<script", page)
        self.assertIn("&lt;script&gt;alert(1)&lt;!--.txt", page)
        self.assertIn("&lt;b&gt;fet&lt;/b&gt; &amp; mer", page)
        self.assertIn('<html lang="sv">', page)
        english = self.extract("--personnummer", person.PNR, "--format", "html", "--lang", "en")
        self.assertIn("<h1>Register extract</h1>", english.out.decode())
        self.assertEqual(self.extract(person.PNR, "--lang", "fi").status, USAGE)

    def test_workbook(self):
        self.write("=cmd.txt", f"Kund {person.LONG}\n")
        self.scan()
        path = self.folder / "utdrag.xlsx"
        done = self.extract("--personnummer", person.PNR, "--output", path)
        self.assertEqual(done.status, DONE, done.err)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
            self.assertIsNone(book.testzip())
            strings = book.read("xl/sharedStrings.xml").decode()
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
            cells = "".join(book.read(name).decode() for name in sheets)
        self.assertEqual(len(sheets), 3)
        self.assertIn(person.LONG, strings)
        self.assertIn("=cmd.txt", strings)
        self.assertNotIn("<f>", cells)

    def test_inventory_and_standard_error_hold_no_value(self):
        for path, (data, _) in person.share().items():
            if not path.startswith(("namn/", "ärenden")):  # a path is kept as it is
                self.write(path, data)
        self.scan()
        done = self.spana("extract", "--inventory", self.inventory, "--format", "json",
                          "--personnummer", person.PNR, "--email", person.MAIL,
                          "--name", person.NAME)
        for value in (person.PNR, person.MAIL, person.NAME, person.SHORT):
            self.assertNotIn(value.encode(), done.err)
            for file in self.inventory.parent.iterdir():
                self.assertFalse(value.encode() in file.read_bytes(), file.name)


class Review(ProgramTest):
    def setUp(self):
        super().setUp()
        self.letter = self.write("brev.txt", f"Kund {person.LONG}\n")
        self.write("annat.txt", f"Kund {person.LONG} och {person.MAIL}\n")
        self.assertEqual(self.scan().status, DONE)

    def review(self, *args):
        return self.spana("review", "--inventory", self.inventory, *args)

    def marks(self):
        return self.review("--format", "jsonl").lines

    def places(self):
        told = self.spana("extract", "--inventory", self.inventory, "--quiet", "--draft",
                          "--format", "json", person.PNR)
        return {os.path.basename(item["path"]): item for item in json.loads(told.out)["places"]}

    def test_marks_are_kept_over_moves_and_changes(self):
        self.assertEqual(self.review("--mark", "hold", "--reason", "tvist", self.letter).status,
                         DONE)
        self.assertEqual(self.review("--mark", "not-personal", "--reason", "exempel",
                                     self.letter).status, DONE)
        self.letter.rename(self.share / "flyttat.txt")
        self.scan()
        item = self.places()["flyttat.txt"]
        self.assertEqual([mark["kind"] for mark in item["marks"]], ["hold"])
        self.assertEqual([found["not_personal"] for found in item["found"]], [True])
        # Another content at the old path: what restrains holds, what permits does not.
        self.write("brev.txt", f"Ny kund {person.LONG}\n")
        self.scan()
        item = self.places()["brev.txt"]
        self.assertEqual([mark["kind"] for mark in item["marks"]], ["hold"])
        self.assertEqual([found["not_personal"] for found in item["found"]], [False])
        self.assertEqual(self.places()["annat.txt"]["marks"], [])

    def test_values_and_patterns(self):
        self.review("--mark", "not-personal", "--reason", "växel", "--email", person.MAIL)
        self.review("--mark", "protected", "--reason", "beslut", "--glob", "*/brev*")
        told = self.spana("extract", "--inventory", self.inventory, "--draft", "--format", "json",
                          person.MAIL)
        found = json.loads(told.out)["places"][0]["found"]
        self.assertEqual([one["not_personal"] for one in found], [True])
        places = self.places()
        self.assertTrue(places["brev.txt"]["protected"])
        self.assertEqual(places["brev.txt"]["found"][0]["excerpt"], None)
        self.assertFalse(places["annat.txt"]["protected"])
        for file in self.inventory.parent.iterdir():
            self.assertFalse(person.MAIL.encode() in file.read_bytes(), file.name)

    def test_what_is_not_personal_is_left_out_of_reports(self):
        self.write("arkiv.zip", zip_file([("ett.txt", f"Kund {person.LONG}\n".encode()),
                                          ("två.txt", f"Kund {person.LONG}\n".encode())]))
        self.write("intyg/c.txt", f"Kund {person.LONG} och {person.MAIL}\n")
        self.scan()

        def lines(*args):
            told = self.report(*args)
            self.assertEqual(told.status, DONE, told.err)
            return told

        def places(*args):
            return {(os.path.basename(line["path"]), *line["members"], line["type"])
                    for line in lines(*args).of_kind("finding")}

        everything = places()
        self.assertEqual(len(everything), 7)
        self.assertEqual(lines().of_kind("report")[0].get("hidden", 0), 0)
        marks = [(("--email", person.MAIL), {("annat.txt", "email"), ("c.txt", "email")}),
                 (("--glob", "*/intyg/*", "--types", "personnummer"),
                  {("c.txt", "personnummer")}),
                 ((self.letter,), {("brev.txt", "personnummer")}),
                 (("--member", "två.txt", self.share / "arkiv.zip"),
                  {("arkiv.zip", "två.txt", "personnummer")})]
        hidden = set()
        for mark, gone in marks:
            done = self.review("--mark", "not-personal", "--reason", "exempel", *mark)
            self.assertEqual(done.status, DONE, done.err)
            hidden |= gone
            self.assertEqual(places(), everything - hidden)
        self.assertEqual(places("--not-personal"), everything)
        told = lines()
        self.assertEqual(told.of_kind("report")[0]["hidden"], 5)
        self.assertEqual(told.of_kind("report")[0]["sources"][0]["findings"], 2)
        self.assertEqual(told.of_kind("summary")[0]["findings"], 2)
        self.assertEqual([(line["name"], line["places"], line["values"])
                          for line in lines("--by", "type").of_kind("group")],
                         [("personnummer", 2, 1)])
        self.assertEqual(lines("--by", "folder").of_kind("group")[0]["files"], 2)
        for form, words in (("text", "left out   5 findings"), ("html", '"hidden":5'),
                            ("csv", "5 findings marked as no personal data are left out"),
                            ("article30", "märkt som inte personuppgift: 5"),
                            ("article30-csv", "left out 5"), ("dpv", '"spana:leftOut":5'),
                            ("prometheus", "spana_findings_left_out 5\n")):
            out = self.spana("report", "--inventory", self.inventory, "--format", form).out.decode()
            self.assertIn(words, out, form)
        # Nothing is left of it when the mark is taken back; and whoever asks is told all.
        self.review("--withdraw", "3", "--reason", "fel")
        self.assertEqual(places(), everything - hidden | {("brev.txt", "personnummer")})
        self.assertEqual(set(self.places()), {"brev.txt", "annat.txt", "arkiv.zip"})
        overdue = self.report("--overdue", "--retention", "*/intyg/*: 1 day")
        self.assertEqual(overdue.of_kind("overdue"), [])

    def test_history_is_never_rewritten(self):
        self.review("--mark", "keep", "--until", "2033-12-31", "--basis", "BFL 7:2",
                    "--reason", "bokföring", "--author", "Maja", self.letter)
        self.assertEqual(self.review("--withdraw", "1", "--reason", "fel fil").status, DONE)
        marks = self.marks()
        self.assertEqual([(mark["id"], mark["mark"], mark["reason"]) for mark in marks],
                         [(1, "keep", "bokföring"), (2, "withdrawn", "fel fil")])
        self.assertEqual((marks[0]["author"], marks[0]["until"], marks[0]["basis"]),
                         ("Maja", "2033-12-31", "BFL 7:2"))
        self.assertEqual(self.places()["brev.txt"]["marks"], [])
        self.spana("extract", "--inventory", self.inventory, "--format", "json", person.PNR)
        database = sqlite3.connect(self.inventory, isolation_level=None)
        for sql in ("UPDATE mark SET reason = 'x'", "DELETE FROM mark", "DELETE FROM answer"):
            with self.assertRaises(sqlite3.IntegrityError):
                database.execute(sql)
        database.close()

    def test_wrong_marks_are_refused(self):
        for args in (("--mark", "hold", self.letter), ("--mark", "nonsense", "--reason", "x"),
                     ("--mark", "keep", "--reason", "x", self.letter),
                     ("--mark", "hold", "--reason", "x", "--until", "2030-01-01", self.letter),
                     ("--mark", "hold", "--reason", "x"), ("--withdraw", "7x", "--reason", "x"),
                     (self.letter,)):
            self.assertEqual(self.review(*args).status, USAGE, args)
        unknown = self.review("--mark", "hold", "--reason", "x", self.share / "saknas")
        self.assertEqual(unknown.status, CANNOT)
        self.assertEqual(self.review("--withdraw", "7", "--reason", "x").status, CANNOT)
        self.assertEqual(self.marks(), [])

    def test_two_at_once_and_beside_a_scan(self):
        processes = [self.start("review", "--inventory", self.inventory, "--mark", "hold",
                                "--reason", f"nr {number}", "--glob", "*") for number in range(8)]
        scan = self.start("scan", "--inventory", self.inventory, self.share)
        for process in [*processes, scan]:
            process.communicate()
            self.assertEqual(process.returncode, DONE)
        self.assertEqual(sorted(mark["reason"] for mark in self.marks()),
                         [f"nr {number}" for number in range(8)])

    def test_overdue(self):
        old = datetime.datetime(2015, 3, 1, 12).timestamp()
        for name in ("brev.txt", "annat.txt"):
            os.utime(self.share / name, (old, old))
        self.write("ny.txt", f"Kund sedan i dag {person.LONG}\n")
        self.write("tom.txt", "ingenting\n")
        os.utime(self.share / "tom.txt", (old, old))
        self.write(f"ärende {person.SHORT}/tom.txt", "ingenting\n")  # a folder has no age
        self.scan()

        def overdue(*rules):
            args = [arg for rule in rules for arg in ("--retention", rule)]
            done = self.report("--overdue", *args)
            self.assertEqual(done.status, DONE, done.err)
            for line in done.lines:
                jsonschema.validate(line, LINE)
            self.assertEqual([line["kind"] for line in (done.lines[0], done.lines[-1])],
                             ["report", "summary"])
            found = {os.path.basename(line["path"]): line for line in done.of_kind("overdue")}
            self.assertEqual(done.lines[-1]["overdue"], len(found))
            return found

        self.assertEqual(set(overdue("*: accounting; BFL")), {"brev.txt", "annat.txt"})
        for form in ("text", "csv"):
            out = self.report("--overdue", "--retention", "*: 1 year", "--format", form).out.decode()
            for words in (str(self.inventory), str(self.share), "spana 0.", "--overdue", "annat.txt"):
                self.assertIn(words, out, form)
        rows = list(csv.DictReader(io.StringIO(out, newline="")))
        self.assertEqual([row["kind"] for row in rows], ["overdue", "overdue", "report", "source", "scan",
                                                         "scan"])
        self.assertTrue(all(None not in row and None not in row.values() for row in rows))
        row = overdue("*: accounting; BFL")["brev.txt"]
        self.assertEqual((row["until"], row["basis"]), ("2022-12-31", "BFL"))
        self.assertEqual(set(overdue("* [email]: 2 years")), {"annat.txt"})
        self.assertEqual(overdue("*: forever", "*: 1 year"), {})
        self.review("--mark", "hold", "--reason", "tvist", self.letter)
        self.assertEqual(set(overdue("*: 1 year")), {"annat.txt"})
        self.review("--mark", "keep", "--until", "2020-01-01", "--basis", "avtal", "--reason",
                    "avtal", self.share / "ny.txt")
        told = overdue("/nowhere: 1 year")
        self.assertEqual({name: row["reason"] for name, row in told.items()}, {"ny.txt": "avtal"})
        self.assertEqual(self.report("--overdue", "--retention", "x").status, CANNOT)
        config = self.write("../spana.yaml", "retention: ['*/annat*: 1 year']\n")
        self.assertIn("annat.txt", self.report("--overdue", "--config", config).out.decode())


if __name__ == "__main__":
    unittest.main()
