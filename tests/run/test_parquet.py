"""Runs into Parquet files: resumed, killed, opened with other tools, and loaded back to the same fact base."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import polars
import pytest

from pipeline import config
from pipeline.errors import InputError, StoreError
from pipeline.run import batch
from pipeline.run import parquet as runs
from pipeline.store import FactBase, parquet
from pipeline.store.rows import CLAIM_COLUMNS

SETTINGS = config.load(max_seconds=5.0)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(30):
        (folder / f"{i:02}.txt").write_text(f"第{i}篇：甲县总工会投入{i + 1}元，慰问{i + 2}人。", encoding="utf-8")
    (folder / "copy.txt").write_bytes((folder / "07.txt").read_bytes())
    (folder / "none.txt").write_text("没有数字", encoding="utf-8")
    (folder / "x.zip").write_bytes(b"PK broken")
    return folder


@pytest.fixture
def go(tmp_path, process):
    def run(*paths, **more):
        more.setdefault("process", process)
        more.setdefault("settings", SETTINGS)
        return runs.run([str(p) for p in paths], tmp_path / "facts", progress=False, **more)

    run.folder = tmp_path / "facts"
    return run


@pytest.fixture
def direct(corpus, process, tmp_path):
    """What a run straight into a fact base stores."""
    db = tmp_path / "direct.db"
    batch.run([str(corpus)], db, SETTINGS, process=process, progress=False)
    return facts(db)


def facts(db: Path) -> list[str]:
    with FactBase.open(db, readonly=True) as base:
        assert base.check() == []
        return list(base.dump())


def loaded(folder: Path, name: str = "loaded", **more) -> list[str]:
    db = folder.with_name(f"{name}.db")
    runs.load(folder, db, **more)
    return facts(db)


@pytest.mark.parametrize("where", [{"engine": "serial"}, {"engine": "processes", "jobs": 2}], ids=str)
def test_loaded_back_it_is_the_fact_base_of_a_run(go, corpus, direct, where):
    summary = go(corpus, **where)
    assert (summary.status, summary.read, summary.skipped, summary.failed) == ("finished", 31, 1, 1)
    assert loaded(go.folder) == direct
    again = go(corpus, **where)
    assert (again.read, again.skipped, again.failed) == (0, 32, 1)
    assert loaded(go.folder, "again") == direct


def test_small_parts_make_no_difference(go, corpus, direct, monkeypatch):
    monkeypatch.setattr(runs, "_PART", 4)
    go(corpus)
    assert loaded(go.folder) == direct


def test_duckdb_and_polars_read_it(go, corpus):
    go(corpus)
    claims = f"{go.folder}/claims/**/*.parquet"
    counted = duckdb.sql(f"SELECT count(*), max(value_real) FROM read_parquet('{claims}')").fetchall()
    assert counted == [(60, 31.0)]
    frame = polars.scan_parquet(claims, hive_partitioning=True).filter(polars.col("unit") == "元").collect()
    assert frame.height == 30
    assert set(CLAIM_COLUMNS) <= set(frame.columns)
    assert frame["reading"].unique().to_list() == parquet.readings(go.folder)


def test_cut_off_part_does_not_count_and_is_read_again(go, corpus, direct, monkeypatch):
    monkeypatch.setattr(runs, "_PART", 10)
    go(corpus)
    (reading,) = parquet.readings(go.folder)
    parts = parquet.parts(go.folder, reading)
    part = next(p for p in parts if len(parquet.rows(go.folder, reading, p, "documents")) == 10)
    (go.folder / "documents" / f"reading={reading}" / f"{part}.parquet").unlink()
    draft = go.folder / "claims" / f"reading={reading}" / ".x.1.tmp"
    draft.write_bytes(b"half")
    summary = go(corpus)
    assert (summary.status, summary.read) == ("finished", 10)
    assert not draft.exists()
    assert loaded(go.folder) == direct


def test_document_in_two_parts_is_mended(go, corpus, direct, process):
    go(corpus)
    (reading,) = parquet.readings(go.folder)
    parts = parquet.parts(go.folder, reading)
    part = max(parts, key=lambda p: len(parquet.rows(go.folder, reading, p, "documents")))
    doubled = list(parquet.items(go.folder, reading, part))[:5]
    parquet.write_part(go.folder, reading, doubled)
    go(corpus)
    ids = [id for id, _ in parquet.documents(go.folder, reading)]
    assert len(ids) == len(set(ids))
    assert loaded(go.folder) == direct


def test_other_settings_are_another_reading_beside_the_old(go, corpus, direct):
    go(corpus)
    (old,) = parquet.readings(go.folder)
    assert go(corpus, settings=config.load(min_confidence=0.1)).read == 31
    assert len(parquet.readings(go.folder)) == 2
    assert loaded(go.folder, reading=old[:8]) == direct
    assert go(corpus, force=True).read == 31
    assert loaded(go.folder, "forced") == direct


def test_input_that_is_mended_loses_its_problem(go, corpus):
    go(corpus)
    (corpus / "x.zip").unlink()
    (corpus / "bad.txt").write_text("崩溃", encoding="utf-8")
    assert go(corpus).problems == {"internal-error": 1}
    assert sum("internal-error" in line for line in loaded(go.folder) if line.startswith("problems")) == 1
    (corpus / "bad.txt").write_text("好了，投入1元", encoding="utf-8")
    assert go(corpus).new == 1
    assert not [line for line in loaded(go.folder, "mended") if line.startswith("problems")]


def test_what_cannot_be_loaded_is_told(go, corpus, tmp_path):
    with pytest.raises(InputError, match="no reading"):
        runs.load(tmp_path / "nosuch", tmp_path / "a.db")
    go(corpus)
    (reading,) = parquet.readings(go.folder)
    file = max((go.folder / "claims" / f"reading={reading}").glob("*.parquet"), key=lambda f: f.stat().st_size)
    file.write_bytes(b"PAR1 broken")
    with pytest.raises(StoreError, match="cannot read"):
        runs.load(go.folder, tmp_path / "b.db")


def test_run_is_on_record(go, corpus):
    go(corpus)
    shutil.rmtree(corpus)
    text = (go.folder / "runs.jsonl").read_text(encoding="utf-8")
    assert '"status": "finished"' in text
    assert '"claims": 60' in text
