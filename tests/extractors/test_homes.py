import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.homes import Homes
from extractors.model import Context
from extractors.places import find_in, mentions
from gazetteers.places import index

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "homes.jsonl").read_text(encoding="utf-8").splitlines()
]


def homes(text, **context):
    return Homes.of(text, mentions(text, find_in(text)), Context(**context))


@pytest.mark.parametrize("case", [c for c in CASES if "level" in c], ids=lambda c: c["why"])
def test_what_a_relative_name_means(case):
    place = homes(case["text"], **case.get("context", {})).at(case["text"].rindex(case["at"]), case["level"])
    assert (place.name if place else None) == case["place"]


@pytest.mark.parametrize("case", [c for c in CASES if "level" not in c], ids=lambda c: c["why"])
def test_where_a_figure_holds(case):
    found = homes(case["text"], **case.get("context", {}))
    assert found.place_of(case["text"].rindex(case["at"])) == case["place"]


def test_the_home_is_what_the_headline_names():
    text = "旺苍县总工会建起服务站\n近日，旺苍县总工会请来成都的老师。"
    found = homes(text, body_start=text.index("\n") + 1)
    assert [found.home(level).name for level in ("province", "city", "county")] == ["四川省", "广元市", "旺苍县"]
    assert found.home("town") is None


def test_a_text_without_places_has_no_home():
    found = homes("工会组织职工开展活动，投入资金5万元。")
    assert found.home("province") is None and found.at(10, "city") is None and found.place_of(10) == ""


@given(st.text(alphabet="福州市全省总工会在，。\n旺苍县12", max_size=50), st.integers(0, 60))
def test_any_offset_has_an_answer_of_the_level_asked_for(text, offset):
    found = homes(text)
    for level in ("province", "city", "county", "town"):
        place = found.at(min(offset, len(text)), level)
        assert place is None or index().at_level(place, level) == place


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("利州区总工会行动早，全区受益。", "利州区"),
        ("广西工会行动早，全区受益。", "广西壮族自治区"),
        ("江苏工会行动早，全区受益。", None),
    ],
)
def test_a_district_word_may_mean_an_autonomous_region(text, name):
    place = homes(text).district(text.index("全区"))
    assert (place.name if place else None) == name
