"""Writing and re-writing: facts are replaced, nothing else is hidden, reviews stay."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.model import Extraction, Problem
from pipeline.store import FactBase, Item
from pipeline.store.write import Item as PlainItem
from tests.factories import article, baseline, claim, entity, extraction, fact, period, quantity

SENTENCE = "青河市总工会投入资金[300万元]，服务职工[2000人次]。"


def rich(**changed: object) -> Extraction:
    given = {
        "entities": (entity(), entity("青河市", "PLACE", id="350100")),
        "problems": (Problem("lost-bytes", "decode", "2 bytes", 3, 5), Problem("no-date", "articles")),
        "locations": ("archive/a.txt", "copies/b.txt"), "period": period(), "place": "青河市", **changed,
    }  # fmt: skip
    return extraction(SENTENCE, "建会率达到[90%]。", **given)  # type: ignore[arg-type]


def ids(base: FactBase) -> list[str]:
    return [row["id"] for row in base.query()]


def test_write_new_document_comes_whole(base: FactBase, run: str) -> None:
    change = base.write(rich(), run, "fp", 0.5)
    assert (change.new, change.status, change.claims, change.problems) == (True, "new", 3, 2)
    assert [moved.quote for moved in change.came] == ["300万元", "2000人次", "90%"]
    assert base.fingerprint_of(change.document) == "fp"
    assert base.document("a.txt")["locations"] == ["archive/a.txt", "copies/b.txt"]
    assert base.check() == []


def test_write_claim_keeps_every_field(base: FactBase, run: str) -> None:
    read = claim(
        quantity("30.50", "公里", "over", high=50, kind="length", per="户"), subject="甲", action="乙", item="丙",
        period=period(None, "2024-03-04", "until"), place="丁", speaker="戊", confidence=0.25, rule="a+b",
        baseline=baseline("去年的20公里", amount=quantity("20.0", "公里")),
    )  # fmt: skip
    base.write(replace(extraction(), facts=(fact(read, quote="30.5—50公里", period_text="截至目前"),)), run)
    (row,) = base.query()
    expected = {
        "quote": "30.5—50公里", "value": "30.5", "high": "50", "unit": "公里", "kind": "length", "modifier": "over",
        "per": "户", "subject": "甲", "action": "乙", "item": "丙", "period_text": "截至目前", "period_start": None,
        "period_end": "2024-03-04", "period_kind": "until", "place": "丁", "speaker": "戊", "confidence": 0.25,
        "rule": "a+b", "start": 10, "end": 19, "byte_start": 30, "byte_end": 45, "mark_start": 0, "mark_end": 9,
        "value_real": 30.5, "high_real": 50.0, "sentence": "30.5—50公里",
        "outlet": "青河日报", "published": "2024-03-04", "baseline_text": "去年的20公里",
        "baseline_start": "2023-01-01", "baseline_end": "2023-12-31", "baseline_value": "20", "baseline_unit": "公里",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_write_tells_what_changed_in_a_baseline(base: FactBase, run: str) -> None:
    base.write(extraction("增长[8%]。", baseline=baseline()), run)
    change = base.write(extraction("增长[8%]。", baseline=baseline("同期", period("2023-01-01", None))), run)
    assert [(field.field, field.old, field.new) for field in change.changed] == [
        ("baseline_text", "上年", "同期"),
        ("baseline_end", "2023-12-31", None),
    ]


def test_range_that_a_figure_grew_from_has_no_value(base: FactBase, run: str) -> None:
    earlier = quantity(3, "天", high=5)
    base.write(extraction("缩短到[1天]。", baseline=baseline("3—5天", amount=earlier)), run)
    (row,) = base.query()
    assert (row["baseline_text"], row["baseline_value"], row["baseline_unit"]) == ("3—5天", None, "天")


def test_write_number_beyond_floats_stays_exact(base: FactBase, run: str) -> None:
    base.write(replace(extraction(), facts=(fact(claim(quantity("12345678901234567890.01"))),)), run)
    (row,) = base.query()
    assert row["value"] == "12345678901234567890.01"
    assert isinstance(row["value_real"], float)


def test_write_generated_columns_are_floats_even_of_whole_numbers(base: FactBase, run: str) -> None:
    base.write(extraction("[2000人次]"), run)
    assert base._db.execute("SELECT typeof(value_real) FROM claims WHERE unit = '人次'").fetchone()[0] == "real"


def test_write_again_changes_nothing(base: FactBase, run: str) -> None:
    base.write(rich(), run, "fp")
    before = list(base.dump())
    again = base.begin_run("run archive", "0.1.0")
    change = base.write(rich(), again, "fp")
    assert (change.same, change.status, change.claims) == (True, "same", 3)
    assert list(base.dump()) == before
    assert list(base._db.execute("SELECT * FROM changes")) == []
    assert {row[0] for row in base._db.execute("SELECT first_run FROM claims")} == {run}
    assert {row[0] for row in base._db.execute("SELECT run FROM documents")} == {again}


def test_write_order_and_batches_do_not_show(tmp_path: Path) -> None:
    documents = [extraction(f"投入[{n}万元]。", name=f"{n}.txt", entities=(entity(),)) for n in range(1, 8)]
    with FactBase.open(tmp_path / "one.db") as one, FactBase.open(tmp_path / "two.db") as two:
        run = one.begin_run("x", "1")
        one.write_many([Item(document) for document in documents], run)
        run = two.begin_run("x", "1")
        for document in reversed(documents):
            two.write(document, run)
        assert list(one.dump()) == list(two.dump())


def test_write_says_what_came_went_and_changed(base: FactBase, run: str) -> None:
    base.write(extraction("投入[300万元]，服务[20人]。"), run, "1")
    second = extraction("投入[300万元]，服务20人，[90%]。", item="经费")
    expected = base.compare(second)
    again = base.begin_run("rerun", "0.2")
    change = base.write(second, again, "2")
    assert change == expected
    assert [moved.quote for moved in change.came] == ["90%"]
    assert [(moved.quote, moved.sentence) for moved in change.went] == [("20人", "投入300万元，服务20人。")]
    assert [(field, old, new) for _, field, old, new in change.changed] == [("item", "资金", "经费")]
    history = base._db.execute("SELECT what, field, new FROM v_changes WHERE run = ? ORDER BY what, field", (again,))
    assert [tuple(row) for row in history] == [("came", "", "90%"), ("changed", "item", "经费"), ("went", "", None)]
    assert [(r["came"], r["went"], r["changed"]) for r in base.runs(1)] == [(1, 1, 1)]


def test_write_of_one_document_hides_no_other(base: FactBase, run: str) -> None:
    base.write(extraction("投入[1元]。", name="a.txt"), run)
    base.write(extraction("投入[2元]。", name="b.txt"), run)
    base.write(extraction("什么也没有。", name="a.txt"), base.begin_run("rerun a.txt", "2"))
    assert [row["value"] for row in base.query()] == ["2"]
    assert {row["name"] for row in base._db.execute("SELECT name FROM documents")} == {"a.txt", "b.txt"}


def test_write_forgets_entities_that_nobody_mentions(base: FactBase, run: str) -> None:
    base.write(extraction("a", name="a.txt", entities=(entity("甲总工会"), entity("乙总工会", start=9))), run)
    base.write(extraction("b", name="b.txt", entities=(entity("乙总工会"),)), run)
    base.write(extraction("a", name="a.txt"), run)
    assert [row[0] for row in base._db.execute("SELECT canonical FROM entities")] == ["乙总工会"]
    base.write(extraction("b", name="b.txt", entities=(entity("乙总工会"),)), run)
    assert [row[0] for row in base._db.execute("SELECT canonical FROM entities")] == ["乙总工会"]


def test_write_same_bytes_twice_is_one_document_with_two_locations(base: FactBase, run: str) -> None:
    one = extraction("投入[1元]。", name="b.txt", data=b"same", locations=("x/b.txt",))
    two = extraction("投入[1元]。", name="a.txt", data=b"same", locations=("y/a.txt",))
    assert len(base.write_many([Item(one), Item(two)], run)) == 1
    base.add_locations([(one.source_id, "z/c.txt"), (one.source_id, "x/b.txt")])
    assert base.document("z/c.txt")["name"] == "a.txt"
    assert base.document("a.txt")["locations"] == ["x/b.txt", "y/a.txt", "z/c.txt"]
    assert len(ids(base)) == 1


def test_write_many_is_all_or_nothing(base: FactBase, run: str) -> None:
    good = extraction("投入[1元]。", name="a.txt")
    clash = replace(extraction(name="b.txt"), facts=good.facts)  # the same claim ids in another document
    with pytest.raises(StoreError, match="do not fit together"):
        base.write_many([Item(good), Item(clash)], run)
    assert ids(base) == []
    assert base.fingerprint_of(good.source_id) is None
    assert base.check() == []


def test_write_for_an_unknown_run_is_an_error(base: FactBase) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        base.write(extraction(), "no such run")


def test_write_unusual_text(base: FactBase, run: str) -> None:
    odd = "'; DROP TABLE claims; -- \x00 \" 𠮷 \U0001f600 [5元]"
    base.write(extraction(odd, name="怪'名\".txt", article_=article("题\n目")), run)
    base.write(extraction(odd, name="怪'名\".txt", article_=article("题\n目")), run)
    assert len(ids(base)) == 1
    assert base.check() == []


def test_write_lone_surrogate_is_an_error_that_leaves_the_rest(base: FactBase, run: str) -> None:
    base.write(extraction("投入[1元]。", name="a.txt"), run)
    with pytest.raises(StoreError, match="no Unicode text can hold"):
        base.write(replace(extraction(name="b.txt"), facts=(fact(claim(item="\ud800")),)), run)
    base.write(extraction("投入[2元]。", name="c.txt"), run)
    assert len(ids(base)) == 2


def test_record_skipped_and_failed_keep_earlier_facts(base: FactBase, run: str) -> None:
    base.write(extraction("投入[1元]。", name="a.txt"), run, "fp")
    stored = base.document("a.txt")["id"]
    again = base.begin_run("run", "2")
    base.record(again, stored, "skipped")
    base.record(again, "f" * 64, "failed", name="bad.txt", detail="it broke")
    with pytest.raises(StoreError, match="use skipped or failed"):
        base.record(again, stored, "written")
    assert len(ids(base)) == 1
    assert base.fingerprint_of(stored) == "fp"
    assert base.fingerprint_of("f" * 64) is None
    assert (base.runs(1)[0]["failed"], base.runs(1)[0]["documents"]) == (1, 2)
    change = base.write(replace(extraction("投入[3元]。", name="bad.txt"), source_id="f" * 64), again, "fp")
    assert change.status == "new"


def test_foreign_keys_are_enforced(base: FactBase, run: str) -> None:
    base.write(extraction("投入[1元]。"), run)
    for statement in ("DELETE FROM units", "DELETE FROM runs", "UPDATE claims SET sentence = 'x'"):
        with pytest.raises(sqlite3.IntegrityError):
            base._db.execute(statement)


def test_tables_are_strict(base: FactBase) -> None:
    rows = base._db.execute("PRAGMA table_list").fetchall()
    tables = [row for row in rows if row["type"] == "table" and not row["name"].startswith(("sqlite_", "search_index"))]
    assert {row["name"] for row in tables if not row["strict"]} == set()
    assert {"documents", "articles", "sentences", "entities", "mentions", "claims", "units", "runs", "run_documents",
            "problems", "reviews"} <= {row["name"] for row in tables}  # fmt: skip


def test_item_is_public() -> None:
    assert Item is PlainItem


_DOCUMENT = st.tuples(
    st.sampled_from("abc"), st.lists(st.tuples(st.integers(0, 3), st.sampled_from("元人户")), max_size=4)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(_DOCUMENT, min_size=1, max_size=6))
def test_any_history_ends_like_the_last_readings_alone(
    history: list[tuple[str, list[tuple[int, str]]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("history")
    readings = [
        extraction(
            *(f"投入[{value}{unit}]。" for value, unit in facts), name=name, entities=(entity(f"{len(facts)}总工会"),)
        )
        for name, facts in history
    ]
    last = {reading.name: reading for reading in readings}
    with FactBase.open(folder / "all.db") as all_, FactBase.open(folder / "last.db") as alone:
        run = all_.begin_run("x", "1")
        for reading in readings:
            expected = all_.compare(reading)
            assert all_.write(reading, run, "fp") == expected
        alone.write_many([Item(reading, "fp") for reading in last.values()], alone.begin_run("x", "1"))
        assert list(all_.dump()) == list(alone.dump())
        assert all_.check() == []
