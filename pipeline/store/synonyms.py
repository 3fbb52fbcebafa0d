"""What two reports say in other words of the same thing: indicators, counting words and verbs that stand for others.

All of it is read from the tables ``contradiction_indicators``, ``contradiction_synonyms`` and ``contradiction_words``;
the words by which an indicator is known are those of ``indicator_rules``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import gazetteers

_BUILT = "_built"
_NEWLY = ("新", "增", "添", "净增", "再")  # 新建 up to a day is of some year, 建成 up to a day is what stands there
_WORD = re.compile("[\u4e00-\u9fff]{2,}")
_NAMED = re.compile(r"\{([a-z]+)\}")
_LOOK = re.compile(r"\(\?[^)]*\)")  # what must not stand there
_NEVER = re.compile("(?!)")


def measured(claim: Mapping[str, Any]) -> str | None:
    """What a claim measures, the same for all that people do not keep apart.

    Args:
        claim: columns of ``claims``.

    Returns:
        An indicator; without one, the kind of action and the thing. None where either is missing.
    """
    indicator: str | None = claim["indicator"]
    if indicator is None:
        return f"{verb(claim['action'])}|{claim['item']}" if claim["action"] and claim["item"] else None
    if (
        indicator.endswith(_BUILT) and claim["period_kind"] == "until" and claim["period_start"] is None
        and not claim["action"].startswith(_NEWLY)
    ):  # fmt: skip
        indicator = indicator.removesuffix(_BUILT)  # 截至年底建成驿站80个 counts all of them
    return _with().get(indicator, indicator)


def unit(name: str) -> str:
    """The counting word that stands for all of its kind (家: 个), or the unit itself."""
    return _synonyms("unit").get(name, name)


def verb(action: str) -> str:
    """The verb that stands for all of its kind (送出: 发放), or the action itself."""
    return _synonyms("verb").get(action, action)


def group(word: str) -> str:
    """The word that stands for all who are not kept apart (失业: 下岗), or the word itself."""
    return _synonyms("group").get(word, word)


def grouped(text: str) -> str:
    """The text with :func:`group` of each word that has one."""
    return _groups().sub(lambda m: group(m[0]), text)


def organs() -> Collection[str]:
    """What stands behind the name of a general union for a part of it that acts in its name (法律援助中心)."""
    return _synonyms("organ").keys()


@cache
def implied(measured: str | None) -> re.Pattern[str]:
    """Words that tell no figure of this from others."""
    return _any(_implied(measured))


def of_place(measured: str | None) -> bool:
    """Whether the figure of a place and that of its general union are the same."""
    return _rows().get(measured or "", {}).get("whose") == "place"


def words(measured: str | None) -> str:
    """Which words around two figures must be alike too: "no", "own" or "all"; see ``contradiction_indicators``."""
    return _rows().get(measured or "", {}).get("words", "all")


@cache
def known_by(measured: str) -> re.Pattern[str]:
    """The words by which claims get this indicator, or one that is compared with it."""
    ids = {measured, measured + _BUILT, *(id for id, other in _with().items() if other == measured)}
    found: set[str] = set()
    for row in gazetteers.rows("indicator_rules"):
        if row["indicator"] in ids:
            # a rule with both has the verb there and in the thing who or what is meant, which tells figures apart
            fields = (row["words"], row["action"], "" if row["action"] else row["item"])
            told = (_NAMED.sub(lambda m: _shared_words()[m[1]], field) for field in fields)
            found.update(word for field in told for word in _WORD.findall(_LOOK.sub("", field)))
    return _any(found | _implied(measured))


@cache
def _shared_words() -> dict[str, str]:
    return {row["name"]: row["pattern"] for row in gazetteers.rows("indicator_words")}


def _any(found: set[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(found, key=lambda word: (-len(word), word)))) if found else _NEVER


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["indicator"]: dict(row) for row in gazetteers.rows("contradiction_indicators")}


@cache
def _with() -> dict[str, str]:
    return {id: row["with"] for id, row in _rows().items() if row["with"]}


def _implied(measured: str | None) -> set[str]:
    rows = gazetteers.rows("contradiction_synonyms")
    return {row["word"] for row in rows if row["what"] == "implied" and row["as"] == measured}


@cache
def _groups() -> re.Pattern[str]:
    return _any(set(_synonyms("group")))


@cache
def _synonyms(what: str) -> dict[str, str]:
    return {row["word"]: row["as"] for row in gazetteers.rows("contradiction_synonyms") if row["what"] == what}


__all__ = ["group", "grouped", "implied", "known_by", "measured", "of_place", "organs", "unit", "verb", "words"]
