from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store import FactBase
from pipeline.store.dump import TABLES
from tests.factories import extraction


def test_run_is_recorded_from_start_to_end(base: FactBase, run: str) -> None:
    base.write(extraction("[1元]"), run, "fp", 0.25)
    (row,) = base.runs()
    assert (row["status"], row["ended"], row["counts"], row["claims"]) == ("running", None, {}, 1)
    base.finish_run(run, {"documents": 1, "skipped": 0})
    (row,) = base.runs()
    assert (row["id"], row["command"], row["version"], row["status"]) == (run, "run archive", "0.1.0", "finished")
    assert row["counts"] == {"documents": 1, "skipped": 0}
    started, ended = (datetime.fromisoformat(row[name]) for name in ("started", "ended"))
    assert started.tzinfo == UTC
    assert started <= ended
    (kept,) = base._db.execute("SELECT config_hash, gazetteer_hash, settings FROM runs")
    assert tuple(kept) == ("c0ffee", "beef", '{"a": 1}')
    assert base._db.execute("SELECT seconds FROM run_documents").fetchone()[0] == 0.25


def test_runs_are_newest_first(base: FactBase) -> None:
    started = [base.begin_run(f"run {n}", "1") for n in range(3)]
    assert len(set(started)) == 3
    assert {row["id"] for row in base.runs()} == set(started)
    times = [row["started"] for row in base.runs()]
    assert times == sorted(times, reverse=True)
    assert len(base.runs(limit=2)) == 2


def test_runs_of_one_second_never_share_an_id(base: FactBase, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["beef", "beef", "beef", "f00d"])
    monkeypatch.setattr("secrets.token_hex", lambda n: next(drawn))
    monkeypatch.setattr("pipeline.store.runs.now", lambda: "2024-05-01T08:00:00.000+00:00")
    assert [base.begin_run("run", "1") for _ in range(2)] == ["20240501T080000Z-beef", "20240501T080000Z-f00d"]


def test_finish_refuses_what_is_not_there(base: FactBase, run: str) -> None:
    with pytest.raises(StoreError, match="there is no such run"):
        base.finish_run("nothing")
    with pytest.raises(StoreError, match="use one of finished"):
        base.finish_run(run, status="fine")


def test_run_of_a_dead_process_becomes_interrupted(path: Path) -> None:
    code = (
        "import os, sys; from pipeline.store import FactBase\n"
        "base = FactBase.open(sys.argv[1]); base.begin_run('dies', '1'); os._exit(9)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(path)],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with FactBase.open(path) as base:
        assert [row["status"] for row in base.runs()] == ["running"]
        base.begin_run("next", "1")
        assert {row["command"]: row["status"] for row in base.runs()} == {"dies": "interrupted", "next": "running"}
        base.begin_run("another beside it", "1")
        assert {row["command"]: row["status"] for row in base.runs()}["next"] == "running"


def test_dump_has_every_table_with_facts(base: FactBase, run: str) -> None:
    base.write(extraction("[1元]"), run)
    tables = set(base.db.table_names()) - {"migrations", "descriptions", "search_index", "states", "uncompared"}
    tables -= {"tallies", "stale_tallies", "counters"}  # counted from the others
    tables -= {"unsettled", "settled_by", "series"}  # how far the relations are worked out, and sums of them
    assert {name for name in tables if not name.startswith(("search_index_", "sqlite_"))} == set(TABLES)
    whole, canonical = list(base.dump(canonical=False)), list(base.dump())
    assert any(line.startswith("runs\t") for line in whole)
    assert not any(line.startswith(("runs\t", "run_documents\t", "changes\t")) for line in canonical)
    assert not any(run in line for line in canonical)
