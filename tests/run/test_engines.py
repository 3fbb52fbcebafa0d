"""Runs with workers that die, hang and grow: whatever happens, the same facts as from an undisturbed serial run."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from pipeline import config
from pipeline.errors import InputError, UnionfactsError
from pipeline.run import batch, engines
from pipeline.run.engines.serial import OverTime, alarm
from pipeline.run.engines.worker import resident
from pipeline.run.readings import Job
from pipeline.store import FactBase

SETTINGS = config.load(max_seconds=2.0)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(40):
        (folder / f"{i:02}.txt").write_text(f"慢，第{i}篇：甲县总工会投入{i + 1}元，慰问{i + 2}人。", encoding="utf-8")
    (folder / "copy.txt").write_bytes((folder / "07.txt").read_bytes())
    return folder


@pytest.fixture
def go(tmp_path, process):
    def run(*paths, name="facts", settings=SETTINGS, **more):
        more.setdefault("process", process)
        run.db = tmp_path / f"{name}.db"
        return batch.run([str(p) for p in paths], run.db, settings, progress=False, **more)

    return run


def facts(db: Path) -> list[str]:
    with FactBase.open(db, readonly=True) as base:
        assert base.check() == []
        return list(base.dump())


def workers() -> list[psutil.Process]:
    """Processes that read: children of the fork server, which is our child."""
    return [w for child in psutil.Process().children() for w in child.children()]


@pytest.mark.parametrize("where", [{"engine": "processes", "jobs": 1}, {"engine": "processes", "jobs": 3}], ids=str)
def test_same_facts_from_any_number_of_workers(go, corpus, where):
    go(corpus)
    expected = facts(go.db)
    summary = go(corpus, name="other", **where)
    assert (summary.status, summary.read, summary.skipped, summary.claims) == ("finished", 40, 1, 80)
    assert facts(go.db) == expected
    again = go(corpus, name="other", **where)
    assert (again.read, again.skipped) == (0, 41)
    assert not workers(), "no process is left behind"


def test_dask_reads_the_same_and_survives_what_kills_its_workers(go, corpus):
    (corpus / "x.txt").write_text("绝路", encoding="utf-8")
    (corpus / "y.txt").write_text("死循环", encoding="utf-8")
    dask = go(corpus, name="dask", engine="dask", jobs=2)
    assert (dask.read, dask.claims) == (40, 80)
    assert dask.problems == {"worker-died": 1, "over-time": 1}
    expected = go(corpus, name="processes", engine="processes", jobs=2)
    assert expected.problems == dask.problems
    claims = [[line for line in facts(go.db.with_name(f"{x}.db")) if not line.startswith("problems")]
              for x in ("dask", "processes")]  # fmt: skip
    assert claims[0] == claims[1]


def test_document_that_kills_its_worker_is_a_problem_and_the_others_are_read(go, corpus):
    (corpus / "x.txt").write_text("绝路", encoding="utf-8")
    lines = []
    summary = go(corpus, engine="processes", jobs=2, tell=lines.append)
    assert (summary.status, summary.read, summary.failed) == ("finished", 40, 1)
    assert summary.problems == {"worker-died": 1}
    assert "exit status -9" in lines[0]
    with FactBase.open(go.db, readonly=True) as base:
        (problem,) = base.problems()
        assert (problem["name"], problem["code"]) == (str(corpus / "x.txt"), "worker-died")
    (corpus / "x.txt").write_text("投入9元", encoding="utf-8")
    assert go(corpus, engine="processes", jobs=2).new == 1


@pytest.mark.parametrize("where", [{"engine": "serial"}, {"engine": "processes", "jobs": 2}], ids=str)
def test_document_that_never_ends_is_given_up(go, corpus, where):
    (corpus / "05a.txt").write_text("死循环", encoding="utf-8")
    (corpus / "05b.txt").write_text("死循环，又一篇", encoding="utf-8")
    summary = go(corpus, settings=config.load(max_seconds=0.5), **where)
    assert (summary.status, summary.read, summary.problems) == ("finished", 40, {"over-time": 2})
    with FactBase.open(go.db, readonly=True) as base:
        assert [Path(p["name"]).name for p in base.problems("over-time")] == ["05a.txt", "05b.txt"]


@pytest.mark.parametrize("seed", [5, 6])
def test_workers_killed_at_random_change_nothing(go, corpus, tmp_path, seed):
    gate = tmp_path / "gate"  # the run cannot end before workers were killed, however slow the machine is
    (corpus / "20.txt").write_text(f"等到〈{gate}〉：甲县总工会投入21元，慰问22人。", encoding="utf-8")
    patient = config.load(max_seconds=600.0)
    gate.touch()
    go(corpus, settings=patient)
    expected = facts(go.db)
    gate.unlink()
    dice, killed = random.Random(seed), set()

    def kill() -> None:
        try:
            while len(killed) < 2:  # a third death over one document would make it a problem
                if victims := [w for w in workers() if w.pid not in killed]:
                    victim = dice.choice(victims)
                    with suppress(psutil.NoSuchProcess):
                        victim.kill()
                        killed.add(victim.pid)
                time.sleep(dice.uniform(0.01, 0.1))
        finally:
            gate.touch()

    killer = threading.Thread(target=kill)
    killer.start()
    summary = go(corpus, name="other", settings=patient, engine="processes", jobs=3)
    killer.join()
    assert (summary.read, summary.failed, len(killed)) == (40, 0, 2)
    assert facts(go.db) == expected


def test_worker_that_has_grown_makes_room_for_a_fresh_one(go, corpus):
    assert resident() > 1 << 20
    small = config.load(max_worker_bytes=1 << 26)  # a worker that has loaded anything is larger
    go(corpus)
    expected = facts(go.db)
    summary = go(corpus, name="other", settings=small, engine="processes", jobs=2)
    assert (summary.read, summary.failed) == (40, 0)
    assert facts(go.db) == expected


def test_interrupt_stores_what_is_in_hand_and_the_next_call_goes_on(go, corpus):
    for i in range(400):
        (corpus / f"more{i}.txt").write_text(f"慢{i}：投入{i}元", encoding="utf-8")

    def interrupt() -> None:
        while not workers():  # they start when the run is ready to be asked to stop
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    asking = threading.Thread(target=interrupt, daemon=True)
    asking.start()
    first = go(corpus, engine="processes", jobs=2)
    asking.join()
    assert first.status == "interrupted"
    assert 0 < first.read < 440
    assert not workers()
    second = go(corpus, engine="processes", jobs=2)
    assert (second.status, first.read + second.read) == ("finished", 440)
    interrupted = facts(go.db)
    go(corpus, name="whole")
    assert facts(go.db) == interrupted


def test_documents_larger_than_a_pipe_come_through(go, tmp_path):
    folder = tmp_path / "large"
    folder.mkdir()
    for i in range(6):
        (folder / f"{i}.txt").write_text(f"{'长' * 300_000}，投入{i}元", encoding="utf-8")
    assert go(folder, engine="processes", jobs=2).claims == 6


def test_error_that_every_document_would_meet_ends_the_run(go, corpus):
    with pytest.raises(UnionfactsError, match="every document"):
        go(corpus, process=broken, engine="processes", jobs=2)
    with FactBase.open(go.db, readonly=True) as base:
        assert base.runs()[0]["status"] == "failed"
    assert not workers()


def broken(source, settings):
    raise UnionfactsError("every document meets this")


def test_choices_that_do_not_go_together_are_told_before_anything_is_made(go, corpus):
    for where, words in (
        ({"jobs": 0}, "0 workers"),
        ({"engine": "processes", "scheduler": "tcp://nowhere:1"}, "only dask"),
        ({"engine": "threads"}, "no engine 'threads'"),
    ):
        with pytest.raises(InputError, match=words):
            go(corpus, **where)
        assert not go.db.exists()
    job = Job(SETTINGS)
    assert type(engines.chosen(jobs=1)(job)).__name__ == "Serial"
    assert type(engines.chosen(jobs=2)(job)).__name__ == "Processes"


def test_scheduler_that_is_not_there_is_told(go, corpus, monkeypatch):
    from pipeline.run.engines import dask

    monkeypatch.setattr(dask, "_PATIENCE", 0.5)
    with pytest.raises(InputError, match=r"cannot reach the scheduler tcp://127\.0\.0\.1:9"):
        go(corpus, engine="dask", scheduler="tcp://127.0.0.1:9")


def test_alarm_rings_once_and_is_taken_down():
    with pytest.raises(OverTime), alarm(0.05):
        time.sleep(5)
    with alarm(0.05):
        pass
    time.sleep(0.1)
