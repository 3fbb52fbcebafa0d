"""Modifiers: what the words beside a figure say about how exact it is."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from extractors.model import Modifier
from gazetteers import rows

_APART = re.compile(r"(至少|最少|起码|至多|最多|最高)(?!的)[^，。；：！？、\n0-9约近超至到]{1,4}$")  # 每年至少开展两次
_OF = re.compile(r"(接近|超过|将近|不足|不到)[^，。；：！？、\n0-9]{1,9}的$")  # 接近所缴数额的百倍


@cache
def _table(side: str) -> tuple[re.Pattern[str], dict[str, Modifier]]:
    table = {row["surface"]: cast(Modifier, row["modifier"]) for row in rows("hedges") if row["side"] == side}
    words = "|".join(re.escape(w) for w in sorted(table, key=lambda w: (-len(w), w)))
    pattern = rf"({words})(?:达到?|了|到|至|在|有|是|为|可达)?\s?$" if side == "left" else rf"(?:（含）)?({words})"
    return re.compile(pattern), table


@cache
def _left_ends() -> frozenset[str]:
    """The last characters of what a hedge before a figure ends with, a space apart."""
    return frozenset("达到了至在有是为").union(word[-1] for word in _table("left")[1])


def left_hedge(text: str, at: int) -> tuple[Modifier, int] | None:
    """The hedge that ends at ``at`` (近, 不超过), and where it starts."""
    pattern, table = _table("left")
    last = text[at - 1 : at]
    m = pattern.search(text, max(0, at - 8), at) if last in _left_ends() or last.isspace() else None
    if m is None:
        m = _APART.search(text, max(0, at - 12), at)
    return (table[m[1]], m.start()) if m else None


def far_hedge(text: str, at: int) -> tuple[Modifier, int] | None:
    """A hedge before what a multiple compares with (接近所缴数额的百倍), and where it starts."""
    m = _OF.search(text, max(0, at - 14), at)
    return (_table("left")[1][m[1]], m.start()) if m else None


def right_hedge(text: str, at: int) -> tuple[Modifier, int] | None:
    """The hedge that starts at ``at`` (以上, 左右), and where it ends."""
    pattern, table = _table("right")
    m = pattern.match(text, at)
    return (table[m[1]], m.end()) if m else None
