"""What a run of digits, Chinese numerals and scales is worth.

Positional runs (二〇一六) are read digit by digit, the rest by scales: a scale multiplies everything smaller before it
(二十万亿), and a last digit without a zero takes the next lower scale (三千五: 3500; 一万三: 13000).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractors.model import Modifier

CHINESE: dict[str, int] = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "两": 2, "兩": 2, "俩": 2, "倆": 2, "仨": 3,
    "壹": 1, "贰": 2, "貳": 2, "叁": 3, "參": 3, "叄": 3, "肆": 4, "伍": 5, "陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
"""Digits in common, formal (大写) and traditional writing. 参 is left out: in simplified text it is the verb."""

_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
_BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_FUZZ = frozenset("多余餘来來")
_FEW = frozenset("几幾数數")
_TOKEN = re.compile(
    r"[0-9]{1,3}(?:[ \u00a0][0-9]{3})+(?:[.．][0-9]+)?(?![0-9])"
    r"|[0-9０-９][0-9０-９,，.．\u2009\u202f]*(?<=[0-9０-９])|.",
    re.S,
)
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SHORT = 24
"""Characters of the longest run that is remembered, so that a text of nothing but digits does not fill the memory."""
_STRIP = re.compile(r"[,， \u00a0\u2009\u202f]")
_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_PAIRS = frozenset({(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (3, 5)})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run is worth: see :class:`extractors.numerals.Numeral` for the fields."""

    value: Decimal | None
    high: Decimal | None
    modifier: Modifier
    chinese: bool
    bare: bool


def evaluate(run: str) -> Reading | None:
    """The worth of the whole run, or None if it is not one number."""
    if _PLAIN.fullmatch(run):
        return Reading(Decimal(run), None, "exact", False, False)
    return _of_short(run) if len(run) <= _SHORT else _of_any(run)


@lru_cache(maxsize=4096)  # 一, 两, 三百 and the like come again and again
def _of_short(run: str) -> Reading | None:
    return _of_any(run)


def _of_any(run: str) -> Reading | None:
    tokens = [t for t in _TOKEN.findall(run) if not t.isspace()]
    chinese = not any(t[0].isdigit() and t[0] not in CHINESE for t in tokens)
    bare = tokens[0] in "百千万萬亿億兆佰仟"
    if tokens[:2] == ["百", "十"] and all(t in _FUZZ for t in tokens[2:]):  # 百十来人: a hundred or so
        return Reading(None, None, "about", chinese, False)
    if tokens[0] in _FEW:  # 数十, 几百万, 数10
        rest = tokens[1:]
        known = all(t in _SMALL or t in _BIG or t == "10" or t in _FUZZ for t in rest)
        return Reading(None, None, "about", chinese, False) if rest and known else None
    fuzzy: Modifier = "exact"
    kept: list[str] = []
    for i, token in enumerate(tokens):
        if token in _FUZZ:
            after = tokens[i + 1] if i + 1 < len(tokens) else ""
            if not kept or fuzzy != "exact" or (after and after not in _BIG and after not in _SMALL):
                return None
            fuzzy = "about" if token in "来來" else "over"
        elif token in _FEW:  # 三十几万, 一百零几万; 十几 names no figure
            before = kept[-1] if kept else ""
            after = tokens[i + 1] if i + 1 < len(tokens) else ""
            follows = before in _SMALL or before in ("零", "〇")
            if fuzzy != "exact" or not follows or (after and after not in _BIG):
                return None
            if kept in (["十"], ["拾"]):
                return Reading(None, None, "about", chinese, False)
            fuzzy = "over"
            if before in ("零", "〇"):
                kept.pop()
        else:
            kept.append(token)
    low, high = _paired(kept)
    value = _worth(low)
    if value is None:
        return None
    if high is None:
        return Reading(value, None, fuzzy, chinese, bare)
    top = _worth(high)
    return None if top is None else Reading(value, top, "about", chinese, bare)


def tidy(value: Decimal | None) -> Decimal | None:
    """The same value without zeros after the point (16232000.0: 16232000) and without an exponent."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _paired(tokens: list[str]) -> tuple[list[str], list[str] | None]:
    """Two readings of a run with two neighbouring digits (七八, 一两百万, 十七八), else the run itself."""
    for i in range(len(tokens) - 1):
        a, b = CHINESE.get(tokens[i]), CHINESE.get(tokens[i + 1])
        if a is None or b is None or (a, b) not in _PAIRS:
            continue
        before = tokens[i - 1] if i else ""
        after = tokens[i + 2] if i + 2 < len(tokens) else ""
        if before in CHINESE or after in CHINESE or before in ("点", "點") or after in ("点", "點"):
            continue
        if not before or before in _SMALL or before in _BIG or before in ("零", "〇"):
            return [*tokens[: i + 1], *tokens[i + 2 :]], [*tokens[:i], *tokens[i + 1 :]]
    return tokens, None


def _worth(tokens: list[str]) -> Decimal | None:
    if not tokens:
        return None
    if len(tokens) > 1 and all(t in CHINESE for t in tokens):
        if any(t in "两兩俩倆仨" for t in tokens):
            return None
        return Decimal("".join(str(CHINESE[t]) for t in tokens))
    point = next((i for i, t in enumerate(tokens) if t in ("点", "點")), None)
    if point is not None:
        return _with_point(tokens[:point], tokens[point + 1 :])
    return _by_scale(tokens)


def _with_point(whole: list[str], rest: list[str]) -> Decimal | None:
    """一点五亿, 十五点七, 四百亿点零五: digits after the point, then scales that multiply all of it."""
    digits: list[str] = []
    i = 0
    while i < len(rest) and rest[i] in CHINESE:
        digits.append(str(CHINESE[rest[i]]))
        i += 1
    if not digits and rest and rest[0].translate(_WIDTH).isdigit():
        digits, i = [rest[0].translate(_WIDTH)], 1
    left = _worth(whole) if whole else None
    if not digits or left is None:
        return None
    value = left + Decimal("0." + "".join(digits))
    for token in rest[i:]:
        scale = _SMALL.get(token) or _BIG.get(token)
        if scale is None:
            return None
        value *= scale
    return value


def _by_scale(tokens: list[str]) -> Decimal | None:
    parts: list[tuple[Decimal, int]] = []  # (worth, its scale) in falling order of scale
    pending: Decimal | None = None
    arabic = zero = False
    last = 0  # the scale read last
    for n, token in enumerate(tokens):
        if token in CHINESE:
            if pending is not None and pending != 0:
                return None
            zero = CHINESE[token] == 0
            pending, arabic = Decimal(CHINESE[token]), False
            if zero and n + 1 < len(tokens):
                pending = None
        elif token in _TENS:
            if pending is not None:
                return None
            parts.append((Decimal(_TENS[token]), 10))
            last = 10
        elif token in _SMALL:
            scale = _SMALL[token]
            if pending is None and parts and parts[-1][1] <= scale and last < 10**4:
                return None
            if last and last < 10**4 and last <= scale and not arabic:
                return None
            parts.append(((pending if pending is not None else Decimal(1)) * scale, scale))
            pending, zero, last = None, False, scale
        elif token in _BIG:
            scale = _BIG[token]
            amount = pending if pending is not None else Decimal(0)
            while parts and parts[-1][1] < scale:
                amount += parts.pop()[0]
            if parts and parts[-1][1] == scale and amount == 0:  # 万万
                amount = parts.pop()[0]
            elif parts and parts[-1][1] <= scale:
                return None
            if amount == 0:
                if parts or pending is not None:
                    return None
                amount = Decimal(1)
            parts.append((amount * scale, scale))
            pending, zero, last = None, False, scale
        else:  # Arabic
            figure = _STRIP.sub("", token.translate(_WIDTH))
            if pending is not None or figure.count(".") > 1 or figure.endswith("."):
                return None
            pending, arabic = Decimal(figure), True
            if last and pending >= last and n + 1 == len(tokens):
                return None
    if pending is not None:
        # A last digit without a zero before it takes the next lower scale: 四百五, 一万三.
        short = last > 1 and not arabic and not zero and len(tokens) > 1 and _abbreviates(tokens)
        parts.append((pending * (last // 10 if short else 1), 1))
    return sum((worth for worth, _ in parts), Decimal(0)) if parts else None


def _abbreviates(tokens: list[str]) -> bool:
    return tokens[-2] in _SMALL or tokens[-2] in _BIG
