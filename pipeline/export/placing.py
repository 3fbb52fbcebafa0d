"""Where the names of a sentence stand in its clean text.

The fact base knows where a name stands in the document, and of each claim where its figure stands in the document and
in the clean text of its sentence. Between two figures a name is placed if there is no doubt: if its word stands there
as often as it is named. What stays in doubt is not placed: a wrong span is worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

Row = dict[str, Any]


class Placed(NamedTuple):
    """A name in the clean text: half-open span, label (UNION, ORG, PLACE, PERSON), canonical name, code or None."""

    start: int
    end: int
    label: str
    canonical: str
    code: str | None


def place(sentence: Row) -> tuple[list[Placed], int]:
    """The names of a sentence, and how many could not be placed.

    Args:
        sentence: as :func:`pipeline.store.sources.sentences` gives it.

    Returns:
        The placed names in the order of their starts, longer ones first; ``text[start:end]`` is their surface.
    """
    text: str = sentence["text"]
    anchors = _anchors(sentence)
    groups: dict[tuple[str, int, int], list[Row]] = {}
    for mention in sentence["mentions"]:
        low, high = _window(mention, anchors, len(text))
        groups.setdefault((mention["surface"], low, high), []).append(mention)
    found: list[tuple[Placed, Row]] = []
    missed = 0
    # longer names first, so that 总工会 is not looked for inside of 青河市总工会
    for (surface, low, high), named in sorted(groups.items(), key=lambda group: (-len(group[0][0]), group[0][1])):
        spans = sorted({(m["start"], m["end"]) for m in named})
        taken = [(p.start, p.end) for p, m in found if not any(_touch(m["start"], m["end"], *s) for s in spans)]
        at = [
            s for s in _occurrences(text, surface, low, high) if not any(_touch(s, s + len(surface), *t) for t in taken)
        ]
        if len(at) != len(spans):
            at = _same_length(sentence, surface, spans)
        if not at:
            missed += len(named)
            continue
        for mention in named:
            start = at[spans.index((mention["start"], mention["end"]))]
            one = Placed(start, start + len(surface), mention["label"], mention["canonical"], mention["code"])
            found.append((one, mention))
    return sorted((p for p, _ in found), key=lambda p: (p.start, -p.end, p.label)), missed


def _anchors(sentence: Row) -> list[tuple[int, int, int, int]]:
    """Figures as (start, end) in the document and in the text; none where the two orders differ (pages in columns)."""
    anchors = sorted((c["start"], c["end"], c["mark_start"], c["mark_end"]) for c in sentence["claims"])
    in_order = all(a[2] <= b[2] for a, b in pairwise(anchors))
    return anchors if in_order else []


def _window(mention: Row, anchors: Sequence[tuple[int, int, int, int]], length: int) -> tuple[int, int]:
    low, high = 0, length
    for start, end, mark_start, mark_end in anchors:
        if end <= mention["start"]:
            low = max(low, mark_end)
        elif start >= mention["end"]:
            high = min(high, mark_start)
    return low, high


def _occurrences(text: str, surface: str, low: int, high: int) -> list[int]:
    found: list[int] = []
    at = text.find(surface, low, high) if surface else -1
    while at >= 0:
        found.append(at)
        at = text.find(surface, at + len(surface), high)
    return found


def _same_length(sentence: Row, surface: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Starts in the text where cleaning kept the length of the sentence, so that offsets are those of the document."""
    text: str = sentence["text"]
    if sentence["end"] - sentence["start"] != len(text):
        return []
    at = [start - sentence["start"] for start, _ in spans]
    return at if all(text.startswith(surface, s) for s in at) else []


def _touch(start: int, end: int, other_start: int, other_end: int) -> bool:
    return start < other_end and other_start < end
