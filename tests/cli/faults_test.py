#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad days: kills, full disks, damaged inventories, and sources that fail, stall or change."""
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from program import (CANNOT, DONE, INTERRUPTED, SPANA, TIME_UP, UNREAD, USAGE, ProgramTest)

LETTER = "Kund 19800113-9818, anna.ek@example.org, mobil 070-174 06 72\n"
AS_ROOT = os.geteuid() == 0


def wait_for(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError("it did not happen in time")
        time.sleep(0.01)


def catches(pid, number):
    with open(f"/proc/{pid}/status") as status:
        caught, = [line.split()[1] for line in status if line.startswith("SigCgt")]
    return int(caught, 16) >> (number - 1) & 1


def largest_file(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


class FaultTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.paused = self.folder / "paused"

    def with_faults(self, faults, call, *args):
        self.faults = faults
        try:
            return call(*args)
        finally:
            self.faults = ""

    def scan_start(self, *args):
        return self.start("scan", "--inventory", self.inventory, *(args or (self.share,)))

    def scan_paused(self, faults, *args):
        """A scan that waits where the fault lets it."""
        process = self.with_faults(faults, self.scan_start, *args)
        self.addCleanup(process.kill)
        wait_for(lambda: self.paused.exists() or process.poll() is not None)
        self.assertIsNone(process.poll(), "it ended without coming to the fault")
        return process

    def go_on(self, process):
        self.paused.unlink()
        _, err = process.communicate(timeout=60)
        return process.returncode, err

    def all_found(self):
        return self.found() + [self.overview()]

    def overview(self):
        summary, = self.report().of_kind("summary")
        return str(sorted(summary.items()))

    def problems(self):
        return {(os.path.relpath(line["path"], self.share), line["reason"])
                for line in self.report("--problems").of_kind("problem")}

    def assert_sound(self):
        """The database holds whole files alone, counted as they are."""
        database = sqlite3.connect(self.inventory)
        try:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            self.assertEqual(database.execute("PRAGMA foreign_key_check").fetchall(), [])
            for table in ("item", "finding", "problem"):
                wrong = database.execute(
                    f"SELECT count(*) FROM file f WHERE state > 0 AND n_{table}s <> "
                    f"(SELECT count(*) FROM {table} t WHERE t.file = f.id)").fetchone()
                self.assertEqual(wrong, (0,), table)
            self.assertEqual(database.execute(
                "SELECT count(*) FROM item i JOIN file f ON f.id = i.file "
                "WHERE f.state > 0 AND i.outcome = 0").fetchone(), (0,))
        finally:
            database.close()


class Killed(FaultTest):
    """Killed at any moment, a scan leaves each file whole or out; the next one goes on."""

    def setUp(self):
        super().setUp()
        rng = random.Random(5)
        for i in range(120):
            self.write(f"{i % 10}/{i}.txt", LETTER * rng.randrange(1, 12))
        # Some that come in several pieces, and a container.
        for i in range(3):
            self.write(f"big/{i}.txt", LETTER * 250)
        self.write("a.zip", self.zipped())
        self.scan()
        self.before = self.all_found()

    def zipped(self):
        import io
        import zipfile
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for i in range(20):
                archive.writestr(zipfile.ZipInfo(f"{i}.txt"), LETTER * 8)
        return out.getvalue()

    def change(self):
        """A day's work on the share."""
        self.write("big/0.txt", LETTER * 200)
        self.write("new/x.txt", LETTER * 3)
        (self.share / "1").rename(self.share / "moved")
        shutil.rmtree(self.share / "2")
        for i in range(0, 120, 7):
            path = self.share / f"{i % 10}" / f"{i}.txt"
            if path.exists():
                path.write_text(LETTER * (i % 9 + 1))

    def test_at_random_moments(self):
        self.change()
        undisturbed = self.folder / "undisturbed" / "inventory.db"
        shutil.copytree(self.inventory.parent, undisturbed.parent)
        original, self.inventory = self.inventory, undisturbed
        begun = time.monotonic()
        self.scan()
        takes = time.monotonic() - begun
        want = self.all_found()
        self.inventory = original
        rng = random.Random(17)
        met = 0
        for _ in range(25):
            process = self.scan_start()
            time.sleep(rng.uniform(0, takes))
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=60)
            met += process.returncode == -signal.SIGKILL
        self.assertGreater(met, 3)
        result = self.scan()
        self.assertEqual(result.status, DONE, result.err)
        self.assert_sound()
        self.assertEqual(self.all_found(), want)

    def test_in_the_middle_of_any_write(self):
        rng = random.Random(29)
        first = [1, 2, 3, 4, 5] + sorted(rng.sample(range(6, 400), 11))
        for n in first:
            with self.subTest(write=n):
                shutil.rmtree(self.inventory.parent)
                self.inventory.parent.mkdir(0o700)
                killed = self.with_faults(f"kill@inventory.db@{n}", self.scan)
                self.assertIn(killed.status, (-signal.SIGKILL, DONE))
                result = self.scan()
                self.assertEqual(result.status, DONE, result.err)
                self.assert_sound()
                self.assertEqual(self.all_found(), self.before)

    def test_goes_on_from_there(self):
        shutil.rmtree(self.inventory.parent)
        process = self.scan_paused("pause@big/1.txt", "--threads", 2, self.share)
        time.sleep(1.2)  # what is read meanwhile is committed within a second
        process.kill()
        process.communicate()
        self.paused.unlink()
        self.scan()
        scan = self.spana("status", "--inventory", self.inventory, "--format", "jsonl")
        last = scan.of_kind("scan")[0]
        self.assertEqual(last["files"], 124)
        self.assertGreater(last["unchanged"], 60)
        self.assertEqual(self.all_found(), self.before)


class BrokenInventory(FaultTest):
    """A clear message, exit 1, nothing overwritten."""

    def setUp(self):
        super().setUp()
        for i in range(60):
            self.write(f"{i}.txt", LETTER * 40)

    def refused(self, words, *args):
        result = self.scan(*args)
        self.assertEqual(result.status, CANNOT, result.err)
        self.assertIn(words.encode(), result.err)
        self.assertNotIn(b"Scan complete", result.err)
        return result

    def test_disk_full(self):
        self.scan()
        want = self.all_found()
        for room in (0, 5000, 100000, 300000):
            with self.subTest(room=room):
                shutil.rmtree(self.inventory.parent)
                self.with_faults(f"full@inventory.db@{room}", self.refused, "no space left")
                if room:
                    self.assertEqual(self.scan().status, DONE)
                    self.assert_sound()
                    self.assertEqual(self.all_found(), want)

    def test_disk_full_keeps_what_was_known(self):
        self.scan()
        before = self.found()
        for i in range(60):
            self.write(f"{i}.txt", LETTER * 50)
        self.with_faults("full@inventory.db@20000", self.refused, "no space left")
        self.assertEqual(self.found(), before)
        self.assertEqual(self.scan().status, DONE)

    def test_largest_file_allowed(self):
        process = self.start("scan", "--inventory", self.inventory, self.share,
                             preexec_fn=largest_file(65536))
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, CANNOT, err)
        self.assertIn(b"the inventory", err)
        self.assertEqual(self.scan().status, DONE)

    def test_read_only(self):
        self.scan()
        before = self.found()
        self.write("more.txt", LETTER)
        os.chmod(self.inventory, 0o400)
        command = ["scan", "--inventory", self.inventory, self.share]
        if AS_ROOT:
            if not os.path.exists("/usr/bin/setpriv"):
                self.skipTest("root writes what nobody may")
            done = subprocess.run(
                ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override",
                 SPANA, *map(str, command)], capture_output=True, timeout=60)
            status, err = done.returncode, done.stderr
        else:
            done = self.spana(*command)
            status, err = done.status, done.err
        self.assertEqual(status, CANNOT, err)
        self.assertIn(b"cannot be written", err)
        self.assertEqual(os.stat(self.inventory).st_mode & 0o777, 0o400)
        self.assertEqual(self.found(), before)

    def test_locked_by_another_scan(self):
        process = self.scan_paused("pause@/7.txt", "--threads", 1, self.share)
        self.refused(f"another scan, process {process.pid}")
        self.assertEqual(self.report().status, DONE, "but it can be read")
        self.assertEqual(self.go_on(process)[0], DONE)
        self.assertEqual(self.scan().status, DONE)

    def test_damaged(self):
        self.scan()
        whole = self.inventory.read_bytes()
        for name, at in (("schema", 100), ("tables", 8192), ("half", len(whole) // 2)):
            with self.subTest(damage=name):
                end = at + 16384 if name == "schema" else len(whole)
                damaged = whole[:at] + b"\xA5" * (end - at) + whole[end:]
                self.inventory.write_bytes(damaged)
                for i in range(60):
                    self.write(f"{i}.txt", LETTER * (41 + len(name)))
                self.refused("the inventory")
                left = self.inventory.read_bytes()
                self.assertEqual(left[at:], damaged[at:], "it did not try to mend it")
                self.assertIn(self.report().status, (CANNOT, DONE))

    def test_cut_short(self):
        self.scan()
        whole = self.inventory.read_bytes()
        self.inventory.write_bytes(whole[:len(whole) // 3])
        self.write("1.txt", LETTER * 2)
        self.refused("damaged")
        self.assertEqual(len(self.inventory.read_bytes()), len(whole) // 3)

    def test_key_missing_or_another(self):
        self.scan()
        before = self.found()
        key = self.inventory.parent / "inventory.key"
        good = key.read_bytes()
        key.unlink()
        self.refused("is missing")
        self.assertFalse(key.exists())
        key.write_text("spana-key-1 " + "00" * 32 + "\n")
        self.refused("is not the key")
        key.write_text("spana-key-1 0011\n")
        self.refused("damaged")
        self.assertEqual(key.read_text(), "spana-key-1 0011\n")
        key.write_bytes(good)
        self.assertEqual(self.found(), before)

    def test_report_to_a_full_disk(self):
        self.scan()
        out = self.folder / "report.jsonl"
        out.write_text("the report of yesterday")
        process = self.start("report", "--inventory", self.inventory, "--output", out,
                             preexec_fn=largest_file(1000))
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, CANNOT)
        self.assertIn(b"File too large", err)
        self.assertEqual(out.read_text(), "the report of yesterday")
        self.assertEqual([file.name for file in self.folder.iterdir()
                          if file.name.startswith("report.")], ["report.jsonl"])
        with open("/dev/full", "wb") as full:
            done = subprocess.run([SPANA, "report", "--inventory", self.inventory],
                                  stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, CANNOT)
        self.assertIn(b"No space left", done.stderr)


class BrokenSource(FaultTest):
    """What cannot be read costs one problem, and is tried again."""

    def test_io_error_in_the_middle(self):
        self.write("bad.txt", LETTER * 12000)
        self.write("good.txt", LETTER)
        result = self.with_faults(f"eio@bad.txt@500000", self.scan)
        self.assertEqual(result.status, UNREAD)
        self.assertEqual(self.problems(), {("bad.txt", "io_error")})
        found = [f for f in self.report().of_kind("finding") if f["path"].endswith("bad.txt")]
        self.assertGreater(len(found), 20000, "what stands before the fault is found")
        self.assertEqual(self.scan().status, DONE, "it has passed")
        self.assertEqual(self.problems(), set())

    def test_changed_while_it_was_read(self):
        self.write("a.txt", LETTER * 12000)
        for name, change in (("grows", lambda path: path.write_text(LETTER * 12001)),
                             ("shrinks", lambda path: os.truncate(path, 300000)),
                             ("is touched", lambda path: os.utime(path))):
            with self.subTest(name):
                path = self.write("a.txt", LETTER * 12000)
                os.utime(path, (1, 1))
                process = self.scan_paused("pause@a.txt@400000")
                change(path)
                status, err = self.go_on(process)
                self.assertEqual(status, UNREAD, err)
                self.assertEqual(self.problems(), {("a.txt", "changed")})
                self.assertEqual(self.scan().status, DONE)

    def test_vanished_before_it_was_read(self):
        self.write("a/x.txt", LETTER)
        path = self.write("b/y.txt", LETTER)
        process = self.scan_paused("open@b/y.txt")
        path.unlink()
        self.assertEqual(self.go_on(process)[0], UNREAD)
        self.assertEqual(self.problems(), {("b/y.txt", "vanished")})
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(self.problems(), set())

    def test_removed_while_it_was_read(self):
        path = self.write("a.txt", LETTER * 12000)
        process = self.scan_paused("pause@a.txt@400000")
        path.unlink()
        self.assertEqual(self.go_on(process)[0], DONE, "it was read to its end")
        self.assertEqual(len(self.found()), 36000)
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(self.found(), [])

    def test_replaced_by_a_pipe_or_a_link(self):
        secret = self.folder / "secret.txt"
        secret.write_text(LETTER)
        for name, replace in (("pipe", os.mkfifo), ("link", lambda p: os.symlink(secret, p))):
            with self.subTest(name):
                path = self.write("b/y.txt", "")
                process = self.scan_paused("open@b/y.txt")
                path.unlink()
                replace(path)
                self.assertEqual(self.go_on(process)[0], UNREAD)
                self.assertEqual(self.problems(), {("b/y.txt", "changed")})
                self.assertEqual(self.found()[1:], [])
                path.unlink()

    def test_folder_renamed_under_the_walk(self):
        for i in range(4):
            self.write(f"old/{i}.txt", LETTER + str(i))
        self.write("other.txt", LETTER)
        self.scan()
        want = len(self.found())
        process = self.scan_paused("open@share/old", "--threads", 1, self.share)
        (self.share / "old").rename(self.share / "renamed")
        status, err = self.go_on(process)
        self.assertEqual(status, UNREAD, err)
        self.assertEqual(self.problems(), {("old", "vanished")})
        self.assertEqual(len([f for f in self.report().of_kind("finding")]), want,
                         "what is known is kept")
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual({f["path"].split("/")[-2] for f in self.report().of_kind("finding")},
                         {"renamed", "share"})
        self.assertEqual(len(self.found()), want)
        last = self.spana("status", "--inventory", self.inventory, "--format", "jsonl")
        self.assertEqual(last.of_kind("scan")[0]["moved"], 4)


class Stalled(FaultTest):
    """A file system that gives no answer holds up nobody but the reader that asked it."""

    def setUp(self):
        super().setUp()
        for i in range(40):
            self.write(f"{i % 4}/{i}.txt", LETTER)
        self.write("1/big.txt", LETTER * 12000)

    def stalled(self, fault, *args):
        """A scan in which one call never returns: its result, without waiting for that call."""
        process = self.with_faults(fault, self.scan_start, "--timeout", 1, *args, self.share)
        self.addCleanup(process.kill)
        out, err = process.communicate(timeout=60)
        self.assertTrue(self.paused.exists(), "it did not come to the fault")
        self.paused.unlink()
        return process.returncode, err

    def check_one_problem(self, fault, path, found, *args):
        status, err = self.stalled(fault, *args)
        self.assertEqual(status, UNREAD, err)
        self.assertEqual(self.problems(), {(path, "timeout")})
        problem, = self.report("--problems").of_kind("problem")
        self.assertRegex(problem["detail"], "file system gave no answer for 1 s")
        self.assertEqual(len(self.report().of_kind("finding")), found)
        self.assertEqual(self.scan("--timeout", 1, self.share).status, DONE, "tried again")
        self.assertEqual(len(self.found()), 3 * 40 + 3 * 12000)

    def test_reading(self):
        # Its hash is made first: nothing of it was searched.
        self.check_one_problem("pause@big.txt@400000", "1/big.txt", 3 * 40)

    def test_opening_with_one_reader(self):
        """What else the reader had taken upon itself is read by another."""
        self.check_one_problem("open@/13.txt", "1/13.txt", 3 * 39 + 36000, "--threads", 1)

    def test_listing(self):
        """A folder that cannot be listed in time keeps what is known below it."""
        for fault in ("open@share/2", "stat@30.txt"):
            with self.subTest(fault):
                self.scan("--timeout", 1, self.share)
                known = len(self.found())
                self.write("3/new.txt", LETTER)
                status, err = self.stalled(fault, "--threads", 1)
                self.assertEqual(status, UNREAD, err)
                self.assertEqual(self.problems(), {("2", "timeout")})
                found = len(self.report().of_kind("finding"))
                self.assertEqual(found, known + (3 if fault.startswith("open") else 0))
                self.assertEqual(self.scan().status, DONE)
                self.assertEqual(self.problems(), set())

    def test_what_was_found_before_counts(self):
        process = self.with_faults("pause@big.txt@700000", self.start, "detect", "--format",
                                   "jsonl", "--timeout", 1, self.share / "1")
        self.addCleanup(process.kill)
        lines = process.communicate(timeout=60)[0].decode().splitlines()
        self.assertEqual(process.returncode, UNREAD)
        big = [line for line in lines if "big.txt" in line]
        self.assertGreater(len(big), 10000)
        self.assertEqual([line for line in lines if '"timeout"' in line],
                         [line for line in big if '"problem"' in line])
        self.assertTrue(any("/37.txt" in line for line in lines))

    def test_a_stop_does_not_wait(self):
        process = self.scan_paused("pause@big.txt@400000", "--timeout", 0, self.share)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, INTERRUPTED)
        self.paused.unlink()
        self.assertEqual(self.scan().status, DONE)
        self.assertEqual(len(self.found()), 3 * 40 + 3 * 12000)

    def test_a_slow_answer_is_no_stall(self):
        process = self.scan_paused("pause@big.txt@400000", "--timeout", 20, self.share)
        time.sleep(1.5)
        self.assertEqual(self.go_on(process)[0], DONE)
        self.assertEqual(len(self.found()), 3 * 40 + 3 * 12000)


class Pace(FaultTest):
    def test_bandwidth(self):
        for i in range(8):
            self.write(f"{i}.bin", b"\0" + os.urandom(250000))
        began = time.monotonic()
        self.scan("--bandwidth", "1M", "--threads", 4, self.share)
        self.assertGreater(time.monotonic() - began, 1.6)
        process = self.start("detect", "--bandwidth", "10k", self.share)
        wait_for(lambda: catches(process.pid, signal.SIGINT))
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, INTERRUPTED, "a stop is not held up")

    def test_nice(self):
        self.write("a.txt", LETTER)
        process = self.scan_paused("pause@a.txt", "--nice", self.share)
        threads = os.listdir(f"/proc/{process.pid}/task")
        nice = {os.getpriority(os.PRIO_PROCESS, int(thread)) for thread in threads}
        self.assertGreater(len(threads), 2)
        self.assertEqual(nice, {19})
        if shutil.which("ionice"):
            told = subprocess.run(["ionice", "-p", str(process.pid)], capture_output=True, text=True)
            self.assertEqual(told.stdout.strip(), "idle")
        self.assertEqual(self.go_on(process)[0], DONE)

    def test_until(self):
        for i in range(200):
            self.write(f"{i}.txt", LETTER)
        self.write("z/big.txt", LETTER * 12000)
        process = self.scan_paused("pause@big.txt@400000", "--timeout", 0, "--until",
                                   self.soon(), self.share)
        _, err = process.communicate(timeout=130)
        self.assertEqual(process.returncode, TIME_UP, err)
        self.assertIn(b"Scan stopped at", err)
        self.paused.unlink()
        status = self.spana("status", "--inventory", self.inventory, "--format", "jsonl")
        self.assertEqual(status.of_kind("scan")[0]["state"], "stopped")
        self.assertEqual(len(self.found()), 3 * 200)
        later = time.strftime("%H:%M", time.localtime(time.time() + 3600))
        result = self.scan("--until", later, self.share)
        self.assertEqual(result.status, DONE, result.err)
        last = self.spana("status", "--inventory", self.inventory, "--format", "jsonl")
        self.assertEqual(last.of_kind("scan")[0]["unchanged"], 200)
        self.assertEqual(self.scan("--until", "6", self.share).status, USAGE)
        self.assertEqual(self.scan("--until", "25:00", self.share).status, USAGE)

    def soon(self):
        """In two seconds, as a clock shows it."""
        return time.strftime("%H:%M:%S", time.localtime(time.time() + 2))


if __name__ == "__main__":
    unittest.main()
