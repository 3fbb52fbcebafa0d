from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from extractors import places
from extractors.model import Context
from tests.extractors.naming import cases


def found(text):
    return [f"{m.surface}={m.canonical}" for m in places.mentions(text, places.find_in(text))]


@pytest.mark.parametrize(("text", "expected"), cases("places_positive"))
def test_places_are_found_whole_and_resolved(text, expected):
    assert found(text) == expected.split(" ")


@pytest.mark.parametrize(("text", "why"), cases("places_negative"))
def test_what_only_looks_like_a_place_is_none(text, why):
    assert found(text) == []


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("text", "expected"), cases("places_known_failures"))
def test_known_failures(text, expected):
    assert found(text) == expected.split(" ")


def test_codes_are_given_where_the_place_is_certain():
    text = "旺苍县和鼓楼区的职工"
    by_surface = {m.surface: m.id for m in places.mentions(text, places.find_in(text))}
    assert by_surface == {"旺苍县": "510821", "鼓楼区": None}


def test_the_other_places_of_a_text_decide_between_namesakes():
    text = "福州的鼓楼区和南京市都派了人，福州台江区也派了人。"
    assert "鼓楼区=鼓楼区" in found(text)  # both have one: stays open
    text = "福州市总工会来到鼓楼区。"
    assert "鼓楼区=福州市鼓楼区" in found(text)


def test_find_leaves_out_unlisted_names_that_begin_with_a_verb():
    nlp = spacy.blank("zh")
    doc = spacy.tokens.Doc(nlp.vocab, words=["争取", "社区", "，", "旺苍", "县"], spaces=[False] * 5)
    doc[0].tag_ = "v"
    assert [m.surface for m in places.find(doc, Context())] == ["旺苍县"]


@given(st.text(alphabet="四川省成都市锦江区和平镇乡村社街道路、，“”在了工会12A\n", max_size=60))
def test_spans_are_in_order_apart_and_inside_the_text(text):
    items = places.find_in(text)
    assert all(0 <= item.start < item.end <= len(text) for item in items)
    assert all(a.end <= b.start for a, b in pairwise(items))
