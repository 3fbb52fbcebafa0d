import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import name_evidence, people
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


NAMED = [text for text, _ in (*cases("people_positive"), *cases("people_negative"))]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(NAMED) | NAME_LIKE, min_size=1, max_size=4).map("、".join))
def test_what_is_passed_over_early_is_no_name(text):
    now = found(text)
    with pytest.MonkeyPatch.context() as patch:
        for bound, loose in (("_MOST_FORM", 99.0), ("_MOST_ROOM", 99.0), ("_LEAST", -99.0)):
            patch.setattr(name_evidence, bound, loose)
        assert found(text) == now
