from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.model import Span
from pipeline.store.rows import CLAIM_COLUMNS, bounds, exact, rows_of
from tests.factories import claim, entity, extraction, fact, quantity


@pytest.mark.parametrize(
    ("value", "text"),
    [("3.40E+7", "34000000"), ("90.00", "90"), ("0.3333", "0.3333"), ("-0", "0"), ("0.0", "0"), ("1E-7", "0.0000001"),
     ("1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890")],
)  # fmt: skip
def test_exact_writes_plain_decimal_text(value: str, text: str) -> None:
    assert exact(Decimal(value)) == text


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_exact_loses_nothing(value: Decimal) -> None:
    assert Decimal(exact(value) or "") == value


@pytest.mark.parametrize(
    ("value", "high", "modifier", "least", "most"),
    [
        (100000, None, "exact", 100000, 100000),
        (100000, None, "about", 100000, 100000),
        (100000, None, "over", 100000, 200000),
        (50, None, "over", 50, 60),
        (34000000, None, "over", 34000000, 35000000),
        ("2.5", None, "over", 2.5, 2.6),
        (0, None, "over", 0, 1),
        (200000, None, "nearly", 180000, 200000),
        (50, None, "under", 0, 50),
        (30, 50, "exact", 30, 50),
        (None, None, "about", None, None),
    ],
)
def test_bounds_respect_the_hedge(value: object, high: object, modifier: object, least: object, most: object) -> None:
    assert bounds(quantity(value, modifier=modifier, high=high)) == (least, most)  # type: ignore[arg-type]


@given(
    st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(["exact", "about", "over", "nearly", "under"])
)
def test_bounds_hold_the_value(value: Decimal, modifier: str) -> None:
    least, most = bounds(quantity(value, modifier=modifier))  # type: ignore[arg-type]
    assert least is not None and most is not None
    assert least <= float(value) <= most


def test_rows_of_claims_are_in_the_order_of_the_columns() -> None:
    rows = rows_of(extraction("投入[5元]。"))
    (row,) = rows.claims.values()
    assert tuple(row) == (*CLAIM_COLUMNS, "text")


def test_rows_of_two_facts_under_one_id_keeps_the_surer_and_notes_the_other() -> None:
    sure, unsure = fact(claim(confidence=0.9)), fact(claim(quantity(7), confidence=0.5), quote="700元")
    rows = rows_of(replace(extraction(), facts=(replace(unsure, id="x"), replace(sure, id="x"))))
    assert [row["value"] for row in rows.claims.values()] == ["100"]
    assert [row[2] for row in rows.problems] == ["duplicate-claim"]


def test_rows_of_sentences_of_one_span_stay_apart() -> None:
    one = fact(sentence="甲100元")
    two = replace(fact(sentence="乙100元"), id="other", mark=Span(1, 5))
    rows = rows_of(replace(extraction(), facts=(one, two)))
    assert [row[4] for row in rows.sentences] == ["甲100元", "乙100元"]
    assert len({row[0] for row in rows.sentences}) == 2


def test_rows_of_a_place_take_its_code_from_the_document() -> None:
    read = extraction("投入[5元]。", entities=(entity("青河市", "PLACE", id="350100"),), place="青河市")
    assert [row["place_code"] for row in rows_of(read).claims.values()] == ["350100"]


def test_rows_of_a_fact_without_article_is_an_error() -> None:
    with pytest.raises(StoreError, match="article 3 of 1"):
        rows_of(replace(extraction(), facts=(fact(article=3),)))
