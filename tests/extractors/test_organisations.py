import pytest
from hypothesis import given, settings

from extractors import organisations
from extractors.model import Context
from tests.extractors.naming import NAME_LIKE, assert_in_order_and_quoting, cases, doc, homes


def found(text):
    return [m.surface for m in organisations.find(doc(text), Context(), homes(text))]


@pytest.mark.parametrize(("text", "expected"), cases("organisations_positive"))
def test_organisations_are_found_whole(text, expected):
    assert found(text) == expected.split(" ")


@pytest.mark.parametrize(("text", "why"), cases("organisations_negative"))
def test_common_nouns_yield_none(text, why):
    assert found(text) == [], why


@settings(max_examples=60, deadline=None)
@given(NAME_LIKE)
def test_mentions_are_in_order_and_quote_the_text(text):
    assert_in_order_and_quoting(organisations.find(doc(text), Context(), homes(text)), text)
