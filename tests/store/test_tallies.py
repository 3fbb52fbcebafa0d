"""Claims counted beforehand are as many as are there, whoever changes them; a first run has its indexes at its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.store import FactBase, bulk, tallies
from tests.factories import article, entity, extraction

_PLAIN = """SELECT coalesce(indicator, ''), unit, kind, count(*), count(DISTINCT document), min(value_real),
    max(coalesce(high_real, value_real)) FROM claims GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
_KEPT = "SELECT indicator, unit, kind, claims, documents, smallest, largest FROM ({}) ORDER BY 1, 2, 3"


def rows(base: FactBase, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in base._db.execute(sql)]


def agree(base: FactBase) -> bool:
    plain = rows(base, _PLAIN)
    mentions = rows(base, "SELECT count(*) FROM mentions")
    labels = rows(base, "SELECT label, count(*) FROM entities GROUP BY label ORDER BY label")
    sql = "SELECT name, rows FROM counters WHERE what = 'entities' AND rows > 0 ORDER BY name"
    return (
        rows(base, _KEPT.format(tallies.FRESH)) == plain == rows(base, _KEPT.format(tallies.now(base._db)))
        and rows(base, "SELECT rows FROM counters WHERE what = 'mentions'") == mentions
        and rows(base, sql) == labels
    )


def test_counts_are_those_of_the_claims_at_every_moment(base: FactBase, run: str) -> None:
    one = extraction("投入资金[300万元]。慰问[20人]。", name="a", entities=(entity(),))
    base.write(one, run)
    base.write(
        extraction("投入资金[5元]。慰问[7人]。", name="b", entities=(entity(), entity("甲", "ORG", start=9))), run
    )
    assert agree(base)
    base.finish_run(run)
    assert agree(base)
    assert rows(base, "SELECT count(*) FROM stale_tallies") == [(0,)]
    base.write(extraction("慰问[21人]。", name="a", entities=(entity("甲", "ORG"),)), run)
    assert rows(base, "SELECT count(*) FROM stale_tallies") != [(0,)]
    assert agree(base)
    base.finish_run(run)
    assert agree(base)
    base._db.execute("DELETE FROM documents WHERE name = 'b'")
    base._db.execute("UPDATE claims SET unit = '户' WHERE unit = '人'")
    assert agree(base)
    assert base.info()["counts"]["claims"] == len(list(base.query()))
    assert base.uncounted() == len(list(base.query(indicator="none", all_reports=True)))


def test_reprints_count_once_in_indicators(base: FactBase, run: str) -> None:
    text = "青河市总工会今年以来坚持为职工办实事，走访一线班组，听取意见建议，把关怀送到每一名职工的心坎上，" * 4
    for name in ("a", "b"):
        base.write(extraction(f"{text}投入资金[300万元]。", name=name, article_=article(outlet=name)), run)
    base._db.execute(
        "INSERT INTO reports SELECT id, (SELECT min(id) FROM claims), (SELECT min(id) FROM claims) FROM claims"
    )
    (row,) = base.indicators()
    assert (row["claims"], row["documents"]) == (1, 2)
    base.finish_run(run)
    (row,) = base.indicators()
    assert (row["claims"], row["documents"]) == (1, 2)
    base._db.execute("DELETE FROM reports")
    (row,) = base.indicators()
    assert (row["claims"], row["documents"]) == (2, 2)


def test_a_first_run_has_all_indexes_at_its_end_and_the_second_throughout(path: Path) -> None:
    with FactBase.open(path) as base:
        assert bulk.missing(base._db) == set()
        run = base.begin_run("first", "1")
        base.write(extraction("[1元]", name="a"), run)
        assert bulk.missing(base._db) == set(bulk.INDEXES)
        assert [row["quote"] for row in base.query(unit="元", order="-value")] == ["1元"]
    with FactBase.open(path) as base:  # as after a kill
        run = base.begin_run("goes on", "1")
        base.write(extraction("[2元]", name="b"), run)
        assert bulk.missing(base._db) == set(bulk.INDEXES)
        base.finish_run(run, status="failed")
        assert bulk.missing(base._db) == set(bulk.INDEXES)
        base.finish_run(base.begin_run("goes on", "1"))
        assert bulk.missing(base._db) == set()
        base.write(extraction("[3元]", name="c"), base.begin_run("second", "1"))
        assert bulk.missing(base._db) == set()
        assert base.check() == []


def test_what_is_written_again_in_a_first_run_has_its_indexes(base: FactBase, run: str) -> None:
    base.write(extraction("[1元]", entities=(entity(),)), run)
    assert bulk.missing(base._db)
    base.write(extraction("[2元]", entities=(entity("乙"),)), run)
    assert bulk.missing(base._db) == set()
    assert rows(base, "SELECT canonical FROM entities") == [("乙",)]


@pytest.mark.parametrize("term", ["工会", "工会 投入", '"工会 投入"'])
def test_search_finds_as_many_however_it_ranks(
    base: FactBase, run: str, monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    from pipeline.store import search

    for n in range(30):
        base.write(extraction(f"第{n}家工会投入{'很多' * (n % 3)}[{n + 1}元]。", name=str(n)), run)
    ranked = {row["sentence"] for row in base.search(term, None)}
    assert base.hits(term) == len(ranked)
    assert base.hits(term, 7) == min(7, len(ranked))
    monkeypatch.setattr(search, "RANKED", 10)
    assert [row["sentence"] for row in base.search(term, None)].__len__() == len(ranked)
    assert {row["sentence"] for row in base.search(term, None)} == ranked
    assert len(list(base.search(term, 12))) == min(12, len(ranked))
