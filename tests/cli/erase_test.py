#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""spana erase: plans, what speaks against them, crashes, proof, and undoing it all."""
import datetime
import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
import tarfile
import unittest
import zipfile

import jsonschema

from program import CANNOT, DONE, SPANA, TESTS, UNREAD, USAGE, ProgramTest

sys.path.insert(0, str(TESTS / "support"))
from share import person  # noqa: E402
from share.containers import tar, zip_file  # noqa: E402

KILLED = -9
DOCS = TESTS.parent / "docs"
PLAN = json.loads((DOCS / "plan.schema.json").read_text())
RECORD = json.loads((DOCS / "erasure.schema.json").read_text())


def mailbox():
    """Three messages; the second is the person's, and quotes a line that looks like a new one."""
    out = []
    for number, (who, body) in enumerate([(person.OTHER["email"], "Inget här.\nFrom now on\n"),
                                          (person.MAIL, f"Mitt nummer är {person.LONG}.\n"
                                                        ">From mig\n"),
                                          (person.OTHERS[1]["email"], "Slut.\n")], 1):
        out.append(f"From {who} Mon Jan 12 09:0{number}:00 2026\nFrom: {who}\n"
                   f"Subject: Brev {number}\nDate: Mon, 12 Jan 2026 09:0{number}:00 +0100\n\n"
                   f"{body}\n")
    return "".join(out)


class Erase(ProgramTest):
    def setUp(self):
        super().setUp()
        self.plan = self.folder / "plan.json"
        self.work = {
            "brev.txt": f"Kund {person.LONG}\n".encode(),
            "kopia/brev igen.txt": f"Kund {person.LONG}\n".encode(),
            "post.eml": person.mail_with_zip(),
            "paket.zip": zip_file([("a.txt", b"Inget.\n"),
                                   ("b.txt", f"Pnr {person.LONG}\n".encode()),
                                   ("mapp/c.txt", f"Pnr {person.OTHER_LONG}\n".encode()),
                                   ("d.txt", f"Pnr {person.PNR}\n".encode())], stored=("c.txt",)),
            "band.tar": tar([("hem/a.txt", f"Pnr {person.LONG}\n".encode()),
                             ("hem/" + "lång" * 40 + ".txt", b"Inget.\n"),
                             ("hem/b.txt", f"Pnr {person.OTHER_LONG}\n".encode())]),
            "brevlåda": mailbox().encode(),
            "annan.txt": f"Kund {person.OTHER_LONG}\n".encode(),
        }
        self.fill()

    def fill(self):
        for path, data in self.work.items():
            self.write(path, data)
        self.assertEqual(self.scan().status, DONE)

    def erase(self, *args):
        return self.spana("erase", "--inventory", self.inventory, *args)

    def make_plan(self, *args):
        done = self.erase("--personnummer", person.PNR, "--output", self.plan, *args)
        self.assertEqual(done.status, DONE, done.err)
        return self.read_plan()

    def read_plan(self):
        plan = json.loads(self.plan.read_text())
        jsonschema.validate(plan, PLAN)
        return plan, {os.path.relpath(place["path"], self.share)
                      + (" › " + place["member"] if place["member"] else ""): place
                      for place in plan["places"]}

    def apply(self, *args):
        return self.erase("--apply", self.plan, *args)

    def record(self):
        plan = json.loads(self.plan.read_text())
        record = json.loads((self.folder / f"erasure-{plan['id']}.json").read_text())
        jsonschema.validate(record, RECORD)
        return record

    def results(self):
        return {os.path.relpath(place["path"], self.share): place["result"]
                for place in self.record()["places"]}

    def tree(self):
        return {str(path.relative_to(self.share)): path.read_bytes()
                for path in self.share.rglob("*") if path.is_file()}

    def holds_the_person(self):
        out = self.detect(self.share)
        return any(line.get("value") == person.PNR for line in out.lines)

    def check_others(self):
        """What was left in archives and mailboxes is as it was."""
        with zipfile.ZipFile(self.share / "paket.zip") as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.namelist(), ["a.txt", "mapp/c.txt"])
            self.assertIn(person.OTHER_LONG.encode(), archive.read("mapp/c.txt"))
        with tarfile.open(self.share / "band.tar") as archive:
            self.assertEqual(archive.getnames(), ["hem/" + "lång" * 40 + ".txt", "hem/b.txt"])
        box = (self.share / "brevlåda").read_text()
        first, second, third = mailbox().split("From asa.oberg", 1)[0], "", ""
        self.assertTrue(box.startswith(first))
        self.assertEqual(box, first + mailbox()[mailbox().index("From eva.wall"):])

    def test_a_plan_changes_nothing(self):
        before = self.tree()
        plan, places = self.make_plan()
        self.assertEqual(self.tree(), before)
        self.assertEqual({name: place["action"] for name, place in places.items()}, {
            "brev.txt": "erase_file", "kopia/brev igen.txt": "erase_file",
            "post.eml": "erase_message", "paket.zip › b.txt": "take_out",
            "paket.zip › d.txt": "take_out", "band.tar › hem/a.txt": "take_out",
            "brevlåda › 2 2026-01-12 Brev 2": "take_out"})
        self.assertFalse(any(place["approved"] for place in places.values()))
        text = self.plan.read_text()
        for value in (person.PNR, person.LONG, person.SHORT):
            self.assertNotIn(value, text)
        self.assertEqual(self.apply().status, UNREAD)
        self.assertEqual(self.tree(), before)

    def test_apply_proves_and_restore_undoes(self):
        before = self.tree()
        self.make_plan()
        done = self.apply("--approve", "all")
        self.assertEqual(done.status, DONE, done.out + done.err)
        self.assertFalse(self.holds_the_person())
        self.assertEqual(set(self.results().values()), {"erased"})
        self.check_others()
        record = self.record()
        self.assertTrue(record["proved"])
        self.assertEqual({proof["state"] for proof in record["proof"]}, {"gone", "clean"})
        quarantine = record["quarantine"]
        self.assertEqual(stat.S_IMODE(os.stat(quarantine).st_mode), 0o700)
        page = self.plan.parent / f"erasure-{record['id']}.html"
        self.assertIn("Inget finns kvar", page.read_text())
        self.assertNotIn(person.PNR, page.read_text())
        self.assertEqual(self.erase("--purge", quarantine).status, CANNOT)
        again = self.apply("--approve", "all")
        self.assertEqual(again.status, DONE, again.err)
        back = self.erase("--restore", quarantine)
        self.assertEqual(back.status, DONE, back.err)
        self.assertEqual(self.tree(), before)

    def test_final_leaves_nothing(self):
        self.make_plan()
        self.assertEqual(self.apply("--approve", "all", "--final").status, DONE)
        self.assertFalse(self.holds_the_person())
        self.assertFalse((self.inventory.parent / "quarantine").exists())
        self.assertIsNone(self.record()["quarantine"])
        self.check_others()

    def test_only_what_is_approved(self):
        _, places = self.make_plan()
        number = places["paket.zip › b.txt"]["n"]
        done = self.apply("--approve", str(number))
        self.assertEqual(done.status, UNREAD)
        with zipfile.ZipFile(self.share / "paket.zip") as archive:
            self.assertEqual(archive.namelist(), ["a.txt", "mapp/c.txt", "d.txt"])
        after = self.tree()
        for path in ("brev.txt", "post.eml", "band.tar", "brevlåda"):
            self.assertEqual(after[path], self.work[path])
        left = {os.path.basename(proof["path"]): proof["left"]
                for proof in self.record()["proof"] if proof["left"]}
        self.assertEqual(set(left), {"brev.txt", "brev igen.txt", "post.eml", "paket.zip",
                                     "band.tar", "brevlåda"})

    def test_a_changed_file_is_not_touched(self):
        self.make_plan()
        for path in ("brev.txt", "paket.zip"):
            with open(self.share / path, "ab") as file:
                file.write(b" ")
        before = self.tree()
        (self.share / "kopia" / "brev igen.txt").unlink()
        self.assertEqual(self.apply("--approve", "all").status, UNREAD)
        after = self.tree()
        for path in ("brev.txt", "paket.zip"):
            self.assertEqual(after[path], before[path])
        results = self.results()
        self.assertEqual((results["brev.txt"], results["paket.zip"], results["band.tar"],
                          results["kopia/brev igen.txt"]), ("changed", "changed", "erased", "gone"))

    def test_retention_hold_and_marks(self):
        def mark(*args):
            done = self.spana("review", "--inventory", self.inventory, "--reason", "skäl", *args)
            self.assertEqual(done.status, DONE, done.err)
        mark("--mark", "hold", self.share / "brev.txt")
        mark("--mark", "keep", "--until", "2099-01-01", "--basis", "avtal", "--glob", "*.eml")
        mark("--mark", "erase", self.share / "band.tar")
        rule = "*.zip: accounting; BFL 7:2"
        _, places = self.make_plan("--retention", rule)
        actions = {name: (place["action"], [one["code"] for one in place["against"]])
                   for name, place in places.items()}
        self.assertEqual(actions["brev.txt"], ("keep", ["hold"]))
        # A mark goes with the content, to its copy as well.
        self.assertEqual(actions["kopia/brev igen.txt"], ("keep", ["hold"]))
        self.assertEqual(actions["post.eml"], ("keep", ["keep"]))
        self.assertEqual({place["directions"] for place in places.values()}, {None})
        self.assertEqual(actions["paket.zip › b.txt"], ("keep", ["retention"]))
        self.assertEqual(places["band.tar › hem/a.txt"]["wanted"], "skäl")
        # Not even an edited plan gets past them.
        plan = json.loads(self.plan.read_text())
        for place in plan["places"]:
            place["approved"] = True
            if place["action"] == "keep":
                place["action"] = "take_out" if place["member"] else "erase_file"
        self.plan.write_text(json.dumps(plan))
        before = self.tree()
        self.assertEqual(self.apply("--retention", rule).status, UNREAD)
        after = self.tree()
        for path in ("brev.txt", "kopia/brev igen.txt", "post.eml", "paket.zip"):
            self.assertEqual(after[path], before[path])
            self.assertEqual(self.results()[path], "held")
        self.assertEqual(self.results()["band.tar"], "erased")

    def test_a_hold_after_the_plan_counts(self):
        self.make_plan()
        self.spana("review", "--inventory", self.inventory, "--reason", "tvist", "--mark", "hold",
                   "--glob", "*")
        before = self.tree()
        self.assertEqual(self.apply("--approve", "all").status, UNREAD)
        self.assertEqual(self.tree(), before)

    def test_others_and_what_is_done_by_hand(self):
        self.write("register.csv", person.texts()["data/register.csv"][0])
        self.write("nästlat.zip", zip_file([("inre.zip", zip_file([
            ("x.txt", f"Pnr {person.LONG}\n".encode()), ("y.txt", b"Annat\n")]))]))
        self.write(f"ärende {person.LONG}/x.txt", "Inget.\n")
        self.scan()
        _, places = self.make_plan()
        folder = places[f"ärende {person.LONG}"]
        self.assertEqual(folder["action"], "by_hand")
        self.assertIn("Rename the folder", folder["directions"])
        self.assertEqual(places["register.csv"]["action"], "by_hand")
        self.assertEqual([one["code"] for one in places["register.csv"]["against"]], ["others"])
        self.assertEqual(places["nästlat.zip › inre.zip"]["action"], "by_hand")
        self.assertIn("Unpack the archive", places["nästlat.zip › inre.zip"]["directions"])
        before = self.tree()
        self.assertEqual(self.apply("--approve", "all").status, UNREAD)
        after = self.tree()
        for path in ("register.csv", "nästlat.zip"):
            self.assertEqual(after[path], before[path])

    def test_damaged_archives_are_left_alone(self):
        data = bytearray(self.work["paket.zip"])
        data[-22 + 16] ^= 1  # the directory is not where the end record says
        self.write("paket.zip", bytes(data))
        self.scan()
        self.make_plan()
        self.apply("--approve", "all")
        self.assertEqual((self.share / "paket.zip").read_bytes(), bytes(data))

    def test_killed_at_every_step_and_resumed(self):
        before = self.tree()
        final, kept = ("--final",), ()
        runs = [(f"kill@erasure-@{n}", (final, kept)[n % 2]) for n in range(1, 40, 3)]
        runs += [(f"kill@.spana-@{n}", (final, kept)[n % 2]) for n in (1, 2, 5)]
        runs += [(f"kill@manifest@{n}", kept) for n in (1, 4, 7)]
        runs += [(f"name@/share/@{n}", kept) for n in range(1, 9)]
        runs += [(f"name@/share/@{n}", final) for n in (2, 3, 8)]
        killed = 0
        for fault, how in runs:
            with self.subTest(fault, how=how):
                for path in self.share.rglob("*"):
                    if path.is_file():
                        path.unlink()
                self.fill()
                self.make_plan()
                self.faults = fault
                first = self.apply("--approve", "all", *how)
                self.faults = ""
                killed += first.status == KILLED
                second = self.apply("--approve", "all", *how)
                self.assertEqual(second.status, DONE, second.out + second.err)
                self.assertFalse(self.holds_the_person())
                self.check_others()
                self.assertEqual(set(self.results().values()), {"erased"})
                self.assertEqual([path for path in self.share.rglob(".spana-*")], [])
                if not how:
                    back = self.erase("--restore", self.record()["quarantine"])
                    self.assertEqual(back.status, DONE, back.err)
                    self.assertEqual(self.tree(), before)
        self.assertGreaterEqual(killed, len(runs) - 4)

    def test_quarantine_elsewhere_and_its_end(self):
        folder = self.folder / "karantän"
        folder.mkdir()
        self.make_plan()
        self.assertEqual(self.apply("--approve", "all", "--quarantine", folder,
                                    "--keep-days", "3").status, DONE)
        quarantine = self.record()["quarantine"]
        self.assertTrue(quarantine.startswith(str(folder)))
        until = datetime.date.today() + datetime.timedelta(days=3)
        self.assertEqual(self.record()["quarantine_until"], until.isoformat())
        with open(os.path.join(quarantine, "manifest"), "a", encoding="utf-8") as manifest:
            manifest.write('{"keep_until":"2020-01-01"}\n')
        self.assertEqual(self.erase("--purge", quarantine).status, DONE)
        self.assertFalse(os.path.exists(quarantine))

    def test_restore_does_not_overwrite(self):
        self.make_plan()
        self.apply("--approve", "all")
        self.write("brev.txt", "något nytt\n")
        self.write("paket.zip", b"annat\n")
        back = self.erase("--restore", self.record()["quarantine"])
        self.assertEqual(back.status, CANNOT)
        after = self.tree()
        self.assertEqual(after["brev.txt"], "något nytt\n".encode())
        self.assertEqual(after["paket.zip"], b"annat\n")
        self.assertEqual(after["band.tar"], self.work["band.tar"])

    def test_names_that_are_no_text(self):
        path = os.fsencode(self.share) + b"/brev\xff.txt"
        with open(path, "wb") as file:
            file.write(f"Kund {person.LONG}\n".encode())
        self.scan()
        plan, _ = self.make_plan()
        self.assertIn(path.hex(), [place.get("path_bytes") for place in plan["places"]])
        self.assertEqual(self.apply("--approve", "all").status, DONE)
        self.assertFalse(os.path.exists(path))
        self.assertIn(path.hex(), [proof.get("path_bytes") for proof in self.record()["proof"]])
        self.assertEqual(self.erase("--restore", self.record()["quarantine"]).status, DONE)
        self.assertTrue(os.path.exists(path))

    def test_schemas_refuse_what_is_wrong(self):
        plan, _ = self.make_plan()
        self.apply("--approve", "all")
        record = self.record()
        for told, schema, wrong in ((plan, PLAN, {"action": "burn"}), (plan, PLAN, {"hash": "00"}),
                                    (plan, PLAN, {"result": "erased"}),
                                    (record, RECORD, {"result": "lost"})):
            told = json.loads(json.dumps(told))
            told["places"][0].update(wrong)
            with self.assertRaises(jsonschema.ValidationError, msg=wrong):
                jsonschema.validate(told, schema)

    def as_nobody(self):
        """Root may write everywhere: then the program is run by somebody who may not."""
        if os.geteuid() != 0:
            return
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        if not shutil.which("setpriv") or subprocess.run([*nobody, SPANA, "--version"], check=False,
                                                         stdout=subprocess.DEVNULL).returncode:
            self.skipTest("nobody but root can run the program here")
        wrapper = self.folder / "spana-of-nobody"
        wrapper.write_text(f'#!/bin/sh\nexec {" ".join(nobody)} {shlex.quote(SPANA)} "$@"\n')
        wrapper.chmod(0o755)
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, 65534, 65534)
        self.program = str(wrapper)

    def test_no_right_to_write(self):
        self.as_nobody()
        (self.share / "kopia").chmod(0o500)
        self.addCleanup((self.share / "kopia").chmod, 0o700)
        _, places = self.make_plan()
        self.assertEqual(places["kopia/brev igen.txt"]["action"], "ask_owner")
        self.assertIn("Ask the owner", places["kopia/brev igen.txt"]["directions"])
        self.assertEqual(places["brev.txt"]["action"], "erase_file")
        done = self.apply("--approve", "all")
        self.assertEqual(done.status, UNREAD, done.err)
        self.assertTrue((self.share / "kopia" / "brev igen.txt").exists())
        self.assertFalse((self.share / "brev.txt").exists())

    def test_wrong_plans_are_refused(self):
        self.make_plan()
        good = json.loads(self.plan.read_text())
        before = self.tree()

        def refused(change):
            plan = json.loads(json.dumps(good))
            change(plan)
            self.plan.write_text(json.dumps(plan))
            self.assertEqual(self.apply("--approve", "all").status, CANNOT)

        refused(lambda plan: plan.update(spana_plan=2))
        refused(lambda plan: plan.update(id="../../x"))
        refused(lambda plan: plan.update(subject=[]))
        refused(lambda plan: plan.update(made="i går"))
        refused(lambda plan: plan["places"][0].update(action="burn"))
        refused(lambda plan: plan["places"][0].update(path="relative"))
        refused(lambda plan: plan["places"][0].update(hash="zz"))
        refused(lambda plan: plan["places"].reverse())
        self.plan.write_text("{")
        self.assertEqual(self.apply().status, CANNOT)
        self.assertEqual(self.tree(), before)
        self.assertEqual(self.erase("--final").status, USAGE)
        self.assertEqual(self.erase("--restore", self.folder).status, CANNOT)


if __name__ == "__main__":
    unittest.main()
