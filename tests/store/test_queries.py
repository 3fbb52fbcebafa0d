from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.errors import StoreError
from pipeline.model import Fact, Problem
from pipeline.store import FactBase, Filters, migrations
from tests.factories import article, claim, entity, extraction, fact, period, quantity


def figures(*quantities: Any) -> tuple[Fact, ...]:
    """Facts one after another, each in its own sentence."""
    return tuple(
        fact(claim(q), start=10 * n, quote=f"第{n}个", sentence=f"第{n}句") for n, q in enumerate(quantities, start=1)
    )


def quotes(base: FactBase, **filters: Any) -> list[str]:
    return [row["quote"] for row in base.query(**filters)]


HEDGED = {
    "第1个": quantity(100000), "第2个": quantity(100000, modifier="over"), "第3个": quantity(200000, modifier="nearly"),
    "第4个": quantity(200000, modifier="under"), "第5个": quantity(150000, modifier="about"),
    "第6个": quantity(90000, high=120000), "第7个": quantity(None, modifier="about"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"min_value": 100000}, "1235"),
        ({"min_value": 100001}, "35"),
        ({"min_value": 200000}, ""),
        ({"max_value": 100000}, "1"),
        ({"max_value": 150000}, "156"),
        ({"max_value": 200000}, "123456"),
        ({"min_value": 90000, "max_value": 120000}, "16"),
        ({"min_value": Decimal("99999.5"), "max_value": Decimal("100000.5")}, "1"),
        ({}, "1234567"),
    ],
)
def test_query_by_value_respects_hedges(base: FactBase, run: str, filters: dict[str, Any], expected: str) -> None:
    base.write(replace(extraction(), facts=figures(*HEDGED.values())), run)
    assert quotes(base, **filters) == [f"第{n}个" for n in expected]


def test_query_by_place_takes_in_what_lies_within(base: FactBase, run: str) -> None:
    places = {"青原省": "350000", "青河市": "350100", "鼓山区": "350102", "白水市": "350200", "赤岭省": "360000"}
    for name, code in places.items():
        document = extraction("投入[1元]。", name=name, entities=(entity(name, "PLACE", id=code),), place=name)
        base.write(document, run)

    def found(place: str) -> set[str]:
        return {row["place"] for row in base.query(place=place)}

    assert found("青原省") == {"青原省", "青河市", "鼓山区", "白水市"}
    assert found("青河市") == {"青河市", "鼓山区"}
    assert found("350102") == {"鼓山区"}
    assert found("36") == {"赤岭省"}
    assert found("白水") == {"白水市"}
    assert found("没有的地方") == set()
    assert found("福建省") == found("福建") == found("青原省")  # known from the gazetteer, though no document names it


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"since": "2024-01-01"}, "ace"),
        ({"until": "2023-06-30"}, "bc"),
        ({"since": "2023-06-01", "until": date(2023, 6, 30)}, "b"),
        ({"since": "2025-01-01"}, ""),
        ({"since": "2024-03-04", "until": "2024-03-04"}, "ae"),
    ],
)
def test_query_by_period_is_touching(base: FactBase, run: str, filters: dict[str, Any], expected: str) -> None:
    periods = {"a": period(), "b": period("2023-01-01", "2023-12-31"), "c": period("2020-01-01", "2024-02-01"),
               "d": None, "e": period(None, "2024-03-04", "until")}  # fmt: skip
    if filters.get("since") == "2023-06-01":
        periods.pop("c")
    for name, given in periods.items():
        base.write(extraction("投入[1元]。", name=name, period=given), run)
    assert "".join(row["name"] for row in base.query(**filters)) == expected


def test_query_by_the_other_filters(base: FactBase, run: str) -> None:
    a = extraction("投入[1元]。", name="a.txt", subject="青河市总工会", confidence=0.9, locations=("dir/a.txt",))
    b = extraction("服务[2人]。", name="b.txt", subject="白水县总工会", confidence=0.4,
                   article_=article("另一篇", outlet="白水新闻网", date=None))  # fmt: skip
    base.write(a, run)
    base.write(b, run)
    for filters, expected in [
        ({"subject": "总工会"}, ["1元", "2人"]), ({"subject": "白水县"}, ["2人"]), ({"kind": "money"}, ["1元"]),
        ({"unit": "人"}, ["2人"]), ({"outlet": "青河"}, ["1元"]), ({"min_confidence": 0.5}, ["1元"]),
        ({"document": "a.txt"}, ["1元"]), ({"document": "dir/a.txt"}, ["1元"]), ({"document": b.source_id}, ["2人"]),
        ({"document": b.source_id[:8].upper()}, ["2人"]), ({"limit": 1}, ["1元"]), ({"limit": 0}, []),
        ({"text": "服务", "kind": "money"}, []),
        ({"order": "-value"}, ["2人", "1元"]), ({"order": "value"}, ["1元", "2人"]),
        ({"order": "confidence"}, ["2人", "1元"]), ({"order": "published"}, ["1元", "2人"]),
        ({"order": "-published"}, ["1元", "2人"]), ({"order": "period"}, ["1元", "2人"]),
        ({"review": "none"}, ["1元", "2人"]),
    ]:  # fmt: skip
        found = quotes(base, **filters)  # type: ignore[arg-type]
        assert sorted(found) == expected if filters.get("order") == "period" else found == expected, filters
    assert [row["quote"] for row in base.query(Filters(unit="元"))] == ["1元"]


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"order": "value; DROP TABLE claims"}, "cannot order by"),
        ({"since": "4. März"}, "is no date"),
        ({"until": "2024-13"}, "is no date"),
        ({"document": "nothing.txt"}, "cannot find the document nothing.txt"),
        ({"colour": "red"}, "unexpected keyword argument 'colour'"),
    ],
)
def test_query_refuses_at_the_call(base: FactBase, filters: dict[str, Any], message: str) -> None:
    with pytest.raises(StoreError, match=message):
        base.query(**filters)


def test_document_of_ambiguous_name_is_an_error(base: FactBase, run: str) -> None:
    base.write(extraction(name="a.txt", data=b"1"), run)
    base.write(extraction(name="a.txt", data=b"2"), run)
    with pytest.raises(StoreError, match="2 or more fit"):
        base.document("a.txt")


def test_claim_shows_everything_around_it(base: FactBase, run: str) -> None:
    problems = (Problem("lost-bytes", "decode", "here", 3, 5), Problem("lost-bytes", "decode", "far", 900, 905),
                Problem("no-date", "articles", "whole document"))  # fmt: skip
    base.write(
        extraction("青河市总工会投入[300万元]，服务[20人]。", "[90%]", entities=(entity(),), problems=problems,
                   locations=("x/a.txt",)),
        run,
    )  # fmt: skip
    first = next(base.query(kind="money"))
    shown = base.claim(first["id"])
    assert shown["claim"] == first
    assert shown == base.claim(first["id"][:-1] + first["id"][-1])
    assert shown["document"]["locations"] == ["x/a.txt"]
    assert shown["article"]["authors"] == ["林一"]
    assert shown["sentence"]["text"] == "青河市总工会投入300万元，服务20人。"
    assert shown["unit"]["kind"] == "money"
    assert [m["canonical"] for m in shown["mentions"]] == ["青河市总工会"]
    assert [n["quote"] for n in shown["neighbours"]] == ["20人"]
    assert [p["detail"] for p in shown["problems"]] == ["whole document", "here"]
    assert (shown["reviews"], shown["history"]) == ([], [])


def test_claim_by_a_prefix_must_be_the_only_one(base: FactBase, run: str) -> None:
    base.write(extraction("[1元][2元]"), run)
    (one, _) = [row["id"] for row in base.query()]
    assert base.claim(one)["claim"]["id"] == one
    with pytest.raises(StoreError, match="2 or more fit"):
        base.claim(one[:8])
    for nothing in ("nothing like it", "", "%", one[:3]):
        with pytest.raises(StoreError, match="cannot find the claim"):
            base.claim(nothing)


def test_problems_by_code_and_document(base: FactBase, run: str) -> None:
    base.write(extraction(name="a.txt", problems=(Problem("x", "s"), Problem("y", "s"))), run)
    base.write(extraction(name="b.txt", problems=(Problem("x", "s"),)), run)
    assert [(p["name"], p["code"]) for p in base.problems()] == [("a.txt", "x"), ("a.txt", "y"), ("b.txt", "x")]
    assert [p["name"] for p in base.problems(code="x")] == ["a.txt", "b.txt"]
    assert [p["code"] for p in base.problems(document="a.txt", limit=1)] == ["x"]


def test_info_counts(base: FactBase, run: str) -> None:
    base.write(extraction("[1元][2元][3人]", entities=(entity(),), problems=(Problem("x", "s"),)), run)
    base.finish_run(run, {"seen": 1})
    info = base.info()
    assert info["counts"]["claims"] == 3
    assert list(info["units"].items()) == [("元", 2), ("人", 1)]
    assert (info["encodings"], info["problems"], info["labels"]) == ({"utf-8": 1}, {"x": 1}, {"UNION": 1})
    assert info["schema"] == migrations.latest()
    assert info["size"] > 4096
    assert info["last_run"]["status"] == "finished"
    assert info["last_run"]["counts"] == {"seen": 1}


def test_views_answer(base: FactBase, run: str) -> None:
    document = extraction(
        "投入[3元]，服务[20人]。", entities=(entity(), entity("青河市", "PLACE", start=50, id="350100")),
        problems=(Problem("x", "s", "d"),), period=period(), place="青河市",
    )  # fmt: skip
    base.write(document, run)

    def rows(view: str) -> list[dict[str, Any]]:
        return [dict(row) for row in base._db.execute(f"SELECT * FROM {view}")]

    assert {(r["union"], r["unit"], r["smallest"]) for r in rows("v_by_union")} == {
        ("青河市总工会", "元", 3.0), ("青河市总工会", "人", 20.0),
    }  # fmt: skip
    assert {(r["place"], r["place_code"], r["claims"]) for r in rows("v_by_place")} == {("青河市", "350100", 1)}
    assert [(r["amount"], r["currency"]) for r in rows("v_money")] == [(3.0, "元")]
    assert [r["people"] for r in rows("v_people")] == [20.0]
    assert [(r["code"], r["problems"], r["example"]) for r in rows("v_problems_by_code")] == [("x", 1, "d")]
    assert [(r["outlet"], r["claims"]) for r in rows("v_by_outlet")] == [("青河日报", 2)]
    assert {r["year"] for r in rows("v_by_year")} == {"2024"}
    assert {r["canonical"] for r in rows("v_mentions")} == {"青河市总工会", "青河市"}
    assert [r["claims"] for r in rows("v_runs")] == [2]


def test_every_view_can_be_read(base: FactBase) -> None:
    for (name,) in base._db.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
        base._db.execute(f"SELECT * FROM {name}").fetchall()


def test_db_is_a_sqlite_utils_database(base: FactBase, run: str) -> None:
    base.write(extraction("[1元]"), run)
    assert [row["quote"] for row in base.db["claims"].rows] == ["1元"]
    assert base.db["claims"].pks == ["id"]
