"""Between which values the figure of a claim may lie, and whether two figures can both be right.

Hedges allow what :func:`pipeline.store.rows.bounds` says of them, and a little more where words are loose; a plain
figure may be rounded to the last digit that is written (1.6亿元: 1.55 to 1.65), a round one to a hundredth of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from extractors import numerals
from pipeline.store.rows import exact

_LOOSE = Decimal("0.1")  # 约 may be off, 近 fall short, and 超 go beyond by this part of the figure
_ROUND = Decimal("0.01")  # of a figure that ends in noughts: 3000人 may have been 2987
_DIGIT = re.compile("[0-9０-９一二两三四五六七八九]")
_NEXT = str.maketrans(
    "0123456789０１２３４５６７８９一二两三四五六七八九", "1234567898１２３４５６７８９８二三三四五六七八九八"
)
_COARSE = re.compile("[万萬亿億兆成.．点點]")
_SCALED = re.compile("[万萬亿億兆]+$")
_SCALES = {"万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
_COUNTED = frozenset({"money", "people", "person_times", "households", "count", "other"})


class Range(NamedTuple):
    """From ``least`` to ``most``, both included."""

    least: Decimal
    most: Decimal

    def meets(self, other: Range) -> bool:
        """Whether one value may be what both figures stand for."""
        return self.least <= other.most and other.least <= self.most


def allowed(claim: Mapping[str, Any], written: str) -> Range | None:
    """What the true value may be if the claim is right.

    Args:
        claim: columns of ``claims``, or as a person corrected them.
        written: the quantity as its sentence has it, simplified; "" if it is not known.

    Returns:
        The range; None where the claim names no figure.
    """
    if claim["value"] is None:
        return None
    low = Decimal(claim["value"])
    high = low if claim["high"] is None else Decimal(claim["high"])
    low, high = min(low, high), max(low, high)
    slack = abs(high) * _LOOSE
    match claim["modifier"]:
        case "about":
            return Range(low - slack, high + slack)
        case "nearly":
            return Range(low - abs(low) * _LOOSE, high)
        case "under":
            return Range(min(Decimal(0), low), high)
        case "over":
            return Range(low, high + max(slack, _one_more(high)))
    half = _half(high, written, claim["kind"] in _COUNTED)
    return Range(low - half, high + half)


def _one_more(value: Decimal) -> Decimal:
    """One in the last figure that is not nought: 超10万 may be up to 20万, as filters have it."""
    return Decimal(1).scaleb(_noughts(value)) if value else Decimal(1)


def _noughts(value: Decimal) -> int:
    digits = exact(abs(value)) or "0"
    return -len(digits.split(".")[1]) if "." in digits else len(digits) - len(digits.rstrip("0"))


def _half(value: Decimal, written: str, counted: bool) -> Decimal:
    """Half of what the last written digit is worth, where it may have been rounded."""
    step = step_of(written, value)
    noughts = _noughts(value)
    if step is not None:
        return max(step / 2, _rounded(value, noughts) if counted else Decimal(0))
    if not counted or noughts < 0:
        return Decimal(1).scaleb(min(noughts, 0)) / 2
    return min(Decimal(1).scaleb(noughts) / 2, abs(value) * _ROUND) if noughts else Decimal(0)


def _rounded(value: Decimal, noughts: int) -> Decimal:
    """What a short figure may be off that ends in noughts: 150万 by 5万, for two figures were kept; 300万 by 3万."""
    half = Decimal(1).scaleb(noughts) / 2
    kept = abs(value).adjusted() - noughts
    return half if noughts > 0 and kept > 0 else min(half, abs(value) * _ROUND) if noughts > 0 else Decimal(0)


@lru_cache(maxsize=4096)
def step_of(written: str, value: Decimal) -> Decimal | None:
    """What one is worth in the last digit of a figure that is written short: 0.1亿 in 1.6亿元, 1万 in 10万.

    Returns:
        None where the figure is written out (15832, 三百二十), or is not found to be the value.
    """
    for numeral in reversed(numerals.find(written)):
        surface = written[numeral.span.start : numeral.span.end]
        if value not in (numeral.value, numeral.high) or not _COARSE.search(surface):
            continue
        digits = [m.start() for m in _DIGIT.finditer(surface)]
        if not digits:
            return None
        at = digits[-1]
        other = numerals.parse(surface[:at] + surface[at].translate(_NEXT) + surface[at + 1 :])
        if other is None or other.value is None:
            return None
        moved = other.high if other.high is not None and value == numeral.high else other.value
        return min(abs(moved - value), _scale(surface)) or None
    return None


def _scale(surface: str) -> Decimal:
    """What the numeral counts in: 1万 in 二十万, which is no rounder than 20万; without such a word, no bound."""
    exponent = sum(_SCALES[c] for c in (_SCALED.search(surface) or [""])[0])
    return Decimal(1).scaleb(exponent) if exponent else Decimal("Infinity")


def apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str | None, float | None]:
    """How far two figures lie from each other: the difference, exact, and how many times the larger is the smaller.

    Both are of the stated values, hedges aside. The second is None where one of them is nought or below.
    """
    a, b = Decimal(one["value"]), Decimal(other["value"])
    small, large = sorted((a, b))
    return exact(large - small), float(round(large / small, 4)) if small > 0 else None


__all__ = ["Range", "allowed", "apart", "step_of"]
