"""Articles as they stand in their source, for the pages: read again in the background, marked, and with every repair.

Where the source is gone, or reading it takes longer than a page may wait, there is nothing here and the pages show what
the fact base keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.config import load
from pipeline.run.original import Original, Remains, ShownArticle, ShownClaim, read_original
from pipeline.serve import words
from pipeline.serve.marks import Mark, Piece, pieces
from pipeline.serve.site import Site

WAIT = 0.2
"""Seconds that the page of a claim waits for its article."""
WAIT_LONGER = 8.0
"""Seconds that the page of an article waits: its text is what it is for."""
_AROUND = 2  # sentences shown before and after


@dataclass(frozen=True, slots=True)
class Around:
    """A claim's sentence where it stands.

    Attributes:
        before, sentence, after: in pieces; marks lie in all three, as a subject may stand two sentences before.
        stood: the sentence as it stands in the source: dicts of ``text``, ``byte_start``, ``byte_end``.
        repairs: what was changed in it: dicts of ``stage``, ``means``, ``what``, ``before``, ``after``, ``times``.
    """

    before: list[Piece]
    sentence: list[Piece]
    after: list[Piece]
    stood: list[dict[str, Any]]
    repairs: list[dict[str, Any]]


def original(site: Site, document: str, seconds: float) -> Original | Remains | None:
    """A document read again, what remains of it where its source cannot be had, or None if it is not read yet."""
    return site.soon(document, lambda base: read_original(base, document, load(None)), seconds)


def around(read: Original, claim: str) -> Around | None:
    """Where a claim stands; None where reading does not find it any more."""
    found = read.find(claim)
    if found is None:
        return None
    article, shown = found
    outer = article.around(shown.sentence, _AROUND)
    marks = marks_of(shown)
    cuts = (outer.start, shown.sentence.start, shown.sentence.end, outer.end)
    parts = [cut(article.text, start, end, marks) for start, end in pairwise(cuts)]
    stood = [
        {"text": one.text, "byte_start": one.byte_start, "byte_end": one.byte_end}
        for one in read.stood(article.number, shown.sentence)
    ]
    repairs = [
        {
            "stage": words.word("stage", one.stage), "means": words.explained("stage", one.stage),
            "what": words.word("what", one.what), "before": one.before, "after": one.after, "times": one.times,
        }
        for one in read.repairs(article.number, shown.sentence)
    ]  # fmt: skip
    return Around(parts[0], parts[1], parts[2], stood, repairs)


def marks_of(shown: ShownClaim) -> list[Mark]:
    """All marks of one claim, counted in its article's text."""
    found = [Mark(shown.span.start, shown.span.end, "quantity", shown.fact.id)]
    return found + [Mark(span.start, span.end, role) for role, span in shown.marks.items()]


def cut(text: str, start: int, end: int, marks: list[Mark]) -> list[Piece]:
    """The pieces of a stretch of a text."""
    moved = [Mark(one.start - start, one.end - start, one.role, one.id, one.title) for one in marks]
    return pieces(text[start:end], moved)


def lines(article: ShownArticle, told: Mapping[str, str]) -> list[tuple[list[Piece], bool]]:
    """The lines of an article in pieces, each with whether it is a headline; headlines only where they hold claims.

    Args:
        article: read again.
        told: of the claims that are stored, what to say about each by its id; others are not marked.
    """
    marks = [
        Mark(one.span.start, one.span.end, "quantity", one.fact.id, told[one.fact.id])
        for one in article.claims if one.fact.id in told
    ]  # fmt: skip
    for mention in article.mentions:
        label = mention.entity.mention.label
        title = f"{words.word('label', label)}：{mention.entity.mention.canonical}"
        marks.append(Mark(mention.span.start, mention.span.end, label.lower(), "", title))
    found = []
    start = 0
    for line in article.text.split("\n"):
        end = start + len(line)
        head = start < article.body_start
        touched = [one for one in marks if one.start < end and one.end > start]
        if line.strip() and (not head or any(one.id for one in touched)):
            found.append((cut(article.text, start, end, touched), head))
        start = end + 1
    return found
