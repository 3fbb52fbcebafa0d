"""Which texts a change of the tables can touch, so that an archive need not be read anew for one corrected row.

Most rows act only where one of their words stands in a text: a new name of a union changes nothing in an article
without that name. The tables of that kind are listed in :data:`LOCAL`. The others (weights, frequencies, places with
all that lies inside them, patterns) may change any reading.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources

LOCAL = frozenset({
    "actor_nouns", "claim_words", "classifiers", "common_word_places", "counted_nouns", "currencies", "duration_words",
    "hedges", "industrial_unions", "known_organisations", "not_names", "organisation_stopwords",
    "organisation_suffixes", "outlets", "party_government_bodies", "regions", "titles", "union_system",
    "units", "words",
})  # fmt: skip
"""Tables whose rows act only on texts in which one of their words stands; the tests take rows out and look."""

DERIVED = frozenset({
    "contradiction_indicators", "contradiction_synonyms", "contradiction_words", "indicator_contexts",
    "indicator_examples", "indicator_rules", "indicator_sums", "indicator_words", "indicators", "sum_words",
})  # fmt: skip
"""Tables that act on what was read and not on texts: facts that are kept get theirs without being read again."""

MANY = 5000
"""With more changed words than this everything counts as touched: looking would cost as much as reading."""


@cache
def tables() -> dict[str, str]:
    """Every table by name: its text if it is one of :data:`LOCAL`, else a hash of it."""
    found = {}
    for file in (resources.files("gazetteers") / "data").iterdir():
        if file.name.endswith((".tsv", ".npz")):
            name, data = file.name.removesuffix(".tsv"), file.read_bytes()
            found[name] = data.decode("utf-8") if name in LOCAL else hashlib.sha256(data).hexdigest()[:32]
    return dict(sorted(found.items()))


def words(old: Mapping[str, str], new: Mapping[str, str]) -> frozenset[str] | None:
    """The words whose texts a change of tables can touch.

    Args:
        old, new: two states of :func:`tables`.

    Returns:
        Words of the rows that came, went or changed, without their provenance; empty if no row did. None if the change
        may touch any text.
    """
    if set(old) != set(new):
        return None
    changed: set[str] = set()
    for name in new:
        if old[name] == new[name] or name in DERIVED:
            continue
        if name not in LOCAL:
            return None
        before, after = _rows(old[name]), _rows(new[name])
        if before[0] != after[0]:
            return None  # other columns
        for row in set(before[1:]) ^ set(after[1:]):
            first, *others = row.split("\t")[:-1]
            # what a row stands for may stand in a text by itself: a full name beside the short one
            changed.add(first)
            changed.update(cell for cell in others if len(cell) > 1 and not cell.isascii())
    return frozenset(changed) if len(changed) <= MANY else None


def _rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")] or [""]
