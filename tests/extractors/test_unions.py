import pytest
from hypothesis import given, settings

from extractors import unions
from extractors.model import Context
from tests.extractors.naming import NAME_LIKE, assert_in_order_and_quoting, cases, doc, homes


def found(text):
    return [f"{m.surface}={m.canonical}" for m in unions.find(doc(text), Context(), homes(text))]


@pytest.mark.parametrize(("text", "expected"), cases("unions_positive"))
def test_unions_are_found_whole(text, expected):
    assert found(text) == expected.split(" ")


@pytest.mark.parametrize(("text", "why"), cases("unions_negative"))
def test_common_nouns_yield_none(text, why):
    assert found(text) == [], why


@settings(max_examples=60, deadline=None)
@given(NAME_LIKE)
def test_mentions_are_in_order_and_quote_the_text(text):
    assert_in_order_and_quoting(unions.find(doc(text), Context(), homes(text)), text)


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(*case, marks=pytest.mark.xfail) for case in cases("unions_known_failures")]
)
def test_known_failures(text, expected):
    assert found(text) == expected.split(" ")


def test_the_id_is_the_code_of_the_unions_place():
    text = "福州市总工会与仓山区总工会联动。"
    assert [m.id for m in unions.find(doc(text), Context(), homes(text))] == ["350100", "350104"]
