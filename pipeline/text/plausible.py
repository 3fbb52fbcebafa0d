"""How much a string reads like written Chinese: what decoding and repair weigh their candidates with."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import opencc

import gazetteers

_RARE = -2.0
"""Weight of a Chinese character that is not among the common ones: in news one in some hundreds at most."""

_BROKEN = -8.0
"""Weight of what never stands in a good text: private use, controls, unassigned, half a surrogate pair."""

_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕—…·～￥％■□●○◎★☆▲△◆◇※→←↑↓①②③④⑤⑥⑦⑧⑨⑩　｜－＋／〇×°℃•–")


_TELLS_NOTHING = re.compile(r"[\t\n\r\f -\x7f]+")


@cache
def to_simplified() -> opencc.OpenCC:
    """The converter from traditional to simplified characters, character by character in effect."""
    return opencc.OpenCC("t2s")


@cache
def frequencies() -> dict[str, float]:
    """Simplified character -> natural logarithm of its occurrences in a million (0 to about 9.4)."""
    return {row["char"]: math.log(float(row["per_million"])) for row in gazetteers.rows("common_chars")}


@cache
def words() -> dict[str, int]:
    """Word -> count, from the dictionary that comes with jieba (simplified; about 350,000 words)."""
    # Found, not imported: jieba is slow to import and warns about its own age, and only its table is wanted.
    found = find_spec("jieba")
    assert found is not None and found.origin is not None
    table: dict[str, int] = {}
    with (Path(found.origin).parent / "dict.txt").open(encoding="utf-8") as file:
        for line in file:
            word, count, _ = line.split(" ", 2)
            table[word] = int(count)
    return table


def is_han(char: str) -> bool:
    """Whether the character is a Chinese one (the unified blocks, extensions and the compatibility block)."""
    return (
        "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or "\uf900" <= char <= "\ufaff"
        or ("\U00020000" <= char <= "\U0003ffff")
    )


@lru_cache(maxsize=16_384)
def weight(char: str) -> float:
    """How expected one simplified character is in Chinese news: 0 to 9.4 for common ones, below 0 for the rest.

    ASCII counts 0: it tells nothing. Give simplified characters (see :func:`to_simplified`).
    """
    known = frequencies().get(char)
    if known is not None:
        return known
    if char in _MARKS:
        return 6.0
    code = ord(char)
    if code < 0x20:
        return 0.0 if char in "\t\n\r\f" else _BROKEN
    if code < 0x7F:
        return 0.0
    if 0xFF01 <= code <= 0xFF5E or code in (0xA0, 0xB7, 0xA9, 0xAE, 0x20AC, 0xD7):
        return 3.0
    if code < 0xA0 or 0xD800 <= code <= 0xF8FF or code >= 0xF0000 or code == 0xFFFD or not char.isprintable():
        return _BROKEN
    return _RARE


def mean_weight(text: str, limit: int = 4000) -> float:
    """Mean :func:`weight` of the characters outside of ASCII (0 without any), over the first ``limit`` of them.

    Chinese news reaches 5 to 7, wrongly decoded text stays below 2.
    """
    picked = _TELLS_NOTHING.sub("", text[: limit * 8])[:limit]
    if not picked:
        return 0.0
    plain = to_simplified().convert(picked)
    return sum(map(weight, plain)) / max(1, len(plain))


_UNKNOWN_WORD = -16.0
"""Log probability of a character that the dictionary has in no word at that place."""


@cache
def _log_total() -> float:
    return math.log(sum(words().values()))


def log_probability(text: str) -> float:
    """Natural logarithm of the most probable cut of a short simplified text into words (unigrams of the dictionary).

    Only differences mean something: of two readings of the same bytes the better one is higher. Time grows with the
    length; meant for a window of some dozens of characters.
    """
    table, total = words(), _log_total()
    best = [0.0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        single = text[end - 1]
        top = best[end - 1] + (-8.0 if single in _MARKS or single < "\x7f" else _UNKNOWN_WORD)
        for start in range(max(0, end - 6), end):
            count = table.get(text[start:end])
            if count and (end - start > 1 or weight(single) > 0):
                top = max(top, best[start] + math.log(count) - total)
        best[end] = top
    return best[-1]
