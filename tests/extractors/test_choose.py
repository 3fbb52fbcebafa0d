"""Choosing among candidates: the same candidates give the same choice in every process."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from extractors import claims
from extractors.claims import choose as choosing
from extractors.claims import features, net
from extractors.claims.choose import Choice
from extractors.model import Context
from pipeline.nlp import reader
from pipeline.text import sentences
from pipeline.text.decode import decode

SAMPLES = sorted((Path(__file__).parents[2] / "corpus/gold/learn").glob("*.txt"))[:6]


def test_nothing_is_chosen_where_no_candidate_is_likely_enough():
    assert choosing.choose("item", dict.fromkeys("甲乙丙丁戊己庚辛", 0), "甲") == ("", 0.125)
    assert choosing.choose("item", {"甲": net.UNIT, "乙": 0}, "乙").text == "甲"


def test_of_equal_candidates_the_first_is_chosen():
    assert choosing.choose("item", {"甲": 7, "乙": 7}, "乙") == ("甲", 0.5)
    assert choosing.choose("item", {"甲": 7, "乙": 7}, "乙", around=5) == ("甲", 0.5)


def test_where_nothing_was_learned_the_rules_choose():
    assert choosing.choose("no such slot", {"甲": 1}, "乙") == ("乙", 0.6)


def test_a_named_sum_counts_each_feature_once():
    both = features.Named({"a": 3, "b": 4}) + features.Named({"b": 4, "c": 5})
    assert (both, both.features) == (12, {"a": 3, "b": 4, "c": 5})
    assert sum([both, features.Named({"d": 1})]) == 13


def test_a_full_table_forgets_and_works_on():
    asked: list[int] = []
    table = features.Kept(lambda n: asked.append(n) or n * n, most=2)
    assert [table[n] for n in (1, 2, 1, 3, 1)] == [1, 4, 1, 9, 1]
    assert asked == [1, 2, 3, 1]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_what_is_learned_is_what_is_weighed(path: Path, monkeypatch: pytest.MonkeyPatch):
    """The sums by which candidates are chosen are those of their features' weights, each feature counted once.

    Families add whole numbers and would count a feature twice that two of them name; the features that the recipe of
    the weights sees are sets.
    """
    text = decode(path.read_bytes()).text
    context = Context()
    doc = reader.read(text, context)
    data = doc.user_data
    weighed: list[tuple[Mapping[str, int], int]] = []
    real = choosing.choose

    def choose(slot: str, candidates: Mapping[str, int], otherwise: str, around: int = 0) -> Choice:
        weighed.append((dict(candidates), around))
        return real(slot, candidates, otherwise, around)

    monkeypatch.setattr(sys.modules["extractors.claims.find"], "choose", choose)
    named: list[tuple[Mapping[str, int], int]] = []

    def watch(start: int, slot: str, candidates: Mapping[str, Iterable[str]], around: Iterable[str]) -> Choice | None:
        weigh = net.net_of(slot).weighed
        sums = {name: sum(weigh(set(fs)).values()) for name, fs in candidates.items()}
        named.append((sums, sum(weigh(set(around)).values())))
        return real(slot, sums, "", named[-1][1])

    for watcher in (None, watch):
        claims.find(
            doc,
            data[reader.QUANTITIES],
            data[reader.TIMES],
            data[reader.ENTITIES],
            sentences.split(text),
            context,
            watcher,
        )
    assert weighed
    assert [(list(c.items()), around) for c, around in named] == [(list(c.items()), around) for c, around in weighed]
