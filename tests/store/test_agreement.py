"""Agreement of two reviewers: per cent, kappa against figures from the literature and by hand, and the list."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.store import FactBase
from pipeline.store.agreement import kappa
from tests.factories import extraction

# Cohen 1960's statistic on 2 x 2 tables worked out by hand: (both yes, yes/no, no/yes, both no), kappa
TABLES = [((20, 5, 10, 15), Fraction(2, 5)), ((45, 15, 25, 15), Fraction(6, 46)), ((25, 35, 5, 35), Fraction(14, 54))]


@pytest.mark.parametrize(("table", "found"), TABLES)
def test_kappa_of_known_tables(table: tuple[int, ...], found: Fraction) -> None:
    pairs = [p for n, p in zip(table, [("y", "y"), ("y", "n"), ("n", "y"), ("n", "n")], strict=True) for _ in range(n)]
    assert kappa(pairs) == found


def test_kappa_is_undefined_without_pairs_and_with_one_label() -> None:
    assert kappa([]) is None
    assert kappa([("y", "y")] * 9) is None
    assert kappa([("y", "n")] * 9) == 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"))))
def test_kappa_is_symmetric_and_one_only_where_all_agree(pairs: list[tuple[str, str]]) -> None:
    found = kappa(pairs)
    assert found == kappa([(y, x) for x, y in pairs])
    if found is not None:
        assert found <= 1
        assert (found == 1) is all(x == y for x, y in pairs)


@pytest.fixture
def ids(base: FactBase, run: str) -> list[str]:
    base.write(extraction(*(f"投入[{n}元]。" for n in range(1, 9))), run)
    return [row["id"] for row in base.query()]


def test_two_reviewers_are_compared_on_what_both_judged(base: FactBase, ids: list[str]) -> None:
    for id in ids[:4]:
        base.review(id, "accepted", "Ann")
    base.review(ids[4], "rejected", "Ann")
    base.review(ids[5], "corrected", "Ann", corrections={"item": "书"})
    base.review(ids[6], "corrected", "Ann", corrections={"item": "书", "value": "9"})
    base.review(ids[0], "rejected", "Bo")
    base.review(ids[0], "accepted", "Bo")  # the last one counts
    base.review(ids[1], "accepted", "Bo")
    base.review(ids[2], "corrected", "Bo", corrections={"item": "书"})
    base.review(ids[4], "rejected", "Bo")
    base.review(ids[5], "corrected", "Bo", corrections={"item": "书"})
    base.review(ids[6], "corrected", "Bo", corrections={"item": "刊", "value": "9"})
    base.review(ids[7], "accepted", "Bo")
    found = base.agreement()
    assert (found["first"], found["second"], found["judged"], found["both"]) == ("Ann", "Bo", [7, 7], 6)
    # 5 of 6 alike; by chance (3·2 + 2·3 + 1·1) / 36 = 13/36, so (30 - 13) / (36 - 13)
    assert found["levels"]["decision"] == {
        "both": 6, "agree": 5, "percent": 83.3, "kappa": 0.739, "first_changed": 3, "second_changed": 4,
    }  # fmt: skip
    # of the 5 that neither rejected: as read 3 and 2, 书 2 and 2, 刊 0 and 1; alike 3; by chance (6 + 4) / 25
    assert found["levels"]["item"] == {
        "both": 5, "agree": 3, "percent": 60.0, "kappa": 0.333, "first_changed": 2, "second_changed": 3,
    }  # fmt: skip
    assert (found["levels"]["value"]["agree"], found["levels"]["value"]["kappa"]) == (5, 1.0)
    assert (found["levels"]["place"]["percent"], found["levels"]["place"]["kappa"]) == (100.0, None)
    assert found["decisions"]["accepted"] == {"accepted": 2, "corrected": 1, "rejected": 0}
    listed = {(d["claim"], d["field"], d["first"], d["second"]) for d in found["disagreements"]}
    assert listed == {
        (ids[2], "decision", "accepted", "corrected"), (ids[2], "item", "资金", "书"), (ids[6], "item", "书", "刊"),
    }  # fmt: skip
    swapped = base.agreement("Bo", "Ann")
    assert swapped["levels"]["item"]["kappa"] == found["levels"]["item"]["kappa"]


def test_reviews_of_different_readings_are_not_compared(base: FactBase, ids: list[str]) -> None:
    base.review(ids[0], "accepted", "Ann")
    base.write(extraction(*(f"投入[{n}元]。" for n in range(1, 9)), item="经费"), base.begin_run("better", "2"))
    base.review(ids[0], "rejected", "Bo")
    found = base.agreement("Ann", "Bo")
    assert (found["both"], found["other_reading"], found["disagreements"]) == (0, 1, [])
    assert found["levels"]["decision"]["percent"] is None


@pytest.mark.parametrize(
    ("given", "says"), [((), "Ann .1., Bo .1., Cy .1."), (("Ann",), "it takes two"), (("Ann", "Ann"), "it takes two"),
                        (("Ann", "Dan"), "nobody of that name")]
)  # fmt: skip
def test_names_must_be_two_that_reviewed(base: FactBase, ids: list[str], given: tuple[str, ...], says: str) -> None:
    for name in ("Ann", "Bo", "Cy"):
        base.review(ids[0], "accepted", name)
    with pytest.raises(StoreError, match=says):
        base.agreement(*given)
