"""What people write is read as the program reads news, and stored only where it differs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.store import corrections, reviews
from pipeline.store.rows import exact

READING: dict[str, str | None] = {
    "value": "3000000", "high": None, "unit": "元", "kind": "money", "modifier": "exact", "per": None,
    "subject": "市总工会", "action": "投入", "item": "资金", "period_text": "", "period_start": None,
    "period_end": None, "period_kind": None, "place": "福州市", "speaker": "",
}  # fmt: skip
RANGE = {**READING, "value": "30", "high": "50", "unit": "人", "kind": "people"}
PUBLISHED = date(2024, 3, 4)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("value=1.5亿元", {"value": "150000000"}),
        ("value=1.5亿", {"value": "150000000"}),
        ("value=１，２３４．５万元", {"value": "12345000"}),
        ("value=五千万元", {"value": "50000000"}),
        ("value=34000000", {"value": "34000000"}),
        ("value=3.4e7", {"value": "34000000"}),
        ("value=近4万元", {"value": "40000", "modifier": "nearly"}),
        ("value=3400多万元", {"value": "34000000", "modifier": "over"}),
        ("value=100元—200元", {"value": "100", "high": "200"}),
        ("value=每户3000元", {"value": "3000", "per": "户"}),
        ("value=数十万元", {"value": None, "modifier": "about"}),
        ("value=", {"value": None}),
        ("high=350万元", {"high": "3500000"}),
        ("value=150户 unit=户", {"value": "150", "unit": "户", "kind": "households"}),
        ("unit=名", {"unit": "人", "kind": "people"}),
        ("unit=户 kind=count", {"unit": "户", "kind": "count"}),
        ("多少=1.5亿元 谁=福州市总工会", {"value": "150000000", "subject": "福州市总工会"}),
        ("subject=福州市總工會", {"subject": "福州市总工会"}),
        ("place=", {"place": ""}),
        ("per=", None),
        ("period=去年", {"period_text": "去年", "period_start": "2023-01-01", "period_end": "2023-12-31",
                       "period_kind": "range"}),
        ("何时=2023年上半年", {"period_text": "2023年上半年", "period_start": "2023-01-01",
                            "period_end": "2023-06-30", "period_kind": "range"}),
        ("period_start=2023年7月", {"period_start": "2023-07-01"}),
        ("period_end=2023年2月", {"period_end": "2023-02-28"}),
        ("period_end=2024-03-04", {"period_end": "2024-03-04"}),
    ],
)  # fmt: skip
def test_corrections_are_read_as_people_write_them(text: str, right: dict[str, Any] | None) -> None:
    given = corrections.parse(text.split())
    if right is None:
        with pytest.raises(StoreError, match="reads so already"):
            corrections.read(given, READING, PUBLISHED)
        return
    found = corrections.read(given, READING, PUBLISHED)
    assert found == right
    assert {field: reviews.checked_text(field, value) for field, value in found.items()} == right


def test_a_single_figure_in_the_place_of_a_range_takes_its_upper_end_away() -> None:
    assert corrections.read({"value": "40人"}, RANGE) == {"value": "40", "high": None}
    assert corrections.read({"value": "40", "high": "60名"}, RANGE) == {"value": "40", "high": "60"}
    assert corrections.read({"high": ""}, RANGE) == {"high": None}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("value=150户", "its unit is 户, that of the claim 元"),
        ("value=150户 unit=人", "its unit is 户, that of the claim 人"),
        ("value=很多", "it is no figure"),
        ("value=1元2人", "it is no figure"),
        ("high=100元—200元", "it is a range"),
        ("high=2万元", "reach from 3000000 to 20000"),
        ("unit=万元", "no such base unit"),
        ("unit=", "no such base unit"),
        ("subjct=甲", "use subject"),
        ("quote=1元", "no field that a review corrects"),
        ("subject=市总工会", "reads so already"),
        ("谁=甲 subject=乙", "subject is given twice"),
        ("谁=甲 谁=乙", "given twice"),
        ("subject", "it has no ="),
        ("period=2月30日", "it is no time"),
        ("period_start=近年来", "it is no day"),
        ("period_start=2024年 period_end=2023年", "start 2024-01-01 and end 2023-12-31"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        corrections.read(corrections.parse(text.split()), READING, PUBLISHED)


@given(st.decimals(0, 10**15, allow_nan=False, places=2), st.sampled_from(["", "元"]))
def test_plain_figures_keep_their_worth(number: Decimal, unit: str) -> None:
    try:
        found = corrections.read({"value": f"{number:f}{unit}"}, {**READING, "value": "7.77777"})
    except StoreError:
        assert number == 0 and unit  # 0元 is no amount in running text
    else:
        assert found == {"value": exact(number)}


@given(st.sampled_from([*corrections.FIELDS, "period"]), st.text(max_size=30))
def test_any_text_is_read_or_refused(field: str, text: str) -> None:
    try:
        found = corrections.read({field: text}, READING, PUBLISHED)
    except StoreError:
        return
    for name, value in found.items():
        if name not in ("kind", "modifier", "period_kind"):  # words are judged when they are stored
            assert reviews.checked_text(name, value) == value
