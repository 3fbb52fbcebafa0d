"""The whole program, as processes, stopped in every way that a machine knows; the next call must mend it.

``python -m benchmarks.kills`` does the same over a larger archive, at more moments.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pipeline
from pipeline.store import FactBase

ROOT = Path(pipeline.__file__).parent.parent
NAMES = ["云水县", "海田市", "青石区", "长岭镇"]


def start(*args: object, **more) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipeline", "run", *map(str, args)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, **more
    )


def facts(db: Path) -> list[str]:
    with FactBase.open(db, readonly=True) as base:
        assert base.check() == []
        return list(base.dump())


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Some hundred short articles with repeated bytes among them, as JSON lines."""
    path = tmp_path_factory.mktemp("archive") / "news.jsonl"
    dice = random.Random(3)
    lines = []
    for i in range(400):
        name = dice.choice(NAMES)
        text = f"{name}总工会慰问职工\n\n{i % 28 + 1}日，{name}总工会投入{dice.randint(1, 999)}万元，慰问职工{i}人。"
        lines.append(json.dumps({"name": f"{i}.txt", "text": text if i % 50 else "重复的一篇：投入1元。"}))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(archive):
    """The fact base of an undisturbed run."""
    db = archive.with_name("whole.db")
    assert start(archive, "--db", db, "--jobs", 1).wait(300) == 0
    return facts(db)


def until_stored(process: subprocess.Popen[bytes], db: Path, number: int) -> None:
    """Waits until so many documents are in the fact base, or the process has ended."""
    import sqlite3

    while process.poll() is None:
        try:
            with sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=0.1) as connection:
                if connection.execute("SELECT count(*) FROM documents").fetchone()[0] >= number:
                    return
        except sqlite3.Error:
            pass
        time.sleep(0.01)


@pytest.mark.parametrize("stored", [0, 1, 200])
def test_killed_parent_leaves_no_process_and_the_next_run_ends_as_if_nothing_had_been(archive, whole, tmp_path, stored):
    db = tmp_path / "facts.db"
    process = start(archive, "--db", db, "--jobs", 2)
    if stored:
        until_stored(process, db, stored)
    else:
        time.sleep(0.5)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 60
    while (left := of_group(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left, "workers end when their parent is no more"
    assert start(archive, "--db", db, "--jobs", 2).wait(300) == 0
    assert facts(db) == whole


def of_group(group: int) -> list[int]:
    import psutil

    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


def test_ctrl_c_finishes_what_is_in_hand_and_says_how_to_go_on(archive, whole, tmp_path):
    db = tmp_path / "facts.db"
    process = start(archive, "--db", db, "--jobs", 2)
    until_stored(process, db, 1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    _, talk = process.communicate(timeout=120)
    assert process.returncode in (0, 130)
    if process.returncode == 130:
        assert "Call the same command again to go on" in talk.decode()
    assert b"Traceback" not in talk
    assert start(archive, "--db", db, "--jobs", 2).wait(300) == 0
    assert facts(db) == whole


def test_full_disk_ends_the_run_with_one_line_and_the_next_goes_on(archive, whole, tmp_path):
    db = tmp_path / "facts.db"

    def small_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        # more than the log of an empty fact base takes at its opening, less than with the first documents
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))

    process = start(archive, "--db", db, "--jobs", 2, preexec_fn=small_disk)
    _, talk = process.communicate(timeout=300)
    assert process.returncode == 1
    last = talk.decode().strip().splitlines()[-1]
    assert last.startswith("Error: cannot write to")
    assert b"Traceback" not in talk
    assert start(archive, "--db", db, "--jobs", 2).wait(300) == 0
    assert facts(db) == whole
