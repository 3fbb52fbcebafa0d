"""Where the values of a claim stand around its sentence: the column ``marks``, and what of it to draw.

The column is a JSON object of name to ``[start, end]``, half-open, in characters of the article's clean text counted
from the start of the claim's sentence: ``{"subject":[0,6],"action":[9,11],"time":[-14,-9]}``. Names are those of
:data:`NAMES`; a value that stands nowhere in the text has no entry. So marks inside of the sentence can be drawn with
nothing but the stored sentence, and the others (a subject named two sentences before) with the article read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from pipeline.model import Fact

NAMES = ("subject", "action", "item", "time", "place", "speaker", "baseline")
QUANTITY = "quantity"


class Mark(NamedTuple):
    """A stretch of a sentence, half-open in characters, and what of the claim stands there."""

    start: int
    end: int
    name: str


def of_fact(fact: Fact) -> str:
    """The column for a fact that was just read."""
    claim = fact.claim
    begin = claim.quantity.span.start - fact.mark.start  # of the sentence, in the text that the claim was read from
    subject, action, item, place, speaker = claim.marks
    period, baseline = claim.period, claim.baseline
    # Written by hand in the order of NAMES: for seven numbers the json library takes four times as long.
    places = (
        subject, action, item, None if period is None else period.span, place, speaker,
        None if baseline is None else baseline.span,
    )  # fmt: skip
    told = [f'"{name}":[{span[0] - begin},{span[1] - begin}]' for name, span in zip(NAMES, places, strict=True) if span]
    return "{" + ",".join(told) + "}"


def spans(row: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """All marks of a claim by name, the quantity's too, counted from the start of its sentence.

    Args:
        row: of ``claims`` or ``v_claims``: ``mark_start``, ``mark_end``, ``marks``. Claims that an older release read
            have only the quantity.
    """
    found = {QUANTITY: (row["mark_start"], row["mark_end"])}
    found.update({name: (start, end) for name, (start, end) in json.loads(row["marks"] or "{}").items()})
    return found


def marked(row: Mapping[str, Any]) -> list[Mark]:
    """The marks that lie in the claim's sentence, in order; of two at one start the longer is first.

    Marks may hold or overlap each other: an item is often in a subject, a hedge in an action.

    Args:
        row: of ``v_claims``: what :func:`spans` needs, and ``sentence``.
    """
    size = len(row["sentence"])
    inside = [Mark(start, end, name) for name, (start, end) in spans(row).items() if 0 <= start < end <= size]
    return sorted(inside, key=lambda mark: (mark.start, -mark.end, mark.name != QUANTITY))


__all__ = ["NAMES", "QUANTITY", "Mark", "marked", "of_fact", "spans"]
