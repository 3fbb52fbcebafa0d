"""What kind of noun a phrase ends in, so that rare nouns share what is learned of their kind."""

from __future__ import annotations

from functools import cache

import gazetteers
from extractors.claims.features import Kept
from extractors.claims.memory import MONEY_NOUNS


@cache
def _nouns() -> dict[str, str]:
    """Class of each noun; of a noun with two the first."""
    classes: dict[str, str] = {}
    for row in gazetteers.rows("counted_nouns"):
        classes.setdefault(row["noun"], row["class"])
    return classes


@cache
def _longest_noun() -> int:
    return max(map(len, _nouns()))


def _noun_kind(text: str) -> str:
    """What kind of noun a phrase ends in: money, person, household, firm, rate, verbal …; other where none is known."""
    if text.endswith(("率", "比例", "比重", "面", "占比")):
        return "rate"
    if text.endswith(MONEY_NOUNS):
        return "money"
    nouns = _nouns()
    for length in range(min(_longest_noun(), len(text)), 0, -1):
        found = nouns.get(text[-length:])
        if found is not None:
            return found
    return "other"


NOUN_KIND = Kept(_noun_kind)
"""What kind of noun a phrase ends in: money, person, crowd, household, firm, rate; other where none is known."""
