import pytest
from hypothesis import given, settings

from extractors import people
from extractors.model import Context
from tests.extractors.naming import NAME_LIKE, assert_in_order_and_quoting, cases, doc


def found(text):
    return [m.surface for m in people.find(doc(text), Context())]


@pytest.mark.parametrize(("text", "expected"), cases("people_positive"))
def test_people_are_found_whole(text, expected):
    assert found(text) == expected.split(" ")


@pytest.mark.parametrize(("text", "why"), cases("people_negative"))
def test_common_nouns_yield_none(text, why):
    assert found(text) == [], why


@settings(max_examples=60, deadline=None)
@given(NAME_LIKE)
def test_mentions_are_in_order_and_quote_the_text(text):
    assert_in_order_and_quoting(people.find(doc(text), Context()), text)
