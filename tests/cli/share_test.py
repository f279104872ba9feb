#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs `spana detect` over tests/share and compares with tests/share.want.

    share_test.py [--list]     the program is $SPANA, else build/spana; --list prints what was found

Every difference is one line; the exit status is 1 when there is one.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent
SHARE = TESTS / "share"
SPANA = os.environ.get("SPANA", str(TESTS.parent / "build" / "spana"))
SEPARATORS = str.maketrans("", "", " -.\u00a0\u2011")


def read_want():
    """Lines by kind; fields as they stand, without the kind."""
    want = collections.defaultdict(list)
    for line in (TESTS / "share.want").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, *fields = line.split("\t")
            want[kind].append(fields)
    return want


def run():
    """The lines of the run, each with its `place`: path and members as the list writes them."""
    command = [SPANA, "detect", "--format", "jsonl", "--show-values", "--quiet", str(SHARE)]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=300)
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    for line in lines:
        if "path" in line:
            path = os.path.relpath(line["path"], SHARE)
            line["place"] = " › ".join([path, *line.get("members", [])])
    return done.returncode, lines


def agrees(finding, fields):
    """Each field stands in the finding or in its `where`."""
    where = finding.get("where", {})
    return all(where.get(key, finding.get(key)) == value for key, value in fields.items())


def check_finds(want, findings, used):
    for kind in ("find", "low"):
        for place, name, value, *more in want[kind]:
            fields = json.loads(more[0]) if more else {}
            same = [at for at, found in enumerate(findings)
                    if (found["place"], found["type"], found["value"]) == (place, name, value)
                    and (kind == "find" or found["confidence"] == "low")]
            used.update(same)
            if not same:
                yield f"not found: {place}: {name} {value}"
            elif not any(agrees(findings[at], fields) for at in same):
                told = [(findings[at].get("where"), findings[at]["confidence"]) for at in same]
                yield f"other fields: {place}: {name} {value}: wanted {fields}, got {told}"


def check_extra(want, findings, used):
    types = {name for _, name, *_ in want["find"]}
    for at, found in enumerate(findings):
        if at not in used and found["type"] in types and found["confidence"] != "low":
            yield (f"not wanted: {found['place']}: {found['type']} {found['value']} "
                   f"({found['confidence']}, {found.get('where')})")


def check_never(want, findings):
    for place, name, value in want["never"]:
        bare = value.translate(SEPARATORS)
        for found in findings:
            forms = {found["value"], found["text"], found["text"].translate(SEPARATORS)}
            if (found["confidence"] != "low" and place in ("*", found["place"])
                    and name in ("*", found["type"]) and {value, bare} & forms):
                yield f"must not be found: {found['place']}: {found['type']} {found['text']}"


def check_rest(want, status, lines):
    """Problems, what was skipped, the exit status."""
    problems = {(line["place"], line["reason"]) for line in lines if line["kind"] == "problem"}
    left = set(problems)
    for place, reasons in want["problem"]:
        told = {one for one in problems if one[0] == place and one[1] in reasons.split("|")}
        left -= told
        if not told:
            yield f"no problem told: {place}: {reasons}"
    yield from (f"problem: {place}: {reason}" for place, reason in sorted(left))
    summary = [line for line in lines if line["kind"] == "summary"]
    skipped = summary[0].get("skipped", {}) if len(summary) == 1 else None
    wanted = {media: int(count) for media, count in want["skip"]}
    if skipped != wanted:
        yield f"skipped: wanted {wanted}, got {skipped}"
    if status != 3:
        yield f"exit status: wanted 3 (some items could not be read), got {status}"


def main():
    want = read_want()
    status, lines = run()
    findings = [line for line in lines if line["kind"] == "finding"]
    if sys.argv[1:] == ["--list"]:
        for found in findings:
            print(found["place"], found["type"], found["value"], found["confidence"],
                  json.dumps(found.get("where", {}), ensure_ascii=False), sep="\t")
        return 0
    used = set()
    wrong = [*check_finds(want, findings, used), *check_extra(want, findings, used),
             *check_never(want, findings), *check_rest(want, status, lines)]
    print("\n".join(wrong + [f"{len(findings)} findings, {len(wrong)} differences"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
