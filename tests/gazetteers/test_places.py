import sys
from collections.abc import Callable
from types import FrameType

import pytest

import gazetteers
from gazetteers.places import LEVELS, index, letters, towns


def names(text):
    places = index()
    return [(text[start:end], places.full(found[0])) for start, end, found in index().find(text) if found]


def test_every_division_has_its_parent_and_a_unique_code():
    places = index()
    codes = [row["code"] for row in gazetteers.rows("divisions")]
    assert len(codes) == len(set(codes)) > 40_000
    for row in gazetteers.rows("divisions"):
        assert row["level"] in LEVELS
        assert bool(row["parent"]) == (row["level"] != "province")
        if row["parent"]:
            outer, inner = places.by_code(row["parent"]), places.by_code(row["code"])
            assert outer and inner and places.contains(outer, inner) and not places.contains(inner, outer)


@pytest.mark.parametrize(
    ("code", "short"),
    [("350100", "福州"), ("510821", "旺苍"), ("220721", "前郭尔罗斯"), ("422800", "恩施"), ("150000", "内蒙古"),
     ("500233", ""), ("632500", ""), ("610100", "西安")],
)  # fmt: skip
def test_short_names_drop_suffix_and_peoples_but_never_mislead(code, short):
    assert index().by_code(code).short == short


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("四川省广元市利州区", [("四川省", "四川省"), ("广元市", "四川省广元市"), ("利州区", "四川省广元市利州区")]),
        ("福州鼓楼", [("福州", "福建省福州市"), ("鼓楼", "福建省福州市鼓楼区")]),
        ("襄樊市", [("襄樊市", "湖北省襄樊市")]),
        (
            "在恩施州和前郭县",
            [("恩施州", "湖北省恩施土家族苗族自治州"), ("前郭县", "吉林省松原市前郭尔罗斯蒙古族自治县")],
        ),
        ("近年来安徽各级", [("安徽", "安徽省")]),
        ("开展“安康杯”竞赛，北京时间八点", []),
        ("和平建设新城", []),
        ("工会经费县级留成", []),
        ("完成都市圈建设", []),
        ("长三角与珠三角", [("长三角", "长三角"), ("珠三角", "珠三角")]),
    ],
)
def test_find_takes_the_longest_sure_names(text, expected):
    assert names(text) == expected


def test_an_ambiguous_name_keeps_all_candidates():
    ((_, _, found),) = index().find("在鼓楼区")
    assert {index().full(place)[:3] for place in found} >= {"福建省", "江苏省", "河南省"}


def test_a_municipality_is_its_own_city():
    places = index()
    (district,) = places.by_name("锦江区")
    assert places.at_level(district, "city").name == "成都市"
    (county,) = places.by_name("城口县")
    assert places.at_level(county, "city").name == places.province(county).name == "重庆市"
    assert places.full(county) == "重庆市城口县"


def test_aliases_lead_to_places_of_today_under_their_older_name():
    (place,) = index().by_name("达孜县")
    assert (place.code, place.name) == (index().by_name("达孜区")[0].code, "达孜县")
    assert letters()["粤"].name == "广东省"


def steps(work: Callable[[], object]) -> int:
    """How many calls, of functions in Python and in C, some work makes: what grows with it on any machine."""
    count = 0

    def seen(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_searching_takes_no_more_steps_than_the_text_is_long():
    text = "四川省广元市利州区总工会近日在三堆镇举行仪式，向符合条件的贫困农民工发放创业帮扶资金。"
    index().find(text)
    few, many = (steps(lambda n=n: index().find(text * n)) for n in (50, 500))
    assert many <= few * 11


def test_towns_are_loaded_when_a_text_or_a_question_names_one():
    fresh = index.__wrapped__()
    towns.cache_clear()
    assert [found[0].name for *_, found in fresh.find("福州市总工会投入资金")] == ["福州市"]
    assert fresh.by_name("福州市") and fresh.by_code("350100") and not fresh.by_code("999999")
    assert towns.cache_info().currsize == 0
    ((start, end, (town, *_)),) = fresh.find("在三堆镇举行")
    assert (start, end, town.level, town.name) == (1, 4, "town", "三堆镇")
    assert towns.cache_info().currsize == 1
    assert fresh.by_code(town.code) == town
    assert fresh.by_code("999999999") is None


@pytest.mark.parametrize("text", ["福州鼓楼", "北京时间", "近年来安徽", "长三角一带", "利州区总工会、宝鸡市总工会"])
def test_a_text_without_a_town_reads_the_same_whether_towns_are_loaded(text):
    before, after = index.__wrapped__(), index.__wrapped__()
    after.find("三堆镇")
    assert before.matches(text) == after.matches(text)
    assert before.matches(text + "。") == after.matches(text + "。乡")


def test_a_name_that_ends_like_a_town_and_is_none_keeps_its_place_first():
    found = index().by_name("景德镇")
    assert found[0].name == "景德镇市"
    assert all(place.level == "town" for place in found[1:])
