"""What a claim measures: claims of different wording that count or weigh the same thing get the same indicator.

The fields of a claim tell an indicator (tables ``indicators``, ``indicator_rules`` and ``indicator_words``); the words
around its figure may then speak against it, or tell another (``indicator_contexts``). Nothing of them stands here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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


REACH = 30
"""So many characters before and behind a figure are looked at."""

_HEDGES = "近约超逾达仅只"


NOWHERE = ("", "")


def around(sentence: str, start: int, end: int) -> tuple[str, str]:
    """A figure and the words around it, which tell what it measures, as :func:`indicator` takes them.

    Args:
        sentence: the sentence that it stands in.
        start, end: half-open span of the figure in it.

    Returns:
        The figure, and the words around it with ``#`` in its place: at most :data:`REACH` characters to either side,
        without line breaks, and without hedges right before it.
    """
    before, after = sentence[max(0, start - REACH) : start].rstrip(_HEDGES), sentence[end : end + REACH]
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
    told = _by_fields(kind, unit, per, subject, action, item)
    if words is NOWHERE or (pattern := _contexts().get((kind, told))) is None:
        return told
    found = pattern.match(_lines((subject, action, item, unit, per or "", *words)))
    if found is None or found.lastgroup is None:
        return told
    return found.lastgroup.rpartition("_")[0] or None


@lru_cache(maxsize=1 << 14)
def _by_fields(kind: str, unit: str, per: str | None, subject: str, action: str, item: str) -> str | None:
    if (pattern := _patterns().get(kind)) is None:
        return None
    found = pattern.match(_lines((subject, action, item, unit, per or "")))
    # names of groups are the ids with a number behind them: an indicator has several rules
    return found.lastgroup.rpartition("_")[0] if found and found.lastgroup else None


def _lines(fields: tuple[str, ...]) -> str:
    joined = "\n".join(fields)
    if joined.count("\n") >= len(fields):
        return "\n".join(field.replace("\n", " ") for field in fields)
    return joined


_NOTHING = {"kinds": "", "units": "", "per": ""}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """All rules of each kind as one pattern, each rule an alternative of it, in the order of priority.

    They match at the start of the fields with line breaks between; ^ and $ of a rule are ends of its field.
    """
    required = {row["id"]: row for row in gazetteers.rows("indicators")}
    by_kind: dict[str, list[str]] = {}
    rules = sorted(gazetteers.rows("indicator_rules"), key=lambda row: int(row["priority"]))
    for number, row in enumerate(rules):
        needs = required.get(row["indicator"], _NOTHING)
        # a look-ahead alone matches nothing: the empty group at the end names the rule, if it is of an indicator
        named = f"(?P<{row['indicator']}_{number}>)" if row["indicator"] else ""
        for kind in (row["kinds"] or needs["kinds"]).split(","):
            by_kind.setdefault(kind, []).append(_conditions(row, needs) + named)
    return {kind: re.compile("|".join(rules), re.MULTILINE) for kind, rules in by_kind.items()}


@cache
def _contexts() -> dict[tuple[str, str | None], re.Pattern[str]]:
    """The rules on the words around a figure, by kind and by the indicator that the fields tell, None for none.

    Each is an alternative with a group that has the name of its outcome; that of ``_NUMBER`` leaves the claim free.
    """
    required = {row["id"]: row for row in gazetteers.rows("indicators")}
    found: dict[tuple[str, str | None], list[str]] = {}
    rules = sorted(gazetteers.rows("indicator_contexts"), key=lambda row: int(row["priority"]))
    for number, row in enumerate(rules):
        needs = required.get(row["becomes"], _NOTHING)
        rule = "".join((
            _conditions(row, needs),
            rf"(?=(?:.*\n){{4}}(?:{row['per']})$)" if row["per"] else "",
            _must(r"(?:.*\n){5}", row["figure"]),
            _must(r"(?:.*\n){6}", row["around"]),
            f"(?P<{row['becomes']}_{number}>)",
        ))  # fmt: skip
        of = [None if id == "none" else id for id in row["of"].split(",")] if row["of"] else [None, *required]
        for told in of:
            kinds = needs["kinds"] or (required[told]["kinds"] if told else "")
            for kind in (row["kinds"] or kinds).split(","):
                if told is None or kind in required[told]["kinds"].split(","):
                    found.setdefault((kind, told), []).append(rule)
    return {key: re.compile("|".join(rules), re.MULTILINE) for key, rules in found.items()}


def _conditions(row: Mapping[str, str], needs: Mapping[str, str]) -> str:
    """What a rule asks of the fields, and the indicator that it tells of unit and denominator."""
    return "".join((
        _must("", row["subject"]),
        _must(r".*\n", row["action"]),
        _must(r".*\n.*\n", row["item"]),
        _must(r".*\n(?:.*\n)?", row["words"]),
        _must(r".*\n(?:.*\n)?", row["without"], wanted=False),
        rf"(?=(?:.*\n){{3}}(?:{needs['units']})\n)" if needs["units"] else "",
        rf"(?=(?:.*\n){{4}}(?:{needs['per']})$)" if needs["per"] else "",
    ))  # fmt: skip


@cache
def _words() -> dict[str, str]:
    return {row["name"]: row["pattern"] for row in gazetteers.rows("indicator_words")}


def _must(before: str, pattern: str, wanted: bool = True) -> str:
    """A look-ahead for a pattern in the field behind ``before``; "" without a pattern.

    ``words`` and ``without`` may be found in action or item, so the fields before them must be one or two whole lines.
    """
    if not pattern:
        return ""
    filled = re.sub(r"\{([a-z]+)\}", lambda m: f"(?:{_words()[m[1]]})", pattern)
    return f"(?{'=' if wanted else '!'}{before}.*?(?:{filled}))"
