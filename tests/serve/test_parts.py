"""The parts that pages are made of, without a server: addresses, marks, words, axes, tiles, colours."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipeline.serve
from extractors.model import Kind, Label, Modifier, PeriodKind
from gazetteers.places import index
from pipeline.serve import asked, geometry, marks, words
from pipeline.serve.article import told_of
from pipeline.serve.charts import year_of
from pipeline.serve.places import city_of, name_of, tiles
from pipeline.store.queries import ORDERS
from pipeline.store.reviews import DECISIONS

CSS = (Path(pipeline.serve.__file__).parent / "static" / "serve.css").read_text(encoding="utf-8")
TEXT = st.text(max_size=30)
NAMES = st.sampled_from([*asked._NAMES, "order", "page", "after", "other"])
QUERY = st.dictionaries(
    NAMES, TEXT | st.sampled_from(["1", "2020", "元", "0.5", "10万", "2024-03-04", "money", "none"])
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first of all draws makes the table of characters
@given(QUERY)
def test_any_query_string_is_read_and_its_address_asks_for_the_same(query):
    once = asked.read(query)
    again = asked.read(dict(parse_qsl(urlsplit(once.address(order=once.order)).query)), "document")
    assert (again.given, again.filters, again.order) == (once.given, once.filters, once.order)
    assert 1 <= once.page <= (asked.LAST_PAGE if not once.after else 10**8)
    for name, text in once.given.items():
        assert asked.shown(name, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("1.5万", 15000), ("1,000", 1000), ("３", 3), ("2亿", 200_000_000), ("1e6", 1_000_000)],
)
def test_numbers_are_read_as_people_type_them(text, value):
    assert asked.number(text) == value


@pytest.mark.parametrize("text", ["", "万", "NaN", "Infinity", "1e99", "十", "1..2", "--1", "1万万"])
def test_what_is_no_number_is_none(text):
    with pytest.raises((ValueError, ArithmeticError)):
        asked.number(text)


SPANS = st.lists(
    st.builds(
        marks.Mark,
        st.integers(-5, 30),
        st.integers(-5, 30),
        st.sampled_from(marks.ROLES),
        st.sampled_from(["", "a", "b"]),
    ),
    max_size=8,
)


@given(st.text(max_size=25), SPANS)
def test_pieces_are_the_text_and_each_character_has_its_marks(text, given_marks):
    found = marks.pieces(text, given_marks)
    assert "".join(piece.text for piece in found) == text
    at = 0
    for piece in found:
        for n in range(at, at + len(piece.text)):
            assert set(piece.roles) == {mark.role for mark in given_marks if mark.start <= n < mark.end}
            assert bool(piece.id) == any(mark.id for mark in given_marks if mark.start <= n < mark.end)
        at += len(piece.text)
    firsts = [piece.id for piece in found if piece.first]
    assert len(firsts) == len(set(firsts)) and set(firsts) == {piece.id for piece in found if piece.id}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**13))
def test_a_short_number_is_near_and_says_when_it_is_not_exact(value):
    text = words.short(value)
    size = 10**8 if text.endswith("亿") else 10**4 if text.endswith("万") else 1
    number = Decimal(text.removeprefix("约").rstrip("万亿").replace(",", "")) * size
    assert abs(number - value) <= max(value / 1000, Decimal("0.001"))
    assert text.startswith("约") == (number != value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_a_grouped_number_is_exact(value):
    assert Decimal(words.grouped(format(value, "f")).replace(",", "")) == value


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"value": "34000000", "unit": "元", "modifier": "over", "high": None, "per": None}, "超 34,000,000 元"),
        ({"value": "30", "high": "50", "unit": "人", "modifier": "exact", "per": None}, "30—50 人"),
        ({"value": "3000", "high": None, "unit": "元", "modifier": "exact", "per": "户"}, "3,000 元／户"),
        ({"value": None, "quote": "数十人", "unit": "人", "modifier": "exact"}, "数十人"),
        ({"value": "-1.5", "high": None, "unit": "%", "modifier": "about", "per": None}, "约 -1.5 %"),
    ],
)
def test_a_figure_in_one_phrase(row, told):
    assert words.figure(row) == told


@pytest.mark.parametrize(
    ("start", "end", "kind", "told"),
    [
        ("2022-01-01", "2022-12-31", "range", "2022年"), ("2016-01-01", "2020-12-31", "range", "2016—2020年"),
        ("2022-03-01", "2022-03-31", "range", "2022年3月"), ("2022-03-08", "2022-03-08", "range", "2022-03-08"),
        ("2024-02-01", "2024-02-29", "range", "2024年2月"), (None, "2022-12-31", "until", "截至 2022-12-31"),
        ("2022-05-01", None, "since", "2022-05-01 起"), ("2025-01-01", "2025-12-31", "planned", "计划 2025年"),
        (None, None, None, ""),
    ],
)  # fmt: skip
def test_a_period_in_one_phrase(start, end, kind, told):
    assert words.period({"period_start": start, "period_end": end, "period_kind": kind}) == told


def test_every_code_has_its_word():
    for of, codes in (
        ("kind", get_args(Kind)), ("modifier", get_args(Modifier)), ("period", get_args(PeriodKind)),
        ("label", get_args(Label)), ("review", DECISIONS), ("order", ORDERS), ("role", marks.ROLES),
    ):  # fmt: skip
        assert set(words.words(of)) >= set(codes), of


@pytest.mark.parametrize("of", [0.0, 0.4999, 0.5, 0.7, 0.85, 0.95, 1.0])
def test_every_confidence_has_a_word_that_it_reaches(of):
    word, sentence = words.confidence(of)
    least = next(float(code) for code, zh in words.words("confidence").items() if zh == word)
    assert least <= of and sentence


@given(st.lists(st.floats(0, 1e13) | st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_every_value_stands_on_its_axis_in_order(values):
    scale = geometry.axis(values)
    heights = [geometry.height_of(scale, value) for value in sorted(values)]
    assert heights == sorted(heights, reverse=True)
    assert all(geometry.TOP - 0.2 <= height <= geometry.BOTTOM + 0.2 for height in heights)
    assert [height for height, _ in scale.ticks] == sorted((h for h, _ in scale.ticks), reverse=True)


def test_every_province_has_one_tile_of_its_own():
    found = {tile.code: tile for tile in tiles()}
    provinces = {place.code: place for place in index()._by_code.values() if place.level == "province"}
    assert set(found) == set(provinces) and len(found) == len(tiles())
    assert len({(tile.column, tile.row) for tile in tiles()}) == len(tiles())
    assert all(provinces[code].name.startswith(tile.name) for code, tile in found.items())


@pytest.mark.parametrize(
    ("code", "city"), [("350000", None), ("350100", "350100"), ("350102", "350100"), ("110101", "110101"), ("35", None)]
)
def test_the_city_of_a_code(code, city):
    assert city_of(code) == city
    assert name_of(code)


@pytest.mark.parametrize(
    ("start", "end", "year"),
    [
        ("2022-01-01", "2022-12-31", 2022),
        (None, "2021-06-30", 2021),
        ("2020-12-01", "2021-01-31", None),
        (None, None, None),
    ],
)
def test_the_year_of_a_claim(start, end, year):
    assert year_of({"period_start": start, "period_end": end}) == year


def test_a_claim_in_one_line_has_no_empty_parts():
    row = {"subject": "", "action": "投入", "item": "", "value": "1", "high": None, "unit": "元", "modifier": "exact",
           "per": None, "period_start": None, "period_end": None, "period_kind": None}  # fmt: skip
    assert told_of(row) == "投入 1 元"


def schemes() -> dict[str, dict[str, str]]:
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", part)) for part in CSS.split("@media (prefers", 1))
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = re.search(r"pairs: (.*?)\*/", CSS, re.S)[1].split()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS)
def test_text_can_be_read_on_its_ground(scheme, pair):
    ink, ground = (schemes()[scheme][name] for name in pair.split("/"))
    bright, dim = sorted((luminance(ink), luminance(ground)), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


def test_the_list_of_pairs_knows_every_ground_and_colours_stand_in_one_place():
    grounds = {name for name in schemes()["light"] if name.startswith(("m-", "tile-")) and not name.endswith("ink")}
    assert grounds | {"paper", "card", "chip", "button", "said", "lit"} == {pair.split("/")[1] for pair in PAIRS}
    rules = CSS.split("* { box-sizing", 1)[1]
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", rules) and "url(" not in CSS and "@import" not in CSS
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) <= set(re.findall(r"--([\w-]+):", CSS))


def test_each_role_is_told_by_more_than_colour():
    lines = {role: re.search(rf"\.m-{role} {{(.*?)}}", CSS)[1] for role in marks.ROLES}
    styles = {re.sub(r"(background: )?var\(--[\w-]+\);?|\d+px", "", line).strip() for line in lines.values()}
    assert len(styles) == len(marks.ROLES)


def test_conditions_are_told_in_words():
    chips = asked.read({"indicator": "members_new", "kind": "money", "place": "350000", "confidence": "0.7"}).chips()
    assert [chip["text"] for chip in chips] == ["福建省", "新发展会员", "金额", "70% 以上"]
    assert all(chip["name"] and "?" not in chip["name"] for chip in chips)
