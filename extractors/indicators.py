"""What a claim measures: claims of different wording that count or weigh the same thing get the same indicator.

The fields of a claim tell an indicator (tables ``indicators``, ``indicator_rules`` and ``indicator_words``); the words
around its figure may then speak against it, or tell another (``indicator_contexts``). Nothing of them stands here.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import gazetteers
from extractors import indicator_rules
from extractors.model import Claim


class Indicator(NamedTuple):
    """One indicator as the gazetteer has it; definitions say what a claim must state to belong to it."""

    id: str
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    kinds: tuple[str, ...]


@cache
def known() -> tuple[Indicator, ...]:
    """All indicators, in the order of their ids."""
    return tuple(
        Indicator(
            row["id"], row["name_zh"], row["name_en"], row["definition_zh"], row["definition_en"],
            tuple(row["kinds"].split(",")),
        )
        for row in gazetteers.rows("indicators")
    )  # fmt: skip


BEFORE, BEHIND = 45, 30
"""So many characters before and behind a figure are looked at: what it is of mostly stands before it."""

_HEDGES = "近约超逾达仅只"


NOWHERE = ("", "")


def around(sentence: str, start: int, end: int) -> tuple[str, str]:
    """A figure and the words around it, which tell what it measures, as :func:`indicator` takes them.

    Args:
        sentence: the sentence that it stands in.
        start, end: half-open span of the figure in it.

    Returns:
        The figure, and the words around it with ``#`` in its place: at most :data:`BEFORE` and :data:`BEHIND`
        characters, without line breaks, and without hedges right before it.
    """
    before, after = sentence[max(0, start - BEFORE) : start].rstrip(_HEDGES), sentence[end : end + BEHIND]
    words = f"{before}#{after}"
    return sentence[start:end], words.replace("\n", " ") if "\n" in words else words


def of_claim(claim: Claim, sentence: str = "", mark: tuple[int, int] = (0, 0)) -> str | None:
    """The indicator of a claim whose figure stands at ``mark`` in its sentence; see :func:`indicator`."""
    quantity = claim.quantity
    fields = (quantity.kind, quantity.unit, quantity.per, claim.subject, claim.action, claim.item)
    return indicator(*fields, around(sentence, *mark) if sentence else NOWHERE)


def indicator(
    kind: str, unit: str, per: str | None, subject: str, action: str, item: str,
    words: tuple[str, str] = NOWHERE,
) -> str | None:  # fmt: skip
    """What a claim measures.

    Args:
        kind, unit: of its quantity (money, 元).
        per: denominator of a rate, None or "" without one.
        subject, action, item: its fields, "" where it has none.
        words: its figure and what stands around it, as :func:`around` cuts it; without them the fields decide.

    Returns:
        The id of an indicator, or None where no rule fits, or the words around the figure speak against the one that
        the fields tell: the claim stays free.
    """
    rules = indicator_rules.rules()
    told = _told(rules.get(kind), kind, unit, per or "", subject, action, item)
    if words is NOWHERE or (context := rules.get(key := f"{kind} {told or 'none'}")) is None:
        return told
    fitting = indicator_rules.of_fields(context, key, unit, per or "", subject, action, item)
    figure, surroundings = words
    if fitting & ~context.hints.free:  # else no word around the figure could make a rule worth trying
        fitting &= context.hints.holding(surroundings)
    for n in indicator_rules.one_by_one(fitting) if fitting else ():
        in_figure, around_it = context.figures[n], context.surroundings[n]
        if (in_figure is None or in_figure.search(figure)) and (around_it is None or around_it.search(surroundings)):
            return context.outcomes[n]
    return told


def _told(
    rules: indicator_rules.Rules | None, kind: str, unit: str, per: str, subject: str, action: str, item: str
) -> str | None:
    if rules is None:
        return None
    fitting = indicator_rules.of_fields(rules, kind, unit, per, subject, action, item)
    return rules.outcomes[indicator_rules.first(fitting)] if fitting else None
