"""What to look at next: stale reviews first, then doubt weighed with the size of the figure."""

from __future__ import annotations

import pytest

from pipeline.model import Problem
from pipeline.store import FactBase, Filters
from tests.factories import extraction


def quotes(base: FactBase, limit: int | None = None, **filters: object) -> list[str]:
    return [row["quote"] for row in base.queue(Filters(**filters), limit)]  # type: ignore[arg-type]


def test_doubt_goes_before_and_so_do_large_figures(base: FactBase, run: str) -> None:
    for name, text, confidence in (
        ("a", "投入[15000万元]。", 0.7),  # 0.3 x 9 digits
        ("b", "慰问[32人]。", 0.3),  # 0.7 x 2
        ("c", "新建[5家]。", 0.3),  # 0.7 x 1
        ("d", "支出[15000万元]。", 0.99),  # 0.01 x 9
    ):
        base.write(extraction(text, name=name, confidence=confidence), run)
    assert quotes(base) == ["15000万元", "32人", "5家", "15000万元"]
    assert [row["doubt"] for row in base.queue()] == pytest.approx([2.7, 1.4, 0.7, 0.09])
    assert quotes(base, limit=2) == ["15000万元", "32人"]
    assert quotes(base, unit="人") == ["32人"]
    first = base.queue()[0]["id"]
    assert [row["quote"] for row in base.queue(skip=[first], limit=1)] == ["32人"]


def test_what_was_decided_leaves_the_queue_and_comes_back_first_when_stale(base: FactBase, run: str) -> None:
    base.write(extraction("投入[300万元]。慰问[20人]。"), run)
    for row in base.queue():
        base.review(row["id"], "accepted", "Ann")
    assert quotes(base) == []
    base.write(extraction("新建[5家]。", name="b", confidence=0.0), run)
    base.write(extraction("投入[300万元]。慰问[20人]。", item="经费"), base.begin_run("better", "2"))
    rows = base.queue()
    assert [row["quote"] for row in rows] == ["300万元", "20人", "5家"]
    assert "since Ann accepted" in rows[0]["reasons"][0]
    assert rows[0]["reasons"][0].endswith("item 资金 → 经费")


def test_reasons_say_what_speaks_against_a_claim(base: FactBase, run: str) -> None:
    trouble = Problem("lost-bytes", "decode", "", 0, 3)
    base.write(extraction("投入[300万元]。", subject="", confidence=0.2, problems=(trouble,)), run)
    (row,) = base.queue()
    told = " ".join(row["reasons"])
    assert "(0.20)" in told
    assert "missing: subject" in told
    assert "lost-bytes" in told


def test_a_claim_waits_until_somebody_decides(base: FactBase, run: str) -> None:
    base.write(extraction("投入[300万元]。"), run)
    (row,) = base.queue()
    assert base.waiting(row["id"]) is not None
    base.review(row["id"], "rejected", "Ann")
    assert base.waiting(row["id"]) is None
    again = base.waiting(row["id"], decided=True)
    assert again is not None
    assert again["review"] == "rejected"
    assert base.waiting("none", decided=True) is None
