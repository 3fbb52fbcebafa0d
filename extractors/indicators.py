"""What a claim measures: claims of different wording that count or weigh the same thing get the same indicator.

The indicators and the words by which they are known are the tables ``indicators``, ``indicator_rules`` and
``indicator_words``; nothing of them stands here.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import gazetteers
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


def of_claim(claim: Claim) -> str | None:
    """The indicator of a claim; see :func:`indicator`."""
    quantity = claim.quantity
    return indicator(quantity.kind, quantity.unit, quantity.per, claim.subject, claim.action, claim.item)


@lru_cache(maxsize=1 << 14)
def indicator(kind: str, unit: str, per: str | None, subject: str, action: str, item: str) -> str | None:
    """What a claim measures.

    Args:
        kind, unit: of its quantity (money, 元).
        per: denominator of a rate, None or "" without one.
        subject, action, item: its fields, "" where it has none.

    Returns:
        The id of an indicator, or None where no rule fits: the claim stays free.
    """
    if (pattern := _patterns().get(kind)) is None:
        return None
    fields = (subject, action, item, unit, per or "")
    found = pattern.match("\n".join(field.replace("\n", " ") for field in fields))
    # names of groups are the ids with a number behind them: an indicator has several rules
    return found.lastgroup.rpartition("_")[0] if found and found.lastgroup else None


_NOTHING = {"kinds": "", "units": "", "per": ""}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """All rules of each kind as one pattern, each rule an alternative of it, in the order of priority.

    They match at the start of the fields with line breaks between; ^ and $ of a rule are ends of its field.
    """
    words = {row["name"]: row["pattern"] for row in gazetteers.rows("indicator_words")}
    required = {row["id"]: row for row in gazetteers.rows("indicators")}
    by_kind: dict[str, list[str]] = {}
    rules = sorted(gazetteers.rows("indicator_rules"), key=lambda row: int(row["priority"]))
    for number, row in enumerate(rules):
        needs = required.get(row["indicator"], _NOTHING)
        conditions = [
            _must("", row["subject"], words),
            _must(r".*\n", row["action"], words),
            _must(r".*\n.*\n", row["item"], words),
            _must(r".*\n(?:.*\n)?", row["words"], words),
            _must(r".*\n(?:.*\n)?", row["without"], words, wanted=False),
            rf"(?=(?:.*\n){{3}}(?:{needs['units']})\n)" if needs["units"] else "",
            rf"(?=(?:.*\n){{4}}(?:{needs['per']})\Z)" if needs["per"] else "",
        ]
        # a look-ahead alone matches nothing: the empty group at the end names the rule, if it is of an indicator
        named = f"(?P<{row['indicator']}_{number}>)" if row["indicator"] else ""
        rule = "".join(conditions) + named
        for kind in (row["kinds"] or needs["kinds"]).split(","):
            by_kind.setdefault(kind, []).append(rule)
    return {kind: re.compile("|".join(rules), re.MULTILINE) for kind, rules in by_kind.items()}


def _must(before: str, pattern: str, words: dict[str, str], wanted: bool = True) -> str:
    """A look-ahead for a pattern in the field behind ``before``; "" without a pattern.

    ``words`` and ``without`` may be found in action or item, so the fields before them must be one or two whole lines.
    """
    if not pattern:
        return ""
    filled = re.sub(r"\{([a-z]+)\}", lambda m: words[m[1]], pattern)
    return f"(?{'=' if wanted else '!'}{before}.*?(?:{filled}))"
