"""What becomes of the names that a model proposes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.model import Mention, Span
from extractors.proposals import Proposal, reconcile
from tests.extractors.naming import doc

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases/proposals.jsonl").read_text("utf-8").splitlines()
]  # fmt: skip
TEXT = "青河县总工会主席阮沛岚来到柳湾，阮沛岚说高兴。\n（记者高兴）"


def span_of(text, surface, nth=0):
    at = -1
    for _ in range(nth + 1):
        at = text.index(surface, at + 1)
    return Span(at, at + len(surface))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_policy(case):
    text = case["text"]
    found = [Mention(label, span_of(text, s), s, s) for s, label in case["found"]]
    proposed = [Proposal(span_of(text, s, nth), label) for s, label, nth in case["proposed"]]
    assert [f"{m.surface} {m.label}" for m in reconcile(found, proposed, doc(text))] == case["expected"]


def spans(text=TEXT):
    pair = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 8))
    return pair.map(lambda p: Span(p[0], min(p[0] + p[1], len(text))))


LABELS = st.sampled_from(["UNION", "ORG", "PLACE", "PERSON"])


@settings(max_examples=80, deadline=None)
@given(st.lists(spans(), max_size=3), st.lists(st.builds(Proposal, spans(), LABELS), max_size=6), st.randoms())
def test_rules_lose_nothing_nothing_overlaps_and_order_does_not_matter(known, proposed, chance):
    found = []
    for span in sorted(known):
        if not found or found[-1].span.end <= span.start:
            found.append(Mention("PLACE", span, TEXT[slice(*span)], "x"))
    out = reconcile(found, proposed, doc(TEXT))
    assert set(found) <= set(out)
    assert all(a.span.end <= b.span.start for a, b in pairwise(out))
    assert all(m.surface == TEXT[slice(*m.span)] for m in out)
    shuffled = list(proposed)
    chance.shuffle(shuffled)
    assert reconcile(found, shuffled, doc(TEXT)) == out
