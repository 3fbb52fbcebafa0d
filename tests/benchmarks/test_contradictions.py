"""Pairs of wordings are planted as the table says, and are found as the program's page on method tells."""

from __future__ import annotations

import argparse
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import contradictions, contradictions_pairs
from extractors import numerals
from pipeline.store import FactBase


@given(st.integers(1, 99_999_999))
def test_chinese_numerals_are_read_as_they_were_written(value):
    read = numerals.parse(contradictions_pairs.chinese(value))
    assert read is not None
    assert read.value == Decimal(value)


@pytest.mark.parametrize("which", contradictions_pairs.SETS)
def test_each_pair_is_planted_with_its_figures_and_no_slot_is_left(which):
    for plant, documents in contradictions_pairs.pairs(0, which):
        assert [name for name, _ in documents] == list(plant.names)
        assert all(plant.figures)
        for sentence, figure in zip(plant.sentences, plant.figures, strict=True):
            assert figure in sentence, plant
        assert not any(mark in text for mark in "{}@" for _, text in documents), plant


def test_longer_sentences_are_found_and_nothing_is_taken_for_a_contradiction(tmp_path):
    options = argparse.Namespace(set="fifth", seed=0, count=0)
    planted = contradictions.read(contradictions._made(options), tmp_path / "facts.db", 1)
    with FactBase.open(tmp_path / "facts.db", readonly=True) as base:
        shown, others = contradictions._shown(base, planted, "fifth")
    contradicting = {plant.names for plant in planted if contradictions._contradicts(plant)}
    assert len(contradicting & shown) >= 51, [p.sentences for p in planted if p.names in contradicting - shown]
    assert not shown - contradicting, [p.sentences for p in planted if p.names in shown - contradicting]
    assert not others
