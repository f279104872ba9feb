#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTML report in headless Chromium: report.mjs, with what the inventory says of the same rows.

    report_test.py BUILD     playwright-core and axe-core are installed into BUILD/browser

Exit status 77: there is no Chromium or no npm, and nothing was looked at.
"""
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent.parent
SPANA = os.environ.get("SPANA", str(TESTS.parent / "build" / "spana"))
SKIPPED = 77


def skip(why):
    print("#" * 78, f"# THE HTML REPORT WAS NOT LOOKED AT: {why}", "#" * 78, sep="\n")
    sys.exit(SKIPPED)


def tools(build):
    """The folder with the modules, and the browser."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium or not shutil.which("node") or not shutil.which("npm"):
        skip("chromium, node and npm are needed")
    modules = build / "browser"
    modules.mkdir(parents=True, exist_ok=True)
    shutil.copy(TESTS / "browser" / "package.json", modules)
    if not (modules / "node_modules" / "axe-core").exists():
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts",
                               "--fetch-retries=1", "--fetch-retry-mintimeout=1000"], cwd=modules,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=200)
        if done.returncode:
            skip("npm install failed:\n" + done.stdout.decode(errors="replace")[-2000:])
    return modules, chromium


def run(*args, ok=(0, 3)):
    done = subprocess.run([SPANA, *map(str, args)], stdout=subprocess.PIPE, timeout=250)
    if done.returncode not in ok:
        sys.exit(f"spana {args[0]}: status {done.returncode}")
    return done.stdout


def make(folder, name, places, language):
    """A share, scanned twice with changes between, and its report. Returns report and inventory."""
    maker = [sys.executable, TESTS / "support" / "make_big_share.py", folder / name]
    inventory = folder / (name + "-state") / "inventory.db"
    scan = ("scan", "--quiet", "--inventory", inventory, folder / name)
    subprocess.run([*maker, str(places)], check=True)
    run(*scan)
    subprocess.run([*maker, "--later"], check=True)
    run(*scan)
    report = folder / f"{name}.html"
    run("report", "--inventory", inventory, "--lang", language, "--output", report)
    return report, inventory


def folder_counts(paths, root):
    counts = collections.Counter()
    for path in paths:
        at = os.path.dirname(path)
        while at != root:
            counts[at] += 1
            at = os.path.dirname(at)
    return counts


def expectations(inventory, root):
    """What the page must count, from the JSON report."""
    told = json.loads(run("report", "--inventory", inventory, "--format", "json"))
    found = told["findings"]
    levels = collections.Counter(one["confidence"] for one in found)

    def some(counter, most=4):
        return dict(counter.most_common(most))

    def has(one, words):
        text = "\n".join([one["path"], *one["members"], one["masked"]]).lower()
        return all(word in text for word in words.split())

    searches = ("brev 101", "fakturor lista", "finnsinte123")
    return {
        "rows": len(found),
        "counts": {
            "type": some(collections.Counter(one["type"] for one in found)),
            "category": some(collections.Counter(one["category"] for one in found)),
            "owner": some(collections.Counter(one["owner"] for one in found)),
            "format": some(collections.Counter(one["format"] for one in found)),
            "year": some(collections.Counter(one["modified"][:4] for one in found)),
            "folder": some(folder_counts([one["path"] for one in found], str(root))),
            "confidence": {"high": levels["high"], "medium": levels["high"] + levels["medium"],
                           "low": levels["low"]},
        },
        "searches": {words: sum(has(one, words) for one in found) for words in searches},
        "hostile": [{"search": "<script>alert", "shown": "<script>alert(1)<"},
                    {"search": "onerror", "shown": "\"><img src=x onerror=alert(2)>.txt"},
                    {"search": "202e}", "shown": "faktura\\u{202e}fdp.txt"},
                    {"search": "brytning", "shown": "rad\\nbrytning.txt"},
                    {"search": "=hyperlink", "shown": "=HYPERLINK(1).txt"},
                    {"search": "a'b", "shown": "a'b\"c & d.txt"}],
    }


def look(modules, chromium, folder, report, expected):
    file = folder / (report.stem + ".json")
    file.write_text(json.dumps(expected))
    profiles = folder / (report.stem + "-profiles")
    profiles.mkdir()
    env = dict(os.environ, CHROMIUM=chromium, HOME=str(folder))
    command = ["node", TESTS / "browser" / "report.mjs", modules, report, file, profiles]
    return subprocess.run(command, env=env, timeout=280).returncode


def main():
    modules, chromium = tools(pathlib.Path(sys.argv[1]))
    with tempfile.TemporaryDirectory(prefix="spana-browser-", ignore_cleanup_errors=True) as name:
        folder = pathlib.Path(name)
        report, inventory = make(folder, "small", 1500, "en")
        status = look(modules, chromium, folder, report,
                      {**expectations(inventory, folder / "small"), "language": "en"})
        report, inventory = make(folder, "large", 100000, "sv")
        summary = run("report", "--inventory", inventory, "--format", "jsonl").splitlines()
        rows = sum(line.startswith(b'{"kind":"finding"') for line in summary)
        status |= look(modules, chromium, folder, report, {"rows": rows, "language": "sv"})
    return status


if __name__ == "__main__":
    sys.exit(main())
