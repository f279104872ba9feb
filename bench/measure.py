# SPDX-License-Identifier: GPL-3.0-or-later
"""Corpora that are kept, commands that are timed, and the machine they ran on."""
import datetime
import hashlib
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import namedtuple

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
STORE = ROOT / "build-bench"
SPANA = os.environ.get("SPANA", str(ROOT / "build" / "spana"))
SEED = 20260112
MB = 1 << 20
FOLDERS = ("tree", "docxs", "pdfs", "share")
NO_FINDING = (b'{"kind":"problem"', b'{"kind":"summary"')

Run = namedtuple("Run", "cpu wall")  # seconds; processor time is user and system


def hash_text(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def corpus(kind, amount, name=None):
    """Path of a corpus of that many files or bytes; made unless it is there with size and seed."""
    target, stamp = STORE / (name or kind), STORE / f"{name or kind}.stamp"
    maker = (HERE / "corpus").read_text() + (HERE / "invented.py").read_text()
    wanted = f"{kind} {amount} {SEED} {hash_text(maker)}"
    if stamp.exists() and stamp.read_text() == wanted and target.exists():
        return target
    STORE.mkdir(exist_ok=True)
    stamp.unlink(missing_ok=True)
    remove(target)
    subprocess.run([HERE / "corpus", kind, target, "--files" if kind in FOLDERS else "--size",
                    str(amount), "--seed", str(SEED)], check=True)
    stamp.write_text(wanted)
    return target


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def measure(command):
    """One run of a shell's command with all its processes; what it writes goes to a file."""
    with open(STORE / "output", "wb") as sink:
        start = time.monotonic()
        child = subprocess.Popen(["sh", "-c", command], stdout=sink, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
    if child.returncode not in (0, 3):
        sys.exit(f"exit status {child.returncode}: {command}")
    return Run(used.ru_utime + used.ru_stime, wall)


def take_turns(commands, rounds):
    """Each command's runs, by its name, after one that is not counted and fills the caches."""
    for command in commands.values():
        measure(command)
    taken = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(measure(command))
    return taken


def median(runs, figure="cpu"):
    return statistics.median(getattr(run, figure) for run in runs)


def told():
    """Lines of the last run's output that are matches or findings."""
    with open(STORE / "output", "rb") as lines:
        return sum(1 for line in lines if not line.startswith(NO_FINDING))


def memory(command, every=0.02):
    """Peak in MB of a command and its processes, shared pages divided among them (PSS).

    A run of its own, as looking costs time: what lives shorter than EVERY seconds is not seen.
    """
    child = subprocess.Popen(["sh", "-c", command], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, start_new_session=True)
    most = 0
    waiter = threading.Thread(target=child.wait)
    waiter.start()
    while waiter.is_alive():
        most = max(most, sum(pss(pid) for pid in session(child.pid)))
        waiter.join(every)
    return most / 1024


def session(leader):
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if os.getsid(int(entry)) == leader:
                    yield entry
            except OSError:
                pass


def pss(pid):
    """Proportional share of a process' memory in KB; 0 when it has gone."""
    try:
        rows = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)


def first_line(command):
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout.splitlines() or ["unknown"])[0]


def machine():
    """A line with date, processor, load and versions."""
    rows = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    model = next((row.split(":", 1)[1].strip() for row in rows if row.startswith("model name")),
                 "unknown processor")
    versions = [first_line([SPANA, "--version"]), first_line(["rg", "--version"])]
    commit = first_line(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"])
    return (f"{datetime.date.today()}, {model}, {os.cpu_count()} cores, {platform.system()} "
            f"{platform.release()}, load {os.getloadavg()[0]:.1f} at the start; "
            f"{'; '.join(versions)}; commit {commit}")
