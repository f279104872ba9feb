#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers to persons and records of erasures in headless Chromium: documents.mjs.

    documents_test.py BUILD [SHOTS]     screenshots go to the folder SHOTS

Exit status 77: there is no Chromium or no npm, and nothing was looked at.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from report_test import TESTS, run, tools

sys.path.insert(0, str(TESTS / "support"))
from share import person  # noqa: E402
from share.containers import zip_file  # noqa: E402

HOSTILE = "<script>window.hacked=1<!--.txt"


def plant(share):
    files = {path: data for path, (data, _) in person.share().items()}
    files[HOSTILE] = f"Kund {person.LONG} <img src=x onerror=alert(1)> & mer\n".encode()
    files["skyddad.txt"] = f"Skyddad identitet\nKund {person.LONG}, Hemliga gatan 3\n".encode()
    files["frånvaro.txt"] = f"Kund {person.LONG} är sjukskriven, diagnos okänd\n".encode()
    files["x" * 150 + ".txt"] = ("y" * 300 + f" {person.LONG}\n").encode()
    files["djupt.zip"] = zip_file([("i/" * 40 + "brev.txt", f"Kund {person.LONG}\n".encode())])
    files["hemligt.docx"] = b"PK\3\4 kapat"
    for path, data in files.items():
        file = share / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def expect(folder, document, **expected):
    """Others' identifiers are nowhere in it, whatever else."""
    others = [form for other in person.OTHERS
              for form in (other["personnummer"], other["personnummer"][2:], other["email"], other["phone"])]
    file = folder / (document.name + ".json")
    file.write_text(json.dumps({"excerpts": 0, **expected,
                                "absent": [*others, *expected.get("absent", [])]}))
    return [document, file]


def extracts(folder, inventory):
    who = ("--personnummer", person.PNR, "--email", person.MAIL, "--name", person.NAME)
    found = []
    for language, words in (("sv", ["Registerutdrag", "SKYDDAD IDENTITET", "Svar senast", "Kopia:"]),
                            ("en", ["Register extract", "PROTECTED IDENTITY", "Answer no later", "Copy:"])):
        document = folder / f"utdrag-{language}.html"
        run("extract", "--quiet", "--draft", "--inventory", inventory, *who, "--lang", language,
            "--copies", folder / f"kopior-{language}", "--output", document)
        found += expect(folder, document, language=language, excerpts=20, absent=["Hemliga gatan"],
                        shown=[*words, person.LONG, person.MAIL, HOSTILE, "hemligt.docx"])
    nobody = folder / "ingen.html"
    run("extract", "--quiet", "--draft", "--inventory", inventory, "--email", "ingen@example.net",
        "--output", nobody)
    return found + expect(folder, nobody, language="sv", shown=["Inga uppgifter hittades"])


def record(folder, inventory):
    plan = folder / "plan.json"
    run("erase", "--quiet", "--inventory", inventory, "--personnummer", person.PNR, "--output", plan)
    run("erase", "--quiet", "--inventory", inventory, "--apply", plan, "--approve", "all")
    document = next(folder.glob("erasure-*.html"))
    return expect(folder, document, language="sv", absent=[person.PNR],
                  shown=["Protokoll över radering", "raderat", "för hand", HOSTILE])


def main():
    modules, chromium = tools(pathlib.Path(sys.argv[1]))
    shots = sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory(prefix="spana-browser-", ignore_cleanup_errors=True) as name:
        folder = pathlib.Path(name)
        inventory = folder / "state" / "inventory.db"
        plant(folder / "share")
        run("scan", "--quiet", "--inventory", inventory, folder / "share")
        article30 = folder / "artikel30.html"
        run("report", "--inventory", inventory, "--format", "article30", "--output", article30)
        documents = [*extracts(folder, inventory), *record(folder, inventory),
                     *expect(folder, article30, language="sv", shown=["personnummer", "Känsliga uppgifter", "okänt"])]
        profiles = folder / "profiles"
        profiles.mkdir()
        env = dict(os.environ, CHROMIUM=chromium, HOME=str(folder))
        command = ["node", TESTS / "browser" / "documents.mjs", modules, profiles, shots, *documents]
        return subprocess.run(command, env=env, timeout=280).returncode


if __name__ == "__main__":
    sys.exit(main())
