"""What is fitted: choices that the examples bear out, and nothing that only one or two documents say."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.learning import Examples, Recipe
from extractors.claims.choose import best
from extractors.claims.net import Net

QUICK = Recipe(turns=60, batch=4, rate=0.05, decay=0.01)


def laid(*rows: tuple[str, str, str], around: tuple[str, ...] = ()) -> Examples:
    """Examples of two candidates each: (document, feature of the right one, feature of the wrong one)."""
    out = Examples()
    for fold, (document, good, bad) in enumerate(rows):
        out.add({"a": [good, "both"], "b": [bad, "both"]}, around, [1.0, 0.0], 1.0, document, fold)
    return out


def chosen(net: Net, first: str, second: str, around: tuple[str, ...] = ()) -> str:
    return best({"one": [first], "two": [second]}, around, net).text


def test_what_marks_the_right_candidate_is_chosen() -> None:
    net = laid(*((f"d{n}", "unit", "noun") for n in range(4))).fit(recipe=QUICK)
    assert (chosen(net, "unit", "noun"), chosen(net, "noun", "unit")) == ("one", "two")


def test_features_of_few_documents_are_left_out() -> None:
    rows = (("d1", "unit", "noun"), ("d1", "unit", "noun"), ("d2", "unit", "noun"), ("d3", "verb", "noun"))
    assert "unit" not in laid(*rows).fit(recipe=QUICK).names


def test_a_fold_that_is_left_out_teaches_nothing() -> None:
    rows = (*((f"d{n}", "unit", "noun") for n in range(4)), ("d5", "noun", "unit"))
    assert same(laid(*rows).fit(without=4, recipe=QUICK), laid(*rows[:4]).fit(recipe=QUICK))


def test_what_stands_around_decides_between_the_same_candidates() -> None:
    """Which no sum of weights could do: the surroundings are those of both candidates."""
    out = Examples()
    for n in range(12):
        right = [1.0, 0.0] if n % 2 else [0.0, 1.0]
        out.add({"a": ["near"], "b": ["far"]}, ["quoted" if n % 2 else "plain"], right, 1.0, f"d{n}", 0)
    net = out.fit(recipe=QUICK)
    assert chosen(net, "near", "far", ("quoted",)) == "one"
    assert chosen(net, "near", "far", ("plain",)) == "two"


def test_examples_without_a_choice_are_not_kept() -> None:
    out = Examples()
    out.add({"a": ["x"], "b": ["y"]}, (), [0.0, 0.0], 1.0, "d1", 0)
    out.add({"a": ["x"], "b": ["y"]}, (), [1.0, 1.0], 1.0, "d1", 0)
    assert out.counts == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("def"), st.sampled_from("uvw"), st.sampled_from("xyz")), min_size=1))
def test_the_same_examples_give_the_same_net(rows: list[tuple[str, str, str]]) -> None:
    recipe = Recipe(turns=2)
    assert same(laid(*rows, around=("r",)).fit(recipe=recipe), laid(*rows, around=("r",)).fit(recipe=recipe))


def same(one: Net, other: Net) -> bool:
    tables = np.array_equal(one.table, other.table) and np.array_equal(one.out, other.out)
    return tables and list(one.names) == list(other.names)
