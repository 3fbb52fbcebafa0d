"""Borders of words and names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.borders import occurrences
from gazetteers.automaton import Automaton

LETTERS = st.sampled_from("甲乙丙")


@given(st.text(LETTERS, max_size=30), st.sets(st.text(LETTERS, max_size=4), max_size=60))
def test_occurrences_are_those_that_an_automaton_finds(text, names):
    assert occurrences(text, names) == (Automaton(names).find(text) if names - {""} else [])
