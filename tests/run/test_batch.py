from __future__ import annotations

import os
import signal
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import config
from pipeline.errors import InputError, StoreError
from pipeline.run import batch
from pipeline.run.summary import told
from pipeline.store import FactBase

SETTINGS = config.load()


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(5):
        (folder / f"{i}.txt").write_text(f"第{i}篇：甲县总工会投入{i + 1}元，慰问{i + 2}人。", encoding="utf-8")
    return folder


@pytest.fixture
def go(tmp_path, process):
    def run(*paths, settings=SETTINGS, **more):
        more.setdefault("process", process)
        return batch.run([str(p) for p in paths], tmp_path / "facts.db", settings, progress=False, **more)

    run.db = tmp_path / "facts.db"
    return run


def facts(db: Path) -> list[str]:
    with FactBase.open(db, readonly=True) as base:
        return sorted(base.dump())


def test_run_stores_all_facts_and_counts_them(go, corpus):
    summary = go(corpus)
    assert (summary.status, summary.read, summary.new, summary.claims) == ("finished", 5, 5, 10)
    with FactBase.open(go.db, readonly=True) as base:
        assert len(list(base.query())) == 10
        (run,) = base.runs()
        assert (run["status"], run["documents"], run["claims"]) == ("finished", 5, 10)
        assert run["counts"]["read"] == 5


def test_what_is_stored_is_not_read_again(go, corpus):
    go(corpus)
    before = facts(go.db)
    again = go(corpus)
    assert (again.read, again.skipped) == (0, 5)
    assert facts(go.db) == before


def test_force_and_other_settings_read_again(go, corpus):
    go(corpus)
    assert (go(corpus, force=True).read, go(corpus).skipped) == (5, 5)
    assert go(corpus, settings=config.load(min_confidence=0.1)).read == 5
    assert go(corpus, settings=config.load(min_confidence=0.1, max_document_bytes=10**6)).skipped == 5


def test_same_bytes_at_two_places_are_one_document(go, corpus):
    (corpus / "copy.txt").write_bytes((corpus / "1.txt").read_bytes())
    summary = go(corpus)
    assert (summary.read, summary.skipped) == (5, 1)
    with FactBase.open(go.db, readonly=True) as base:
        assert len(base.document(str(corpus / "copy.txt"))["locations"]) == 2


def test_document_that_breaks_the_pipeline_is_a_problem_and_the_next_is_read(go, corpus):
    (corpus / "2b.txt").write_text("崩溃", encoding="utf-8")
    lines = []
    summary = go(corpus, tell=lines.append)
    assert (summary.read, summary.failed, summary.problems["internal-error"]) == (5, 1, 1)
    assert "RuntimeError in standin.py" in lines[0]
    assert "\n" not in lines[0]
    with FactBase.open(go.db, readonly=True) as base:
        (problem,) = base.problems("internal-error")
        assert "breaks the pipeline" in problem["detail"]
    assert go(corpus).failed == 1, "it is tried again, as it is not stored under the fingerprint"


def test_crash_keeps_the_facts_of_an_earlier_reading(go, corpus, process):
    go(corpus)

    def crash(source, settings):
        raise ZeroDivisionError

    assert go(corpus, force=True, process=crash).failed == 5
    with FactBase.open(go.db, readonly=True) as base:
        assert len(list(base.query())) == 10


def test_unreadable_input_has_a_row_that_goes_when_it_is_mended(go, corpus):
    archive = corpus / "x.zip"
    archive.write_bytes(b"PK broken")
    assert go(corpus).problems["broken-archive"] == 1
    with FactBase.open(go.db, readonly=True) as base:
        assert [p["name"] for p in base.problems("broken-archive")] == [str(archive)]
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("in.txt", "甲县总工会投入99元。")
    go(corpus)
    with FactBase.open(go.db, readonly=True) as base:
        assert list(base.problems()) == []
        assert len(list(base.query(min_value=99))) == 1


def test_problem_of_a_path_that_is_not_read_this_time_stays(go, corpus, tmp_path):
    (tmp_path / "other.zip").write_bytes(b"PK broken")
    go(tmp_path / "other.zip")
    go(corpus)
    with FactBase.open(go.db, readonly=True) as base:
        assert len(list(base.problems())) == 1


def test_missing_path_beside_others_is_told_and_alone_makes_no_fact_base(go, corpus, tmp_path):
    with pytest.raises(InputError, match="nosuch"):
        go(tmp_path / "nosuch")
    assert not go.db.exists()
    summary = go(tmp_path / "nosuch", corpus)
    assert (summary.read, len(summary.missing)) == (5, 1)


def test_interrupt_finishes_the_document_in_hand_and_the_next_call_goes_on(go, corpus, process):
    calls = []

    def interrupted(source, settings):
        calls.append(source.name)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return process(source, settings)

    summary = go(corpus, process=interrupted)
    assert (summary.status, summary.read) == ("interrupted", 2)
    with FactBase.open(go.db, readonly=True) as base:
        assert base.runs()[0]["status"] == "interrupted"
        assert len(list(base.query())) == 4
    rest = go(corpus)
    assert (rest.status, rest.read, rest.skipped) == ("finished", 3, 2)


def test_second_interrupt_ends_at_once_and_the_run_is_marked(go, corpus):
    def stuck(source, settings):
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("never here")

    with pytest.raises(KeyboardInterrupt):
        go(corpus, process=stuck)
    with FactBase.open(go.db, readonly=True) as base:
        assert base.runs()[0]["status"] == "failed"


def test_document_that_cannot_be_stored_takes_no_other_with_it(go, corpus, process):
    def odd(source, settings):
        extraction = process(source, settings)
        if source.name.endswith("3.txt"):
            extraction = replace(extraction, facts=(replace(extraction.facts[0], article=7),))
        return extraction

    summary = go(corpus, process=odd)
    assert (summary.new, summary.problems["internal-error"]) == (4, 1)
    with FactBase.open(go.db, readonly=True) as base:
        assert len(list(base.query())) == 8


def test_foreign_and_locked_files_are_refused_before_anything_is_read(go, corpus, tmp_path):
    go.db.write_text("this is a diary, not a database", encoding="utf-8")
    with pytest.raises(StoreError, match=r"facts\.db"):
        go(corpus)
    assert go.db.read_text(encoding="utf-8").startswith("this is a diary")
    go.db.unlink()
    with sqlite3.connect(go.db) as other:
        other.execute("CREATE TABLE mine (x)")
    with pytest.raises(StoreError, match="no fact base"):
        go(corpus)


def test_rerun_replaces_one_document_and_tells_what_changed(go, corpus, process):
    go(corpus)
    path = str(corpus / "2.txt")

    def better(source, settings):
        extraction = process(source, settings)
        first = replace(extraction.facts[0], claim=replace(extraction.facts[0].claim, subject="乙县总工会"))
        return replace(extraction, facts=(first,))

    source, dry = batch.rerun(path, go.db, SETTINGS, dry=True, process=better)
    assert source.name == path
    _, change = batch.rerun(path, go.db, SETTINGS, process=better)
    for c in (dry, change):
        assert [m.quote for m in c.went] == ["4人"]
        assert [(f.field, f.old, f.new) for f in c.changed] == [("subject", "甲县总工会", "乙县总工会")]
        assert not c.came
    with FactBase.open(go.db, readonly=True) as base:
        assert len(list(base.query())) == 9
        assert f"rerun {path}" in {run["command"] for run in base.runs()}


def test_rerun_finds_documents_in_archives_by_id(go, tmp_path, process):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as z:
        z.writestr("x/in.txt", "投入5元")
    go(tmp_path / "a.zip")
    with FactBase.open(go.db, readonly=True) as base:
        (claim,) = base.query()
    source, change = batch.rerun(claim["document"][:10], go.db, SETTINGS, process=process)
    assert source.name.endswith("a.zip!/x/in.txt")
    assert change.same


def test_rerun_says_when_the_bytes_are_gone_or_others(go, corpus, process):
    go(corpus)
    path = corpus / "2.txt"
    path.write_text("other", encoding="utf-8")
    with pytest.raises(InputError, match="other bytes"):
        batch.rerun(str(path), go.db, SETTINGS, process=process)
    path.unlink()
    with pytest.raises(InputError, match="no more"):
        batch.rerun(str(path), go.db, SETTINGS, process=process)


def test_summary_shows_facts_with_their_quantity_marked(go, corpus):
    (corpus / "evil.txt").write_text("\x1b[31m投入777元\x1b[0m", encoding="utf-8")
    lines = list(told(go(corpus), "my.db", ".venv/bin/unionfacts"))
    text = "\n".join(lines)
    assert "【1元】" in text
    assert "\x1b" not in text
    assert ".venv/bin/unionfacts show " in text
    assert "--db my.db" in text
