"""Facts as people left them: corrections put in, rejected ones out, in every order and by every filter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.store import FactBase
from pipeline.store.queries import ORDERS
from pipeline.store.reviewed import KEYS
from tests.factories import article, extraction, period


@pytest.fixture
def claims(base: FactBase, run: str) -> dict[str, str]:
    base.write(extraction("投入[300万元]。慰问[20人]。", "新建[5家]。"), run)
    return {row["quote"]: row["id"] for row in base.query()}


def quotes(base: FactBase, **filters: Any) -> list[str]:
    return [row["quote"] for row in base.query(**{"reviewed": True, **filters})]


def test_corrections_stand_in_the_place_of_what_was_read(base: FactBase, claims: dict[str, str]) -> None:
    base.review(
        claims["300万元"], "corrected", "Ann", corrections={"value": "20000000", "modifier": "over", "item": "书"}
    )
    (row,) = base.query(reviewed=True, unit="元")
    assert (row["value"], row["value_real"], row["item"], row["corrected"]) == (
        "20000000", 20000000.0, "书", "value,modifier,item",
    )  # fmt: skip
    assert (row["least"], row["most"]) == (20000000.0, 30000000.0)
    assert (row["quote"], row["subject"], row["review"], row["review_stale"]) == (
        "300万元",
        "青河市总工会",
        "corrected",
        0,
    )
    assert [row["value"] for row in base.query(unit="元")] == ["3000000"]
    assert [row["corrected"] for row in base.query(reviewed=True)] == ["value,modifier,item", "", ""]


@pytest.mark.parametrize(
    ("corrections", "filters", "found"),
    [
        ({"value": "20000000"}, {"min_value": Decimal(10**7)}, True),
        ({"value": "1"}, {"min_value": 100, "unit": "元"}, False),
        ({"unit": "港元"}, {"unit": "港元"}, True),
        ({"unit": "港元"}, {"unit": "元"}, False),
        ({"subject": "白水县总工会"}, {"subject": "白水"}, True),
        ({"kind": "count"}, {"kind": "money"}, False),
        ({"place": "福州市"}, {"place": "福建省"}, True),
        ({"period_start": "1999-01-01", "period_end": "1999-12-31"}, {"until": "2000-01-01"}, True),
        ({"item": "书"}, {"text": "投入", "review": "corrected"}, True),
        ({"item": "书"}, {"review": "none"}, False),
        ({"item": "书"}, {"review": "accepted"}, False),
    ],
)
def test_filters_go_by_the_corrected_fields(
    base: FactBase, claims: dict[str, str], corrections: dict[str, str], filters: dict[str, Any], found: bool
) -> None:
    base.review(claims["300万元"], "corrected", "Ann", corrections=corrections)
    assert ("300万元" in quotes(base, **filters)) is found


def test_rejected_facts_are_left_out_unless_asked_for(base: FactBase, claims: dict[str, str]) -> None:
    base.review(claims["20人"], "rejected", "Ann")
    base.review(claims["5家"], "accepted", "Ann")
    assert quotes(base) == ["300万元", "5家"]
    assert quotes(base, rejected=True) == ["300万元", "20人", "5家"]
    assert quotes(base, review="rejected") == ["20人"]
    assert quotes(base, review="any") == ["20人", "5家"]
    assert [row["quote"] for row in base.query()] == ["300万元", "20人", "5家"]
    base.review(claims["20人"], "accepted", "Bo")
    assert quotes(base) == ["300万元", "20人", "5家"]


def test_stale_reviews_still_count_and_can_be_asked_for(base: FactBase, claims: dict[str, str]) -> None:
    base.review(claims["300万元"], "corrected", "Ann", corrections={"item": "书"})
    base.review(claims["20人"], "rejected", "Ann")
    base.review(claims["5家"], "accepted", "Ann")
    assert quotes(base, review="stale") == []
    base.write(extraction("投入[300万元]。慰问[20人]。", "新建[5家]。", action="送出"), base.begin_run("better", "2"))
    assert quotes(base, review="stale") == ["300万元", "20人", "5家"]
    assert [(r["quote"], r["item"], r["action"], r["review_stale"]) for r in base.query(reviewed=True)] == [
        ("300万元", "书", "送出", 1), ("5家", "资金", "送出", 1),
    ]  # fmt: skip


def test_show_has_the_claim_as_read_and_as_corrected(base: FactBase, claims: dict[str, str]) -> None:
    assert base.claim(claims["20人"])["corrected"] is None
    base.review(claims["20人"], "corrected", "Ann", corrections={"value": "30"})
    found = base.claim(claims["20人"])
    assert (found["claim"]["value"], found["corrected"]["value"], found["corrected"]["corrected"]) == (
        "20",
        "30",
        "value",
    )
    base.review(claims["20人"], "accepted", "Ann")
    assert base.claim(claims["20人"])["corrected"] is None


def test_a_decision_on_one_report_holds_for_its_reprints(base: FactBase, run: str) -> None:
    words = "青河市总工会今年走访慰问困难职工家庭，把米面油送到他们手中，还帮助子女上学，累计投入资金[300万元]。"
    more = "市总工会负责人表示，下一步将继续建立健全帮扶机制，让每一名职工都感受到娘家人的温暖，推动工作落到实处。"
    for name in ("a.txt", "b.txt", "c.txt"):
        base.write(extraction(words, more, name=name, article_=article(outlet=name)), run)
    ids = [row["id"] for row in base.query(all_reports=True)]
    from_one = [(id, ids[0], ids[0]) for id in ids]
    base._db.executemany("INSERT INTO reports (claim, fact, reading) VALUES (?, ?, ?)", from_one)
    assert len(quotes(base)) == 1
    base.review(ids[0], "rejected", "Ann")
    assert quotes(base) == []
    assert len(quotes(base, all_reports=True)) == 2
    base.review(ids[1], "accepted", "Bo")
    assert [row["id"] for row in base.query(reviewed=True)] == [ids[1]]
    base.review(ids[0], "corrected", "Ann", corrections={"value": "7"})
    assert {row["id"]: row["value"] for row in base.query(reviewed=True)} == {ids[0]: "7", ids[1]: "3000000"}
    assert [row["id"] for row in base.queue()] == []


DAYS = st.sampled_from([None, "2020-01-01", "2021-06-30", "2024-12-31"])
VALUES = st.sampled_from([None, "0", "5", "12.5", "-3", "150000000"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(VALUES, DAYS, DAYS, st.booleans()), min_size=1, max_size=6))
def test_every_order_holds_among_corrected_and_uncorrected_facts(base: FactBase, changes: list[Any]) -> None:
    assert set(KEYS) == set(ORDERS)
    run = base.begin_run("run", "1")
    names = [f"{n}.txt" for n in range(8)]
    for n, name in enumerate(names):
        dated = article(date=None) if n % 3 == 0 else article()
        time = None if n % 2 else period(end="2022-01-01")
        base.write(extraction(f"投入[{n}万元]。", name=name, article_=dated, period=time, confidence=n / 10), run)
    ids = [row["id"] for row in base.query()]
    for id, (value, start, end, corrected) in zip(ids, changes, strict=False):
        given = {"value": value, "period_start": start, "period_end": end}
        base.review(id, "corrected" if corrected else "accepted", "Ann", corrections=given if corrected else None)
    for order in ORDERS:
        rows = list(base.query(reviewed=True, order=order))
        assert sorted(row["id"] for row in rows) == sorted(ids)
        columns = ", ".join(f'"{name}"' for name in rows[0])
        marks = ", ".join("?" * len(rows[0]))
        base._db.execute(f"CREATE TEMP TABLE sorted ({columns})")
        base._db.executemany(f"INSERT INTO sorted VALUES ({marks})", [tuple(row.values()) for row in rows])
        by_sqlite = [row[0] for row in base._db.execute(f"SELECT id FROM sorted ORDER BY {ORDERS[order]}")]
        base._db.execute("DROP TABLE temp.sorted")
        assert [row["id"] for row in rows] == by_sqlite
