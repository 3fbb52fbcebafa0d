from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.numerals import find, parse

CASES = Path(__file__).parent / "cases" / "numerals.tsv"
DIGITS = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"


def cases() -> list[dict[str, str]]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def section(n: int, digits: str, units: tuple[str, str, str]) -> str:
    """Chinese for 1 to 9999, with 零 where a scale is skipped."""
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = n // 10**power % 10
        if digit == 0:
            gap = gap or bool(out)
            continue
        out += (digits[0] if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return out


def chinese(n: int, formal: bool = False) -> str:
    """The usual (or 大写) writing of 0 to 10**16 - 1."""
    digits = FORMAL if formal else DIGITS
    units = ("拾", "佰", "仟") if formal else ("十", "百", "千")
    if n == 0:
        return digits[0]
    out = ""
    for scale, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        part = n // scale % 10**4
        if name == "万亿":
            part = n // scale
        if part == 0:
            continue
        if out and part < 1000:
            out += digits[0]
        # 一万亿二千亿 is said 一万二千亿: 亿 stands once
        if name == "万亿" and n // 10**8 % 10**4:
            name = "万"
        out += section(part, digits, units) + name
    return out


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["surface"])
def test_a_numeral_is_worth_what_it_says(case: dict[str, str]) -> None:
    numeral = parse(case["surface"])
    assert numeral is not None
    assert numeral.value == (Decimal(case["value"]) if case["value"] else None)
    assert numeral.high == (Decimal(case["high"]) if case["high"] else None)
    assert (numeral.form, numeral.modifier) == (case["form"], case["modifier"])


@pytest.mark.parametrize(
    "surface", ["", "元", "一元", "伍", "队伍", "百姓", "三家", "十十", "两两", "一点", "3万4000万5"]
)
def test_what_is_no_whole_numeral_is_none(surface: str) -> None:
    assert parse(surface) is None


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("共120户483人", ["120", "483"]),
        ("由18.6%降到7.2%", ["18.6%", "7.2%"]),
        ("从3万到5万", ["3万", "5万"]),
        ("分队伍和大陆", []),
        ("六千零五十一个百分点", ["六千零五十一"]),
        ("分成两组完成为民实事", ["两"]),
        ("5000米和5千克", ["5000", "5"]),
    ],
)
def test_numerals_are_found_in_text(text: str, surfaces: list[str]) -> None:
    assert [text[n.span.start : n.span.end] for n in find(text)] == surfaces


@given(st.integers(0, 10**16 - 1), st.booleans())
def test_chinese_numerals_come_back(n: int, formal: bool) -> None:
    surface = chinese(n, formal)
    if surface in "伍陆肆拾":  # alone these are words
        return
    numeral = parse(surface)
    assert numeral is not None
    assert numeral.value == n


@given(st.decimals(1, 99999, places=2), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_arabic_figures_with_a_scale_come_back(n: Decimal, scale: tuple[str, int]) -> None:
    numeral = parse(f"{n}{scale[0]}")
    assert numeral is not None
    assert numeral.value == n * scale[1]


@given(st.integers(0, 10**12))
def test_thousands_separators_come_back(n: int) -> None:
    numeral = parse(f"{n:,}")
    assert numeral is not None
    assert numeral.value == n


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_split_mixtures_come_back(high: int, low: int) -> None:
    numeral = parse(f"{high}万{low}" if low else f"{high}万")
    assert numeral is not None
    assert numeral.value == high * 10**4 + low


@given(
    st.text(
        alphabet="0123456789.,，%零一二两三十百千万亿点多余几数半成折分之又至到—-~:∶壹拾佰 元个\n^eE/+kM又打负对",
        max_size=40,
    )
)
def test_find_never_fails_nor_overlaps(text: str) -> None:
    at = 0
    for numeral in find(text):
        assert at <= numeral.span.start < numeral.span.end <= len(text)
        at = numeral.span.end


@pytest.mark.parametrize(
    "piece", ["1", "一", "1,", "十万", "一点", "1多", "三又", "百分之", "2e", "1/", "数", "1-", "五分之"]
)
def test_long_runs_end(piece: str) -> None:
    """``python -m benchmarks.long_runs`` shows that twice the length takes twice the time."""
    for numeral in find(piece * 4000):
        assert 0 <= numeral.span.start < numeral.span.end <= len(piece) * 4000
