# SPDX-License-Identifier: GPL-3.0-or-later
"""What cases_runner tells of a file, for tests that compare it with another reader."""

import re
import shutil
import subprocess
import sys

MEMBER = re.compile(r'^( *)member "((?:[^"\\]|\\.)*)": (\w+), (\w+)')


def skip(what, why):
    print(f"{what}: SKIPPED, nothing was compared: {why}", file=sys.stderr)
    sys.exit(77)


def unescaped(text):
    text = re.sub(r"\\u\{([0-9A-F]+)\}", lambda m: chr(int(m[1], 16)), text)
    return re.sub(r'\\([\\"nt])', lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), text)


def squeezed(text):
    return re.sub(r"[\s>\u00ad\ufeff\u200b]+", "", text.replace("\u00a0", ""))


def install(what, folder, package):
    """Installs an npm package once; ends the test as skipped where that cannot be."""
    place = folder / "node_modules" / package.rpartition("@")[0]
    if not shutil.which("npm") or not shutil.which("node"):
        skip(what, "npm is not installed")
    if not place.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        # Without these a registry that does not answer holds the test for minutes.
        patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000"]
        done = subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit", *patience,
                               "--prefix", str(folder), package], capture_output=True, check=False)
        if done.returncode or not place.is_dir():
            skip(what, "npm cannot fetch " + package)
    return place


class Item:
    def __init__(self, name, depth, kind, outcome):
        self.name, self.depth, self.kind, self.outcome = name, depth, kind, outcome
        self.text = ""


def read(runner, file, folder):
    """The items of a file, in order; the file itself is the first."""
    copy = folder / "compared.in"
    shutil.copyfile(file, copy)
    subprocess.run([runner, "--update", str(copy)], check=True, capture_output=True)
    lines = copy.with_suffix(".want").read_text().splitlines()
    kind, outcome = re.match(r"file: (\w+), (\w+)", lines[0]).groups()
    items = [Item("", 0, kind, outcome)]
    stack = [items[0]]
    for line in lines[1:]:
        member = MEMBER.match(line)
        depth = (len(line) - len(line.lstrip())) // 2
        if member:
            del stack[depth:]
            stack.append(Item(unescaped(member[2]), depth, member[3], member[4]))
            items.append(stack[-1])
        elif line.lstrip().startswith('"'):
            stack[-1].text += unescaped(line.strip()[1:-1])
    return items
