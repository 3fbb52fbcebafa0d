"""Stops runs with ``kill -9`` at random moments, goes on, and compares the fact base with that of an undisturbed run.

Usage: python -m benchmarks.kills PATH… [--times 20] [--jobs 2] [--seed 1]

PATH is as for ``unionfacts run``; some hundred documents are enough (``python -m benchmarks.archive 600 FILE.jsonl``).
Each time the run is killed at a moment drawn between nothing and its whole length: the parent, or one of its workers,
or the parent with all workers; and every third time the run that goes on is killed once more. What is compared is the
canonical dump, which leaves out when and in which order rows were written. Prints one line a kill, and how many of them
ended with the same content; the exit status is 1 unless all did.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from pipeline.store import FactBase


def start(paths: list[str], db: Path, jobs: int) -> subprocess.Popen[bytes]:
    """A run as a process of its own, in a group of its own, so that nothing of it can outlive the benchmark."""
    command = [sys.executable, "-W", "ignore", "-m", "pipeline", "run", *paths, "--db", str(db), "--jobs", str(jobs)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=os.environ
    )


def content(db: Path) -> str:
    """Hash of the canonical dump; says what is wrong with a file that is not whole."""
    total = hashlib.sha256()
    with FactBase.open(db, readonly=True) as base:
        if wrong := base.check():
            return f"damaged: {wrong[0]}"
        for line in base.dump():
            total.update(line.encode() + b"\n")
    return total.hexdigest()[:16]


def kill(run: subprocess.Popen[bytes], victim: str, dice: random.Random) -> bool:
    """Kills the parent, one worker, or all of them; False where nothing was there to kill any more."""
    if run.poll() is not None:
        return False
    try:
        workers = [w for child in psutil.Process(run.pid).children() for w in child.children()]
        if victim == "worker" and workers:
            dice.choice(workers).kill()
        elif victim == "all":
            os.killpg(run.pid, signal.SIGKILL)
        else:
            run.kill()
    except (psutil.NoSuchProcess, ProcessLookupError):
        return False
    return True


def main() -> int:
    """The benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    dice = random.Random(given.seed)
    right = 0
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.db"
        began = time.monotonic()
        assert start(given.paths, whole, given.jobs).wait() == 0
        length = time.monotonic() - began
        expected = content(whole)
        print(f"undisturbed run: {length:.1f} s, content {expected}")
        for number in range(given.times):
            db = Path(folder) / f"{number}.db"
            victim = ("parent", "worker", "all")[number % 3]
            told = []
            for again in range(2 if number % 3 == 1 else 1):
                run = start(given.paths, db, given.jobs)
                moment = dice.uniform(0, length) / (again + 1)
                time.sleep(moment)
                hit = kill(run, victim, dice)
                told.append(f"{victim} after {moment:.1f} s" + ("" if hit else " (too late)"))
                if victim == "worker" and hit:
                    run.wait()
            run = start(given.paths, db, given.jobs)
            same = run.wait() == 0 and content(db) == expected
            right += same
            print(f"{number + 1:>3} {'same' if same else 'DIFFERENT'}  killed {', '.join(told)}", flush=True)
            db.unlink(missing_ok=True)
    print(f"{right} of {given.times} ended with the content of the undisturbed run")
    return 0 if right == given.times else 1


if __name__ == "__main__":
    sys.exit(main())
