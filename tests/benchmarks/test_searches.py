"""The benchmark that holds search against a scan: it agrees with what is right, and notices what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import searches
from pipeline.store import FactBase, search
from tests.factories import extraction

SENTENCES = ("市总工会送温暖，投入资金[300万元]。", "各级工会慰问困难职工[20人]。", "乾安县总工会新建职工书屋[3家]。")


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "facts.db"
    with FactBase.open(path) as base:
        run = base.begin_run("run archive", "0.1.0")
        for n, sentence in enumerate(SENTENCES):
            base.write(extraction(sentence, name=f"{n}.txt"), run)
        base.finish_run(run)
    return path


def asked(path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["searches", str(path), "--fragments", "20"])
    return searches.main()


def test_index_and_scan_agree(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(filled, monkeypatch) == 0
    assert "| 工会 | 3 | 3 | 0 | 0 |" in capsys.readouterr().out


def test_a_sentence_missing_from_the_index_is_noticed(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FactBase.open(filled) as base:
        search.drop(base._db, [base._db.execute("SELECT min(number) FROM sentences").fetchone()[0]])
        base._db.commit()
    assert asked(filled, monkeypatch) == 1
