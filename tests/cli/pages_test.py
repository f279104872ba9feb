#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--help, the man pages and the completions say the same, and their readers take them."""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from program import SPANA, ProgramTest

BUILD = pathlib.Path(SPANA).parent
BASH, ZSH, FISH = (BUILD / "completions" / name for name in ("spana", "_spana", "spana.fish"))
COMMANDS = re.findall(r"^  ([a-z]+) +[A-Z]", subprocess.run(
    [SPANA, "--help"], capture_output=True, text=True, check=True).stdout, re.MULTILINE)


def run(*args, **more):
    env = dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="100",
               PATH=f"{BUILD}:{os.environ.get('PATH', '/usr/bin:/bin')}")
    return subprocess.run(args, capture_output=True, text=True, env=env, check=False, **more)


def page_of(command):
    return BUILD / "man" / "man1" / f"spana-{command}.1"


class Pages(ProgramTest):
    def options(self, command):
        """What --help says: {long name: letter or ""}."""
        text = self.spana(command, "--help").out.decode().split("\nOptions:\n")[1]
        found = re.findall(r"^  (?:-(\w), |    )--([a-z-]+)", text, re.MULTILINE)
        self.assertIn("help", dict((name, letter) for letter, name in found))
        return {name: letter for letter, name in found}

    def test_each_command_has_a_page_and_each_page_a_command(self):
        pages = {path.name for path in (BUILD / "man" / "man1").iterdir()}
        self.assertEqual(pages, {"spana.1"} | {f"spana-{name}.1" for name in COMMANDS})

    def test_man_has_no_complaints(self):
        for page in [*(BUILD / "man" / "man1").iterdir(), *(BUILD / "man" / "man5").iterdir()]:
            result = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(page))
            self.assertEqual((result.returncode, result.stderr), (0, ""), page)

    def test_pages_have_the_options_of_the_help(self):
        for command in COMMANDS:
            text = re.sub(r".\x08", "", run("man", "-l", str(page_of(command))).stdout)
            options = text.split("\nOPTIONS\n")[1].split("\nEXIT STATUS\n")[0]
            found = re.findall(r"^     (?:-(\w), )?--([a-z-]+)", options, re.MULTILINE)
            self.assertEqual({name: letter for letter, name in found}, self.options(command),
                             command)

    def test_overview_names_all_commands(self):
        text = run("man", "-l", str(BUILD / "man" / "man1" / "spana.1")).stdout
        for command in COMMANDS:
            self.assertIn(f"spana-{command}(1)", text)

    # ---- bash ----

    def bash(self, *words):
        script = ('source "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _spana; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        result = run("bash", "-c", script, "bash", str(BASH), *words, cwd=self.folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""), words)
        return [line for line in result.stdout.splitlines() if line]

    def test_bash_completes(self):
        self.assertEqual([word for word in self.bash("spana", "") if word[0] != "-"], COMMANDS)
        for command in COMMANDS:
            options = self.options(command)
            offered = self.bash("spana", command, "--")
            self.assertEqual(sorted(offered), sorted(f"--{name}" for name in options), command)
        self.assertEqual(self.bash("spana", "scan", "--min-confidence", ""),
                         ["low", "medium", "high"])
        self.assertEqual(self.bash("spana", "scan", "--color", "=", "n"), ["never"])
        self.assertEqual(self.bash("spana", "patterns", "te"), ["test"])
        self.assertEqual(self.bash("spana", "extract", "--format", "x"), ["xlsx"])
        (self.folder / "a name").mkdir()
        self.write("../file.txt", "")
        self.assertEqual(self.bash("spana", "scan", "a"), ["a name"])
        self.assertEqual(self.bash("spana", "scan", "--allow", "fi"), ["file.txt"])
        self.assertEqual(self.bash("spana", "scan", "--patterns", "fi"), [], "folders alone")

    def test_bash_offers_sources(self):
        home = self.folder / ".config" / "spana"
        home.mkdir(parents=True)
        (home / "spana.yaml").write_text("sources: {staff: {paths: /srv}, post: {paths: /srv}}\n")
        os.environ["HOME"], before = str(self.folder), os.environ.get("HOME", "/")
        self.addCleanup(os.environ.__setitem__, "HOME", before)
        os.environ.pop("XDG_CONFIG_HOME", None)
        self.assertEqual(self.bash("spana", "scan", "st"), ["staff"])

    # ---- the others, where they are installed ----

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh_takes_the_options(self):
        script = ("_arguments() { print -rl -- \"$@\" }; compdef() { }; _describe() { "
                  "print -rl -- $names }; source $1; words=(spana $2 ''); CURRENT=3; "
                  "_spana 2>&1")
        for command in COMMANDS:
            result = run("zsh", "-f", "-c", script, "zsh", str(ZSH), command)
            self.assertEqual(result.stderr, "")
            found = set(re.findall(r"(?:^|[*{),])--([a-z-]+)", result.stdout, re.MULTILINE))
            self.assertEqual(found, set(self.options(command)), command)

    @unittest.skipUnless(shutil.which("fish"), "no fish")
    def test_fish_completes(self):
        for command in COMMANDS:
            result = run("fish", "--no-config", "-c",
                         f"source {FISH}; complete -C 'spana {command} --'")
            self.assertEqual(result.returncode, 0, result.stderr)
            found = set(re.findall(r"^--([a-z-]+)", result.stdout, re.MULTILINE))
            self.assertEqual(found, set(self.options(command)), command)


if __name__ == "__main__":
    unittest.main()
