"""Sums are the same by every way to the same facts: engines, order, Parquet, runs in pieces, reviews taken back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import gazetteers
from benchmarks import sums
from pipeline import FactBase, config
from pipeline.run import batch
from pipeline.run import parquet as files

SETTINGS = config.load()
ROOT = Path(gazetteers.__file__).parent.parent
BY = ((), ("year",), ("quarter",), ("city",), ("union", "year"), ("outlet",), ("indicator",))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles whose figures repeat, hold, update and make up each other, each group also in a place of its own."""
    folder = tmp_path_factory.mktemp("archive")
    for name, text in ((n, t) for group in sums.plant(5, 1, "rules") for n, t in group.articles.items()):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(path: Path) -> dict[tuple[str, ...], Any]:
    """All that sums say, and each fact left out with its reason and what stands for it."""
    with FactBase.open(path, readonly=True) as base:
        found: dict[tuple[str, ...], Any] = {}
        for by in BY:
            result = base.sums(by)
            assert result.waiting == 0
            left = [(row["id"], row["reason"], row["stands"]) for row in base.left_out(by)]
            found[by] = (result.rows, result.totals, dict(result.untotalled), left)
        return found


def run(paths: list[Path], db: Path, **more: Any) -> Any:
    return batch.run([str(path) for path in paths], db, SETTINGS, progress=False, **more)


@pytest.fixture(scope="module")
def expected(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Any]:
    db = tmp_path_factory.mktemp("serial") / "facts.db"
    run([archive], db)
    found = told(db)
    reasons = {reason for _, reason, _ in found[("year",)][3]}
    assert {"repeated", "reprint", "part", "within", "update", "plan"} <= reasons, "there is something to get wrong"
    return found


@pytest.mark.parametrize("where", [
    {"engine": "processes", "jobs": 1}, {"engine": "processes", "jobs": 3}, {"engine": "dask", "jobs": 2},
], ids=str)  # fmt: skip
def test_engines_and_workers_give_the_same_sums(archive, expected, tmp_path, where):
    run([archive], tmp_path / "facts.db", **where)
    assert told(tmp_path / "facts.db") == expected


def test_order_and_runs_in_pieces_give_the_same_sums(archive, expected, tmp_path):
    documents = sorted(archive.iterdir())
    run(documents[::-1], tmp_path / "reversed.db")
    assert told(tmp_path / "reversed.db") == expected
    for third in (documents[1::3], documents[2::3], documents[::3]):
        run(third, tmp_path / "pieces.db")
    assert told(tmp_path / "pieces.db") == expected


def test_reading_again_gives_the_same_sums(archive, expected, tmp_path):
    db = tmp_path / "facts.db"
    run([archive], db)
    run([archive], db, force=True)
    assert told(db) == expected
    batch.rerun(str(sorted(archive.iterdir())[0]), db, SETTINGS)
    assert told(db) == expected


def test_parquet_and_load_give_the_same_sums(archive, expected, tmp_path):
    files.run([str(archive)], tmp_path / "facts", SETTINGS, progress=False)
    files.load(tmp_path / "facts", tmp_path / "loaded.db")
    assert told(tmp_path / "loaded.db") == expected


def test_reviews_that_are_taken_back_leave_the_same_sums(archive, expected, tmp_path):
    db = tmp_path / "facts.db"
    run([archive], db)
    with FactBase.open(db) as base:
        every = [row["id"] for row in base.query(all_reports=True)]
        for claim in every[::3]:
            base.review(claim, "rejected", "Ann")
        for claim in every[1::5]:
            base.review(claim, "corrected", "Ann", corrections={"value": "77", "unit": "人", "kind": "people"})
        for claim in every[2::7]:
            base.review(claim, "corrected", "Ann", corrections={"period_start": "1999-01-01"})
    assert told(db) != expected
    with FactBase.open(db) as base:
        for claim in every:
            base.review(claim, "accepted", "Ann")
    assert told(db) == expected


WITH = "import sys; from pipeline import config; from pipeline.run.batch import run;"


def _in_process(code: Path, archive: Path, db: Path) -> None:
    """A run in a fresh process that finds its gazetteers in ``code``."""
    body = f"{WITH} run([sys.argv[1]], __import__('pathlib').Path(sys.argv[2]), config.load(), progress=False)"
    path = os.pathsep.join((str(code), str(ROOT)))
    call = [sys.executable, "-P", "-c", body, str(archive), str(db)]
    subprocess.run(call, check=True, env={**os.environ, "PYTHONPATH": path})


def test_words_corrected_later_give_the_sums_of_a_run_with_them(archive, expected, tmp_path):
    altered = tmp_path / "gazetteers"
    shutil.copytree(ROOT / "gazetteers", altered, ignore=shutil.ignore_patterns("__pycache__"))
    words = altered / "data" / "sum_words.tsv"
    lines = words.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.split("\t")[0] not in ("其中", "最高", "不超过", "计划", "将", "救助金")]
    assert len(kept) < len(lines)
    words.write_text("".join(kept), encoding="utf-8")
    db = tmp_path / "facts.db"
    _in_process(tmp_path, archive, db)
    with FactBase.open(db, readonly=True) as base:
        before = list(base._db.execute("SELECT claim, reason, stands FROM relations"))
        facts = [line for line in base.dump() if line.startswith("claims")]
    _in_process(ROOT, archive, db)
    with FactBase.open(db, readonly=True) as base:
        after = list(base._db.execute("SELECT claim, reason, stands FROM relations"))
        assert facts == [line for line in base.dump() if line.startswith("claims")], "no document is read again"
    assert [tuple(row) for row in before] != [tuple(row) for row in after]
    assert told(db) == expected
