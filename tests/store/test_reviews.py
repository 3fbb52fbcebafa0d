"""Reviews are append-only and outlive re-runs."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, tzinfo
from typing import Any

import pytest

from pipeline.errors import StoreError
from pipeline.store import FactBase, reviews
from tests.factories import extraction


@pytest.fixture
def claim(base: FactBase, run: str) -> str:
    base.write(extraction("投入[300万元]。"), run)
    (row,) = base.query()
    return str(row["id"])


def view(base: FactBase, name: str) -> list[dict[str, Any]]:
    return [dict(row) for row in base._db.execute(f"SELECT * FROM {name}")]


def test_review_is_kept_with_the_reading(base: FactBase, claim: str) -> None:
    base.review(claim, "accepted", " Ann ", "read the article")
    (review,) = base.reviews(claim)
    assert (review["decision"], review["by"], review["why"], review["state"]) == (
        "accepted", "Ann", "read the article", "current",
    )  # fmt: skip
    assert (review["reading"]["value"], review["corrections"]) == ("3000000", {})
    assert [(row["review"], row["review_stale"]) for row in base.query()] == [("accepted", 0)]


def test_reviews_survive_a_rerun_and_tell_when_they_are_stale(base: FactBase, claim: str) -> None:
    base.review(claim, "accepted", "Ann")
    base.write(extraction("投入[300万元]。"), base.begin_run("same", "1"))
    assert [r["state"] for r in base.reviews()] == ["current"]
    base.write(extraction("投入[300万元]。", item="经费"), base.begin_run("better parser", "2"))
    assert [r["state"] for r in base.reviews(claim)] == ["stale"]
    assert [row["review_stale"] for row in base.query(review="accepted")] == [1]
    base.write(extraction("投入300万元。"), base.begin_run("worse parser", "3"))
    assert [(r["state"], r["reading"]["value"]) for r in base.reviews(claim)] == [("gone", "3000000")]
    base.write(extraction("投入[300万元]。"), base.begin_run("mended parser", "4"))
    assert [r["state"] for r in base.reviews(state="current")] == ["current"]


def test_last_review_counts_and_none_is_lost(base: FactBase, claim: str) -> None:
    base.review(claim, "rejected", "Ann", "a year, not a sum")
    assert view(base, "v_reviewed") == []
    base.review(claim, "corrected", "Bo", corrections={"value": "3.50E6", "high": None, "item": "经费"})
    (row,) = view(base, "v_reviewed")
    assert (row["value"], row["item"], row["unit"], row["reviewer"]) == ("3500000", "经费", "元", "Bo")
    assert (row["value_real"], row["high_real"], row["review_stale"]) == (3500000.0, None, 0)
    assert [r["decision"] for r in base.reviews(claim)] == ["rejected", "corrected"]
    assert [row["value"] for row in base.query()] == ["3000000"]
    assert len(list(base.query(review="corrected"))) == 1
    assert [list(base.query(review=word)) for word in ("rejected", "none")] == [[], []]
    assert len(list(base.query(review="any"))) == 1


def test_reviews_can_not_be_changed_or_taken_away(base: FactBase, claim: str) -> None:
    base.review(claim, "accepted", "Ann")
    for statement in ("UPDATE reviews SET by = 'Bo'", "DELETE FROM reviews", "DELETE FROM reviews WHERE 1"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            base._db.execute(statement)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"decision": "maybe"}, "use one of accepted"),
        ({"by": "  "}, "a review needs the name"),
        ({"claim": "none"}, "there is no such claim now"),
        ({"decision": "corrected"}, "at least one"),
        ({"corrections": {"value": "1"}}, "only a corrected claim"),
        ({"decision": "corrected", "corrections": {"colour": "red"}}, "cannot correct colour"),
        ({"decision": "corrected", "corrections": {"quote": "1元"}}, "cannot correct quote"),
        ({"decision": "corrected", "corrections": {"value": "3百"}}, "a plain number"),
        ({"decision": "corrected", "corrections": {"high": "NaN"}}, "a plain number"),
        ({"decision": "corrected", "corrections": {"period_end": "2024年"}}, "a day, as"),
        ({"decision": "corrected", "corrections": {"kind": "cash"}}, "use one of money"),
        ({"decision": "corrected", "corrections": {"subject": None}}, "cannot be null"),
    ],
)
def test_review_refuses(base: FactBase, claim: str, given: dict[str, Any], message: str) -> None:
    with pytest.raises(StoreError, match=message):
        base.review(**{"claim": claim, "decision": "accepted", "by": "Ann", **given})
    assert base.reviews() == []


def test_reviews_of_one_millisecond_or_after_a_clock_set_back_keep_their_order(
    base: FactBase, claim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [datetime(2024, 3, 4, 12, 0, 1, tzinfo=UTC)] * 4 + [datetime(2024, 3, 4, 12, 0, 0, tzinfo=UTC)] * 4
    times = iter(clock)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return next(times)

    monkeypatch.setattr(reviews, "datetime", Clock)
    people = [f"reviewer {n}" for n in range(len(clock))]
    for name in people:
        base.review(claim, "accepted", name)
    assert [row["by"] for row in base.reviews(claim)] == people
    assert [row["reviewer"] for row in view(base, "v_reviewed")] == people[-1:]


def test_reviews_of_several_claims_in_one_millisecond_stand_as_they_were_written(
    base: FactBase, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.write(extraction("投入[300万元]，建站[12个]，服务[500人]。"), run)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(2024, 3, 4, 12, 0, 1, tzinfo=UTC)

    monkeypatch.setattr(reviews, "datetime", Clock)
    claims = [row["id"] for row in base.query()]
    assert len(claims) > 1
    for n in range(4):
        for claim in reversed(claims):
            base.review(claim, "accepted", f"reviewer {n}")
    first = [row["claim"] for row in base.reviews() if row["by"] == "reviewer 0"]
    assert first == claims[::-1]
