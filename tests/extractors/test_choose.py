"""Choosing among candidates: the same candidates give the same choice in every process."""

from __future__ import annotations

import random

from extractors.claims import choose as choosing


def test_the_order_of_features_makes_no_difference(monkeypatch):
    """Features are sets of strings, whose order changes from process to process; sums of floats depend on order."""
    weights = {f"feature {n}": random.Random(n).uniform(-3, 3) for n in range(200)}
    monkeypatch.setattr(choosing, "weights", lambda slot: weights)
    names = list(weights)
    mixed = random.Random(7).sample(names, len(names))
    assert sum(weights[n] for n in names) != sum(weights[n] for n in mixed)
    chosen = choosing.choose("item", {"甲": names, "乙": mixed}, "丙")
    assert chosen == ("甲", 0.5)


def test_nothing_is_chosen_where_no_candidate_is_likely_enough(monkeypatch):
    monkeypatch.setattr(choosing, "weights", lambda slot: {"a": 1.0})
    assert choosing.choose("item", {name: ["b"] for name in "甲乙丙丁戊己庚辛"}, "甲") == ("", 0.125)
    assert choosing.choose("item", {"甲": ["a"], "乙": ["b"]}, "乙").text == "甲"
