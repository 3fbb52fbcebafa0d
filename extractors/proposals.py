"""Names that a learned model proposes, and how they are reconciled with those of rules and gazetteers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from extractors.borders import ground_of
from extractors.model import Label, Mention, Span

ADDS = frozenset(("PERSON", "ORG"))
"""Labels that a model may add; the others need the gazetteers to be resolved."""


class Proposal(NamedTuple):
    """A name that a model sees in a text.

    Attributes:
        span: code points of the text, half-open.
        label: UNION, ORG, PLACE or PERSON.
        score: 0 to 1, how sure the model is; 1 where it does not say.
    """

    span: Span
    label: Label
    score: float = 1.0


def reconcile(found: list[Mention], proposed: Sequence[Proposal], doc: Doc) -> list[Mention]:
    """Mentions of rules and gazetteers with what a model adds to them.

    The policy, in this order:

    1. What rules and gazetteers found stays, with its borders, label and canonical name.
    2. The model adds a PERSON or ORG that overlaps with none of these.

    Args:
        found: mentions of rules and gazetteers, in order of the text, not overlapping.
        proposed: what the model proposes, in any order.
        doc: the article.

    Returns:
        Mentions in order of the text, no two of them overlapping.
    """
    text = ground_of(doc).words.text
    taken = bytearray(len(text))
    for mention in found:
        taken[mention.span.start : mention.span.end] = b"\x01" * (mention.span.end - mention.span.start)
    added = []
    for span, label, _ in sorted(proposed, key=lambda p: (-p.score, p.span)):
        if label in ADDS and not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
            surface = text[span.start : span.end]
            added.append(Mention(label, span, surface, surface))
    return sorted([*found, *added], key=lambda m: m.span)
