"""How much the characters of a stretch speak for a Chinese personal name, apart from what stands around it.

Surnames and given names are made of other characters than running text is: 邵立秋 and 耿维嘉 look like names,
党组织 and 和解决 do not. name_chars.tsv says by how much, for each character and each place in a name.
"""

from __future__ import annotations

from functools import cache

import gazetteers
from extractors.borders import Words

_UNSEEN = (-2.0, -2.0, -2.0)
_PLAIN = frozenset("nargs")
"""First letters of tags of words that given names are made of too: 海洋, 金花, 长江."""


@cache
def _chars() -> dict[str, tuple[float, float, float]]:
    """Character -> log-odds as a surname, as the second of three characters, as the last."""
    rows = gazetteers.rows("name_chars")
    return {row["char"]: (float(row["surname"]), float(row["middle"]), float(row["last"])) for row in rows}


def given(name: str) -> float:
    """Log-odds of one or two characters as a given name against running text."""
    table = _chars()
    last = table.get(name[-1], _UNSEEN)[2]
    if len(name) == 1:
        return last
    if name[0] == name[-1]:  # 柯珊珊: the second one follows from the first
        return max(table.get(name[0], _UNSEEN)[1], last, 1.0 if name[0] not in table else -6.0)
    return table.get(name[0], _UNSEEN)[1] + last


def surname(name: str) -> float:
    """Log-odds of a surname against running text, between -2 and 2.5; that of every compound one is 2.5."""
    return 2.5 if len(name) > 1 else max(-2.0, min(2.5, _chars().get(name, _UNSEEN)[0]))


def points(words: Words, start: int, middle: int, end: int, needed: float = -99.0) -> float:
    """Points for a surname ``text[start:middle]`` and two characters ``text[middle:end]`` as a name.

    About 2 for what is hardly anything else; what the dictionary makes of the stretch is counted in, if without it
    there are as many as ``needed`` (it only takes away).
    """
    text = words.text
    total = max(-1.0, min(1.5, 0.8 * surname(text[start:middle])))
    total += max(-3.0, min(3.2, 0.8 * given(text[middle:end])))
    if total < needed:
        return total
    i, last = words.index(start), words.index(end - 1)
    for k in range(i, last + 1):
        size = words.ends[k] - words.starts[k]
        tag = words.tags[k]
        if words.starts[k] < start or size == 1 or tag.startswith("nr"):
            continue
        if words.ends[k] > end:
            total -= 1.5  # 陈|明天: the last character begins another word
        elif words.starts[k] == start:
            total -= 4.0 if words.ends[k] == end else 1.0  # 安全带; 时光|远
        elif tag[:1] in _PLAIN or (tag in ("v", "x", "t", "vn") and given(text[middle:end]) > 2.5):
            total -= 0.3 if given(text[middle:end]) > 0.5 else 1.0
        else:
            total -= 1.2 if given(text[middle:end]) > 0.0 else 2.5  # 楚|建新, 卿|介绍
    return total
