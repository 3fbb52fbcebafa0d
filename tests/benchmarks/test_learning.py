"""What is fitted: choices that the examples bear out, and nothing that only one document says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.learning import Examples


def laid(*rows: tuple[str, str, str]) -> Examples:
    """Examples of two candidates each: (document, feature of the right one, feature of the wrong one)."""
    out = Examples()
    for fold, (document, good, bad) in enumerate(rows):
        out.add({"a": [good, "both"], "b": [bad, "both"]}, [1.0, 0.0], 1.0, document, fold)
    return out


def test_what_marks_the_right_candidate_weighs_more() -> None:
    weights = laid(("d1", "unit", "noun"), ("d2", "unit", "noun"), ("d3", "unit", "noun")).fit(0.5)
    assert weights["unit"] > 0.1 > -0.1 > weights["noun"]
    assert weights["both"] == 0.0


def test_features_of_one_document_are_left_out() -> None:
    weights = laid(("d1", "unit", "noun"), ("d1", "unit", "noun"), ("d2", "verb", "noun")).fit(0.5)
    assert set(weights) == {"noun", "both"}


def test_a_fold_that_is_left_out_teaches_nothing() -> None:
    rows = (("d1", "unit", "noun"), ("d2", "unit", "noun"), ("d3", "noun", "unit"))
    assert laid(*rows).fit(0.5, without=2) == laid(*rows[:2]).fit(0.5)


def test_examples_without_a_choice_are_not_kept() -> None:
    out = Examples()
    out.add({"a": ["x"], "b": ["y"]}, [0.0, 0.0], 1.0, "d1", 0)
    out.add({"a": ["x"], "b": ["y"]}, [1.0, 1.0], 1.0, "d1", 0)
    assert out.counts == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("def"), st.sampled_from("uvw"), st.sampled_from("xyz")), min_size=1))
def test_the_same_examples_give_the_same_weights(rows: list[tuple[str, str, str]]) -> None:
    assert laid(*rows).fit(0.5, steps=20) == laid(*rows).fit(0.5, steps=20)
