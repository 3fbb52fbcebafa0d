"""Each filter against what a user expects, in a file with its indexes and in one that is still being filled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.store import FactBase, plans, queries
from pipeline.store.filters import Filters
from tests.factories import article, claim, entity, extraction, fact, period, quantity

CLAIMS: dict[str, dict[str, Any]] = {
    "province": {"subject": "福建省总工会", "place": "福建省", "period": period("2020-01-01", "2022-12-31")},
    "city": {"subject": "福州市总工会", "place": "福州市", "outlet": "东南工人报", "date": date(2024, 7, 1),
             "sentence": "慰问困难职工", "value": 300000, "period": period("2024-05-01", "2024-05-31")},
    "county": {"subject": "福州市鼓楼区总工会", "place": "福州市鼓楼区", "speaker": "林一", "date": date(2024, 6, 3),
               "unit": "人", "period": period("2020-01-01", None, "since")},
    "dept": {"subject": "福州市总工会女职工委员会", "place": "福州市", "speaker": "张三"},
    "town": {"subject": "云上街道总工会", "place": "厦门市", "code": "350203005", "confidence": 0.97},
    "firm": {"subject": "青河钢铁集团工会", "place": "福州市", "confidence": 0.2},
    "bank": {"subject": "福州农商银行工会", "place": "福州市", "outlet": "青河日报", "date": date(2019, 1, 2),
             "period": period("2018-01-01", "2018-12-31")},
    "elsewhere": {"subject": "南昌市总工会", "place": "南昌市"},
    "teachers": {"subject": "四川省教科文卫体工会", "place": "四川省"},
    "national": {"subject": "全国总工会", "place": "北京市"},
    "abroad": {"subject": "世界工会联合会", "place": ""},
    "abroad_not": {"subject": "各级工会", "place": ""},
    "shanghai": {"subject": "某局", "place": "上海南京路口"},
    "over": {"subject": "某局", "place": "", "value": 100000, "modifier": "over"},
    "nearly": {"subject": "某局", "place": "", "value": 200000, "modifier": "nearly"},
    "open": {"subject": "某局", "place": "", "period": period("2021-06-01", None, "since"), "date": None},
}  # fmt: skip


def fill(base: FactBase) -> None:
    run = base.begin_run("run archive", "0.1.0")
    for name, told in CLAIMS.items():
        amount = quantity(told.get("value", 1), told.get("unit", "元"), told.get("modifier", "exact"))
        of = claim(
            amount, subject=told["subject"], place=told["place"], speaker=told.get("speaker", ""), action="", item="",
            period=told.get("period"), confidence=told.get("confidence", 0.9),
        )  # fmt: skip
        quote = "1元"
        one = fact(of, document=name, quote=quote, sentence=told.get("sentence", "") + quote)
        paper = article(name, outlet=told.get("outlet"), date=told.get("date", date(2022, 1, 1)))
        names = (entity(told["subject"], "UNION", id=told.get("code")),)
        read = extraction(name=name, entities=names, article_=paper)
        base.write(type(read)(**{**{f: getattr(read, f) for f in read.__slots__}, "facts": (one,)}), run)
    base.finish_run(run)


@pytest.fixture(scope="module", params=["whole", "filling"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactBase]:
    with FactBase.open(tmp_path_factory.mktemp("base") / "facts.db") as base:
        fill(base)
        if request.param == "filling":
            from pipeline.store import bulk

            for name in bulk.INDEXES:
                base._db.execute(f"DROP INDEX {name}")
        yield base


def cases() -> Iterator[Any]:
    table = (Path(__file__).parent / "cases_filters.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith(("#", "filters\t")):
            filters, found, why = line.split("\t")
            yield pytest.param(json.loads(filters), found.split(), id=f"{filters}: {why}")


@pytest.mark.parametrize(("filters", "expected"), list(cases()))
@pytest.mark.parametrize("few", [20_000, 3])
def test_filters_give_what_a_user_expects(
    filled: FactBase, monkeypatch: pytest.MonkeyPatch, filters: dict[str, Any], expected: list[str], few: int
) -> None:
    """However few claims are looked at one by one, the same are found."""
    monkeypatch.setattr(plans, "FEW", few)
    assert sorted(row["name"] for row in filled.query(**filters)) == expected
    assert sorted(row["name"] for row in filled.query(**filters, reviewed=True)) == expected
    assert sorted(row["name"] for row in filled.queue(Filters(**filters), None)) == expected


_GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["慰问", "元", "总工会 1", "%"]), "subject": st.sampled_from(["工会", "某局", "市"]),
        "union": st.sampled_from(["福建省总工会", "福州市总工会", "全总"]),
        "place": st.sampled_from(["福州", "福建省", "江西"]), "unit": st.sampled_from(["元", "人"]),
        "kind": st.sampled_from(["money", "people"]), "min_value": st.sampled_from([0, 1, 100000]),
        "max_value": st.sampled_from([1, 200000]), "since": st.just("2020-06-01"), "until": st.just("2024-01-01"),
        "outlet": st.sampled_from(["日报", "报"]), "published_since": st.just("2020-01-01"),
        "min_confidence": st.just(0.9), "review": st.sampled_from(["none", "any"]),
        "indicator": st.just("none"), "speaker": st.just("林"),
    },
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=_GIVEN, order=st.sampled_from(sorted(plans.ORDERS)), few=st.sampled_from([0, 2, 6, 20_000]))
def test_every_way_to_the_claims_gives_the_same_as_reading_all(
    filled: FactBase, filters: dict[str, Any], order: str, few: int
) -> None:
    """What is looked up in indexes, and in which order, is what a plain SELECT gives."""
    where, values = queries.conditions(filled._db, Filters(**filters))
    sql = f"SELECT * FROM v_claims WHERE {' AND '.join(where) or 1} ORDER BY {plans.ORDERS[order]}"
    plain = [dict(row) for row in filled._db.execute(sql, values)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "FEW", few)
        assert list(filled.query(**filters, order=order)) == plain


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    filters=_GIVEN,
    order=st.sampled_from(sorted(plans.ORDERS)),
    few=st.sampled_from([0, 3, 20_000]),
    page=st.integers(1, 4),
    left=st.sampled_from([{}, {"reviewed": True}, {"reviewed": True, "all_reports": True}]),
)
def test_list_goes_on_after_the_row_shown_last(
    looked_at: FactBase, filters: dict[str, Any], order: str, few: int, page: int, left: dict[str, bool]
) -> None:
    """Page after page gives what one long list does, with corrected and rejected claims among them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "FEW", few)
        whole = list(looked_at.query(**filters, **left, order=order))
        found: list[dict[str, Any]] = []
        while some := list(
            looked_at.query(**filters, **left, order=order, limit=page, after=found[-1]["id"] if found else None)
        ):
            found += some
            assert len(found) <= len(whole)
        assert found == whole


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactBase]:
    """The same facts, of which people reviewed some."""
    with FactBase.open(tmp_path_factory.mktemp("looked_at") / "facts.db") as base:
        fill(base)
        ids = sorted(row["id"] for row in base.query(all_reports=True))
        base.review(ids[0], "corrected", "Ann", corrections={"value": "150000"})
        base.review(ids[1], "corrected", "Ann", corrections={"period_start": "2021-01-01", "period_end": "2021-12-31"})
        base.review(ids[2], "rejected", "Ann")
        base.review(ids[3], "accepted", "Ann")
        yield base


def test_list_cannot_go_on_after_what_is_not_there(filled: FactBase) -> None:
    with pytest.raises(StoreError, match="cannot find the claim"):
        list(filled.query(after="0123456789abcdef-1"))
