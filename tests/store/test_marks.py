"""Marks in the fact base: what is stored, what of it is drawn, and that they are no part of the fact."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.model import Claim, Marks, Span
from pipeline.model import Extraction, Source
from pipeline.process import process
from pipeline.store import FactBase, marks
from tests.factories import extraction

TEXT = "徐州市总工会访职工\n\n徐州市总工会为职工办实事，项目很多。去年投入资金30万元，比上年增长8%。"


def with_marks(read: Extraction, given: Marks) -> Extraction:
    def of(claim: Claim) -> Claim:
        return replace(claim, marks=given)

    return replace(read, facts=tuple(replace(fact, claim=of(fact.claim)) for fact in read.facts))


def test_marks_are_stored_from_the_start_of_the_sentence(base: FactBase, run: str) -> None:
    base.write(process(Source("a.txt", TEXT.encode())), run)
    money, rate = base.query()
    sentence = money["sentence"]
    drawn = {mark.name: sentence[mark.start : mark.end] for mark in marks.marked(money)}
    assert drawn["quantity"] == "30万元"
    assert (drawn["time"], drawn["action"], drawn["item"]) == ("去年", "投入", "资金")
    assert "subject" not in drawn, "it stands in the sentence before"
    start, end = marks.spans(money)["subject"]
    assert end <= 0 and end - start == len("徐州市总工会")
    assert {mark.name: sentence[mark.start : mark.end] for mark in marks.marked(rate)}["baseline"] == "上年"


def test_marks_alone_are_no_change_of_a_fact(base: FactBase, run: str) -> None:
    read = extraction("青河市总工会投入资金[300万元]。")
    base.write(read, run)
    change = base.write(with_marks(read, Marks(subject=Span(0, 6))), base.begin_run("again", "0.1.0"))
    assert change.same
    (row,) = base.query()
    assert marks.marked(row)[0] == marks.Mark(0, 6, "subject")


def test_marks_of_one_start_have_the_longer_first(base: FactBase, run: str) -> None:
    base.write(with_marks(extraction("青河市总工会投入资金[300万元]。"), Marks(Span(0, 6), place=Span(0, 3))), run)
    (row,) = base.query()
    assert [(m.name, m.start, m.end) for m in marks.marked(row)] == [
        ("subject", 0, 6), ("place", 0, 3), ("quantity", 10, 15),
    ]  # fmt: skip


def test_marks_that_do_not_fit_the_sentence_are_not_drawn(base: FactBase, run: str) -> None:
    base.write(with_marks(extraction("投入[300万元]。"), Marks(subject=Span(5, 90))), run)
    (row,) = base.query()
    assert [m.name for m in marks.marked(row)] == ["quantity"]


def test_marks_come_through_parquet_and_are_in_the_dump(base: FactBase, run: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from pipeline.store import parquet
    from pipeline.store.rows import rows_of
    from pipeline.store.write import Item

    read = replace(process(Source("a.txt", TEXT.encode())), locations=("a.txt",))
    part = parquet.write_part(tmp_path / "facts", "r", [Item(read, "r", None, rows_of(read))])
    base.write_many(list(parquet.items(tmp_path / "facts", "r", part)), run)
    with FactBase.open(tmp_path / "other.db") as other:
        other.write(read, other.begin_run("run", "0.1.0"), fingerprint="r")
        ours = [line for line in base.dump() if line.startswith("claims\t")]
        assert ours == [line for line in other.dump() if line.startswith("claims\t")]
    assert all('"marks": "{\\"subject\\":[' in line for line in ours)
