"""What claims measure, in the fact base: stored, listed, asked for, and told anew without another reading."""

from __future__ import annotations

import pytest

from extractors import indicators
from pipeline.errors import StoreError
from pipeline.store import FactBase
from tests.factories import extraction


def fill(base: FactBase, run: str) -> None:
    """Three wordings of one indicator in two documents, another indicator, and a claim without any."""
    base.write(extraction("甲县发展会员[300人]。", action="发展", item="会员"), run)
    base.write(extraction("乙县新增会员[20人]。", name="b.txt", action="新增", item="会员"), run)
    base.write(extraction("丙县吸收入会[1人]。", name="c.txt", action="吸收入会", item="职工"), run)
    base.write(extraction("投入[5万元]。", name="d.txt"), run)
    base.write(extraction("诗[5首]。", name="e.txt", action="朗诵", item="诗"), run)


def test_claims_of_different_wording_are_asked_for_together(base: FactBase, run: str) -> None:
    fill(base, run)
    assert [row["quote"] for row in base.query(indicator="members_new")] == ["300人", "20人", "1人"]
    assert [row["indicator"] for row in base.query(unit="元")] == ["funds_invested"]
    assert [row["quote"] for row in base.query(indicator="none")] == ["5首"]


def test_unknown_indicator_is_an_error_that_names_the_nearest(base: FactBase) -> None:
    with pytest.raises(StoreError, match=r"cannot find the indicator member_new.*members_new"):
        list(base.query(indicator="member_new"))


def test_an_indicator_is_asked_for_by_its_names_too(base: FactBase, run: str) -> None:
    by_id = list(base.query(indicator="members_new"))
    assert list(base.query(indicator="新发展会员")) == by_id == list(base.query(indicator="members newly enrolled"))
    with pytest.raises(StoreError, match="relief_paid 救助帮扶资金"):
        list(base.query(indicator="救助"))


def test_indicators_are_listed_with_their_claims_by_unit(base: FactBase, run: str) -> None:
    fill(base, run)
    first, second = base.indicators()
    assert (first["indicator"], first["name_zh"], first["unit"]) == ("members_new", "新发展会员", "人")
    assert (first["claims"], first["documents"], first["smallest"], first["largest"]) == (3, 3, 1, 300)
    assert (second["indicator"], second["unit"], second["claims"]) == ("funds_invested", "元", 1)
    everything = list(base.indicators(all=True))
    assert {row["indicator"] for row in everything} == {row.id for row in indicators.known()}
    assert {row["claims"] for row in everything[2:]} == {0}


def test_another_reading_tells_that_the_indicator_changed(base: FactBase, run: str) -> None:
    base.write(extraction("会员[30人]。", action="发展", item="会员"), run)
    change = base.write(extraction("会员[30人]。", action="有", item="会员"), run)
    assert [field[1:] for field in change.changed] == [
        ("action", "发展", "有"),
        ("indicator", "members_new", "members"),
    ]


def test_kept_documents_are_told_their_indicators_anew_and_others_are_not(base: FactBase, run: str) -> None:
    fill(base, run)
    base._db.execute("UPDATE claims SET indicator = 'of_older_rules'")
    kept = next(base.query(document="a.txt"))["document"]
    base.keep([kept], "print")
    found = {row["name"]: row["indicator"] for row in base.query()}
    assert (found.pop("a.txt"), set(found.values())) == ("members_new", {"of_older_rules"})


def test_next_run_brings_the_names_of_the_gazetteer(base: FactBase) -> None:
    base._db.execute("DELETE FROM indicators")
    base.begin_run("again", "0.0")
    stored = [tuple(row) for row in base._db.execute("SELECT * FROM indicators ORDER BY id")]
    assert stored == [tuple(row[:5]) for row in indicators.known()]


def test_the_stored_sentence_tells_what_the_fields_leave_open(base: FactBase, run: str) -> None:
    fields = {"subject": "互助会", "action": "赔", "item": "意外险"}
    base.write(extraction("买了意外险，出了事最高能赔[20万元]。", **fields), run)
    base.write(extraction("意外险去年赔了[3万元]。", name="b.txt", **fields), run)
    told = {"20万元": "sum_insured", "3万元": "benefits_paid"}
    assert {row["quote"]: row["indicator"] for row in base.query()} == told
    base._db.execute("UPDATE claims SET indicator = 'of_older_rules'")
    base.keep([row["document"] for row in base.query()], "print")
    assert {row["quote"]: row["indicator"] for row in base.query()} == told
